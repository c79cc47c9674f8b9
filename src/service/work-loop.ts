/** The loop of a worker: takes what is due, then waits for the next job or for a commit. */
import type { Ms } from '../recording/primitives.ts';
import type { Clock } from './ports.ts';

type WorkLoop<Queue> = Readonly<{
  clock: Clock;
  runner: Readonly<{ onCommitted(wake: () => void): () => void }>;
  queues: readonly Queue[];
  /** Starts what is due of a queue at `now`, as far as there is room. `wake` is called at the end of each job. */
  take(queue: Queue, now: Ms, wake: () => void): Promise<void>;
  /** When the next job after `now` is due. */
  nextDue(now: Ms): Promise<Ms | undefined>;
  inFlight(): number;
  /** What becomes due within this long is taken in one go, so that the event loop is free in between. */
  batchInterval: Ms;
}>;

/** A reason of our own: without one, every wake would build an exception with its stack. */
export const woken = 'woken';

/** Runs until `signal` aborts; resolves when nothing is in flight any more. Rejects if the database fails. */
export async function runWorkLoop<Queue>(loop: WorkLoop<Queue>, signal: AbortSignal): Promise<void> {
  const { clock, queues, take, nextDue, inFlight } = loop;
  let wakeUp = new AbortController();
  const wake = () => wakeUp.abort(woken);
  const unhook = loop.runner.onCommitted(wake);
  signal.addEventListener('abort', wake, { once: true });
  try {
    while (!signal.aborted) {
      wakeUp = new AbortController();
      // One moment for both questions, or both would miss a job that becomes due in between.
      const now = clock.now();
      for (const queue of queues) await take(queue, now, wake);
      if (signal.aborted) break;
      const at = await nextDue(now);
      await clock.until(at ?? Number.MAX_SAFE_INTEGER, wakeUp.signal);
      await clock.until(clock.now() + loop.batchInterval, signal);
    }
    while (inFlight() > 0) {
      wakeUp = new AbortController();
      await clock.until(Number.MAX_SAFE_INTEGER, wakeUp.signal);
    }
  } finally {
    unhook();
    signal.removeEventListener('abort', wake);
  }
}
