/** The ends: finished, failed, lost. */
import type { Line } from '../lines.ts';
import type { Audit, Decision } from '../ports.ts';
import type { ProblemCode } from '../problems.ts';
import { current, type Files, predictedFile, type Recording, type Uploading } from '../recording.ts';
import { card, type Env, keys, say, step, withAttempt, without } from '../step.ts';
import type { NewJob } from '../work.ts';

const everything = [keys.acquire, keys.start, keys.query, keys.updateLayout, keys.stop, keys.cardLate];

/** It recorded, and it is over. `names` is what Agora gave last; where it never gave one, its naming rule predicts it. */
export function finish(
  r: Recording,
  why: Extract<Line, { type: 'finished' }>['why'],
  names: readonly string[],
  uploading: Uploading,
  env: Env,
): Decision {
  const files = why === 'nothingRecorded' ? { names: [], predicted: false } : filesOf(r, names);
  const next: Recording = {
    ...withAttempt(closed(r), { fate: 'gone' }),
    phase: 'finished',
    endedAt: env.now,
    files,
    uploading,
  };
  return step(next, {
    add: [say(env.now, { type: 'finished', why, files, uploading }), card(env.now)],
    cancel: everything,
    audit: { actor: 'agora', action: 'finished', detail: `${why}, ${uploading}` },
  });
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
      add: [...first, say(env.now, line), card(env.now)],
      cancel: everything,
      audit: also ?? { actor: 'agora', action: lost ? 'lost' : 'failed', detail: problem },
    },
  );
}

/** It ran, and Agora refuses every control. */
export function lose(r: Recording, problem: ProblemCode, env: Env): Decision {
  return step(
    { ...closed(withAttempt(r, { fate: 'orphan' })), phase: 'lost', endedAt: env.now, problem },
    {
      add: [say(env.now, { type: 'lost', problem }), card(env.now)],
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
    add: [say(env.now, lost ? { type: 'lost', problem: 'start_unknown' } : { type: 'cancelled', by }), card(env.now)],
    cancel: everything,
    audit: { actor: by, action: 'cancelled' },
  });
}

function closed(r: Recording): Recording {
  return { ...without(r, 'confirm', 'missing', 'quiet', 'refreshAsked'), reportDue: false };
}

function filesOf(r: Recording, names: readonly string[]): Files {
  const given = names.length > 0 ? names : (r.seen?.files ?? []);
  if (given.length > 0) return { names: given, predicted: false };
  const { sid } = current(r);
  return { names: sid === undefined ? [] : [predictedFile(sid, r.cname)], predicted: true };
}
