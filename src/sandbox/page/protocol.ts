/**
 * What the page and its server send one another, as JSON over one WebSocket at `/socket?token=…`. Types only: the page runs in a browser,
 * the server in Node. Pictures that the bot has uploaded to Slack are at `/slack-files/ID?token=…`.
 * Times are milliseconds since 1970 on the clock of the demo.
 */

/** A block, an element or a view of Block Kit, as the bot sent it. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * What the page shows now. The server sends what changes of it. At first the page knows no person and no channel, both ids are empty:
 * then it gets the parts that depend on neither, with the public channels, and looks again.
 */
export type View = Readonly<{
  /** User id of the person that the visitor acts as. */
  person: string;
  /** `channel`: messages of `channelId`. `home`: the App Home of the bot. */
  place: Readonly<{ kind: 'channel'; channelId: string }> | Readonly<{ kind: 'home' }>;
  /** `ts` of the message whose thread is open. */
  thread?: string;
  /** How many of the latest messages of the channel; more when the visitor scrolls up. */
  limit: number;
}>;

export type Person = Readonly<{ id: string; name: string; kind?: 'guest' | 'external' }>;

/** `direct`: the conversation of the current person with the bot. */
export type ChannelEntry = Readonly<{
  id: string;
  name: string;
  kind: 'public' | 'private' | 'direct';
  isArchived: boolean;
  botIsMember: boolean;
  /** `ts` of the latest message; the page compares it with what the person has seen. */
  latest?: string;
}>;

/** The parts of the workspace that do not depend on the place. */
export type WorkspaceState = Readonly<{
  team: string;
  bot: Readonly<{ userId: string; name: string }>;
  people: readonly Person[];
  /** Those that the current person may see. */
  channels: readonly ChannelEntry[];
  /** Names of people and channels by id, for mentions. */
  names: Readonly<Record<string, string>>;
  /** What can be typed after `/record`, for the completion. `usage`: what follows the name. */
  verbs: readonly Readonly<{ name: string; usage: string; help: string }>[];
  shortcuts: readonly Readonly<{ callbackId: string; name: string }>[];
}>;

export type PageMessage = Readonly<{
  ts: string;
  /** User id of the author, which may be the bot's. */
  user: string;
  text: string;
  blocks: readonly Json[];
  /** Only this person sees it. */
  isEphemeral: boolean;
  /** A reply that is shown in the channel, too. */
  isBroadcast: boolean;
  isDeleted: boolean;
  replies: number;
  threadTs?: string;
}>;

/** `changed`: new or changed messages; `removed`: their `ts`. `all`: what was sent before is replaced. */
export type MessagesUpdate = Readonly<{
  /** Channel id, or `channelId ts` of a thread, whose first message is the parent. */
  of: string;
  all: boolean;
  changed: readonly PageMessage[];
  removed: readonly string[];
  hasEarlier: boolean;
}>;

/** A modal or an App Home, with what the person has entered. */
export type PageView = Readonly<{
  id: string;
  /** Changes with every change that the bot makes. */
  hash: string;
  view: Json;
  blocks: readonly Json[];
  /** By block_id and action_id. */
  values: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  /** By block_id: what the bot said is wrong with the field. */
  errors: Readonly<Record<string, string>>;
}>;

/** Lengths are shares of the canvas, from 0 to 1, from its top left corner. */
export type Tile = Readonly<{ uid: string; x: number; y: number; width: number; height: number }>;

export type PageRecorder = Readonly<{
  sid: string;
  cname: string;
  uid: string;
  mode: 'mix' | 'individual' | 'web';
  startedAt: number;
  endedAt?: number;
  /** What Agora's number means, in words. */
  status: string;
  /** Participants as they are arranged now; empty where nobody publishes. `layout`: its name. */
  layout?: string;
  background?: string;
  tiles: readonly Tile[];
  /** Calls for it get 404 until then. */
  failoverUntil?: number;
  files: readonly string[];
}>;

