/** The ends: finished, failed, lost. */
import { maxIdle, tokenLife, uploadWithin } from '../limits.ts';
import type { Line } from '../lines.ts';
import type { Audit, Decision } from '../ports.ts';
import type { ProblemCode } from '../problems.ts';
import {
  current,
  type Ending,
  type Files,
  type Ms,
  predictedFile,
  type Recording,
  type Uploading,
} from '../recording.ts';
import { card, type Env, keys, say, step, timer, withAttempt, without } from '../step.ts';
import type { NewJob } from '../work.ts';
import { controlEndsAt, orphansOver, stopOrphans } from './orphan.ts';

/** What a recording that is over has no use for. */
const everything = [
  keys.acquire,
  keys.start,
  keys.query,
  keys.updateLayout,
  keys.stop,
  keys.cardLate,
  keys.sidLate,
  keys.controlEnds,
  keys.uploadLate,
];

/** `resourceExpiredHour` is over: Agora answers no call for it any more, whether it runs or not. */
export function isOutOfControl(r: Recording, env: Env): boolean {
  return env.now >= controlEndsAt(r, current(r));
}

/** When the recorder's token runs out, or else when our control of it does: people are warned before. */
export function knownEnd(r: Recording): Ms {
  return r.tokens ? (current(r).startedAt ?? r.createdAt) + tokenLife : controlEndsAt(r, current(r));
}

/** It recorded, and it is over. `names` is what Agora gave last; where it never gave one, its naming rule predicts it. */
export function finish(r: Recording, why: Ending, names: readonly string[], uploading: Uploading, env: Env): Decision {
  const cause = why === 'endedByItself' ? (r.suspected?.cause ?? causeByAge(r, env)) : undefined;
  const over: Recording = {
    ...withAttempt(closed(r), { fate: 'gone' }),
    endedAt: r.endedAt ?? env.now,
    over: why,
    ...(cause === undefined ? {} : { cause }),
    files:
      why === 'nothingRecorded'
        ? { names: [], predicted: false }
        : filesOf(r, names.length > 0 ? names : (r.upload?.names ?? [])),
    uploading: uploading === 'unknown' ? (r.upload?.fate ?? 'unknown') : uploading,
  };
  const orphans = stopOrphans(over, env);
  if (over.uploading === 'unknown' && env.notices && why !== 'nothingRecorded') {
    return step(
      { ...over, phase: 'uploading' },
      {
        add: [
          ...orphans,
          say(env.now, { type: 'uploading', why, ...(cause === undefined ? {} : { cause }) }),
          timer('uploadLate', env.now + uploadWithin),
          card(env.now),
        ],
        cancel: everything,
        audit: { actor: 'agora', action: 'uploading', detail: why },
      },
    );
  }
  return finished(over, env, orphans);
}

/** The last word on a recording that is over: its files and what became of them. */
export function finished(r: Recording, env: Env, first: readonly NewJob[] = []): Decision {
  const { over: why = 'stopped', cause, files = { names: [], predicted: false }, uploading = 'unknown' } = r;
  const line: Line = { type: 'finished', why, files, uploading, ...(cause === undefined ? {} : { cause }) };
  return step(
    { ...r, phase: 'finished' },
    {
      add: [...first, say(env.now, line), card(env.now)],
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
  const age = env.now - (current(r).startedAt ?? r.createdAt);
  if (r.tokens && age >= tokenLife) return 'token_expired';
  return age < maxIdle ? 'recorder_vanished' : undefined;
}

/** It never recorded: `failed`; or `lost` where a recorder may run that nobody can control. */
export function endUnrecorded(
  r: Recording,
  problem: ProblemCode,
  detail: string | undefined,
  env: Env,
  first: readonly NewJob[] = [],
  also?: Audit,
): Decision {
  const lost = r.attempts.some((attempt) => attempt.fate === 'orphan');
  const line: Line = lost
    ? { type: 'lost', problem }
    : { type: 'failed', problem, ...(detail === undefined ? {} : { detail }) };
  return step(
    { ...closed(r), phase: lost ? 'lost' : 'failed', endedAt: env.now, problem },
    {
      add: [...first, ...(r.stopping?.by === undefined ? [] : stopOrphans(r, env)), say(env.now, line), card(env.now)],
      cancel: everything,
      audit: also ?? { actor: 'agora', action: lost ? 'lost' : 'failed', detail: problem },
    },
  );
}

/** It ran, and Agora refuses every control. */
export function lose(r: Recording, problem: ProblemCode, env: Env): Decision {
  const next: Recording = {
    ...closed(withAttempt(r, { fate: 'orphan' })),
    phase: 'lost',
    endedAt: env.now,
    problem,
  };
  return step(
    { ...next, files: filesOf(r, []) },
    {
      add: [orphansOver(next, env), say(env.now, { type: 'lost', problem }), card(env.now)],
      cancel: everything,
      audit: { actor: 'agora', action: 'lost', detail: problem },
    },
  );
}

/** Nothing was sent to Agora that could record: whoever asked may take it back. */
export function cancelUnsent(r: Recording, by: string, env: Env): Decision {
  const lost = r.attempts.some((attempt) => attempt.fate === 'orphan');
  const next: Recording = {
    ...closed(withAttempt(r, { fate: 'gone' })),
    phase: lost ? 'lost' : 'failed',
    endedAt: env.now,
    problem: lost ? 'start_unknown' : 'cancelled',
    stopping: { by, at: env.now },
  };
  return step(next, {
    add: [
      ...stopOrphans(next, env),
      say(env.now, lost ? { type: 'lost', problem: 'start_unknown' } : { type: 'cancelled', by }),
      card(env.now),
    ],
    cancel: everything,
    audit: { actor: by, action: 'cancelled' },
  });
}

function closed(r: Recording): Recording {
  return { ...without(r, 'confirm', 'missing', 'quiet', 'refreshAsked', 'suspected'), reportDue: false };
}

function filesOf(r: Recording, names: readonly string[]): Files {
  const given = names.length > 0 ? names : (r.seen?.files ?? []);
  if (given.length > 0) return { names: given, predicted: false };
  const { sid } = current(r);
  return { names: sid === undefined ? [] : [predictedFile(sid, r.cname)], predicted: true };
}
