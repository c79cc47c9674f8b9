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
import { statusPostShare, statusPostsSpreadAfter } from '../policy.ts';
import { currentRecorder, type Ms, type Recording, type StatusPosted } from '../recording.ts';
import type { ThreadMessageOf } from '../thread-message.ts';
import { snapshotsPart, snapshotsPosted } from './snapshots.ts';

/** STATUS_CRON fired: ask Agora now, and post when it has answered. A tick while a post is pending adds nothing. */
export function onTick(r: Recording, env: Env): Transition {
  // People were notified that it waits, and will be notified when it records.
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

/** Its token expires soon, or Agora will not let us control it for much longer though it continues. */
export function onControlExpiring(r: Recording, env: Env): Transition {
  if (r.phase !== 'confirming' && r.phase !== 'recording') return unchanged(r);
  const type = r.spec.usesTokens ? 'tokenExpiring' : 'controlExpiring';
  return transitionTo(r, { jobs: [postToThread(env.now, { type, at: expectedExpiry(r) })] });
}

/** The status post that is pending, if it has news: a thread that repeats itself is not read. `silent`: Agora did not respond. */
export function statusNews(r: Recording, env: Env, silent: boolean): StatusMessage | undefined {
  if (r.notified.statusPostPending !== true) return undefined;
  const post = statusPost(r, env, silent);
  const last = r.notified.statusPosted;
  return last === undefined || (isNew(last, post) && env.now - last.at >= leastInterval(post)) ? post : undefined;
}

/** No status post is pending any more. `news`: the one that goes out. */
export function statusPosted(r: Recording, news: StatusMessage | undefined, env: Env): Recording {
  if (r.notified.statusPostPending !== true) return r;
  if (news === undefined) return withNotified(r, { statusPostPending: undefined });
  const { status, files, snapshots, silent, notFound } = news;
  return withNotified(snapshotsPosted(r), {
    statusPostPending: undefined,
    statusPosted: {
      at: env.now,
      ...(status === undefined ? {} : { status }),
      files: files.length,
      snapshots: snapshots?.count ?? 0,
      silent,
      ...(notFound === undefined ? {} : { notFound }),
    },
  });
}

/** Without an answer of Agora: what was last known, and the card as of now. */
export function settleStatusPost(r: Recording, news: StatusMessage | undefined, env: Env): NewJob[] {
  if (r.notified.statusPostPending !== true) return [];
  return [...(news === undefined ? [] : [postToThread(env.now, news)]), updateCard(env.now, priority.watch)];
}

type StatusMessage = ThreadMessageOf<'status'>;

function isNew(last: StatusPosted, { status, files, snapshots, silent, notFound }: StatusMessage): boolean {
  return (
    status !== last.status ||
    files.length !== last.files ||
    (snapshots?.count ?? 0) !== last.snapshots ||
    silent !== last.silent ||
    notFound !== last.notFound
  );
}

function leastInterval({ elapsed }: StatusMessage): Ms {
  return elapsed < statusPostsSpreadAfter ? 0 : elapsed * statusPostShare;
}

function statusPost(r: Recording, env: Env, silent: boolean): StatusMessage {
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
