/** While Agora finds no recorder: a fail-over of up to 90 s, or the end. */
import { tellMissingAfter } from '../limits.ts';
import type { Ms, Recording } from '../recording.ts';
import { type Env, say } from '../step.ts';
import type { NewJob } from '../work.ts';

/** Longer than any wait between two questions that are meant to find something out. */
const longestHearing: Ms = 20_000;

/** For how long nobody asked (the bot was down, Agora's budget was taken): nothing was heard then that could count. */
export function unheard(heardAt: Ms, now: Ms): Ms {
  return Math.max(0, now - heardAt - longestHearing);
}

/** One more 404: for how long Agora has found nothing, as far as it was asked, and what to tell people. */
export function missed(
  r: Recording,
  env: Env,
): { missing: NonNullable<Recording['missing']>; missingFor: Ms; lines: NewJob[] } {
  const before = r.missing ?? { since: env.now, heardAt: env.now, told: false };
  const since = before.since + unheard(before.heardAt, env.now);
  const missingFor = env.now - since;
  const told = before.told || missingFor >= tellMissingAfter;
  const lines = told && !before.told ? [say(env.now, { type: 'looking' })] : [];
  return { missing: { since, heardAt: env.now, told }, missingFor, lines };
}

/** Agora could not be asked: the clock of what is missing stands still. */
export function notHeard(r: Recording, env: Env): Pick<Recording, 'missing'> {
  if (r.missing === undefined) return {};
  const { since, heardAt, told } = r.missing;
  return { missing: { since: since + (env.now - heardAt), heardAt: env.now, told } };
}
