/** Milliseconds since 1970. `until` also resolves when `signal` aborts. */
export type Clock = {
  now(): number;
  until(at: number, signal?: AbortSignal): Promise<void>;
};

/** Real time. Node limits a timer to about 24.8 days, so long waits consist of shorter ones. */
export const realClock: Clock = {
  now: () => Date.now(),
  async until(at, signal) {
    const longest = 2_000_000_000;
    // `signal` aborts while the loop waits.
    // oxlint-disable-next-line no-unmodified-loop-condition
    while (signal?.aborted !== true) {
      const left = at - Date.now();
      if (left <= 0) return;
      await pause(Math.min(left, longest), signal);
    }
  },
};

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}

type Waiter = { at: number; wake: () => void };

/** A clock that only `advance` moves. Waits end in the order of their times. */
export class MovableClock implements Clock {
  #now: number;
  readonly #waiting = new Set<Waiter>();

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  until(at: number, signal?: AbortSignal): Promise<void> {
    if (at <= this.#now || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const waiter: Waiter = {
        at,
        wake: () => {
          this.#waiting.delete(waiter);
          signal?.removeEventListener('abort', waiter.wake);
          resolve();
        },
      };
      this.#waiting.add(waiter);
      signal?.addEventListener('abort', waiter.wake, { once: true });
    });
  }

  /** The time of the earliest wait, if there is one. */
  next(): number | undefined {
    let first: number | undefined;
    for (const { at } of this.#waiting) if (first === undefined || at < first) first = at;
    return first;
  }

  /** Moves the clock forward by `ms` and ends every wait that is due by then. Does not wait for the effects. */
  advance(ms: number): void {
    this.#now += ms;
    const due = [...this.#waiting].filter((waiter) => waiter.at <= this.#now).sort((a, b) => a.at - b.at);
    for (const waiter of due) waiter.wake();
  }
}
