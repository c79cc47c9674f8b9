/** The response to `query`: Agora's status, no recorder, or no response that says anything. */
import { type CallOutcome, errorOf } from '../call-outcome.ts';
import {
  type Env,
  enqueueAgoraCall,
  postToThread,
  retryJob,
  type Transition,
  transitionTo,
  unchanged,
  withHealth,
  withNotified,
} from '../effects.ts';
import { isControlExpired } from '../expiry.ts';
import { type AgoraPayload, priority } from '../jobs.ts';
import { failoverWindow, notFoundInterval, notifyAfterFailures, rejectedInterval } from '../policy.ts';
import type { Recording } from '../recording.ts';
import { retryAfter } from '../retry.ts';
import { unconfirmed } from './confirmation.ts';
import { endAsLost, finish } from './end.ts';
import { pauseNotFoundWindow, recordNotFound } from './not-found.ts';
import { onStatus } from './status.ts';
import { settleStatusPost, statusNews, statusPosted } from './status-post.ts';

export function onQueryResponse(before: Recording, payload: AgoraPayload, outcome: CallOutcome, env: Env): Transition {
  if (before.phase !== 'confirming' && before.phase !== 'recording') return unchanged(before);
  if (outcome.kind === 'status') return onStatus(before, outcome, env);
  // People who wait for Agora's response are notified that there is none; the card has nothing new to show.
  const r = withNotified(before, { refreshRequested: undefined });
  switch (outcome.kind) {
    case 'notFound':
    case 'exiting':
      return isControlExpired(r, env.now) ? endAsLost(r, 'control_expired', env) : onNotFound(r, env);
    case 'notSent':
    case 'indeterminate':
    case 'rejected':
      return onSilence(r, payload, outcome, env);
    default:
      return onSilence(r, payload, { kind: 'indeterminate', errorCode: 'agora_strange', detail: outcome.kind }, env);
  }
}

/** No recorder is found. That is the end, or a fail-over of up to 90 s. */
function onNotFound(r: Recording, env: Env): Transition {
  if (r.phase === 'confirming') return unconfirmed(r, false, env);
  const { notFound, notFoundFor, messages } = recordNotFound(r, env);
  const next = withHealth(r, { notFound });
  if (r.health.exitedAt !== undefined || notFoundFor >= failoverWindow)
    return finish(next, 'endedEarly', [], 'unknown', env);
  const news = statusNews(next, env, true);
  return transitionTo(statusPosted(next, news, env), {
    jobs: [
      enqueueAgoraCall(r, 'query', env.now + notFoundInterval(notFoundFor), priority.confirm),
      ...messages,
      ...settleStatusPost(next, news, env),
    ],
  });
}

/** Agora could not be asked, or rejected the query: no evidence either way, so the confirmation clock is suspended. */
function onSilence(
  r: Recording,
  payload: AgoraPayload,
  outcome: Extract<CallOutcome, { kind: 'notSent' | 'indeterminate' | 'rejected' }>,
  env: Env,
): Transition {
  const isRejected = outcome.kind === 'rejected';
  if (isRejected && isControlExpired(r, env.now)) return endAsLost(r, 'control_expired', env);
  const { confirmation, problem } = r.health;
  const wait = isRejected
    ? rejectedInterval
    : (retryAfter('query', outcome, payload.failedAttempts, env.jitter) ?? rejectedInterval);
  const isWorthTelling = isRejected || payload.failedAttempts >= notifyAfterFailures.query;
  const message = { type: 'problem', ...errorOf(outcome) } as const;
  const paused = withHealth(pauseNotFoundWindow(r, env), {
    confirmation: confirmation && {
      ...confirmation,
      deadline: confirmation.deadline + (env.now - confirmation.lastResponseAt),
      lastResponseAt: env.now,
    },
    ...(isWorthTelling ? { problem: { errorCode: outcome.errorCode, since: problem?.since ?? env.now } } : {}),
  });
  const news = statusNews(r, env, true);
  return transitionTo(statusPosted(paused, news, env), {
    jobs: [
      retryJob(payload, env.now + wait, r.phase === 'confirming' ? priority.confirm : priority.watch),
      ...(isWorthTelling && problem === undefined ? [postToThread(env.now, message)] : []),
      ...settleStatusPost(r, news, env),
    ],
  });
}
