/** A message with Agora's own words in a line of their own, and the likely causes where the cause is not known. */
import { format } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import type { ErrorCode } from '../../recording/error-codes.ts';
import { blocksOf, bullets, type Message, paragraph, say } from './blocks.ts';

/** In the order of the complaints about starts that Agora accepted and nobody ever saw record. */
const likelyCauses = [
  'causes.storage',
  'causes.token',
  'causes.uid',
  'causes.publisher',
  'causes.channelType',
  'causes.accounts',
] as const;

export function withDetails(parts: readonly Part[], detail: string | undefined, errorCode?: ErrorCode): Message {
  const details = detail === undefined || detail === '' ? [] : [format('thread.details', { detail: { code: detail } })];
  const hasCauses = errorCode === 'not_confirmed';
  if (details.length === 0 && !hasCauses) return say(...parts);
  const causes = hasCauses ? [paragraph(...format('thread.check')), bullets(likelyCauses.map((id) => format(id)))] : [];
  const text = [...parts, ...details.flatMap((line) => [' ', ...line])];
  return blocksOf(text, [paragraph(...parts), ...causes, ...details.map((line) => paragraph(...line))]);
}
