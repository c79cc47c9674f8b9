/** Keys that were seen lately, to tell a repetition. */
export type RecentKeys = Readonly<{
  /** Whether the key is new; from now on it is known. */
  add(key: string): boolean;
  /** As if it had never been seen. */
  forget(key: string): void;
}>;

/** Keeps a key for `keepMs`, and at most `limit` of them: beyond that the oldest is dropped. `now`: ms since 1970. */
export function createRecentKeys(options: { keepMs: number; limit: number; now: () => number }): RecentKeys {
  const { keepMs, limit, now } = options;
  /** Until when each is kept, the oldest first. */
  const kept = new Map<string, number>();
  return {
    add(key) {
      const at = now();
      for (const [old, until] of kept) {
        if (until > at) break;
        kept.delete(old);
      }
      if (kept.has(key)) return false;
      const [oldest] = kept.keys();
      if (oldest !== undefined && kept.size >= limit) kept.delete(oldest);
      kept.set(key, at + keepMs);
      return true;
    },
    forget: (key) => void kept.delete(key),
  };
}
