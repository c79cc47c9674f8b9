/** The slots that this process has taken: kept while their requests are on their way, and given up where the process was paused. */
import type { Ms } from '../../recording/recording.ts';
import type { Limit, Permit } from '../../service/budget.ts';
import { roundTrips } from '../../service/round-trips.ts';
import { holdTime, type Slot, type SlotTable } from './slots.ts';

const renewInterval: Ms = 1_000;
/** For the way of a request that leaves at the last moment. */
const arrivesWithin: Ms = 500;

type Held = { slot: Slot; validUntil: Ms };

/** All times are of the clock of this process that runs on while it is paused. */
export function heldSlots(table: SlotTable, limit: Limit) {
  const { window, from } = limit;
  const validFor = from === 'answer' ? holdTime - window - arrivesWithin : 2 * arrivesWithin;
  const held = new Map<Slot, Held>();
  const trips = roundTrips();
  let counted: Ms[] = [];
  let renewal: NodeJS.Timeout | undefined;
  const renew = createRenewal(table, held, validFor);

  function forget(slot: Slot): void {
    held.delete(slot);
    if (held.size > 0) return;
    clearInterval(renewal);
    renewal = undefined;
  }

  /** Without success it is free anyway, a little later. */
  const inBackground = (statement: Promise<void>) => void statement.catch(() => undefined);

  return {
    /** How much earlier than a window after the answer the next request may leave. */
    allowance: () => Math.floor(trips.surely()),

    /** Whether a slot that was asked for at `askedAt` may still be used: the process may have been paused. */
    isFresh: (askedAt: Ms) => performance.now() < askedAt + validFor,

    /** `askedAt`: before the slot was asked for. */
    permit(slot: Slot, askedAt: Ms): Permit {
      const sentAt = performance.now();
      const entry: Held = { slot, validUntil: askedAt + validFor };
      const isValid = () => performance.now() < entry.validUntil;
      if (from === 'departure') {
        counted.push(sentAt);
        return { isValid, release: () => undefined };
      }
      held.set(slot, entry);
      renewal ??= setInterval(() => void renew(), renewInterval).unref();
      return {
        isValid,
        release() {
          if (!held.has(slot)) return;
          forget(slot);
          counted.push(performance.now());
          trips.add(performance.now() - sentAt, performance.now());
          inBackground(table.release(slot, Math.floor(trips.surely())));
        },
      };
    },

    /** Nothing was sent. */
    giveBack(slot: Slot): void {
      forget(slot);
      inBackground(table.giveBack(slot));
    },

    inUse(): number {
      counted = counted.filter((at) => at + window > performance.now());
      return held.size + counted.length;
    },
  };
}

/** A function that renews what is held, unless it is still about to. */
function createRenewal(table: SlotTable, held: ReadonlyMap<Slot, Held>, validFor: Ms): () => Promise<void> {
  let isRenewing = false;
  return async () => {
    if (isRenewing) return;
    isRenewing = true;
    const askedAt = performance.now();
    const asked = [...held.values()];
    try {
      const kept = await table.renew(asked.map(({ slot }) => slot));
      const isKept = ({ n, holder }: Slot) => kept.some((one) => one.n === n && one.holder === holder);
      for (const entry of asked) entry.validUntil = isKept(entry.slot) ? askedAt + validFor : 0;
    } catch {
      // What is not renewed becomes invalid, and is free again, by itself.
    } finally {
      isRenewing = false;
    }
  };
}
