import { type Clock, realClock } from '../../src/sandbox/movable-clock.ts';

export type ScaledClock = Clock & {
  /** Time stands still until `go`. */
  hold(): void;
  /** It runs again since `real`, a moment of the machine's own time; default: now. */
  go(real?: number): void;
  /** So many milliseconds pass at once. */
  skip(ms: number): void;
};

/** Time that runs `speed` times as fast as the machine's, from `from` (milliseconds since 1970) on; `real`: when that was. */
export function scaledClock(from: number, speed: number, real = Date.now()): ScaledClock {
  let base = { at: from, real };
  let held = false;
  let changed = new AbortController();
  const now = () => (held ? base.at : Math.round(base.at + (Date.now() - base.real) * speed));
  const set = (at: number, hold: boolean, real = Date.now()) => {
    base = { at, real };
    held = hold;
    changed.abort();
    changed = new AbortController();
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
    hold() {
      if (!held) set(now(), true);
    },
    go(real) {
      if (held) set(now(), false, real);
    },
    skip: (ms) => set(now() + ms, held),
  };
}
