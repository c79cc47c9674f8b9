/** Every lead, interval and limit of schedules, in milliseconds unless its name says otherwise. All of them are ours. */
import type { Ms } from '../primitives.ts';
import { hour, minute } from '../spans.ts';

/** The storage is tried so long before the first time. */
export const checkLead: Ms = hour;

/** The channel is reminded so long before each time. */
export const reminderLead: Ms = 10 * minute;

/** While another recording of the channel runs, it is looked at so often. */
export const blockedInterval: Ms = 30_000;

/** Two times must be so far apart: each has a card of its own. */
export const leastInterval: Ms = 5 * minute;

/** What is left of a time is recorded if it is at least this long. */
export const shortestRemainder: Ms = minute;

/** So many times of an outage are looked at, and so many of them named. */
export const mostMissed = 1_000;
export const missedNamed = 5;

/** So many schedules a Slack channel may have. */
export const mostInChannel = 50;
