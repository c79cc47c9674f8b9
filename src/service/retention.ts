/** What is over is kept for a year, audit included, and then forgotten. */

import type { Ms } from '../recording/recording.ts';
import type { Clock, Store } from './ports.ts';

const day: Ms = 24 * 3_600_000;

/** How long a recording is kept after its end. */
export const retentionPeriod: Ms = 365 * day;

/** So many recordings are deleted in one transaction; in between, everybody else has their turn. */
const atOnce = 20;

export type RetentionOptions = {
  store: Pick<Store, 'prune'>;
  clock: Clock;
  /** Told how many recordings were deleted, if any were. */
  onPruned: (count: number) => void;
  /** Told of a round that failed; the next one comes a day later. */
  onError: (error: unknown) => void;
};

/** Prunes now and then once a day; returns the end of it. */
export function startRetention({ store, clock, onPruned, onError }: RetentionOptions): () => Promise<void> {
  const end = new AbortController();

  async function round(): Promise<void> {
    const before = clock.now() - retentionPeriod;
    let pruned = 0;
    let last = atOnce;
    while (last === atOnce && !end.signal.aborted) {
      last = await store.prune(before, atOnce);
      pruned += last;
    }
    if (pruned > 0) onPruned(pruned);
  }

  async function run(): Promise<void> {
    while (!end.signal.aborted) {
      await round().catch(onError);
      await clock.until(clock.now() + day, end.signal);
    }
  }

  const running = run();
  return async () => {
    end.abort();
    await running;
  };
}
