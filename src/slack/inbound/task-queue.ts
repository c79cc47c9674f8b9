/** Work that was taken on and is still to be done or under way. */
export type TaskQueue = Readonly<{
  /**
   * Takes the work on; it begins in a later turn of the event loop, or a moment later where commands arrive one upon the
   * other. `urgent` work is never put off so. Work must not reject.
   */
  add(task: () => Promise<void>, urgent?: boolean): void;
  /** Resolves when nothing is left, also of what is added meanwhile. */
  idle(): Promise<void>;
  size(): number;
}>;

/**
 * In a flood (the last one came less than `quietMs` ago) work waits until nothing has come for `quietMs`, or `patienceMs` after
 * the first of it came. Until then acknowledgements have the event loop to themselves, and what begins together shares commits.
 * Until it begins it is in memory only, so a person's single command never waits.
 */
const quietMs = 20;
const patienceMs = 200;

export function createTaskQueue(): TaskQueue {
  const waiting: (() => Promise<void>)[] = [];
  const idlers: (() => void)[] = [];
  let underWay = 0;
  let first = 0;
  let latest = Number.NEGATIVE_INFINITY;
  let isBegun = false;

  const watch = () => {
    const left = Math.min(latest + quietMs, first + patienceMs) - performance.now();
    if (left > 0) setTimeout(watch, left);
    else begin();
  };

  // One in each turn of the event loop, so that an acknowledgement need not wait behind all of them.
  const begin = () => {
    const task = waiting.shift();
    isBegun = waiting.length > 0;
    if (isBegun) setImmediate(begin);
    if (task === undefined) return;
    underWay += 1;
    void perform(task);
  };

  const perform = async (task: () => Promise<void>) => {
    try {
      await task();
    } finally {
      underWay -= 1;
      if (underWay + waiting.length === 0) for (const resolve of idlers.splice(0)) resolve();
    }
  };

  return {
    add(task, urgent = false) {
      const now = performance.now();
      const isFlood = now - latest < quietMs;
      latest = now;
      if (urgent || !isFlood) {
        underWay += 1;
        setImmediate(() => void perform(task));
        return;
      }
      waiting.push(task);
      if (isBegun || waiting.length > 1) return;
      first = now;
      setTimeout(watch, quietMs);
    },
    idle() {
      if (underWay + waiting.length === 0) return Promise.resolve();
      return new Promise((resolve) => idlers.push(resolve));
    },
    size: () => underWay + waiting.length,
  };
}
