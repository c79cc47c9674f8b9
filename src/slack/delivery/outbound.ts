import type { Ms } from '../../recording/recording.ts';
import type { SendOutcome } from '../../service/ports.ts';
import type { MessagePriority, OutboundMethod } from './rates.ts';

/** One message on its way out. */
export type OutboundMessage = Readonly<{
  method: OutboundMethod;
  /** Of a view: the person who sees it. */
  channel: string;
  priority: MessagePriority;
  /** Messages of the same key leave one after the other, in the order of their coming, whatever their priority. */
  orderingKey: string;
  /** A message that still waits under this key is replaced by this one, and shares its outcome. */
  dedupeKey?: string;
  /** Asked when its turn has come: an outcome here means that nothing need be sent. */
  skipIf?: () => SendOutcome | undefined;
  /** Sends it. Must not reject. */
  send: () => Promise<SendResult>;
}>;

/**
 * `limitedFor`: Slack's `Retry-After` for this method (for posts: in this channel). `channelId`: where the message is,
 * which is another id than that of a person to whom it went.
 */
export type SendResult = Readonly<{ sent: SendOutcome; limitedFor?: Ms | undefined; channelId?: string }>;
