/** The ends: finished, failed, lost. */

import type { AuditEntry, Transition } from '../effects.ts';
import {
  type Env,
  keys,
  postToThread,
  scheduleTimer,
  transitionTo,
  updateCard,
  without,
  withRecorder,
} from '../effects.ts';
import type { ErrorCode } from '../error-codes.ts';
import type { NewJob } from '../jobs.ts';
import { maxIdleTime, tokenLifetime, uploadTimeout } from '../policy.ts';
import {
  currentRecorder,
  type Ending,
  type Files,
  type Ms,
  predictedFile,
  type Recording,
  type Uploading,
} from '../recording.ts';
import type { ThreadMessage } from '../thread-message.ts';
import { controlExpiresAt, orphansExpired, stopOrphans } from './orphan.ts';

/** What a recording that is over has no use for. */
const everything = [
  keys.acquire,
  keys.start,
  keys.query,
  keys.updateLayout,
  keys.stop,
  keys.cardTimeout,
  keys.sidTimeout,
  keys.controlExpiring,
  keys.uploadTimeout,
];

/** `resourceExpiredHour` is over: Agora answers no call for it any more, whether it runs or not. */
export function isOutOfControl(r: Recording, env: Env): boolean {
  return env.now >= controlExpiresAt(r, currentRecorder(r));
}

/** When the recorder's token runs out, or else when our control of it does: people are warned before. */
export function expectedExpiry(r: Recording): Ms {
  return r.tokens
    ? (currentRecorder(r).startedAt ?? r.createdAt) + tokenLifetime
    : controlExpiresAt(r, currentRecorder(r));
}

/** It recorded, and it is over. `names` is what Agora gave last; where it never gave one, its naming rule predicts it. */
export function finish(
  r: Recording,
  why: Ending,
  names: readonly string[],
  uploading: Uploading,
  env: Env,
): Transition {
  const cause = why === 'endedByItself' ? (r.suspectedReason?.cause ?? causeByAge(r, env)) : undefined;
  const over: Recording = {
    ...withRecorder(closed(r), { status: 'ended' }),
    endedAt: r.endedAt ?? env.now,
    over: why,
    ...(cause === undefined ? {} : { cause }),
    files:
      why === 'nothingRecorded'
        ? { names: [], predicted: false }
        : filesOf(r, names.length > 0 ? names : (r.upload?.names ?? [])),
    uploading: uploading === 'unknown' ? (r.upload?.status ?? 'unknown') : uploading,
  };
  const orphans = stopOrphans(over, env);
  if (over.uploading === 'unknown' && env.notifications && why !== 'nothingRecorded') {
    return transitionTo(
      { ...over, phase: 'uploading' },
      {
        add: [
          ...orphans,
          postToThread(env.now, { type: 'uploading', why, ...(cause === undefined ? {} : { cause }) }),
          scheduleTimer('uploadTimeout', env.now + uploadTimeout),
          updateCard(env.now),
        ],
        cancel: everything,
        audit: { actor: 'agora', action: 'uploading', detail: why },
      },
    );
  }
  return finished(over, env, orphans);
}

/** The last word on a recording that is over: its files and what became of them. */
export function finished(r: Recording, env: Env, first: readonly NewJob[] = []): Transition {
  const { over: why = 'stopped', cause, files = { names: [], predicted: false }, uploading = 'unknown' } = r;
  const message: ThreadMessage = { type: 'finished', why, files, uploading, ...(cause === undefined ? {} : { cause }) };
  return transitionTo(
    { ...r, phase: 'finished' },
    {
      add: [...first, postToThread(env.now, message), updateCard(env.now)],
      cancel: everything,
      audit: { actor: 'agora', action: 'finished', detail: `${why}, ${uploading}` },
    },
  );
}

/**
 * What its age says of an end by itself: a recorder has to leave when its token runs out, and it can't have been idle for
 * `maxIdleTime` before it has been there for as long.
 */
function causeByAge(r: Recording, env: Env): Recording['cause'] {
  const age = env.now - (currentRecorder(r).startedAt ?? r.createdAt);
  if (r.tokens && age >= tokenLifetime) return 'token_expired';
  return age < maxIdleTime ? 'recorder_vanished' : undefined;
}

/** It never recorded: `failed`; or `lost` where a recorder may run that nobody can control. */
export function endWithoutRecording(
  r: Recording,
  errorCode: ErrorCode,
  detail: string | undefined,
  env: Env,
  first: readonly NewJob[] = [],
  also?: AuditEntry,
): Transition {
  const lost = r.recorders.some((recorder) => recorder.status === 'orphan');
  const message: ThreadMessage = lost
    ? { type: 'lost', errorCode }
    : { type: 'failed', errorCode, ...(detail === undefined ? {} : { detail }) };
  return transitionTo(
    { ...closed(r), phase: lost ? 'lost' : 'failed', endedAt: env.now, errorCode },
    {
      add: [
        ...first,
        ...(r.stopping?.by === undefined ? [] : stopOrphans(r, env)),
        postToThread(env.now, message),
        updateCard(env.now),
      ],
      cancel: everything,
      audit: also ?? { actor: 'agora', action: lost ? 'lost' : 'failed', detail: errorCode },
    },
  );
}

/** It ran, and Agora refuses every control. */
export function endAsLost(r: Recording, errorCode: ErrorCode, env: Env): Transition {
  const next: Recording = {
    ...closed(withRecorder(r, { status: 'orphan' })),
    phase: 'lost',
    endedAt: env.now,
    errorCode,
  };
  return transitionTo(
    { ...next, files: filesOf(r, []) },
    {
      add: [orphansExpired(next, env), postToThread(env.now, { type: 'lost', errorCode }), updateCard(env.now)],
      cancel: everything,
      audit: { actor: 'agora', action: 'lost', detail: errorCode },
    },
  );
}

/** Nothing was sent to Agora that could record: whoever asked may take it back. */
export function cancelBeforeStart(r: Recording, by: string, env: Env): Transition {
  const lost = r.recorders.some((recorder) => recorder.status === 'orphan');
  const next: Recording = {
    ...closed(withRecorder(r, { status: 'ended' })),
    phase: lost ? 'lost' : 'failed',
    endedAt: env.now,
    errorCode: lost ? 'start_unknown' : 'cancelled',
    stopping: { by, at: env.now },
  };
  return transitionTo(next, {
    add: [
      ...stopOrphans(next, env),
      postToThread(env.now, lost ? { type: 'lost', errorCode: 'start_unknown' } : { type: 'cancelled', by }),
      updateCard(env.now),
    ],
    cancel: everything,
    audit: { actor: by, action: 'cancelled' },
  });
}

function closed(r: Recording): Recording {
  return {
    ...without(r, 'confirm', 'missing', 'quiet', 'refreshRequested', 'suspectedReason'),
    statusPostPending: false,
  };
}

function filesOf(r: Recording, names: readonly string[]): Files {
  const given = names.length > 0 ? names : (r.seen?.files ?? []);
  if (given.length > 0) return { names: given, predicted: false };
  const { sid } = currentRecorder(r);
  return { names: sid === undefined ? [] : [predictedFile(sid, r.cname)], predicted: true };
}
