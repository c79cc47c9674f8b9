/**
 * Recorders that may run and bill, and that nobody can control: shown until they must be over. Where a notice brings the sid, they are
 * stopped as soon as they are not needed: when another one records, or a stop was asked.
 */

import type { CallOutcome } from '../call-outcome.ts';
import type { Transition } from '../effects.ts';
import {
  type Env,
  postToThread,
  retryJob,
  scheduleTimer,
  transitionTo,
  unchanged,
  updateCard,
  withRecorder,
} from '../effects.ts';
import { type AgoraPayload, type NewJob, priority } from '../jobs.ts';
import { controlPeriod, maxIdleTime, resourceLifetime, tokenLifetime } from '../policy.ts';
import { currentRecorder, type Ms, type RecorderInstance, type Recording } from '../recording.ts';
import { rejectedInterval } from '../retry.ts';

/**
 * By when a recorder must have ended, as far as anything bounds it. With a token, its end; without one only the leaving of the
 * last participant ends it, and we stop showing it when Agora would have stopped answering for it.
 */
export function orphanDeadline(r: Recording, recorder: RecorderInstance): Ms {
  const started = recorder.startedAt ?? (recorder.acquiredAt ?? r.createdAt) + resourceLifetime;
  // What is out of control because its time of control is over has the same time once more.
  return started + maxIdleTime + (r.tokens ? tokenLifetime : 2 * controlPeriod);
}

/** The moment at which the next orphan of the recording must be over. */
export function orphansExpired(r: Recording, env: Env): NewJob {
  const ends = orphansOf(r).map((recorder) => orphanDeadline(r, recorder));
  return scheduleTimer('orphansExpired', Math.max(env.now, Math.min(...ends)), priority.watch);
}

export function onOrphansExpired(r: Recording, env: Env): Transition {
  const over = orphansOf(r).filter((recorder) => orphanDeadline(r, recorder) <= env.now);
  const next = over.reduce((now, { uid }) => withRecorder(now, { status: 'ended' }, uid), r);
  const left = orphansOf(next).length > 0 ? [orphansExpired(next, env)] : [];
  return transitionTo(next, { add: [...left, ...(over.length > 0 ? [updateCard(env.now, priority.watch)] : [])] });
}

/** Stops those whose sid a notice has brought, once they are not needed: another recorder has shown itself, or all is over. */
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

/** A notice has brought the sid of a recorder that was out of control. */
export function onOrphanFound(r: Recording, recorder: RecorderInstance, sid: string, env: Env): Transition {
  const next = withRecorder(r, { sid, startedAt: env.now }, recorder.uid);
  const isNeeded =
    r.phase === 'starting' || r.phase === 'confirming' || (r.phase === 'lost' && r.stopping?.by === undefined);
  return transitionTo(next, {
    add: isNeeded ? [updateCard(env.now)] : stopOrphans(next, env),
    audit: { actor: 'agora', action: 'orphan found', detail: `uid ${recorder.uid}, sid ${sid}` },
  });
}

/** It has ended: Agora has said so, or has answered our stop. */
export function onOrphanGone(r: Recording, recorder: RecorderInstance, env: Env): Transition {
  if (recorder.status !== 'orphan') return unchanged(r);
  // What it sent before its end may still arrive, and must not bring it back.
  const ended = recorder.uid === currentRecorder(r).uid ? { exited: env.now } : {};
  return transitionTo(
    { ...withRecorder(r, { status: 'ended' }, recorder.uid), ...ended },
    {
      cancel: [keyOf(recorder.uid)],
      add: [postToThread(env.now, { type: 'orphanOver', uid: recorder.uid }), updateCard(env.now)],
      audit: { actor: 'agora', action: 'orphan over', detail: `uid ${recorder.uid}` },
    },
  );
}

/** The answer to the stop of an orphan. A 404 is the end or a fail-over: its stop is repeated until Agora is sure of it. */
export function onOrphanStopAnswer(
  r: Recording,
  recorder: RecorderInstance,
  payload: AgoraPayload,
  outcome: CallOutcome,
  env: Env,
): Transition {
  switch (outcome.kind) {
    case 'stopped':
    case 'nothingRecorded':
    case 'exiting':
      return onOrphanGone(r, recorder, env);
    case 'notFound':
      // Agora answers so for what it no longer lets us control, too.
      if (!isControllable(r, recorder, env)) return unchanged(r);
      if (payload.failedAttempts >= mostMissing) return onOrphanGone(r, recorder, env);
      return transitionTo(r, {
        add: [{ ...retryJob(payload, env.now + missingWait, priority.stop), key: keyOf(recorder.uid) }],
      });
    default: {
      // `tries` counts the 404s only. What is refused is tried until the orphan must be over.
      const mayPass = outcome.kind === 'notSent' || outcome.kind === 'indeterminate';
      if (!mayPass && orphanDeadline(r, recorder) <= env.now) return unchanged(r);
      const wait = (mayPass ? missingWait : rejectedInterval) * (1 + env.jitter / 2);
      const dueAt = env.now + Math.round(wait);
      return transitionTo(r, { add: [{ key: keyOf(recorder.uid), dueAt, priority: priority.stop, payload }] });
    }
  }
}

/** Six times 15 s: a fail-over is over then. */
const missingWait: Ms = 15_000;
const mostMissing = 6;

/** From here on Agora answers no call for it. Its pages leave open from when they count: the earlier is the safer. */
export function controlExpiresAt(r: Recording, { acquiredAt, startedAt = r.createdAt }: RecorderInstance): Ms {
  return (acquiredAt ?? startedAt) + controlPeriod;
}

function isControllable(r: Recording, recorder: RecorderInstance, env: Env): boolean {
  return env.now < controlExpiresAt(r, recorder);
}

const orphansOf = (r: Recording): RecorderInstance[] => r.recorders.filter(({ status }) => status === 'orphan');
const keyOf = (uid: string): string => `stop ${uid}`;
