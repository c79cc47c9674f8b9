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
/** Stops, and what people wait for. */
const urgent: BudgetPriority = 1;
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
  const pause = createPause();
  let hasFailed = false;

  async function takeSlots(priority: BudgetPriority, count: number): Promise<Taken> {
    const taking = table.take(priority, count, randomUUID(), held.allowance());
    try {
      const taken = await inTime(taking);
      hasFailed = false;
      return taken;
    } catch (error) {
      // The statement may yet succeed.
      taking.then(
        ({ slots }) => slots.forEach((slot) => held.giveBack(slot)),
        () => undefined,
      );
      if (!hasFailed) onError(error);
      hasFailed = true;
      for (const { until, leave } of patience) if (until <= performance.now()) leave();
      return { slots: [], wait: retryInterval };
    }
  }

  /** Gives turns, the most urgent first, until nobody waits. */
  async function serve(): Promise<void> {
    if (isServing) return;
    isServing = true;
    for (let [next] = waiting; next !== undefined; [next] = waiting) {
      const { priority } = next;
      const askedAt = performance.now();
      const { slots, wait } = await takeSlots(priority, wanted(waiting, priority));
      for (const slot of slots) {
        // Who asked for it may have left.
        const isWanted = waiting[0] !== undefined && waiting[0].priority <= priority;
        if (isWanted && held.isFresh(askedAt)) waiting.shift()?.grant(held.permit(slot, askedAt));
        else held.giveBack(slot);
      }
      if (slots.length === 0 && waiting[0] === next) await pause.wait(Math.min(wait, longestPause));
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
      if (waiting[0] !== first) pause.end();
      void serve();
      return await turn.finally(() => patience.delete(mine));
    },
    inUse: () => held.inUse(),
    waiting: () => waiting.length,
  };
}

/** What is urgent takes all that it needs at once, before others may; the rest leaves something to the other replicas. */
function wanted(waiting: readonly Waiter[], priority: BudgetPriority): number {
  return priority > urgent ? 1 : waiting.filter((waiter) => waiter.priority === priority).length;
}

function createPause() {
  let end = () => {};
  return {
    wait: (ms: Ms) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    end: () => end(),
  };
}

function inTime<T>(statement: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('the database does not answer')), statementTimeout);
  return Promise.race([statement, late.promise]).finally(() => clearTimeout(timer));
}
