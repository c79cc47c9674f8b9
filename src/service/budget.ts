/** Limits that another service sets on our requests: each waits for its turn. */
import type { Ms } from '../recording/recording.ts';

/** Lower goes first. */
export type BudgetPriority = 0 | 1 | 2 | 3;

/** The leave to send one request. */
export type Permit = Readonly<{
  /** When the answer is here or the connection has failed. May be called again. */
  release: () => void;
  /** Whether the request may still leave. Over several replicas, one that was paused has lost its turn to others. */
  isValid: () => boolean;
}>;

/** The turns for the requests of one key, such as an App ID. */
export type Budget = Readonly<{
  /**
   * Resolves when a request may be sent; `undefined` when `signal` aborts the wait, or when turns can't be given for `patience` because
   * the database is out of reach. Never rejects.
   */
  take(priority: BudgetPriority, signal: AbortSignal, patience?: Ms): Promise<Permit | undefined>;
  /** Slots that are not free because of this process: requests in flight, and those that still count. */
  inUse(): number;
  waiting(): number;
}>;

/**
 * What is allowed in any `window`: `shares` has for each priority how many requests may be in it when one of that priority leaves.
 * A request counts from its departure, or from its `answer` where only that proves that it has arrived.
 */
export type Limit = Readonly<{
  shares: readonly [number, number, number, number];
  window: Ms;
  from: 'departure' | 'answer';
}>;

/** Budgets over all replicas. `key`: whose requests they are; the same one has the same budget everywhere. */
export type SharedBudgets = (key: string, limit: Limit) => Budget;

export type Waiter = Readonly<{ priority: BudgetPriority; grant: (permit: Permit) => void }>;

/** Takes a place among the waiting, behind those of the same priority. Resolves to nothing when `signal` aborts before the turn. */
export function waitForTurn(
  waiting: Waiter[],
  priority: BudgetPriority,
  signal: AbortSignal,
): Promise<Permit | undefined> {
  return new Promise((resolve) => {
    const leave = () => {
      waiting.splice(waiting.indexOf(waiter), 1);
      resolve(undefined);
    };
    const waiter: Waiter = {
      priority,
      grant: (permit) => {
        signal.removeEventListener('abort', leave);
        resolve(permit);
      },
    };
    signal.addEventListener('abort', leave, { once: true });
    const behind = waiting.findIndex((other) => other.priority > priority);
    waiting.splice(behind === -1 ? waiting.length : behind, 0, waiter);
  });
}
