import type { Clock } from '../service/ports.ts';

/** Node sets a timer of more than 2^31 - 1 ms to one of 1 ms, so long waits are made of shorter ones. */
const longestTimer = 2_000_000_000;

/** The machine's own time. */
export const systemClock: Clock = createSystemClock(
  () => Date.now(),
  () => performance.now(),
);

/**
 * Time that never goes back: when the machine's clock is set back, everything that waits would otherwise stand still for as
 * long. It continues at the pace of `steady` and follows `wall` only forward, as after a suspend of the machine.
 */
export function createSystemClock(wall: () => number, steady: () => number): Clock {
  let ahead = wall() - steady();
  const now = () => {
    ahead = Math.max(ahead, wall() - steady());
    return Math.round(ahead + steady());
  };
  return {
    now,
    async until(at, signal) {
      // The signal aborts while the loop waits.
      // oxlint-disable-next-line no-unmodified-loop-condition
      while (signal?.aborted !== true) {
        const left = at - now();
        if (left <= 0) return;
        await timer(Math.min(left, longestTimer), signal);
      }
    },
  };
}

function timer(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timeout);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timeout = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}
