/** What the local Slack workspace is made of. Times are milliseconds since 1970 unless a name says otherwise. */

export type Json = Record<string, unknown>;

/** A Block Kit block as it came, with the ids that Slack fills in. */
export type Block = Json & { readonly type: string };

export type User = Readonly<{ id: string; name: string }>;

export type Channel = {
  readonly id: string;
  readonly name: string;
  /** `direct` is a conversation of two; the bot is a part of it only when `botIsMember`. */
  readonly kind: 'public' | 'private' | 'direct';
  readonly members: 'everyone' | Set<string>;
  archived: boolean;
  botIsMember: boolean;
};

/** One message as it stands. A copy: it does not change when the message does, so a test can remember a stale one. */
export type Message = {
  readonly channel: string;
  readonly ts: string;
  /** User id of the author; the bot's messages carry the bot's. */
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** `ts` of the parent, for a reply in a thread. */
  readonly threadTs?: string;
  /** A reply that was also sent to the channel. */
  readonly broadcast: boolean;
  /** How often it was updated, whether or not people see "(edited)". */
  readonly edits: number;
  readonly metadata?: unknown;
  /** A parent that was deleted while it had replies stays as a tombstone. */
  readonly deleted: boolean;
  readonly replies: readonly Message[];
};

/** What one person alone saw. */
export type Ephemeral = {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly threadTs?: string;
  /** `slack` is Slack's own word, such as "failed with the error operation_timeout". */
  readonly via: 'ack' | 'response_url' | 'chat.postEphemeral' | 'slack';
  /** The trigger_id of the command or click that it answers; postEphemeral names none. */
  readonly answers?: string;
};

export type ApiEntry = {
  readonly kind: 'api';
  readonly at: number;
  readonly method: string;
  /** The arguments without the token; nested JSON is parsed. */
  readonly args: Json;
  readonly token: 'bot' | 'app' | 'none' | 'unknown';
  /** HTTP status; 0 while it is being answered, and for ever when no answer was sent. */
  status: number;
  error?: string;
  /** Seconds. */
  retryAfter?: number;
  fault?: string;
};

export type EnvelopeEntry = {
  readonly kind: 'envelope';
  readonly at: number;
  readonly envelopeId: string;
  readonly type: string;
  /** The number of the socket that it went down. */
  readonly socket: number;
  readonly payload: Json;
  /** Real milliseconds from writing the envelope to reading its ack; also set for an ack that came too late. */
  ackMs?: number;
  ack?: Json;
  error?: string;
};

export type ResponseUrlEntry = {
  readonly kind: 'response_url';
  readonly at: number;
  readonly url: string;
  readonly body: Json;
  status: number;
  error?: string;
  fault?: string;
};

export type SlackLogEntry = ApiEntry | EnvelopeEntry | ResponseUrlEntry;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
