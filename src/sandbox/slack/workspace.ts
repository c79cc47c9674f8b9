/** What a workspace of the local Slack offers to tests and programs. */
import type { Control } from './controls.ts';
import type { Delivery, EventOutcome } from './delivery.ts';
import type { ClickOutcome, CommandOutcome, Outcome, ShortcutOutcome } from './interactions.ts';
import type { FieldIds, ModalOutcome } from './modal-interactions.ts';
import type { Bot, Team } from './state.ts';
import type { Timeline, TimelineOptions } from './timeline.ts';
import type {
  ApiEntry,
  Channel,
  ChannelRef,
  Ephemeral,
  Json,
  Message,
  Modal,
  SlackFile,
  SlackLogEntry,
  StepExecution,
  User,
  UserRef,
} from './types.ts';
import type { StepRun } from './workflow-steps.ts';

export type ChannelOptions = {
  private?: boolean;
  /** A direct conversation; with `botIsMember: false` between two people. */
  direct?: boolean;
  archived?: boolean;
  botIsMember?: boolean;
  /** Default: everyone. */
  members?: readonly (User | string)[];
};

export type MessageRef = Pick<Message, 'channel' | 'ts'>;

/** A button or menu option, with the number that `renderText` shows for it. */
export type Button = { readonly number: number; readonly message: Message | Ephemeral; readonly control: Control };

/** What a workspace and an organization have in common: the app can be installed in them. */
export type Installable = {
  /** Of the bot token; can be changed at any time. */
  readonly scopes: Set<string>;
  /** Removes the app. Resolves when two events have notified the bot, in no certain order. */
  uninstall(): Promise<EventOutcome[]>;
  /** Revokes the tokens, and tells the bot. The app stays installed. */
  revokeTokens(): Promise<EventOutcome>;
};

