/** A message with Agora's own words in a line of their own, and the likely causes where the cause is not known. */
import { type FixedMessageId, format, formatAny } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import type { Recording } from '../../recording/recording.ts';
import { blocksOf, bullets, type Message, paragraph, say } from './blocks.ts';
import { joined } from './words.ts';

/** In the order of the complaints about starts that Agora accepted and nobody ever saw record. */
const channelCauses = [
  'causes.storage',
  'causes.token',
  'causes.uid',
  'causes.publisher',
  'causes.channelType',
  'causes.accounts',
] as const;

/** Nobody has to be there for a page, and its recorder gets no token. */
const pageCauses = ['causes.storage', 'causes.page'] as const;

/** What to check, in this order, where Agora accepted a start and no recorder appeared. */
export function likelyCauses({ mode }: Pick<Recording, 'mode'>): readonly FixedMessageId[] {
  return mode.kind === 'web' ? pageCauses : channelCauses;
}

export function withDetails(
  parts: readonly Part[],
  detail: string | undefined,
  causes: readonly FixedMessageId[] = [],
): Message {
  const details = detail === undefined || detail === '' ? [] : [format('thread.details', { detail: { code: detail } })];
  if (details.length === 0 && causes.length === 0) return say(...parts);
  const listed =
    causes.length === 0 ? [] : [paragraph(...format('thread.check')), bullets(causes.map((id) => formatAny(id)))];
  const text = joined(parts, ...details);
  return blocksOf(text, [paragraph(...parts), ...listed, ...details.map((line) => paragraph(...line))]);
}
