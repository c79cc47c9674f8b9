/** Until when Agora answers for a recorder, and by when one must have ended. */
import { maxIdleOf } from './modes/index.ts';
import { controlPeriod, resourceLifetime, tokenLifetime } from './policy.ts';
import { currentRecorder, type Ms, orphansOf, type RecorderInstance, type Recording } from './recording.ts';

const hour: Ms = 3_600_000;

/** How long a page is recorded at most; nothing else has a limit of its own. */
export function timeLimitOf({ spec: { options } }: Pick<Recording, 'spec'>): Ms | undefined {
  return options.mode === 'web' ? options.maxHours * hour : undefined;
}

/** `resourceExpiredHour`: as long as Agora answers for a recorder. A page has a time limit, which must not be longer. */
export function controlPeriodOf(r: Pick<Recording, 'spec'>): Ms {
  return Math.max(controlPeriod, timeLimitOf(r) ?? 0);
}

/** From here on Agora answers no call for it. Its pages leave open from when they count: the earlier is the safer. */
export function controlExpiresAt(r: Recording, { acquiredAt, startedAt = r.createdAt }: RecorderInstance): Ms {
  return (acquiredAt ?? startedAt) + controlPeriodOf(r);
}

/** `resourceExpiredHour` is over: Agora answers no call for the current recorder any more, whether it runs or not. */
export function isControlExpired(r: Recording, now: Ms): boolean {
  return now >= controlExpiresAt(r, currentRecorder(r));
}

/** When the recorder's token expires, or else when our control of it does: people are warned before. */
export function expectedExpiry(r: Recording): Ms {
  const recorder = currentRecorder(r);
  return r.spec.usesTokens ? (recorder.startedAt ?? r.createdAt) + tokenLifetime : controlExpiresAt(r, recorder);
}

/** When Agora ends it by itself, however long people want it to continue: at the limit of a page, or with its token. */
export function agoraEndsAt(r: Recording): Ms | undefined {
  const { startedAt } = currentRecorder(r);
  const lifetime = timeLimitOf(r) ?? (r.spec.usesTokens ? tokenLifetime : undefined);
  return startedAt === undefined || lifetime === undefined ? undefined : startedAt + lifetime;
}

/**
 * By when a recorder must have ended, as far as anything bounds it. A page has a time limit. With a token, its end; without one only the leaving of the
 * last participant ends it, and we stop showing it when Agora would have stopped answering for it.
 */
export function orphanDeadline(r: Recording, recorder: RecorderInstance): Ms {
  const started = recorder.startedAt ?? (recorder.acquiredAt ?? r.createdAt) + resourceLifetime;
  // A recorder that can no longer be controlled because its time of control is over has the same time once more.
  const limit = timeLimitOf(r);
  if (limit !== undefined) return started + limit;
  return started + (maxIdleOf(r.spec) ?? 0) + (r.spec.usesTokens ? tokenLifetime : 2 * controlPeriodOf(r));
}

/** Whether a stop may still reach one of the orphans of a recording that is over. */
export function isStoppable(r: Recording): boolean {
  return r.ending?.errorCode !== 'control_expired' && orphansOf(r).some(({ sid }) => sid !== undefined);
}
