/** Work that was taken on and is still to be done or under way. */
export type Backlog = Readonly<{
  /** Takes the work on; it begins a moment later. Work must not reject. */
  add(work: () => Promise<void>): void;
  /** Resolves when nothing is left, also of what is added meanwhile. */
  idle(): Promise<void>;
  size(): number;
}>;

/**
 * Work begins when nothing has come for `quietMs`, or `patienceMs` after the first of it came. Until then acknowledgements
 * have the event loop to themselves, and what begins together shares commits; people don't notice the wait.
 */
const quietMs = 20;
const patienceMs = 200;

export function createBacklog(): Backlog {
  const waiting: (() => Promise<void>)[] = [];
  const idlers: (() => void)[] = [];
  let underWay = 0;
  let first = 0;
  let latest = 0;
  let isBegun = false;

  const watch = () => {
    const now = performance.now();
    const left = Math.min(latest + quietMs, first + patienceMs) - now;
    if (left > 0) setTimeout(watch, left);
    else begin();
  };

  // One in each turn of the event loop, so that an acknowledgement need not wait behind all of them.
  const begin = () => {
    const work = waiting.shift();
    isBegun = waiting.length > 0;
    if (isBegun) setImmediate(begin);
    if (work !== undefined) void perform(work);
  };

  const perform = async (work: () => Promise<void>) => {
    underWay += 1;
    try {
      await work();
    } finally {
      underWay -= 1;
      if (underWay + waiting.length === 0) for (const resolve of idlers.splice(0)) resolve();
    }
  };

  return {
    add(work) {
      waiting.push(work);
      latest = performance.now();
      if (isBegun || waiting.length > 1) return;
      first = latest;
      setTimeout(watch, quietMs);
    },
    idle() {
      if (underWay + waiting.length === 0) return Promise.resolve();
      return new Promise((resolve) => idlers.push(resolve));
    },
    size: () => underWay + waiting.length,
  };
}
