/** Work that was taken on and is still to be done or under way. */
export type Backlog = Readonly<{
  /** Takes the work on; it begins in a later turn of the event loop. Work must not reject. */
  add(work: () => Promise<void>): void;
  /** Resolves when nothing is left, also of what is added meanwhile. */
  idle(): Promise<void>;
  size(): number;
}>;

/**
 * Begins one piece of work in each turn of the event loop: where fifty commands arrive at once, the acknowledgement of the
 * last one must not wait behind what the first ones set going.
 */
export function createBacklog(): Backlog {
  const waiting: (() => Promise<void>)[] = [];
  const idlers: (() => void)[] = [];
  let underWay = 0;

  const begin = () => {
    const work = waiting.shift();
    if (waiting.length > 0) setImmediate(begin);
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
      if (waiting.length === 1) setImmediate(begin);
    },
    idle() {
      if (underWay + waiting.length === 0) return Promise.resolve();
      return new Promise((resolve) => idlers.push(resolve));
    },
    size: () => underWay + waiting.length,
  };
}
