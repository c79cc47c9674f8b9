import { type Clock, realClock } from '../../src/sandbox/movable-clock.ts';

export type ScaledClock = Clock & {
  /** Time stands still until `go`. */
  hold(): void;
  go(): void;
  /** So many milliseconds pass at once. */
  skip(ms: number): void;
};

/** Time that runs `speed` times as fast as the machine's, from `from` (milliseconds since 1970) on. */
export function scaledClock(from: number, speed: number): ScaledClock {
  let base = { at: from, real: Date.now() };
  let held = false;
  let changed = new AbortController();
  const now = () => (held ? base.at : Math.round(base.at + (Date.now() - base.real) * speed));
  const set = (at: number, hold: boolean) => {
    base = { at, real: Date.now() };
    held = hold;
    changed.abort();
    changed = new AbortController();
  };
  const setHeld = (hold: boolean) => {
    if (held !== hold) set(now(), hold);
  };
  return {
    now,
    async until(at, signal) {
      // The signal aborts while the loop waits.
      // oxlint-disable-next-line no-unmodified-loop-condition
      while (signal?.aborted !== true) {
        const left = at - now();
        if (left <= 0) return;
        const wake = signal === undefined ? changed.signal : AbortSignal.any([signal, changed.signal]);
        await realClock.until(held ? Number.MAX_SAFE_INTEGER : Math.ceil(Date.now() + left / speed), wake);
      }
    },
    hold: () => setHeld(true),
    go: () => setHeld(false),
    skip: (ms) => set(now() + ms, held),
  };
}
