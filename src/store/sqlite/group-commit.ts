/**
 * Group commit: what is written within a few milliseconds shares one transaction and one fsync, so that a burst of commands
 * does not block the event loop (and with it Slack's acknowledgements) once for each of them.
 */
import type { Database } from 'better-sqlite3';

/** `perform` returns what is to be told once the transaction is committed. */
type Queued = { perform: () => () => void; fail: (error: unknown) => void };

export type Groups = {
  /** Queues a synchronous write. Resolves when it is durable; rejects when it threw (only it is undone) or when the commit failed. */
  run<T>(write: () => T): Promise<T>;
  /** Resolves when all that is queued by now is committed or has failed. */
  settled(): Promise<void>;
  /** Commits at once all that is queued. */
  flush(): void;
};

/**
 * `flushAfterMs`: how long the first write of a group waits for company. `largest`: how many writes a group may hold; between
 * groups the event loop breathes.
 */
export function groupCommits(db: Database, flushAfterMs: number, largest = 100): Groups {
  let queue: Queued[] = [];
  let timer: NodeJS.Timeout | undefined;

  // Inside another transaction this is a savepoint.
  const alone = db.transaction((write: () => unknown) => write());

  const together = db.transaction((group: readonly Queued[]): (() => void)[] =>
    group.map(({ perform, fail }) => {
      try {
        return perform();
      } catch (error) {
        // Some failures (a full disk, for one) make SQLite roll back everything. To go on would be to write outside a transaction.
        if (!db.inTransaction) throw error;
        return () => fail(error);
      }
    }),
  );

  function commitOne(): void {
    const group = queue.slice(0, largest);
    queue = queue.slice(largest);
    let tell: (() => void)[];
    try {
      tell = together.immediate(group);
    } catch (error) {
      tell = group.map(
        ({ fail }) =>
          () =>
            fail(error),
      );
    }
    for (const each of tell) each();
  }

  function tick(): void {
    commitOne();
    timer = queue.length > 0 ? setTimeout(tick, 0) : undefined;
  }

  return {
    run<T>(write: () => T): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        const perform = () => {
          const value = alone(write) as T;
          return () => resolve(value);
        };
        queue.push({ perform, fail: reject });
        timer ??= setTimeout(tick, flushAfterMs);
      });
    },
    settled() {
      if (queue.length === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => resolve();
        queue.push({ perform: () => done, fail: done });
      });
    },
    flush() {
      clearTimeout(timer);
      timer = undefined;
      while (queue.length > 0) commitOne();
    },
  };
}
