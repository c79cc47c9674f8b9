/**
 * Group commit: what is written within a few milliseconds shares one transaction and one fsync, so that a burst of commands
 * does not block the event loop (and with it Slack's acknowledgements) once for each of them. A group takes a few milliseconds
 * at most, and the waiting promises are resolved one in each turn of the event loop, so that an acknowledgement need not wait
 * for all that follows.
 */
import type { Database } from 'better-sqlite3';

/** `write` returns a callback for when the transaction is committed. */
type Queued = { write: () => () => void; fail: (error: unknown) => void };

export type Groups = {
  /** Queues a synchronous write. Resolves when it is durable; rejects when it threw (only it is undone) or when the commit failed. */
  run<T>(write: () => T): Promise<T>;
  /** Resolves when all that is queued by now is committed or has failed. */
  settled(): Promise<void>;
  /** Commits at once all that is queued. */
  flush(): void;
};

/** A group takes no further write after this many milliseconds. */
const groupBudgetMs = 2;

/** `flushAfterMs`: how long the first write of a group waits for others. */
export function groupCommits(db: Database, flushAfterMs: number, budgetMs = groupBudgetMs): Groups {
  const queue: Queued[] = [];
  let timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
  const commitGroup = createCommit(db, queue, budgetMs);

  const tick = () => {
    tellInTurns(commitGroup());
    timer = queue.length > 0 ? setImmediate(tick) : undefined;
  };

  // Inside another transaction this is a savepoint.
  const alone = db.transaction((write: () => unknown) => write());

  return {
    run<T>(write: () => T): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        const execute = () => {
          const value = alone(write) as T;
          return () => resolve(value);
        };
        queue.push({ write: execute, fail: reject });
        timer ??= setTimeout(tick, flushAfterMs);
      });
    },
    settled() {
      if (queue.length === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => resolve();
        queue.push({ write: () => done, fail: done });
      });
    },
    flush() {
      clearTimeout(timer as NodeJS.Timeout);
      clearImmediate(timer as NodeJS.Immediate);
      timer = undefined;
      while (queue.length > 0) for (const tell of commitGroup()) tell();
    },
  };
}

/** A function that commits what is queued, as far as the budget goes, and returns the callbacks. */
function createCommit(db: Database, queue: Queued[], budgetMs: number): () => (() => void)[] {
  const together = db.transaction((taken: Queued[]): (() => void)[] => {
    const until = performance.now() + budgetMs;
    const told: (() => void)[] = [];
    for (let next = queue.shift(); next !== undefined; next = performance.now() < until ? queue.shift() : undefined) {
      const { write, fail } = next;
      taken.push(next);
      try {
        told.push(write());
      } catch (error) {
        // Some failures (a full disk, for one) make SQLite roll back everything. To continue would be to write outside a transaction.
        if (!db.inTransaction) throw error;
        told.push(() => fail(error));
      }
    }
    return told;
  });

  return () => {
    const taken: Queued[] = [];
    try {
      return together.immediate(taken);
    } catch (error) {
      // Without a transaction nothing was taken from the queue: then all that wait fail.
      const failed = taken.length > 0 ? taken : queue.splice(0);
      return failed.map(
        ({ fail }) =>
          () =>
            fail(error),
      );
    }
  };
}

function tellInTurns(tell: (() => void)[]): void {
  tell.shift()?.();
  if (tell.length > 0) setImmediate(tellInTurns, tell);
}
