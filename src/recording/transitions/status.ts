/** What Agora's status means: proof after a start, and news while it records. */
import type { CallOutcome } from '../call-outcome.ts';
import {
  type Env,
  enqueueAgoraCall,
  postToThread,
  type Transition,
  transitionTo,
  updateCard,
  withEnding,
  withHealth,
  withNotified,
} from '../effects.ts';
import { type NewJob, priority } from '../jobs.ts';
import { modeOf } from '../modes/index.ts';
import { exitedInterval, failoverWindow, notFoundInterval, notifyNotFoundAfter, queryInterval } from '../policy.ts';
import type { Health, Ms, Recording } from '../recording.ts';
import type { ThreadMessage } from '../thread-message.ts';
import { settled } from '../wanted.ts';
import { failConfirmation, unconfirmed } from './confirmation.ts';
import { finish } from './end.ts';
import { recordNotFound } from './not-found.ts';
import { stopOrphans } from './orphan.ts';
import { statusNews, statusPosted } from './status-post.ts';

/** From a response to `query`, or from a notification that says as much. */
export function onStatus(r: Recording, outcome: Extract<CallOutcome, { kind: 'status' }>, env: Env): Transition {
  const { status } = outcome;
  // A response without names is no news about the files: keep those that Agora gave before.
  const files = outcome.files.length > 0 ? outcome.files : (r.health.lastStatus?.files ?? []);
  const evidence = modeOf(r).read(status);
  const next = withHealth(withReportedHold(r, outcome.paused), {
    lastStatus: { at: env.now, status, files },
    // A page is there with status 4, and records with 5.
    ...(status === 5 || files.length > 0 ? { mediaSeen: true } : {}),
  });
  switch (evidence) {
    case 'ended':
    case 'endedAbnormally': {
      const suspected = r.health.suspected ?? { errorCode: 'recorder_error', at: env.now };
      const ended = evidence === 'endedAbnormally' ? withHealth(next, { suspected }) : next;
      return r.phase === 'confirming'
        ? failConfirmation(ended, env)
        : finish(ended, 'endedEarly', files, 'unknown', env);
    }
    case 'waiting':
    case 'recording':
      return onHealthy(next, r, env);
    case 'beginning':
      return r.phase === 'confirming' ? unconfirmed(next, true, env) : onBeginning(next, r, env);
  }
}

/** Whether a page is paused, as Agora reports it: the truth where a response to a change was lost. */
function withReportedHold(r: Recording, paused: boolean | undefined): Recording {
  if (r.mode.kind !== 'web' || paused === undefined || r.mode.hold.requestedBy !== undefined) return r;
  return { ...r, mode: { ...r.mode, hold: settled(paused) } };
}

/** 0…3 after it has recorded: a recorder on its way back from a fail-over. It is there, so this never ends a recording. */
function onBeginning(seen: Recording, before: Recording, env: Env): Transition {
  const { notFound, notFoundFor, messages } = recordNotFound(seen, env);
  // It is there: the 90 s of a fail-over that may follow begin with its first 404.
  const since = notFoundFor < notifyNotFoundAfter ? notFound.since : env.now;
  const news = statusNews(seen, env, false);
  const next = reported(withHealth(seen, { notFound: { ...notFound, since } }), news, env);
  return transitionTo(next, {
    jobs: [
      enqueueAgoraCall(next, 'query', env.now + notFoundInterval(notFoundFor), priority.confirm),
      ...messages,
      ...(news === undefined ? [] : [postToThread(env.now, news)]),
      ...redraw(before, env),
    ],
  });
}

