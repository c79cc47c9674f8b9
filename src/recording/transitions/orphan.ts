/**
 * Recorders that may run and bill, and that nobody can control: shown until they must be over. Where a notification brings the
 * sid, they are stopped as soon as they are not needed: when another one records, or a stop was asked.
 */
import type { CallOutcome } from '../call-outcome.ts';
import {
  type Env,
  postToThread,
  retryJob,
  scheduleTimer,
  type Transition,
  transitionTo,
  unchanged,
  updateCard,
  withHealth,
  withRecorder,
} from '../effects.ts';
import { controlExpiresAt, orphanDeadline } from '../expiry.ts';
import { type AgoraPayload, type NewJob, priority } from '../jobs.ts';
import { maxOrphanNotFound, orphanStopInterval, rejectedInterval } from '../policy.ts';
import { currentRecorder, orphansOf, type RecorderInstance, type Recording } from '../recording.ts';

/** The moment at which the next orphan of the recording must be over. */
export function orphansExpired(r: Recording, env: Env): NewJob {
  const deadlines = orphansOf(r).map((recorder) => orphanDeadline(r, recorder));
  return scheduleTimer('orphansExpired', Math.max(env.now, Math.min(...deadlines)), priority.watch);
}

export function onOrphansExpired(r: Recording, env: Env): Transition {
  const expired = orphansOf(r).filter((recorder) => orphanDeadline(r, recorder) <= env.now);
  const next = expired.reduce((now, { uid }) => withRecorder(now, { status: 'ended', endedAt: env.now }, uid), r);
  const timer = orphansOf(next).length > 0 ? [orphansExpired(next, env)] : [];
  return transitionTo(next, {
    jobs: [...timer, ...(expired.length > 0 ? [updateCard(env.now, priority.watch)] : [])],
  });
}

/** Stops those whose sid a notification has brought, once they are not needed: another recorder has shown itself, or all is over. */
export function stopOrphans(r: Recording, env: Env): NewJob[] {
  return orphansOf(r)
    .filter((recorder) => recorder.sid !== undefined && isControllable(r, recorder, env))
    .map(({ uid }) => ({
      key: keyOf(uid),
      dueAt: env.now,
      priority: priority.stop,
      payload: { queue: 'agora', call: 'stop', uid, failedAttempts: 0 },
    }));
}

/** A notification has brought the sid of an orphan. */
export function onOrphanFound(r: Recording, recorder: RecorderInstance, sid: string, env: Env): Transition {
  const next = withRecorder(r, { sid, startedAt: env.now }, recorder.uid);
  const isNeeded =
    r.phase === 'starting' || r.phase === 'confirming' || (r.phase === 'lost' && r.ending?.stop?.by === undefined);
  return transitionTo(next, {
    jobs: isNeeded ? [updateCard(env.now)] : stopOrphans(next, env),
    audit: { actor: 'agora', action: 'orphan found', detail: `uid ${recorder.uid}, sid ${sid}` },
  });
}

/** It has ended: Agora has said so, or has answered our stop. */
export function onOrphanEnded(r: Recording, recorder: RecorderInstance, env: Env): Transition {
  if (recorder.status !== 'orphan') return unchanged(r);
  const ended = withRecorder(r, { status: 'ended', endedAt: env.now }, recorder.uid);
  // What it sent before its end may still arrive, and must not bring it back.
  const next = recorder.uid === currentRecorder(r).uid ? withHealth(ended, { exitedAt: env.now }) : ended;
  return transitionTo(next, {
    cancel: [keyOf(recorder.uid)],
    jobs: [postToThread(env.now, { type: 'orphanEnded', uid: recorder.uid }), updateCard(env.now)],
    audit: { actor: 'agora', action: 'orphan over', detail: `uid ${recorder.uid}` },
  });
}

/** The response to the stop of an orphan. A 404 is the end or a fail-over: its stop is repeated until Agora is sure of it. */
export function onOrphanStopResponse(
  r: Recording,
  recorder: RecorderInstance,
  payload: AgoraPayload,
  outcome: CallOutcome,
  env: Env,
): Transition {
  const key = keyOf(recorder.uid);
  switch (outcome.kind) {
    case 'stopped':
    case 'nothingRecorded':
    case 'exiting':
      return onOrphanEnded(r, recorder, env);
    case 'notFound':
      // Agora answers so for what it no longer lets us control, too.
      if (!isControllable(r, recorder, env)) return unchanged(r);
      if (payload.failedAttempts >= maxOrphanNotFound) return onOrphanEnded(r, recorder, env);
      return transitionTo(r, { jobs: [{ ...retryJob(payload, env.now + orphanStopInterval, priority.stop), key }] });
    default: {
      // `failedAttempts` counts the 404s only. What is rejected is tried until the orphan must be over.
      const mayPass = outcome.kind === 'notSent' || outcome.kind === 'indeterminate';
      if (!mayPass && orphanDeadline(r, recorder) <= env.now) return unchanged(r);
      const wait = (mayPass ? orphanStopInterval : rejectedInterval) * (1 + env.jitter / 2);
      const dueAt = env.now + Math.round(wait);
      return transitionTo(r, { jobs: [{ key, dueAt, priority: priority.stop, payload }] });
    }
  }
}

function isControllable(r: Recording, recorder: RecorderInstance, env: Env): boolean {
  return env.now < controlExpiresAt(r, recorder);
}

const keyOf = (uid: string): string => `stop ${uid}`;
