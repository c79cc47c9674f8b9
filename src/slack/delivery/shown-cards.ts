/** What each card showed last, so that a card that would look the same is not sent again. */
import { hash } from 'node:crypto';
import type { Message } from '../surfaces/blocks.ts';

type Shown = Readonly<{ ts: string; version: number; digest: string }>;

/** A recording's card as it is about to be sent. */
export type Rendered = Readonly<{ id: string; version: number; digest: string }>;

export type ShownCards = Readonly<{
  /** Whether the card at `ts` shows this already, or something newer. */
  isCurrent(card: Rendered, ts: string): boolean;
  note(card: Rendered, ts: string): void;
  forget(id: string): void;
}>;

const capacity = 500;

export function digestOf(message: Message): string {
  return hash('sha1', JSON.stringify(message));
}

export function createShownCards(): ShownCards {
  const shown = new Map<string, Shown>();
  return {
    isCurrent({ id, version, digest }, ts) {
      const last = shown.get(id);
      return last?.ts === ts && (last.digest === digest || last.version > version);
    },
    note({ id, version, digest }, ts) {
      shown.delete(id);
      shown.set(id, { ts, version, digest });
      const [oldest] = shown.keys();
      if (shown.size > capacity && oldest !== undefined) shown.delete(oldest);
    },
    forget(id) {
      shown.delete(id);
    },
  };
}
