/** The protocol for whatever of a running recorder can be changed: what people requested, and what Agora has accepted. */
import type { UserId } from './primitives.ts';

/**
 * `uncertain`: the response to a change was lost, so `current` may not be what is in force. `requestedBy`: who asked for what is
 * desired, while it is not in force.
 */
export type Wanted<T> = Readonly<{ desired: T; current: T; uncertain?: true; requestedBy?: UserId }>;

export function settled<T>(value: T): Wanted<T> {
  return { desired: value, current: value };
}

/** Somebody asks for another value; what is in force stays until Agora has accepted it. */
export function requested<T>({ current, uncertain }: Wanted<T>, desired: T, requestedBy: UserId): Wanted<T> {
  return { desired, current, requestedBy, ...(uncertain === undefined ? {} : { uncertain }) };
}

/** Agora has accepted a value. A newer request stays open. */
export function accepted<T>(wanted: Wanted<T>, value: T, same: (a: T, b: T) => boolean): Wanted<T> {
  if (same(wanted.desired, value)) return settled(value);
  const { desired, requestedBy } = wanted;
  return { desired, current: value, ...(requestedBy === undefined ? {} : { requestedBy }) };
}

/** The request failed. `uncertain`: it may be in force anyway, so even the old value may be requested again. */
export function withdrawn<T>({ current }: Wanted<T>, uncertain: boolean): Wanted<T> {
  return { desired: current, current, ...(uncertain ? { uncertain: true } : {}) };
}
