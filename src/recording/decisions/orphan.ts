/**
 * Recorders that may run and bill, and that nobody can control: shown until they must be over. Where a notice brings the sid, they are
 * stopped as soon as they are not needed: when another one records, or a stop was asked.
 */
import type { Answer } from '../answer.ts';
import { controlEndsAfter, maxIdle, resourceLife, tokenLife } from '../limits.ts';
import type { Decision } from '../ports.ts';
import { type Attempt, current, type Ms, type Recording } from '../recording.ts';
import { refusedGap } from '../retry.ts';
import { again, card, type Env, say, stay, step, timer, withAttempt } from '../step.ts';
import { type AgoraWork, type NewJob, priority } from '../work.ts';

/**
 * By when a recorder must have ended, as far as anything bounds it. With a token, its end; without one only the leaving of the
 * last participant ends it, and we stop showing it when Agora would have stopped answering for it.
 */
export function overBy(r: Recording, attempt: Attempt): Ms {
  const started = attempt.startedAt ?? (attempt.acquiredAt ?? r.createdAt) + resourceLife;
  // What is out of control because its time of control is over has the same time once more.
  return started + maxIdle + (r.tokens ? tokenLife : 2 * controlEndsAfter);
}

/** The moment at which the next orphan of the recording must be over. */
export function orphansOver(r: Recording, env: Env): NewJob {
  const ends = orphansOf(r).map((attempt) => overBy(r, attempt));
  return timer('orphansOver', Math.max(env.now, Math.min(...ends)), priority.watch);
}

export function onOrphansOver(r: Recording, env: Env): Decision {
  const over = orphansOf(r).filter((attempt) => overBy(r, attempt) <= env.now);
  const next = over.reduce((now, { uid }) => withAttempt(now, { fate: 'gone' }, uid), r);
  const left = orphansOf(next).length > 0 ? [orphansOver(next, env)] : [];
  return step(next, { add: [...left, ...(over.length > 0 ? [card(env.now, priority.watch)] : [])] });
}

/** Stops those whose sid a notice has brought, once they are not needed: another recorder has shown itself, or all is over. */
export function stopOrphans(r: Recording, env: Env): NewJob[] {
  return orphansOf(r)
    .filter((attempt) => attempt.sid !== undefined && isControllable(r, attempt, env))
    .map(({ uid }) => ({
      key: keyOf(uid),
      dueAt: env.now,
      priority: priority.stop,
      work: { lane: 'agora', call: 'stop', uid, tries: 0 },
    }));
}

/** A notice has brought the sid of a recorder that was out of control. */
export function onOrphanFound(r: Recording, attempt: Attempt, sid: string, env: Env): Decision {
  const next = withAttempt(r, { sid, startedAt: env.now }, attempt.uid);
  const isNeeded =
    r.phase === 'starting' || r.phase === 'confirming' || (r.phase === 'lost' && r.stopping?.by === undefined);
  return step(next, {
    add: isNeeded ? [card(env.now)] : stopOrphans(next, env),
    audit: { actor: 'agora', action: 'orphan found', detail: `uid ${attempt.uid}, sid ${sid}` },
  });
}

/** It has ended: Agora has said so, or has answered our stop. */
export function onOrphanGone(r: Recording, attempt: Attempt, env: Env): Decision {
  if (attempt.fate !== 'orphan') return stay(r);
  // What it sent before its end may still arrive, and must not bring it back.
  const ended = attempt.uid === current(r).uid ? { exited: env.now } : {};
  return step(
    { ...withAttempt(r, { fate: 'gone' }, attempt.uid), ...ended },
    {
      cancel: [keyOf(attempt.uid)],
      add: [say(env.now, { type: 'orphanOver', uid: attempt.uid }), card(env.now)],
      audit: { actor: 'agora', action: 'orphan over', detail: `uid ${attempt.uid}` },
    },
  );
}

/** The answer to the stop of an orphan. A 404 is the end or a fail-over: its stop is repeated until Agora is sure of it. */
export function onOrphanStopAnswer(
  r: Recording,
  attempt: Attempt,
  work: AgoraWork,
  answer: Answer,
  env: Env,
): Decision {
  switch (answer.kind) {
    case 'stopped':
    case 'nothingRecorded':
    case 'exiting':
      return onOrphanGone(r, attempt, env);
    case 'notFound':
      // Agora answers so for what it no longer lets us control, too.
      if (!isControllable(r, attempt, env)) return stay(r);
      if (work.tries >= mostMissing) return onOrphanGone(r, attempt, env);
      return step(r, { add: [{ ...again(work, env.now + missingWait, priority.stop), key: keyOf(attempt.uid) }] });
    default: {
      // `tries` counts the 404s only. What is refused is tried until the orphan must be over.
      const mayPass = answer.kind === 'unsent' || answer.kind === 'unknown';
      if (!mayPass && overBy(r, attempt) <= env.now) return stay(r);
      const wait = (mayPass ? missingWait : refusedGap) * (1 + env.chance / 2);
      const dueAt = env.now + Math.round(wait);
      return step(r, { add: [{ key: keyOf(attempt.uid), dueAt, priority: priority.stop, work }] });
    }
  }
}

/** Six times 15 s: a fail-over is over then. */
const missingWait: Ms = 15_000;
const mostMissing = 6;

/** From here on Agora answers no call for it. Its pages leave open from when they count: the earlier is the safer. */
export function controlEndsAt(r: Recording, { acquiredAt, startedAt = r.createdAt }: Attempt): Ms {
  return (acquiredAt ?? startedAt) + controlEndsAfter;
}

function isControllable(r: Recording, attempt: Attempt, env: Env): boolean {
  return env.now < controlEndsAt(r, attempt);
}

const orphansOf = (r: Recording): Attempt[] => r.attempts.filter(({ fate }) => fate === 'orphan');
const keyOf = (uid: string): string => `stop ${uid}`;
