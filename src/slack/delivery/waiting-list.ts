/** Messages that wait for their turn: in order within their key, the most urgent key first. */
import type { SendOutcome } from '../../service/ports.ts';
import type { OutboundMessage } from './outbound.ts';
import type { MessagePriority } from './rates.ts';

/** `callers`: who waits for the outcome, several where messages have replaced one another. */
export type Waiting = { message: OutboundMessage; callers: Set<(sent: SendOutcome) => void> };

export type WaitingList = Readonly<{
  /** Takes the message in, in the place of the one of its `dedupeKey` if there is one. */
  add(message: OutboundMessage): Waiting;
  remove(entry: Waiting): void;
  has(entry: Waiting): boolean;
  /** The first of each ordering key that is not in flight, the most urgent first. */
  inTurn(inFlight: ReadonlySet<string>): Waiting[];
  size(): number;
}>;

export function createWaitingList(): WaitingList {
  const entries: Waiting[] = [];
  return {
    add(message) {
      const { dedupeKey } = message;
      const old = entries.find((entry) => dedupeKey !== undefined && entry.message.dedupeKey === dedupeKey);
      if (old === undefined) {
        const entry: Waiting = { message, callers: new Set() };
        entries.push(entry);
        return entry;
      }
      // Somebody may wait for the one that is replaced.
      const priority = Math.min(message.priority, old.message.priority) as MessagePriority;
      old.message = { ...message, priority };
      return old;
    },
    remove(entry) {
      const index = entries.indexOf(entry);
      if (index >= 0) entries.splice(index, 1);
    },
    has: (entry) => entries.includes(entry),
    inTurn(inFlight) {
      const taken = new Set(inFlight);
      const first = entries.filter(({ message: { orderingKey } }) => {
        if (taken.has(orderingKey)) return false;
        taken.add(orderingKey);
        return true;
      });
      return first.sort((a, b) => a.message.priority - b.message.priority);
    },
    size: () => entries.length,
  };
}
