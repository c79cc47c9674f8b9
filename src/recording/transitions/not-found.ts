/** While Agora finds no recorder: a fail-over of up to 90 s, or the end. */
import { type Env, postToThread, withHealth } from '../effects.ts';
import type { NewJob } from '../jobs.ts';
import { longestQueryInterval, notifyNotFoundAfter } from '../policy.ts';
import type { Health, Ms, Recording } from '../recording.ts';

/** For how long nobody asked (the bot was down, the request limit was used up): no evidence was received in that time. */
export function unobservedTime(lastResponseAt: Ms, now: Ms): Ms {
  return Math.max(0, now - lastResponseAt - longestQueryInterval);
}

/** One more 404: for how long Agora has found nothing, as far as it was asked, and what to tell people. */
export function recordNotFound(
  r: Recording,
  env: Env,
): { notFound: NonNullable<Health['notFound']>; notFoundFor: Ms; messages: NewJob[] } {
  const before = r.health.notFound ?? { since: env.now, lastResponseAt: env.now, notified: false };
  const since = before.since + unobservedTime(before.lastResponseAt, env.now);
  const notFoundFor = env.now - since;
  const notified = before.notified || notFoundFor >= notifyNotFoundAfter;
  const messages = notified && !before.notified ? [postToThread(env.now, { type: 'contactLost' })] : [];
  return { notFound: { since, lastResponseAt: env.now, notified }, notFoundFor, messages };
}

/** Agora could not be asked: the not-found window is suspended. */
export function pauseNotFoundWindow(r: Recording, env: Env): Recording {
  const { notFound } = r.health;
  if (notFound === undefined) return r;
  const since = notFound.since + (env.now - notFound.lastResponseAt);
  return withHealth(r, { notFound: { since, lastResponseAt: env.now, notified: notFound.notified } });
}
