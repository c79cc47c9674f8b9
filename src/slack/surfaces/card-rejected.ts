/** The private message to the starter when Slack rejects the card. */
import { format, formatAny, type MessageId } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import type { Recording } from '../../recording/recording.ts';
import type { ThreadMessageOf } from '../../recording/thread-message.ts';
import { blocksOf, bullets, type Message, paragraph, say } from './blocks.ts';
import { joined, named } from './words.ts';

type Texts = readonly [reason: MessageId, remedy: MessageId];

/** Why Slack rejects the card, and what to do about it, by Slack's error code. */
const texts: Readonly<Record<string, Texts>> = {
  not_in_channel: ['cardRejected.notMember', 'cardRejected.invite'],
  channel_not_found: ['cardRejected.notVisible', 'cardRejected.invite'],
  is_archived: ['cardRejected.archived', 'cardRejected.otherChannel'],
  // How `chat.update` says it.
  is_inactive: ['cardRejected.archived', 'cardRejected.otherChannel'],
  message_not_found: ['cardRejected.deleted', 'cardRejected.keepCard'],
  restricted_action: ['cardRejected.policy', 'cardRejected.askAdmin'],
  cannot_reply_to_message: ['cardRejected.noReplies', 'cardRejected.otherChannel'],
  missing_scope: ['cardRejected.missingScope', 'cardRejected.reinstall'],
  msg_too_long: ['cardRejected.tooLong', 'cardRejected.askAdminLog'],
  invalid_blocks: ['cardRejected.invalid', 'cardRejected.askAdminLog'],
};
const other: Texts = ['cardRejected.other', 'cardRejected.checkMembership'];
/** Nobody can be invited to a conversation of two, nor to one that the bot can't see. */
const conversation: Texts = ['cardRejected.conversation', 'cardRejected.otherChannel'];

function textsOf(channelId: string, code: string): Texts {
  if (code === 'channel_not_found' && channelId.startsWith('D')) return conversation;
  const known = code.startsWith('restricted_action') ? 'restricted_action' : code;
  return texts[known] ?? other;
}

/** Why Slack rejects a message in the channel, and what to do about it. */
export function rejectionWords(channelId: string, code: string): { reason: Part[]; remedy: Part[] } {
  const [reason, remedy] = textsOf(channelId, code);
  return { reason: formatAny(reason), remedy: formatAny(remedy) };
}

export function cardRejected(r: Recording, { code, recordingGoesOn }: ThreadMessageOf<'cardRejected'>): Message {
  const name = named(r);
  const { reason, remedy } = rejectionWords(r.card.channelId, code);
  const details = format('thread.details', { detail: { code } });
  if (!recordingGoesOn) return say(...joined(format('cardRejected.nothingStarted', { name, reason, remedy }), details));
  const head = format('cardRejected.goesOn', { name, reason });
  const ways: Part[][] = [
    format('cardRejected.status', { command: { code: `/record status ${r.id}` } }),
    format('cardRejected.stop', { command: { code: `/record stop ${r.id}` } }),
    format('cardRejected.next', { remedy }),
  ];
  return blocksOf(
    [...head, ' ', ...ways.flatMap((way) => [...way, ' '])],
    [paragraph(...head), bullets(ways), paragraph(...details)],
  );
}
