import { AsyncLocalStorage } from 'node:async_hooks';

/** Tasks that were accepted and wait or run. */
export type TaskQueue = Readonly<{
  /**
   * Accepts a task; it begins in a later turn of the event loop, or a moment later where commands arrive one upon the other.
   * An `urgent` one is never delayed so. Tasks must not reject.
   */
  add(task: () => Promise<void>, urgent?: boolean): void;
  /** Resolves when nothing is left, also of what is added meanwhile. */
  idle(): Promise<void>;
  /** How many wait or run. */
  size(): number;
}>;

/**
 * In a flood (the last task came less than `quietMs` ago) tasks wait until none has come for `quietMs`, or `longestDelayMs` after
 * the first of them. Until then acknowledgements have the event loop to themselves, and what begins together shares commits.
 * Until it begins a task is in memory only, so a person's single command never waits.
 */
const quietMs = 20;
const longestDelayMs = 200;

export function createTaskQueue(): TaskQueue {
  const waiting: (() => Promise<void>)[] = [];
  const idleListeners: (() => void)[] = [];
  let running = 0;
  let firstAt = 0;
  let latestAt = Number.NEGATIVE_INFINITY;
  let isDraining = false;

  const drainWhenQuiet = () => {
    const left = Math.min(latestAt + quietMs, firstAt + longestDelayMs) - performance.now();
    if (left > 0) setTimeout(drainWhenQuiet, left);
    else drain();
  };

  // One in each turn of the event loop, so that an acknowledgement need not wait behind all of them.
  const drain = () => {
    const task = waiting.shift();
    isDraining = waiting.length > 0;
    if (isDraining) setImmediate(drain);
    if (task === undefined) return;
    running += 1;
    void run(task);
  };

  const run = async (task: () => Promise<void>) => {
    try {
      await task();
    } finally {
      running -= 1;
      if (running + waiting.length === 0) for (const resolve of idleListeners.splice(0)) resolve();
    }
  };

  return {
    add(given, urgent = false) {
      // Its trace is that of the place where it is added, whichever task it waits behind.
      const task = AsyncLocalStorage.bind(given);
      const now = performance.now();
      const isFlood = now - latestAt < quietMs;
      latestAt = now;
      if (urgent || !isFlood) {
        running += 1;
        setImmediate(() => void run(task));
        return;
      }
      waiting.push(task);
      if (isDraining || waiting.length > 1) return;
      firstAt = now;
      setTimeout(drainWhenQuiet, quietMs);
    },
    idle() {
      if (running + waiting.length === 0) return Promise.resolve();
      return new Promise((resolve) => idleListeners.push(resolve));
    },
    size: () => running + waiting.length,
  };
}
