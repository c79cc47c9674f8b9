/** What is over is kept for a year, audit included, and then deleted. */
import { retentionPeriod } from '../recording/policy.ts';
import type { Ms } from '../recording/recording.ts';
import type { Clock, Store } from './ports.ts';

const interval: Ms = 24 * 3_600_000;

/** So many recordings are deleted in one transaction; in between, everybody else has their turn. */
const batchSize = 20;

export type RetentionOptions = Readonly<{
  store: Pick<Store, 'prune' | 'claim'>;
  clock: Clock;
  /** Called with the number of deleted recordings, unless it is zero. */
  onPruned: (count: number) => void;
  /** Called after a round that failed; the next one is a day later. */
  onError: (error: unknown) => void;
}>;

/** Prunes now and then once a day; returns the end of it. */
export function startRetention({ store, clock, onPruned, onError }: RetentionOptions): () => Promise<void> {
  const end = new AbortController();

  async function prune(): Promise<void> {
    // Replicas wake at different times of the day: the first one does it.
    if (!(await store.claim('retention', Math.floor(clock.now() / interval) * interval))) return;
    const before = clock.now() - retentionPeriod;
    let pruned = 0;
    let last = batchSize;
    while (last === batchSize && !end.signal.aborted) {
      last = await store.prune(before, batchSize);
      pruned += last;
    }
    if (pruned > 0) onPruned(pruned);
  }

  async function run(): Promise<void> {
    while (!end.signal.aborted) {
      await prune().catch(onError);
      await clock.until(clock.now() + interval, end.signal);
    }
  }

  const running = run();
  return async () => {
    end.abort();
    await running;
  };
}
