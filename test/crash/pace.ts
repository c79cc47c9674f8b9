import { type Clock, realClock } from '../../src/sandbox/movable-clock.ts';

export type PacedClock = Clock & {
  /** Time stands still until `go`. */
  hold(): void;
  go(): void;
};

/** Time that runs `times` as fast as the machine's, from `from` (milliseconds since 1970) on. */
export function pacedClock(from: number, times: number): PacedClock {
  let base = { at: from, real: Date.now() };
  let held = false;
  let turn = new AbortController();
  const now = () => (held ? base.at : Math.round(base.at + (Date.now() - base.real) * times));
  const turnTo = (hold: boolean) => {
    if (held === hold) return;
    base = { at: now(), real: Date.now() };
    held = hold;
    turn.abort();
    turn = new AbortController();
  };
  return {
    now,
    async until(at, signal) {
      // The signal aborts while the loop waits.
      // oxlint-disable-next-line no-unmodified-loop-condition
      while (signal?.aborted !== true) {
        const left = at - now();
        if (left <= 0) return;
        const wake = signal === undefined ? turn.signal : AbortSignal.any([signal, turn.signal]);
        await realClock.until(held ? Number.MAX_SAFE_INTEGER : Math.ceil(Date.now() + left / times), wake);
      }
    },
    hold: () => turnTo(true),
    go: () => turnTo(false),
  };
}
