/**
 * Runs what has the same key one after the other, in the order of the calls. Other replicas are kept out by PostgreSQL's locks: this
 * is for the order within one process, and so that what waits for a lock does not hold a connection.
 */
export function serialized(): <T>(key: string, run: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async <T>(key: string, run: () => Promise<T>): Promise<T> => {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(run, run);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
