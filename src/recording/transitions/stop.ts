/** Stopping: repeated until Agora says that the recorder is gone. */
import type { CallOutcome } from '../call-outcome.ts';
import { errorOf } from '../call-outcome.ts';
import {
  type Env,
  postToThread,
  retryJob,
  type Transition,
  transitionTo,
  unchanged,
  withEnding,
  withHealth,
  withRecorder,
} from '../effects.ts';
import { isControlExpired } from '../expiry.ts';
import { type AgoraPayload, priority } from '../jobs.ts';
import { failoverWindow, notFoundInterval, notifyAfterFailures, rejectedInterval } from '../policy.ts';
import { currentRecorder, type Ms, type Recording, type Uid, type Uploading } from '../recording.ts';
import { retryAfter } from '../retry.ts';
import { endAsLost, endWithoutRecording, finish } from './end.ts';
import { pauseNotFoundWindow, recordNotFound } from './not-found.ts';

export function onStopResponse(r: Recording, payload: AgoraPayload, outcome: CallOutcome, env: Env): Transition {
  if (r.phase !== 'stopping') return unchanged(r);
  switch (outcome.kind) {
    case 'stopped':
      return over(r, 'stopped', outcome.files, outcome.uploading, env);
    case 'nothingRecorded':
      return over(r, 'nothingRecorded', [], 'unknown', env);
    case 'exiting':
      return over(r, 'stopped', [], 'unknown', env);
    case 'notFound':
      return onNotFound(r, payload, env);
    case 'notSent':
    case 'indeterminate': {
      const wait = retryAfter('stop', outcome, payload.failedAttempts, env.jitter) ?? rejectedInterval;
      return repeat(r, payload, outcome, wait, env);
    }
    case 'rejected':
      return repeat(r, payload, outcome, rejectedInterval, env);
    default: {
      const strange = { kind: 'indeterminate', errorCode: 'agora_strange', detail: outcome.kind } as const;
      return repeat(r, payload, strange, rejectedInterval, env);
    }
  }
}

/** Committed before a stop leaves: if its response never arrives, a later 404 may be its effect. */
export function onStopSending(r: Recording, uid: Uid): Transition {
  const recorder = currentRecorder(r);
  const stop = r.ending?.stop;
  // The stop of an orphan is not a matter of the phase.
  if (uid !== recorder.uid || recorder.status === 'orphan') return { ...unchanged(r), dispatch: 'proceed' };
  if (r.phase !== 'stopping' || stop === undefined) return { ...unchanged(r), dispatch: 'skip' };
  const isUnknown = stop.inFlight === true || stop.outcomeUnknown === true;
  const next = withEnding(r, { stop: { ...stop, inFlight: true, ...(isUnknown ? { outcomeUnknown: true } : {}) } });
  return { ...unchanged(next), dispatch: 'proceed' };
}

/** The stop was answered: it is no longer in flight. */
function answered(r: Recording, outcomeUnknown: boolean, env: Env): Recording {
  const { inFlight: _, ...stop } = r.ending?.stop ?? { at: env.now };
  return withEnding(r, { stop: { ...stop, ...(outcomeUnknown ? { outcomeUnknown: true } : {}) } });
}

/** 404: the effect of an earlier stop whose response was lost, a fail-over of up to 90 s, or the end. */
function onNotFound(r: Recording, payload: AgoraPayload, env: Env): Transition {
  if (isControlExpired(r, env.now)) return endAsLost(r, 'control_expired', env);
  const { notFound, notFoundFor, messages } = recordNotFound(r, env);
  const isOver =
    r.health.exitedAt !== undefined || r.ending?.stop?.outcomeUnknown === true || notFoundFor >= failoverWindow;
  if (isOver) return over(r, 'stopped', [], 'unknown', env);
  return transitionTo(withHealth(answered(r, false, env), { notFound, problem: undefined }), {
    jobs: [retryJob(payload, env.now + notFoundInterval(notFoundFor), priority.stop), ...messages],
  });
}

/** A stop is never given up while it can help: the person who asked for it relies on it. */
function repeat(
  r: Recording,
  payload: AgoraPayload,
  outcome: Extract<CallOutcome, { kind: 'notSent' | 'indeterminate' | 'rejected' }>,
  wait: Ms,
  env: Env,
): Transition {
  if (isControlExpired(r, env.now)) return endAsLost(r, 'control_expired', env);
  const { problem } = r.health;
  const isWorthTelling = outcome.kind === 'rejected' || payload.failedAttempts >= notifyAfterFailures.stop;
  const isNew = problem === undefined && isWorthTelling;
  const message = { type: 'notStopped', ...errorOf(outcome) } as const;
  const next = answered(pauseNotFoundWindow(r, env), outcome.kind === 'indeterminate', env);
  return transitionTo(
    isWorthTelling
      ? withHealth(next, { problem: { errorCode: outcome.errorCode, since: problem?.since ?? env.now } })
      : next,
    {
      jobs: [retryJob(payload, env.now + wait, priority.stop), ...(isNew ? [postToThread(env.now, message)] : [])],
    },
  );
}

function over(
  r: Recording,
  result: 'stopped' | 'nothingRecorded',
  files: readonly string[],
  uploading: Uploading,
  env: Env,
): Transition {
  const because = r.ending?.stop?.because;
  // We gave up on a start that never showed itself. Files would prove us wrong; without them it never recorded.
  if (
    because !== undefined &&
    files.length + (r.earlier?.files.length ?? 0) === 0 &&
    (r.health.lastStatus?.files.length ?? 0) === 0
  )
    return endWithoutRecording(withRecorder(r, { status: 'ended' }), because, undefined, env);
  return finish(r, result, files, uploading, env);
}
