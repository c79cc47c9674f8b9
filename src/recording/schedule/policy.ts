/** Every lead, interval and limit of schedules, in milliseconds unless its name says otherwise. All of them are ours. */
import type { Ms } from '../primitives.ts';
import { hour, minute } from '../spans.ts';

/** The storage is tried so long before the first time. */
export const checkLead: Ms = hour;

/** The channel is reminded so long before each time. */
export const reminderLead: Ms = 10 * minute;

/** While another recording of the channel runs, it is looked at so often. */
export const blockedInterval: Ms = 30_000;

/** What is left of a time is recorded if it is at least this long, or half of a short one: a start is always some milliseconds late. */
const shortestRemainder: Ms = minute;

/** Whether so much is left of the time from `at` to `until`. */
export function isWorthStarting({ at, until }: Readonly<{ at: Ms; until: Ms }>, now: Ms): boolean {
  return until - now >= Math.min(shortestRemainder, (until - at) / 2);
}

/** So many times of an outage are looked at, and so many of them named. */
export const mostMissed = 1_000;
export const missedNamed = 5;

/** So many schedules a Slack channel may have. */
export const mostInChannel = 50;