/** One workspace of the local Slack. */
export type Workspace = {
  readonly team: Team;
  readonly bot: Bot;
  /** Sends an event to the bot; in HTTP mode again and again, like Slack, until it is acknowledged. */
  sendEvent(event: Json): Promise<EventOutcome>;
  /** Every request, envelope and use of a response_url, in order. */
  readonly requestLog: readonly SlackLogEntry[];
  /** The Web API requests of the log, of one method or all. */
  calls(method?: string): ApiEntry[];

  addUser(name: string, kind?: User['kind']): User;
  /** By its IANA name. */
  setTimeZone(user: UserRef, timeZone: string): void;
  /** The language that they use Slack in, such as `zh-CN`. */
  setLocale(user: UserRef, locale: string): void;
  /** The account is deactivated, as an administrator can. */
  deactivate(user: UserRef): void;
  /** Makes a user group with this id, or changes its members; without members it is deleted. */
  setUserGroup(id: string, members: readonly UserRef[] | undefined): void;
  addChannel(name: string, options?: ChannelOptions): Channel;
  inviteBot(channel: ChannelRef): void;
  removeBot(channel: ChannelRef): void;
  archive(channel: ChannelRef): void;
  unarchive(channel: ChannelRef): void;
  /** A person writes a message. The bot gets its events if its token has the scopes for them, such as `channels:history`. */
  say(user: UserRef, channel: ChannelRef, text: string): Message;
  /** Adds a message that the bot posted in another instance of the workspace, with the ts that it got there. */
  restore(message: MessageRef & Pick<Message, 'text'>): void;
  /** Deletes a message, as an administrator can. */
  deleteMessage(message: MessageRef): void;
  /** The bot's direct conversation with a person. */
  direct(user: UserRef): Channel;

  /**
   * Types a slash command, such as `/record start standup`. Resolves when it is acknowledged or has failed; rejects for what
   * Slack does not let a person do.
   */
  type(user: UserRef, channel: ChannelRef, line: string): Promise<CommandOutcome>;
  /**
   * Clicks a button of the message as it is now, by its label, its action_id, or its control, and confirms its dialog. Rejects
   * if there is no such button.
   */
  click(user: UserRef, message: MessageRef, button: string | Control): Promise<ClickOutcome>;
  /** Clicks a button of an earlier copy; the message may have changed or been deleted since. */
  clickStale(user: UserRef, copy: Message, button: string | Control): Promise<ClickOutcome>;

  /** The files that the bot uploaded, in order. */
  files(): SlackFile[];
  /** The modal that a person has open. */
  modal(user: UserRef): Modal | undefined;
  /** Uses a global shortcut of the bot, while looking at a channel or at none. */
  shortcut(user: UserRef, callbackId: string, channel?: ChannelRef): Promise<ShortcutOutcome>;
  /** Uses a shortcut of the bot from the menu of a message. */
  messageShortcut(user: UserRef, message: Message, callbackId: string): Promise<Outcome>;
  /** Enters a text, date, time or channel in a field of the modal, by its label or its ids. */
  enter(user: UserRef, field: string | FieldIds, value: string): void;
  /** Presses a button of the modal, or chooses an option, by its text. */
  pressInModal(user: UserRef, wanted: string | Control): Promise<ModalOutcome>;
  submitModal(user: UserRef): Promise<ModalOutcome>;
  dismissModal(user: UserRef): void;

  /** Opens a tab of the app. Resolves when the event is acknowledged or has failed. */
  openHome(user: UserRef, tab?: 'home' | 'messages'): Promise<Delivery>;
  /** What a person sees in the App Home; undefined where nothing was published for them. */
  home(user: UserRef): Modal | undefined;
  /** Presses a button of the App Home, by its text where no other is called so. `workspace`: of the person, where it is another one. */
  pressInHome(user: UserRef, wanted: string | Control, workspace?: string): Promise<Delivery>;
  /** Enters a text in the field with this action_id, and presses Enter. */
  enterInHome(user: UserRef, actionId: string, value: string): Promise<Delivery>;
  /** The App Home as text; empty where nothing was published. */
  renderHome(user: UserRef): string;

  /** Runs a step of the bot in a workflow. Resolves when its event is acknowledged or has failed; the execution tells how it ends. */
  runStep(callbackId: string, inputs: Json): Promise<StepRun>;
  /** Delivers the event of a step once more, with an event_id of its own, so that only the execution tells that it is the same. */
  repeatStep(execution: StepExecution): Promise<StepRun>;
  /** The steps that were run, in order. */
  steps(): readonly StepExecution[];

  /** Everybody, in the order in which they came. */
  people(): User[];
  /** The channels that a person may see, with their conversation with the bot if there is one; without a person the public ones. */
  channels(user?: UserRef): Channel[];
  /** The latest that a person sees of a channel or a thread. Costs little in a long channel. */
  timeline(channel: ChannelRef, viewer: UserRef, options: TimelineOptions): Timeline;
  /** Copies of the top-level messages in order, each with its thread. */
  messages(channel: ChannelRef): Message[];
  /** The messages that only this person sees, in order. */
  ephemerals(user: UserRef, channel?: ChannelRef): Ephemeral[];
  /** The messages of the bot's direct conversation with a person. */
  dms(user: UserRef): Message[];
  /** The modal that a person has open, as text; empty where there is none. */
  renderModal(user: UserRef): string;
  /** A channel, or one message with its thread, as text. With `viewer`, only this person's ephemerals are shown. */
  renderText(what: ChannelRef | Message | Ephemeral, options?: { viewer?: UserRef; timeZone?: string }): string;
  /** The buttons of a channel, with the numbers that `renderText` shows. */
  buttons(channel: ChannelRef, viewer?: UserRef): Button[];

  /** Resolves with the first truthy result; called after every change. Rejects after `timeoutMs` (real time, default 5000) with a dump. */
  waitFor<T>(condition: (workspace: Workspace) => T, timeoutMs?: number): Promise<Truthy<T>>;
  /** Calls the listener after every change in any workspace; returns how to unsubscribe. */
  subscribe: (listener: () => void) => () => void;
} & Installable;

export type Truthy<T> = Exclude<T, false | null | undefined | 0 | ''>;
