/** When another replica may be taken for dead, although the database was out of reach and heartbeats were lost. */
import type { Ms } from '../../recording/primitives.ts';

/**
 * After an outage all replicas send their heartbeats before any of them takes another one for dead: what they hold may be an outcome
 * that only they know.
 */
const patience: Ms = 5_000;

/** From one heartbeat to the next. Of the ten seconds of a heartbeat, enough is left for the others to send one. */
const shortOutage: Ms = 4_000;

/** `startedAt` and `now` are of a clock that runs on while the process is paused. A start counts as the end of an outage. */
export function followOutages(startedAt: Ms) {
  let isFailing = false;
  let reachedAt: Ms | undefined;
  let patientUntil = startedAt + patience;
  return {
    /** A heartbeat was sent. */
    reached(now: Ms): void {
      const isLong = isFailing && now - (reachedAt ?? Number.NEGATIVE_INFINITY) > shortOutage;
      if (isLong) patientUntil = now + patience;
      isFailing = false;
      reachedAt = now;
    },
    /** A heartbeat was not sent; returns whether it is the first of this outage. */
    failed(): boolean {
      const isFirst = !isFailing;
      isFailing = true;
      return isFirst;
    },
    mayTakeOver: (now: Ms): boolean => !isFailing && now >= patientUntil,
  };
}
