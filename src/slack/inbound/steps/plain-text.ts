import type { Message } from '../../surfaces/blocks.ts';
import { unescapeText } from '../references.ts';

/** A message where nothing is marked up: a link is its words with its address, a mention or a date what stands for it. */
export function asPlainText({ text }: Message): string {
  const plain = text.replace(/<([^<>|]+)(?:\|([^<>]*))?>/gu, (_, target: string, label: string | undefined) => {
    if (label === undefined) return target;
    return /^https?:/u.test(target) ? `${label} (${target})` : label;
  });
  return unescapeText(plain);
}
