import type { Clock } from '../movable-clock.ts';
import type { Fault, FaultPlan } from './call-faults.ts';
import type { Control } from './controls.ts';
import type { ClickOutcome, CommandOutcome } from './interactions.ts';
import type { Refresh, Which } from './sockets.ts';
import type { ApiEntry, Channel, Ephemeral, Message, SlackLogEntry, User } from './types.ts';

export type SlackOptions = {
  /** Times, rate limits and the life of response_urls go by it. Waits for acks and pings are real time. */
  clock?: Clock;
  /** A free one unless given. */
  port?: number;
  botToken?: string;
  appToken?: string;
  /** Of the bot token; `commands` and `chat:write` unless given. */
  scopes?: readonly string[];
  rateLimits?: boolean;
  /** Real milliseconds until an envelope without ack has failed; Slack's 3000 unless given. */
  ackTimeoutMs?: number;
};

export type ChannelOptions = {
  private?: boolean;
  /** A conversation between people; with `botIsMember: false` one that the bot is no part of. */
  direct?: boolean;
  archived?: boolean;
  botIsMember?: boolean;
  /** Who is in it; everyone unless given. */
  members?: readonly (User | string)[];
};

/** A channel or a user can be named by object, by id, or by name with or without `#` or `@`. */
export type ChannelRef = Channel | string;
export type UserRef = User | string;
export type MessageRef = Pick<Message, 'channel' | 'ts'>;

/** Something to press, by the number that `renderText` shows for it. */
export type Button = { readonly number: number; readonly message: Message | Ephemeral; readonly control: Control };

export type SlackWorkspace = {
  /** `http://127.0.0.1:PORT/api/` */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly team: { readonly id: string; readonly domain: string; readonly url: string };
  readonly bot: { readonly userId: string; readonly botId: string; readonly name: string };
  /** Scopes of the bot token; may be changed at any time. */
  readonly scopes: Set<string>;
  /** Every request, envelope and use of a response_url, in the order of their arrival. */
  readonly requestLog: readonly SlackLogEntry[];
  /** The Web API requests of the log, of one method or all. */
  calls(method?: string): ApiEntry[];

  addUser(name: string): User;
  addChannel(name: string, options?: ChannelOptions): Channel;
  inviteBot(channel: ChannelRef): void;
  removeBot(channel: ChannelRef): void;
  archive(channel: ChannelRef): void;
  unarchive(channel: ChannelRef): void;
  /** A person writes a message. */
  say(user: UserRef, channel: ChannelRef, text: string): Message;
  /** Somebody who may deletes a message. */
  deleteMessage(message: MessageRef): void;
  /** The bot's direct conversation with a person. */
  direct(user: UserRef): Channel;

  /** Types a slash command, such as `/record start standup`. Resolves when it is acked or has failed; throws for what Slack's client would not let a person do. */
  type(user: UserRef, channel: ChannelRef, line: string): Promise<CommandOutcome>;
  /** Presses a button (by its text, its action_id, or its control) of the message as it stands now; a confirm dialog is taken to be confirmed. Throws when there is no such button. */
  click(user: UserRef, message: MessageRef, button: string | Control): Promise<ClickOutcome>;
  /** Presses a button of a remembered copy, which may have changed or gone since. */
  clickStale(user: UserRef, copy: Message, button: string | Control): Promise<ClickOutcome>;

  /** Top-level messages in order, each with its thread; copies. */
  messages(channel: ChannelRef): Message[];
  /** What only this person saw, in order. */
  ephemerals(user: UserRef, channel?: ChannelRef): Ephemeral[];
  /** The messages of the bot's direct conversation with a person. */
  dms(user: UserRef): Message[];
  /** A channel, or one message with its thread, as text. With `viewer`, only this person's ephemerals are shown. */
  renderText(what: ChannelRef | Message | Ephemeral, options?: { viewer?: UserRef; timeZone?: string }): string;
  /** The buttons of a channel by the numbers that `renderText` gives them. */
  buttons(channel: ChannelRef, viewer?: UserRef): Button[];

  /** Resolves with the first truthy result; asked again after every change. Rejects after real `timeoutMs` (5000) with a dump. */
  waitFor<T>(look: (workspace: SlackWorkspace) => T, timeoutMs?: number): Promise<Truthy<T>>;
  /** Called after every change; returns the way out. */
  subscribe(listener: () => void): () => void;

  /** How many sockets are open. */
  readonly sockets: number;
  /** Their numbers, counted from 1 in the order of connecting. */
  socketNumbers(): number[];
  refresh(options?: Refresh): void;
  warn(which?: Which): void;
  kill(which?: Which): void;
  send(raw: string, which?: Which): void;
  stopAnsweringPings(which?: Which): void;
  fault(plan: FaultPlan): Fault;
  /** `true`: every request gets 503 and the sockets break; `'refused'`: nobody listens at all; `false`: all is well again. */
  outage(how: boolean | 'refused'): Promise<void>;
  /** Takes a token back, or gives it again with `false`. */
  revoke(token: 'bot' | 'app', revoked?: boolean): void;
  close(): Promise<void>;
};

export type Truthy<T> = Exclude<T, false | null | undefined | 0 | ''>;
