/** From the reservation to the sid. */
import { type CallOutcome, errorOf } from '../call-outcome.ts';
import {
  type Env,
  enqueueAgoraCall,
  keys,
  postToThread,
  retryJob,
  scheduleTimer,
  type Transition,
  transitionTo,
  unchanged,
  withHealth,
  withRecorder,
} from '../effects.ts';
import type { ErrorCode } from '../error-codes.ts';
import { expectedExpiry } from '../expiry.ts';
import { type AgoraPayload, priority } from '../jobs.ts';
import {
  confirmTimeout,
  expiryWarningLead,
  firstQueryAfter,
  notifyAfterFailures,
  startTimeout,
  storageRenewalInterval,
} from '../policy.ts';
import { currentRecorder, type Recording, type Uid } from '../recording.ts';
import { type RetryableOutcome, retryAfter } from '../retry.ts';
import { settledMode } from '../setting.ts';
import { cancelBeforeStart, endWithoutRecording } from './end.ts';
import { limitTimers, withLimit } from './limit.ts';
import { renewStorage } from './storage.ts';
import { awaitSid, restart } from './unknown-start.ts';

export function onAcquireResponse(r: Recording, payload: AgoraPayload, outcome: CallOutcome, env: Env): Transition {
  if (r.phase !== 'starting' || currentRecorder(r).status !== 'planned') return unchanged(r);
  switch (outcome.kind) {
    case 'acquired': {
      const next = withRecorder(r, { resourceId: outcome.resourceId, acquiredAt: env.now });
      return transitionTo(next, { jobs: [enqueueAgoraCall(next, 'start', env.now, priority.person)] });
    }
    case 'notSent':
    case 'indeterminate':
      // Reserving twice is harmless: a reservation that nobody uses expires.
      return retryOrElse(r, payload, outcome, env, () => fail(r, outcome.errorCode, outcome.detail, env));
    case 'rejected':
      return fail(r, outcome.errorCode, outcome.detail, env);
    default:
      return fail(r, 'agora_strange', outcome.kind, env);
  }
}

/** Committed before `start` leaves: from then on a recorder may run. `skip` where the start is obsolete. */
export function onStartSending(r: Recording, uid: Uid, env: Env): Transition {
  const { status, resourceId, sendCount, uid: currentUid } = currentRecorder(r);
  const isWanted = currentUid === uid && resourceId !== undefined;
  const mayStart = r.phase === 'starting' && (status === 'planned' || status === 'sent');
  // Stop was asked after a first sending whose response was lost: only the sid makes it possible to stop.
  const mustKnow = r.phase === 'stopping' && status === 'sent';
  if (!isWanted || !(mayStart || mustKnow)) return { ...unchanged(r), dispatch: 'skip' };
  // The bot was down meanwhile. What was to be recorded is over, or people have helped themselves.
  if (status === 'planned' && isTooLate(r, env)) return { ...fail(r, 'too_late', undefined, env), dispatch: 'skip' };
  const sent = withRecorder(r, { status: 'sent', sendCount: sendCount + 1 });
  const mode = status === 'planned' ? settledMode(r.mode) : r.mode;
  return transitionTo(
    { ...sent, mode },
    {
      audit: { actor: 'agora', action: 'start sent', detail: `uid ${uid}, send ${sendCount + 1}` },
      dispatch: 'proceed',
    },
  );
}

export function onStartResponse(r: Recording, payload: AgoraPayload, outcome: CallOutcome, env: Env): Transition {
  const { status, sid, sendCount } = currentRecorder(r);
  // Whatever a notification has brought meanwhile, Agora's own response counts.
  if (status === 'running' && outcome.kind === 'started' && outcome.sid !== sid)
    return transitionTo(withRecorder(r, { sid: outcome.sid }), {
      audit: { actor: 'agora', action: 'started', detail: `sid ${outcome.sid}, not ${sid}` },
    });
  if (status !== 'sent') return unchanged(r);
  // From the second sending on, a rejection may result from a first one that succeeded.
  const mayBeEcho = sendCount > 1;
  switch (outcome.kind) {
    case 'started':
      return onStarted(r, outcome.sid, env);
    case 'alreadyStarted':
      // Agora's 201 is not documented to carry the sid; without it nothing can control the recorder.
      return outcome.sid === undefined ? awaitSid(r, env) : onStarted(r, outcome.sid, env);
    case 'conflict':
    case 'expired':
      if (mayBeEcho) return awaitSid(r, env);
      return restart(r, outcome.kind === 'conflict' ? 'start_conflict' : 'resource_expired', env);
    case 'restartRequired':
      return mayBeEcho ? awaitSid(r, env) : restart(r, outcome.errorCode, env);
    case 'notSent':
      return onNotSent(r, payload, outcome, env);
    case 'indeterminate':
      return retryOrElse(r, payload, outcome, env, () => awaitSid(r, env));
    case 'rejected':
      if (mayBeEcho) return awaitSid(r, env);
      return fail(r, outcome.errorCode, outcome.detail, env);
    default:
      return awaitSid(r, env);
  }
}

