/** The one way out to Slack: keeps its rates, above all the clients, so that it never has to say 429. */
import type { Ms } from '../../recording/recording.ts';
import type { Clock, SendOutcome } from '../../service/ports.ts';
import type { OutboundMessage, SendResult } from './outbound.ts';
import { createPacing } from './pacing.ts';
import { type BudgetOf, createTurns } from './turns.ts';
import { createWaitingList, type Waiting, type WaitingList } from './waiting-list.ts';

export type RateLimiter = Readonly<{
  /**
   * Sends the message when its turn has come. Never rejects. A message that still waits when `signal` aborts is not sent
   * (`later`); one that has left is given another second, because not knowing what became of it leads to a second post.
   */
  run(message: OutboundMessage, signal: AbortSignal): Promise<SendOutcome>;
  /** How many messages wait. */
  waiting(): number;
}>;

const abortGracePeriod: Ms = 1_000;
const aborted: SendOutcome = { kind: 'later', after: 1_000 };

/** `budgetOf`: of several replicas together. */
export function createRateLimiter(clock: Clock, budgetOf: BudgetOf = () => undefined): RateLimiter {
  const list = createWaitingList();
  const { pump, drop } = createPump(clock, list, budgetOf);

  /** Until the message is sent or skipped, or `signal` ends the wait. */
  const wait = (entry: Waiting, signal: AbortSignal, resolve: (sent: SendOutcome) => void) => {
    const leave = () => {
      if (!list.has(entry)) {
        void clock.until(clock.now() + abortGracePeriod).then(() => resolve(aborted));
        return;
      }
      entry.callers.delete(done);
      if (entry.callers.size === 0) drop(entry);
      resolve(aborted);
      pump();
    };
    const done = (sent: SendOutcome) => {
      signal.removeEventListener('abort', leave);
      resolve(sent);
    };
    entry.callers.add(done);
    signal.addEventListener('abort', leave, { once: true });
    pump();
  };

  return {
    run: (message, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve(aborted);
        else wait(list.add(message), signal, resolve);
      }),
    waiting: () => list.size(),
  };
}

/** `pump` sends what may leave now, and comes back by itself for what may leave next. `drop` takes out what need not be sent. */
function createPump(clock: Clock, list: WaitingList, budgetOf: BudgetOf) {
  const pacing = createPacing();
  const inFlight = new Set<string>();
  let pending: NodeJS.Immediate | undefined;

  const settle = (entry: Waiting, sent: SendOutcome) => {
    for (const resolve of entry.callers) resolve(sent);
  };

  const send = async (entry: Waiting, now: Ms) => {
    const { message } = entry;
    pacing.sent(message, now);
    inFlight.add(message.orderingKey);
    const { sent, limitedFor } = await message.send().catch((): SendResult => ({ sent: aborted }));
    inFlight.delete(message.orderingKey);
    if (limitedFor !== undefined) pacing.holdUntil(message, clock.now() + limitedFor);
    settle(entry, sent);
    pump();
  };

  const pump = () => {
    const now = clock.now();
    pacing.prune(now);
    let next = Number.POSITIVE_INFINITY;
    for (const entry of list.inTurn(inFlight)) {
      const skipped = entry.message.skipIf?.();
      const at = skipped === undefined ? pacing.mayLeaveAt(entry.message, now) : now;
      if (at > now) {
        next = Math.min(next, at);
        continue;
      }
      if (skipped === undefined && !turns.hasCome(entry)) continue;
      drop(entry);
      if (skipped === undefined) void send(entry, now);
      else settle(entry, skipped);
      pumpInNextTurn();
      return;
    }
    setTimer(next);
  };
  /** One in each turn of the event loop, so that an acknowledgement need not wait behind all of them. */
  const pumpInNextTurn = () => {
    setTimer(Number.POSITIVE_INFINITY);
    pending ??= setImmediate(() => {
      pending = undefined;
      pump();
    });
  };
  const setTimer = createTimer(clock, pump);
  const turns = createTurns(budgetOf, pump);
  const drop = (entry: Waiting) => {
    turns.end(entry);
    list.remove(entry);
  };
  return { pump, drop };
}

/** A reason of our own: without one, every message would build an exception with its stack. */
const replaced = 'replaced';

/** A function that calls `onDue` at the moment that it was last given; infinity is never. */
function createTimer(clock: Clock, onDue: () => void): (at: Ms) => void {
  let current: AbortController | undefined;
  return (at) => {
    current?.abort(replaced);
    current = undefined;
    if (at === Number.POSITIVE_INFINITY) return;
    const mine = new AbortController();
    current = mine;
    void clock.until(at, mine.signal).then(() => {
      if (!mine.signal.aborted) onDue();
    });
  };
}
