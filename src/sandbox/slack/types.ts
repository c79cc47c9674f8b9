/** The parts of a workspace. Times are milliseconds since 1970 unless a name says otherwise. */

export type Json = Record<string, unknown>;

/** A Block Kit block as it was sent, with the ids that Slack fills in. */
export type Block = Json & { readonly type: string };

/** `timeZone`: by its IANA name. `locale`: such as `zh-CN`. `guest`: restricted to some channels. `external`: of another organization, through Slack Connect. */
export type User = Readonly<{
  id: string;
  name: string;
  kind?: 'guest' | 'external';
  timeZone?: string;
  locale?: string;
  deactivated?: true;
}>;

export type Channel = {
  readonly id: string;
  readonly name: string;
  /** `direct`: a conversation between two people, or between the bot and a person if `botIsMember`. */
  readonly kind: 'public' | 'private' | 'direct';
  readonly members: 'everyone' | Set<string>;
  archived: boolean;
  botIsMember: boolean;
};

/** A channel or user by object, by id, or by name with or without `#` or `@`. */
export type ChannelRef = Channel | string;
export type UserRef = User | string;

/** A copy of a message: it does not change with the message, so that tests can keep a stale one. */
export type Message = {
  readonly channel: string;
  readonly ts: string;
  /** User id of the author, which may be the bot's. */
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** `ts` of the parent, for a reply in a thread. */
  readonly threadTs?: string;
  /** A reply that was also sent to the channel. */
  readonly broadcast: boolean;
  /** How often it was updated, whether or not Slack shows "(edited)". */
  readonly edits: number;
  readonly metadata?: unknown;
  /** A tombstone: the message was deleted while it had replies. */
  readonly deleted: boolean;
  readonly replies: readonly Message[];
};

/** A message that only one person sees. */
export type Ephemeral = {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly threadTs?: string;
  /** `slack`: from Slack itself, such as "failed with the error operation_timeout". */
  readonly via: 'ack' | 'response_url' | 'chat.postEphemeral' | 'slack';
  /** The trigger_id of the command or click that it responds to; unknown for postEphemeral. */
  readonly inResponseTo?: string;
};

/** A modal as its person sees it. */
export type Modal = {
  readonly id: string;
  /** User id of the person who sees it. */
  readonly user: string;
  /** The conversation that the person was looking at. */
  readonly channelId?: string;
  /** Changes with every change of the content. */
  readonly hash: string;
  /** As the bot sent it. */
  readonly view: Json;
  readonly blocks: readonly Block[];
  /** What is entered, by block_id and action_id. */
  readonly values: Record<string, Record<string, Json>>;
  /** By block_id: what the bot said is wrong with the field. */
  readonly errors: Readonly<Record<string, string>>;
};

/** A file that the bot uploads, from the first step on. `bytes`: once they have arrived. */
export type SlackFile = {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  bytes?: Buffer;
  isComplete: boolean;
  /** The conversation that it was shared in. */
  channelId?: string;
};

/** A step of a workflow, changed when the app completes it. */
export type StepExecution = {
  /** Slack's `function_execution_id`. */
  readonly id: string;
  readonly callbackId: string;
  readonly inputs: Json;
  status: 'running' | 'completed' | 'failed';
  outputs?: Json;
  error?: string;
};

export type ApiEntry = {
  readonly kind: 'api';
  readonly at: number;
  readonly method: string;
  /** The arguments without the token; nested JSON is parsed. */
  readonly args: Json;
  readonly token: 'bot' | 'app' | 'none' | 'unknown';
  /** HTTP status; 0 until the response has been sent. */
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
  /** The number of the socket; 0 if there was none, or by HTTP. */
  readonly socket: number;
  readonly payload: Json;
  /** Real milliseconds from sending the envelope to its acknowledgement, which may have been too late. */
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
