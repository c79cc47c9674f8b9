/** From the reservation to the sid, and what to do when nobody knows whether a recorder runs. */

import { type CallOutcome, wordsOf } from '../call-outcome.ts';
import type { Transition } from '../effects.ts';
import {
  type Env,
  enqueueAgoraCall,
  keys,
  postToThread,
  retryJob,
  scheduleTimer,
  transitionTo,
  unchanged,
  updateCard,
  withNewRecorder,
  withRecorder,
} from '../effects.ts';
import type { ErrorCode } from '../error-codes.ts';
import { type AgoraPayload, type NewJob, priority } from '../jobs.ts';
import {
  confirmTimeout,
  expiryWarningLead,
  firstQueryAfter,
  maxIdleTime,
  maxRecorders,
  sidTimeout,
  startTimeout,
} from '../policy.ts';
import { currentRecorder, type Ms, type Recording, type Uid } from '../recording.ts';
import { retryAfter } from '../retry.ts';
import { cancelBeforeStart, endWithoutRecording, expectedExpiry } from './end.ts';
import { orphansExpired } from './orphan.ts';

export function onAcquireAnswer(r: Recording, payload: AgoraPayload, outcome: CallOutcome, env: Env): Transition {
  if (r.phase !== 'starting' || currentRecorder(r).status !== 'planned') return unchanged(r);
  switch (outcome.kind) {
    case 'acquired': {
      const next = withRecorder(r, { resourceId: outcome.resourceId, acquiredAt: env.now });
      return transitionTo(next, { add: [enqueueAgoraCall(next, 'start', env.now, priority.person)] });
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

/**
 * Committed before `start` leaves. Afterwards `fate` is `sent`, or unchanged where the start is no longer wanted: then it must
 * not be sent.
 */
export function onStartSending(r: Recording, uid: Uid, env: Env): Transition {
  const recorder = currentRecorder(r);
  const wanted = recorder.uid === uid && recorder.resourceId !== undefined;
  const mayStart = r.phase === 'starting' && (recorder.status === 'planned' || recorder.status === 'sent');
  // Stop was asked after a first sending whose answer was lost: only the sid makes it possible to stop.
  const mustKnow = r.phase === 'stopping' && recorder.status === 'sent';
  if (!wanted || !(mayStart || mustKnow)) return unchanged(r);
  // The bot was down meanwhile. What was to be recorded is over, or people have helped themselves.
  if (recorder.status === 'planned' && env.now - r.createdAt > startTimeout) return fail(r, 'too_late', undefined, env);
  const sent = withRecorder(r, { status: 'sent', sendCount: recorder.sendCount + 1 });
  const layout = recorder.status === 'planned' ? { wanted: r.layout.wanted, applied: r.layout.wanted } : r.layout;
  return transitionTo(
    { ...sent, layout },
    {
      audit: {
        actor: 'agora',
        action: 'start sent',
        detail: `uid ${uid}, sending ${recorder.sendCount + 1}`,
      },
    },
  );
}

export function onStartAnswer(r: Recording, payload: AgoraPayload, outcome: CallOutcome, env: Env): Transition {
  const { status, sid } = currentRecorder(r);
  // Whatever a notice has brought meanwhile, Agora's own answer counts.
  if (status === 'running' && outcome.kind === 'started' && outcome.sid !== sid)
    return transitionTo(withRecorder(r, { sid: outcome.sid }), {
      audit: { actor: 'agora', action: 'started', detail: `sid ${outcome.sid}, not ${sid}` },
    });
  if (status !== 'sent') return unchanged(r);
  switch (outcome.kind) {
    case 'started':
      return running(r, outcome.sid, env);
    case 'alreadyStarted':
      // Agora's 201 is not documented to carry the sid; without it nothing can control the recorder.
      return outcome.sid === undefined ? awaitSid(r, env) : running(r, outcome.sid, env);
    case 'conflict':
    case 'expired':
      // From the second sending on, a refusal may be the echo of a first one that succeeded.
      if (currentRecorder(r).sendCount > 1) return awaitSid(r, env);
      return restartStart(r, outcome.kind === 'conflict' ? 'start_conflict' : 'resource_expired', env);
    case 'restartRequired':
      return currentRecorder(r).sendCount > 1 ? awaitSid(r, env) : restartStart(r, outcome.errorCode, env);
    case 'notSent':
      return onNotSent(r, payload, outcome, env);
    case 'indeterminate':
      return retryOrElse(r, payload, outcome, env, () => awaitSid(r, env));
    case 'rejected':
      if (currentRecorder(r).sendCount > 1) return awaitSid(r, env);
      return fail(withRecorder(r, { status: 'ended' }), outcome.errorCode, outcome.detail, env);
    default:
      return awaitSid(r, env);
  }
}

/** It never left: the sending is taken back, so that nothing is mistaken for its echo. */
function onNotSent(
  r: Recording,
  payload: AgoraPayload,
  outcome: Extract<CallOutcome, { kind: 'notSent' }>,
  env: Env,
): Transition {
  const sendCount = currentRecorder(r).sendCount - 1;
  const next = withRecorder(r, { sendCount, status: sendCount === 0 ? 'planned' : 'sent' });
  const by = r.stopping?.by;
  if (sendCount === 0 && r.phase === 'stopping' && by !== undefined) return cancelBeforeStart(next, by, env);
  // Another reservation would be refused, too; and what an earlier sending may have begun is not forgotten.
  return retryOrElse(next, payload, outcome, env, () =>
    sendCount === 0 ? fail(next, outcome.errorCode, outcome.detail, env) : awaitSid(next, env),
  );
}

/** The start has worked, or may have, and its sid is not known: a notice may still bring it. */
function awaitSid(r: Recording, env: Env): Transition {
  if (!env.notifications) return markOrphan(r, env);
  return transitionTo(r, {
    add: [scheduleTimer('sidTimeout', env.now + sidTimeout, priority.person)],
    cancel: [keys.start],
    audit: { actor: 'agora', action: 'sid awaited', detail: `uid ${currentRecorder(r).uid}` },
  });
}

/** No notice has brought the sid. */
export function onSidTimeout(r: Recording, env: Env): Transition {
  return currentRecorder(r).status === 'sent' ? markOrphan(r, env) : unchanged(r);
}

/** The sid is here: it is written in the same breath, for without it the recorder can't be controlled. */
export function running(r: Recording, sid: string, env: Env): Transition {
  const next = withRecorder(r, { status: 'running', sid, startedAt: env.now });
  const audit = { actor: 'agora', action: 'started', detail: `sid ${sid}` };
  const cancel = [keys.start, keys.sidTimeout];
  if (r.phase === 'stopping')
    return transitionTo(next, { add: [enqueueAgoraCall(next, 'stop', env.now, priority.stop)], cancel, audit });
  return transitionTo(
    {
      ...next,
      phase: 'confirming',
      problemNotified: false,
      confirm: { by: env.now + confirmTimeout, lastResponseAt: env.now },
    },
    {
      add: [
        enqueueAgoraCall(next, 'query', env.now + firstQueryAfter, priority.confirm),
        scheduleTimer('controlExpiring', expectedExpiry(next) - expiryWarningLead),
      ],
      cancel,
      audit,
    },
  );
}

/** A recorder may run that nobody can control. Say so openly, and start another one unless a stop was asked. */
function markOrphan(r: Recording, env: Env): Transition {
  const next = withRecorder(r, { status: 'orphan' });
  const fresh = r.phase === 'starting' && r.recorders.length < maxRecorders;
  const message = postToThread(env.now, {
    type: 'orphan',
    uid: currentRecorder(r).uid,
    idle: maxIdleTime,
    again: fresh,
  });
  const first = [message, orphansExpired(next, env)];
  const audit = { actor: 'agora', action: 'orphan', detail: `uid ${currentRecorder(r).uid}` };
  if (!fresh)
    return endWithoutRecording(
      next,
      r.phase === 'stopping' ? 'start_unknown' : 'start_exhausted',
      undefined,
      env,
      first,
      audit,
    );
  return another(next, env, first, audit);
}

/** Certainly nothing runs for this attempt: take a new reservation with another uid. */
function restartStart(r: Recording, errorCode: ErrorCode, env: Env): Transition {
  const next = withRecorder(r, { status: 'ended' });
  if (r.phase !== 'starting') return endWithoutRecording(next, errorCode, undefined, env);
  if (r.recorders.length >= maxRecorders) return endWithoutRecording(next, errorCode, undefined, env);
  return another(next, env, [], { actor: 'agora', action: 'afresh', detail: errorCode });
}

function another(
  r: Recording,
  env: Env,
  lines: NewJob[],
  audit: { actor: string; action: string; detail: string },
): Transition {
  const next = withNewRecorder(r, env.newUid);
  return transitionTo(next, {
    add: [...lines, enqueueAgoraCall(next, 'acquire', env.now + freshAfter(r), priority.person), updateCard(env.now)],
    audit,
  });
}

/** What Agora lacks now it may have in some seconds: 3 s before the second attempt, 6 s before the third. */
function freshAfter(r: Recording): Ms {
  return r.recorders.length * 3_000;
}

function fail(r: Recording, errorCode: ErrorCode, detail: string | undefined, env: Env): Transition {
  return endWithoutRecording(withRecorder(r, { status: 'ended' }), errorCode, detail, env);
}

function retryOrElse(
  r: Recording,
  payload: AgoraPayload,
  outcome: Extract<CallOutcome, { kind: 'notSent' | 'indeterminate' }>,
  env: Env,
  otherwise: () => Transition,
): Transition {
  const wait = retryAfter(payload.call, outcome, payload.failedAttempts, env.jitter);
  if (wait === undefined) return otherwise();
  const retry = retryJob(payload, env.now + wait, priority.person);
  // One failure is noise; from the third on, people should know why nothing happens.
  if (payload.failedAttempts < 2 || r.problemNotified) return transitionTo(r, { add: [retry] });
  const trouble = postToThread(env.now, { type: 'trouble', ...wordsOf(outcome) });
  return transitionTo({ ...r, problemNotified: true }, { add: [retry, trouble] });
}
