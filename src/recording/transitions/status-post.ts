/** Status posts, and what else the clock brings while it records. */
import {
  type Env,
  enqueueAgoraCall,
  postToThread,
  type Transition,
  transitionTo,
  unchanged,
  updateCard,
  withNotified,
} from '../effects.ts';
import { expectedExpiry } from '../expiry.ts';
import { type NewJob, priority } from '../jobs.ts';
import { currentRecorder, type Recording } from '../recording.ts';
import type { ThreadMessage } from '../thread-message.ts';
import { snapshotsPart, snapshotsPosted } from './snapshots.ts';

/** STATUS_CRON fired: ask Agora now, and post when it has answered. A tick while a post is pending adds nothing. */
export function onTick(r: Recording, env: Env): Transition {
  // People were told that it waits, and will be told when it records.
  if (r.phase !== 'recording' || r.waiting === true || r.notified.statusPostPending === true) return unchanged(r);
  // The query that waits is replaced: it must not lose its place.
  const jobPriority =
    r.notified.refreshRequested === true
      ? priority.person
      : r.health.notFound === undefined
        ? priority.watch
        : priority.confirm;
  return transitionTo(withNotified(r, { statusPostPending: true }), {
    jobs: [enqueueAgoraCall(r, 'query', env.now, jobPriority)],
  });
}

/** Its token expires soon, or Agora will not let us control it for much longer though it goes on. */
export function onControlExpiring(r: Recording, env: Env): Transition {
  if (r.phase !== 'confirming' && r.phase !== 'recording') return unchanged(r);
  const type = r.spec.usesTokens ? 'tokenExpiring' : 'controlExpiring';
  return transitionTo(r, { jobs: [postToThread(env.now, { type, at: expectedExpiry(r) })] });
}

/** A status post that is pending goes out with what was last known. */
export function settleStatusPost(r: Recording, env: Env): NewJob[] {
  if (r.notified.statusPostPending !== true) return [];
  return [postToThread(env.now, statusPost(r, env, true)), updateCard(env.now, priority.watch)];
}

/** The status post that was pending has gone out. */
export function statusPosted(r: Recording): Recording {
  if (r.notified.statusPostPending !== true) return r;
  return withNotified(snapshotsPosted(r), { statusPostPending: undefined });
}

/** `silent`: Agora did not answer just now. */
export function statusPost(r: Recording, env: Env, silent: boolean): ThreadMessage {
  const { lastStatus, notFound } = r.health;
  return {
    type: 'status',
    elapsed: env.now - (currentRecorder(r).startedAt ?? r.createdAt),
    files: lastStatus?.files ?? [],
    ...(lastStatus === undefined ? {} : { status: lastStatus.status, statusAt: lastStatus.at }),
    ...snapshotsPart(r),
    silent,
    ...(notFound === undefined ? {} : { notFound: true }),
  };
}