/** 4 or 5: the recorder is in the channel. */
function onHealthy(seen: Recording, before: Recording, env: Env): Transition {
  const isConfirmed = before.phase === 'confirming';
  const { status = 0 } = seen.health.lastStatus ?? {};
  const noMedia = noMediaOf(seen, before, env);
  const noMediaFor = noMedia === undefined ? 0 : env.now - noMedia.since;
  const healthy = withHealth(
    { ...seen, phase: 'recording' },
    {
      confirmation: undefined,
      notFound: undefined,
      problem: undefined,
      noMedia,
      ...staleNotifications(seen, env),
    },
  );
  // An upload that ended before the recording has ended was reported too early, unless its exit was reported as well.
  const isOvertaken = seen.health.exitedAt === undefined && seen.ending?.upload !== undefined;
  const news = statusNews(seen, env, false);
  const upToDate = isOvertaken ? withEnding(healthy, { upload: undefined }) : healthy;
  const next = withWaiting(reported(upToDate, news, env));
  const isExited = next.health.exitedAt !== undefined;
  return transitionTo(next, {
    jobs: [
      enqueueAgoraCall(
        next,
        'query',
        env.now + (isExited ? exitedInterval : queryInterval(status, noMediaFor)),
        priority.watch,
      ),
      ...(isConfirmed ? stopOrphans(next, env) : []),
      ...healthyMessages(next, before, news).map((message) => postToThread(env.now, message)),
      ...redraw(before, env),
    ],
    ...(isConfirmed ? { audit: { actor: 'agora', action: 'confirmed', detail: `status ${status}` } } : {}),
  });
}

function healthyMessages(next: Recording, before: Recording, news: ThreadMessage | undefined): ThreadMessage[] {
  const was = before.health;
  const isQuiet = next.health.noMedia?.notified === true;
  const messages: ThreadMessage[] = [];
  if (isConfirmed(next, before)) messages.push({ type: 'confirmed' });
  if (was.notFound?.notified === true || was.problem !== undefined) messages.push({ type: 'contactRestored' });
  if (was.noMedia?.notified === true && next.health.noMedia === undefined && before.waiting !== true)
    messages.push({ type: 'mediaArrived' });
  if (news !== undefined) messages.push(news);
  if (isQuiet && was.noMedia?.notified !== true && before.waiting !== true) messages.push(quietMessage(next));
  return messages;
}

/** Of one that waited for people, it is news that somebody has come. */
function isConfirmed(next: Recording, before: Recording): boolean {
  return before.waiting === true ? next.waiting === undefined : before.phase === 'confirming';
}

function quietMessage({ scheduled, limit }: Recording): ThreadMessage {
  if (scheduled === undefined || limit === undefined) return { type: 'noMedia' };
  return { type: 'waitingForPeople', until: limit.stopAt };
}

/** A scheduled recording waits for people while it receives nothing, and no longer than that. */
function withWaiting(r: Recording): Recording {
  const { waiting: _, ...rest } = r;
  if (r.scheduled === undefined) return r;
  const isWaiting = r.health.noMedia !== undefined && (r.waiting === true || r.health.noMedia.notified);
  return isWaiting ? { ...r, waiting: true } : rest;
}

/** Since when it receives nothing, and whether this status notifies people. */
function noMediaOf(seen: Recording, before: Recording, env: Env): Health['noMedia'] {
  const { status = 0 } = seen.health.lastStatus ?? {};
  const { read, noMediaAfter } = modeOf(seen);
  if (read(status) !== 'waiting' || noMediaAfter === undefined) return undefined;
  const { since, notified } = before.health.noMedia ?? { since: env.now, notified: false };
  return { since, notified: notified || env.now - since >= noMediaAfter };
}

/** Notifications that Agora has contradicted for so long are discarded. */
function staleNotifications({ health }: Recording, env: Env): { exitedAt?: undefined; suspected?: undefined } {
  const isOld = (at: Ms | undefined) => at !== undefined && env.now - at >= failoverWindow;
  return {
    ...(isOld(health.exitedAt) ? { exitedAt: undefined } : {}),
    ...(isOld(health.suspected?.at) ? { suspected: undefined } : {}),
  };
}

/** Agora has answered: nobody waits for that any more. */
function reported(r: Recording, news: ReturnType<typeof statusNews>, env: Env): Recording {
  return withNotified(statusPosted(r, news, env), { refreshRequested: undefined });
}

/** After Refresh and beside a status post, the card shows when Agora was last asked. */
function redraw({ notified }: Recording, env: Env): NewJob[] {
  if (notified.refreshRequested === true) return [updateCard(env.now, priority.person)];
  return notified.statusPostPending === true ? [updateCard(env.now, priority.watch)] : [];
}