export type PageRequest = Readonly<{
  /** Counts up. */
  number: number;
  at: number;
  call: string;
  cname?: string;
  /** Absent while it is not answered. */
  status?: number;
  code?: number;
  ms?: number;
}>;

/** `url`: where the page can load it. `kind`: how it is played. */
export type PageFile = Readonly<{ key: string; url: string; kind: 'hls' | 'mp4' | 'image' | 'other'; bytes: number }>;

export type AgoraState = Readonly<{
  /** Running ones first, then the latest that ended; 50 at most. */
  recorders: readonly PageRecorder[];
  /** How many more there are. */
  more: number;
  /** Agora channels that somebody is in, with the uids. */
  channels: readonly Readonly<{ cname: string; uids: readonly string[] }>[];
  /** The latest 100. */
  requests: readonly PageRequest[];
  /** Requests in the last second, and how many Agora allows. */
  budget: Readonly<{ used: number; limit: number }>;
  files: readonly PageFile[];
}>;

/** What the visitor has broken. */
export type Conditions = Readonly<{
  now: number;
  bot: 'running' | 'starting' | 'stopped';
  /** A clock that moves by hours shows how far it is. */
  movingUntil?: number;
  agora: 'up' | 'down';
  slack: 'up' | 'down';
  storage: 'up' | 'failing';
}>;

/** From the server. Each part is sent when it changes, and all of them after `look`. */
export type ServerMessage =
  | Readonly<{ type: 'workspace'; value: WorkspaceState }>
  | Readonly<{ type: 'messages'; value: MessagesUpdate }>
  | Readonly<{ type: 'modal'; value: PageView | null }>
  | Readonly<{ type: 'home'; value: PageView | null }>
  | Readonly<{ type: 'agora'; value: AgoraState }>
  | Readonly<{ type: 'conditions'; value: Conditions }>
  /** The answer to an action. `error`: a sentence for the visitor, of what Slack or the demo does not let them do. */
  | Readonly<{ type: 'done'; id: number; error?: string }>;

/** A button that was pressed, an option that was chosen, or a value that was entered in an element that acts at once. */
export type Press = Readonly<{ blockId: string; actionId: string; value?: string; option?: Json }>;

export type Action =
  /** A slash command, or a message that the bot does not see. */
  | Readonly<{ type: 'type'; text: string }>
  | Readonly<{ type: 'press'; ts: string; press: Press }>
  | Readonly<{ type: 'shortcut'; callbackId: string }>
  | Readonly<{ type: 'enter'; blockId: string; actionId: string; value: string }>
  | Readonly<{ type: 'pressInModal'; press: Press }>
  | Readonly<{ type: 'submitModal' }>
  | Readonly<{ type: 'dismissModal' }>
  | Readonly<{ type: 'openHome' }>
  | Readonly<{ type: 'pressInHome'; press: Press }>
  | Readonly<{ type: 'enterInHome'; actionId: string; value: string }>
  | Readonly<{ type: 'addPerson'; name: string }>
  | Readonly<{ type: 'addChannel'; name: string; isPrivate: boolean }>
  | Readonly<{ type: 'inviteBot'; channelId: string }>
  | Readonly<{ type: 'join'; cname: string }>
  /** Without `uid` everybody leaves. */
  | Readonly<{ type: 'leave'; cname: string; uid?: string }>
  | Readonly<{ type: 'failover'; sid: string }>
  | Readonly<{ type: 'killRecorder'; sid: string }>
  | Readonly<{ type: 'network'; of: 'agora' | 'slack'; state: 'up' | 'down' }>
  | Readonly<{ type: 'storage'; state: 'up' | 'failing' }>
  /** Lets time pass. */
  | Readonly<{ type: 'pass'; ms: number }>
  /** `kill`: at once, as SIGKILL does. */
  | Readonly<{ type: 'bot'; do: 'kill' | 'start' }>;

/** From the page. `look` comes first. */
export type ClientMessage =
  | Readonly<{ type: 'look'; view: View }>
  | Readonly<{ type: 'do'; id: number; action: Action }>;