/** It was not sent: the send count is reverted, so that nothing is taken for its effect. */
function onNotSent(
  r: Recording,
  payload: AgoraPayload,
  outcome: Extract<CallOutcome, { kind: 'notSent' }>,
  env: Env,
): Transition {
  const sendCount = currentRecorder(r).sendCount - 1;
  const next = withRecorder(r, { sendCount, status: sendCount === 0 ? 'planned' : 'sent' });
  const { by, limit } = r.ending?.stop ?? {};
  const isCanceled = by !== undefined || limit === true;
  if (sendCount === 0 && r.phase === 'stopping' && isCanceled) return cancelBeforeStart(next, by, env);
  // Another reservation would be rejected, too; and what an earlier request may have started is not forgotten.
  return retryOrElse(next, payload, outcome, env, () =>
    sendCount === 0 ? fail(next, outcome.errorCode, outcome.detail, env) : awaitSid(next, env),
  );
}

/** The sid is here: it is written in the same breath, for without it the recorder can't be controlled. */
export function onStarted(r: Recording, sid: string, env: Env): Transition {
  const next = withLimit(withRecorder(r, { status: 'running', sid, startedAt: env.now }), env);
  const audit = { actor: 'agora', action: 'started', detail: `sid ${sid}` };
  const cancel = [keys.start, keys.sidTimeout];
  if (r.phase === 'stopping')
    return transitionTo(next, { jobs: [enqueueAgoraCall(next, 'stop', env.now, priority.stop)], cancel, audit });
  const confirmation = { deadline: env.now + confirmTimeout, lastResponseAt: env.now };
  return transitionTo(withHealth({ ...next, phase: 'confirming' }, { problem: undefined, confirmation }), {
    jobs: [
      enqueueAgoraCall(next, 'query', env.now + firstQueryAfter, priority.confirm),
      // A page ends by itself before control of it expires.
      ...(next.spec.options.mode === 'web'
        ? []
        : [scheduleTimer('controlExpiring', expectedExpiry(next) - expiryWarningLead)]),
      ...limitTimers(next, env),
      ...(next.spec.renewsStorage === true ? [renewStorage(next, env.now + storageRenewalInterval)] : []),
    ],
    cancel,
    audit,
  });
}

/** A scheduled recording may start until its time is over. */
function isTooLate({ scheduled, limit, createdAt }: Recording, env: Env): boolean {
  if (scheduled !== undefined && limit !== undefined) return env.now >= limit.stopAt;
  return env.now - createdAt > startTimeout;
}

function fail(r: Recording, errorCode: ErrorCode, detail: string | undefined, env: Env): Transition {
  return endWithoutRecording(withRecorder(r, { status: 'ended' }), errorCode, detail, env);
}

function retryOrElse(
  r: Recording,
  payload: AgoraPayload,
  outcome: RetryableOutcome,
  env: Env,
  otherwise: () => Transition,
): Transition {
  const wait = retryAfter(payload.call, outcome, payload.failedAttempts, env.jitter);
  if (wait === undefined) return otherwise();
  const retry = retryJob(payload, env.now + wait, priority.person);
  if (payload.failedAttempts < notifyAfterFailures.start || r.health.problem !== undefined)
    return transitionTo(r, { jobs: [retry] });
  const message = postToThread(env.now, { type: 'problem', ...errorOf(outcome) });
  const problem = { errorCode: outcome.errorCode, since: env.now };
  return transitionTo(withHealth(r, { problem }), { jobs: [retry, message] });
}
