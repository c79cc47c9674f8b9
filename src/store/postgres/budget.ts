/** Budgets over several replicas: the slots are in the database, and who waits in this process is known here. */
import { randomUUID } from 'node:crypto';
import type { Ms } from '../../recording/recording.ts';
import {
  type Budget,
  type BudgetPriority,
  type Limit,
  type SharedBudgets,
  type Waiter,
  waitForTurn,
} from '../../service/budget.ts';
import type { Query } from './access.ts';
import { heldSlots } from './held-slots.ts';
import { type SlotTable, slotTable, type Taken } from './slots.ts';

/** No statement is awaited for longer: the server may have stopped without closing the connection. */
const statementTimeout: Ms = 2_000;
const retryInterval: Ms = 250;
/** A slot may become free earlier than it was to be: the answer to its request was quick. */
const longestPause: Ms = 200;

/** `onError`: why no turn can be given, once until the database works again. */
type Options = Readonly<{ onError: (error: unknown) => void }>;

export function sharedBudgets(query: Query, options: Options): SharedBudgets {
  const budgets = new Map<string, Budget>();
  return (key, limit) => {
    const budget = budgets.get(key) ?? createBudget(slotTable(query, key, limit), limit, options);
    budgets.set(key, budget);
    return budget;
  };
}

/** Someone who waits: when their patience ends, and how they leave. */
type Patience = Readonly<{ until: Ms; leave: () => void }>;

function createBudget(table: SlotTable, limit: Limit, { onError }: Options): Budget {
  const waiting: Waiter[] = [];
  const patience = new Set<Patience>();
  const held = heldSlots(table, limit);
  let isServing = false;
  let hasFailed = false;
  let hurry = () => {};

  async function takeSlot(priority: BudgetPriority): Promise<Taken> {
    const taking = table.take(priority, randomUUID(), held.allowance());
    try {
      const taken = await inTime(taking);
      hasFailed = false;
      return taken;
    } catch (error) {
      // The statement may yet succeed.
      taking.then(
        (late) => late.kind === 'taken' && held.giveBack(late.slot),
        () => undefined,
      );
      if (!hasFailed) onError(error);
      hasFailed = true;
      for (const { until, leave } of patience) if (until <= performance.now()) leave();
      return { kind: 'none', wait: retryInterval };
    }
  }

  /** Gives turns, the most urgent first, until nobody waits. */
  async function serve(): Promise<void> {
    if (isServing) return;
    isServing = true;
    for (let [next] = waiting; next !== undefined; [next] = waiting) {
      const askedAt = performance.now();
      const taken = await takeSlot(next.priority);
      if (taken.kind === 'taken') {
        // Who asked for it may have left.
        const isWanted = waiting[0] !== undefined && waiting[0].priority <= next.priority;
        if (isWanted && held.isFresh(askedAt)) waiting.shift()?.grant(held.permit(taken.slot, askedAt));
        else held.giveBack(taken.slot);
      } else if (waiting[0] === next) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.min(taken.wait, longestPause));
          hurry = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    }
    isServing = false;
  }

  return {
    async take(priority, signal, longest = Number.POSITIVE_INFINITY) {
      if (signal.aborted) return undefined;
      const left = new AbortController();
      const mine: Patience = { until: performance.now() + longest, leave: () => left.abort() };
      patience.add(mine);
      const [first] = waiting;
      const turn = waitForTurn(waiting, priority, AbortSignal.any([signal, left.signal]));
      // It may have what the others wait for.
      if (waiting[0] !== first) hurry();
      void serve();
      return await turn.finally(() => patience.delete(mine));
    },
    inUse: held.inUse,
    waiting: () => waiting.length,
  };
}

function inTime<T>(statement: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('the database does not answer')), statementTimeout);
  return Promise.race([statement, late.promise]).finally(() => clearTimeout(timer));
}
