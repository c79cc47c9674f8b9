/** Stopping: repeated until Agora says that the recorder is gone. */

import { type CallOutcome, wordsOf } from '../call-outcome.ts';
import type { Transition } from '../effects.ts';
import { type Env, postToThread, retryJob, transitionTo, unchanged, withRecorder } from '../effects.ts';
import { type AgoraPayload, priority } from '../jobs.ts';
import { failoverWindow } from '../policy.ts';
import { currentRecorder, type Ms, type Recording, type Uid, type Uploading } from '../recording.ts';
import { notFoundInterval, rejectedInterval, retryAfter } from '../retry.ts';
import { endAsLost, endWithoutRecording, finish, isOutOfControl } from './end.ts';
import { pauseNotFoundWindow, recordNotFound } from './not-found.ts';

export function onStopAnswer(r: Recording, payload: AgoraPayload, outcome: CallOutcome, env: Env): Transition {
  if (r.phase !== 'stopping') return unchanged(r);
  switch (outcome.kind) {
    case 'stopped':
      return over(r, 'stopped', outcome.files, outcome.uploading, env);
    case 'nothingRecorded':
      return over(r, 'nothingRecorded', [], 'unknown', env);
    case 'exiting':
      return over(r, 'stopped', [], 'unknown', env);
    case 'notFound':
      return onMissing(r, payload, env);
    case 'notSent':
    case 'indeterminate':
      return repeat(
        r,
        payload,
        outcome,
        retryAfter('stop', outcome, payload.failedAttempts, env.jitter) ?? rejectedInterval,
        env,
      );
    case 'rejected':
      return repeat(r, payload, outcome, rejectedInterval, env);
    default:
      return repeat(
        r,
        payload,
        { kind: 'indeterminate', errorCode: 'agora_strange', detail: outcome.kind },
        rejectedInterval,
        env,
      );
  }
}

/** Committed before a stop leaves: if its answer never arrives, a later 404 may be its echo. */
export function onStopSending(r: Recording, uid: Uid): Transition {
  if (uid !== currentRecorder(r).uid || r.phase !== 'stopping' || r.stopping === undefined) return unchanged(r);
  const { inFlight, ...stopping } = r.stopping;
  const lost = inFlight === true || stopping.outcomeUnknown === true;
  return unchanged({ ...r, stopping: { ...stopping, inFlight: true, ...(lost ? { outcomeUnknown: true } : {}) } });
}

/** The stop was answered: it is no longer on its way. */
function answered(r: Recording, outcomeUnknown: boolean, env: Env): Pick<Recording, 'stopping'> {
  const { inFlight: _, ...stopping } = r.stopping ?? { at: env.now };
  return { stopping: { ...stopping, ...(outcomeUnknown ? { outcomeUnknown: true } : {}) } };
}

/** 404: the echo of an earlier stop whose answer was lost, a fail-over of up to 90 s, or the end. */
function onMissing(r: Recording, payload: AgoraPayload, env: Env): Transition {
  const { missing, missingFor, lines } = recordNotFound(r, env);
  if (isOutOfControl(r, env)) return endAsLost(r, 'control_expired', env);
  if (r.exited !== undefined || r.stopping?.outcomeUnknown === true || missingFor >= failoverWindow)
    return over(r, 'stopped', [], 'unknown', env);
  return transitionTo(
    { ...r, ...answered(r, false, env), missing },
    { add: [retryJob(payload, env.now + notFoundInterval(missingFor), priority.stop), ...lines] },
  );
}

/** A stop is never given up while it can help: whoever asked for it relies on it. */
function repeat(
  r: Recording,
  payload: AgoraPayload,
  outcome: Extract<CallOutcome, { kind: 'notSent' | 'indeterminate' | 'rejected' }>,
  wait: Ms,
  env: Env,
): Transition {
  if (isOutOfControl(r, env)) return endAsLost(r, 'control_expired', env);
  const tell = !r.problemNotified && (outcome.kind === 'rejected' || payload.failedAttempts >= 1);
  const trouble = tell ? [postToThread(env.now, { type: 'notStopped', ...wordsOf(outcome) })] : [];
  return transitionTo(
    {
      ...r,
      ...pauseNotFoundWindow(r, env),
      ...answered(r, outcome.kind === 'indeterminate', env),
      problemNotified: r.problemNotified || tell,
    },
    { add: [retryJob(payload, env.now + wait, priority.stop), ...trouble] },
  );
}

function over(
  r: Recording,
  why: 'stopped' | 'nothingRecorded',
  files: readonly string[],
  uploading: Uploading,
  env: Env,
): Transition {
  const because = r.stopping?.because;
  // We gave up on a start that never showed itself. Files would prove us wrong; without them it never recorded.
  if (because !== undefined && files.length === 0 && (r.seen?.files.length ?? 0) === 0) {
    return endWithoutRecording(withRecorder(r, { status: 'ended' }), because, undefined, env);
  }
  return finish(r, why, files, uploading, env);
}
