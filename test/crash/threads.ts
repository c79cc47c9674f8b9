/** What the threads of cards say too often, or about orphans. */
import type { Message } from '../../src/sandbox/slack/types.ts';

/** The texts that occur more than once in one thread, once for each occurrence too many. */
export function duplicatesIn(card: Message): string[] {
  const texts = card.replies.map((reply) => reply.text);
  return texts.filter((text, index) => texts.indexOf(text) < index);
}

/** The uids of the recorders that the threads name as orphans. */
export function orphansIn(cards: readonly Message[]): string[] {
  const texts = cards.flatMap((card) => card.replies.map((reply) => reply.text));
  return [...new Set(texts.flatMap((text) => /recorder may be running in .*uid (\d+)/u.exec(text)?.[1] ?? []))];
}
