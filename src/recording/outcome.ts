/** How a recording ended: the one answer from which card, thread and list take their words. */
import type { ErrorCode } from './error-codes.ts';
import { modeOf } from './modes/index.ts';
import { notifyNoMediaAfter } from './policy.ts';
import { currentRecorder, type Recording, type UserId } from './recording.ts';

export type Outcome = Readonly<
  /** Somebody stopped it, and it has recorded. */
  | { kind: 'finished' }
  /** It has recorded, and ended without anybody asking. */
  | { kind: 'endedEarly'; errorCode?: ErrorCode }
  /** It ran, and there are no files. `stoppedAtOnce`: it was stopped before it could have recorded anything. */
  | { kind: 'nothingRecorded'; stoppedAtOnce: boolean }
  /** Stopped before a recorder ran. `by`: who stopped it. */
  | { kind: 'canceled'; by?: UserId }
  /** It never recorded. */
  | { kind: 'failed'; errorCode: ErrorCode }
  /** It runs or ran, and can't be controlled. */
  | { kind: 'lost'; errorCode: ErrorCode }
>;

/** Undefined while it is live. */
export function outcomeOf(r: Recording): Outcome | undefined {
  const { errorCode, result, stop } = r.ending ?? {};
  switch (r.phase) {
    case 'uploading':
    case 'finished':
      if (result === 'nothingRecorded') return { kind: 'nothingRecorded', stoppedAtOnce: isStoppedAtOnce(r) };
      if (result === 'endedEarly') return { kind: 'endedEarly', ...(errorCode === undefined ? {} : { errorCode }) };
      return { kind: 'finished' };
    case 'canceled':
      return { kind: 'canceled', ...(stop?.by === undefined ? {} : { by: stop.by }) };
    case 'failed':
      return { kind: 'failed', errorCode: errorCode ?? 'agora_strange' };
    case 'lost':
      return { kind: 'lost', errorCode: errorCode ?? 'agora_strange' };
    default:
      return undefined;
  }
}

/** Somebody stopped it so soon that it says nothing about cameras and microphones that nothing was recorded. */
export function isStoppedAtOnce(r: Recording): boolean {
  const { stop } = r.ending ?? {};
  const { startedAt = r.createdAt } = currentRecorder(r);
  const soon = modeOf(r).noMediaAfter ?? notifyNoMediaAfter.mix;
  return stop?.by !== undefined && stop.because === undefined && stop.at - startedAt < soon;
}
