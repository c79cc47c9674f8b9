/** The turns of messages over several replicas, where they keep a rate together. */
import type { Ms } from '../../recording/recording.ts';
import type { Budget, Permit } from '../../service/budget.ts';
import type { MessagePriority, OutboundMethod } from './rates.ts';
import type { Waiting } from './waiting-list.ts';

/** `undefined`: each replica keeps the rate of this method by itself. */
export type BudgetOf = (method: OutboundMethod) => Budget | undefined;

type Turn = { priority: MessagePriority; permit?: Permit; leave: AbortController };

/**
 * A message waits no longer where the database is out of reach: this replica keeps to the rate by itself, and one too many
 * costs a pause, while the person who has clicked looks at the screen.
 */
const patience: Ms = 2_000;
const withoutTurn: Permit = { isValid: () => true, release: () => undefined };
/** A reason of our own: without one, every message would build an exception with its stack. */
const gone = 'gone';

/** `onTurn` is called when a message has got its turn. */
export function createTurns(budgetOf: BudgetOf, onTurn: () => void) {
  const turns = new Map<Waiting, Turn>();

  async function ask(budget: Budget, entry: Waiting): Promise<void> {
    const turn: Turn = { priority: entry.message.priority, leave: new AbortController() };
    turns.set(entry, turn);
    turn.permit = (await budget.take(turn.priority, turn.leave.signal, patience)) ?? withoutTurn;
    if (!turn.leave.signal.aborted) onTurn();
  }

  return {
    /** Whether it is the turn of a message, which is asked for where it was not yet. */
    hasCome(entry: Waiting): boolean {
      const budget = budgetOf(entry.message.method);
      if (budget === undefined) return true;
      const turn = turns.get(entry);
      if (turn?.permit?.isValid() === true) return true;
      // A more urgent message may have taken the place of another one.
      const isAsked = turn !== undefined && turn.permit === undefined && turn.priority <= entry.message.priority;
      if (isAsked) return false;
      turn?.leave.abort(gone);
      void ask(budget, entry);
      return false;
    },
    /** The message leaves, or need not any more. */
    end(entry: Waiting): void {
      turns.get(entry)?.leave.abort(gone);
      turns.delete(entry);
    },
  };
}
