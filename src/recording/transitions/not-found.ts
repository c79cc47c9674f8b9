/** While Agora finds no recorder: a fail-over of up to 90 s, or the end. */

import { type Env, postToThread } from '../effects.ts';
import type { NewJob } from '../jobs.ts';
import { notifyNotFoundAfter } from '../policy.ts';
import type { Ms, Recording } from '../recording.ts';

/** Longer than any wait between two questions that are meant to find something out. */
const longestHearing: Ms = 20_000;

/** For how long nobody asked (the bot was down, Agora's budget was taken): nothing was heard then that could count. */
export function unobservedTime(lastResponseAt: Ms, now: Ms): Ms {
  return Math.max(0, now - lastResponseAt - longestHearing);
}

/** One more 404: for how long Agora has found nothing, as far as it was asked, and what to tell people. */
export function recordNotFound(
  r: Recording,
  env: Env,
): { missing: NonNullable<Recording['missing']>; missingFor: Ms; lines: NewJob[] } {
  const before = r.missing ?? { since: env.now, lastResponseAt: env.now, told: false };
  const since = before.since + unobservedTime(before.lastResponseAt, env.now);
  const missingFor = env.now - since;
  const told = before.told || missingFor >= notifyNotFoundAfter;
  const lines = told && !before.told ? [postToThread(env.now, { type: 'looking' })] : [];
  return { missing: { since, lastResponseAt: env.now, told }, missingFor, lines };
}

/** Agora could not be asked: the clock of what is missing stands still. */
export function pauseNotFoundWindow(r: Recording, env: Env): Pick<Recording, 'missing'> {
  if (r.missing === undefined) return {};
  const { since, lastResponseAt, told } = r.missing;
  return { missing: { since: since + (env.now - lastResponseAt), lastResponseAt: env.now, told } };
}
