/** The data of the local workspace. */
import { randomBytes } from 'node:crypto';
import type { Broadcast } from '../broadcast.ts';
import type { Clock } from '../movable-clock.ts';
import type {
  Block,
  Channel,
  Ephemeral,
  Json,
  Message,
  Modal,
  SlackFile,
  SlackLogEntry,
  StepExecution,
  User,
} from './types.ts';
import { isObject } from './types.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A message as the workspace stores it, changed in place. Everybody else gets copies. */
export type Post = Writable<Omit<Message, 'replies'>> & { replies: Post[]; editedAt?: string };

/** The modal that a person has open, or their App Home, changed in place. */
export type OpenModal = Writable<Modal>;

/** `channelId`: the conversation that the person was looking at. */
export type Trigger = { user: string; at: number; isUsed: boolean; channelId: string | undefined };

export type Room = { readonly channel: Channel; posts: Post[]; readonly byTs: Map<string, Post> };

export type NewPost = Pick<Message, 'user' | 'text'> & {
  ts?: string;
  blocks?: Block[] | undefined;
  threadTs?: string | undefined;
  broadcast?: boolean;
  metadata?: unknown;
};

/** An organization of several workspaces (Enterprise Grid). */
export type Enterprise = Readonly<{ id: string; name: string; domain: string; url: string }>;

export type Team = Readonly<{ id: string; name: string; domain: string; url: string; enterprise?: Enterprise }>;

/** The app's bot user. */
export type Bot = Readonly<{ userId: string; botId: string; name: string }>;

/** What a workspace is, and what it has in common with others of the local Slack: the broadcast is of all of them. */
export type Identity = Broadcast &
  Readonly<{
    clock: Clock;
    team: Team;
    bot: Bot;
    /** Of the workspace's own installation. */
    scopes: Set<string>;
    /** By id; of an organization for all its workspaces. */
    files: Map<string, SlackFile>;
    /** A new id. Two workspaces of one organization never have the same; others may. */
    id(this: void, prefix: string): string;
    /** Whether the app is in this workspace because its organization has installed it. */
    isEnterpriseInstall(this: void): boolean;
  }>;

/** Shared by all parts of a workspace; does no I/O. */
export type State = Identity & {
  readonly appId: string;
  readonly users: Map<string, User>;
  readonly rooms: Map<string, Room>;
  /** User groups by id: the ids of their members. */
  readonly userGroups: Map<string, readonly string[]>;
  readonly ephemerals: Map<string, Ephemeral[]>;
  /** By user id. */
  readonly modals: Map<string, OpenModal>;
  /** App Homes, by user id. */
  readonly homes: Map<string, OpenModal>;
  /** Steps of workflows, by the ids of their executions. */
  readonly steps: Map<string, StepExecution>;
  /** The trigger_ids of the last seconds, the oldest first. */
  readonly triggers: Map<string, Trigger>;
  readonly requestLog: SlackLogEntry[];
  /** A new message's ts: the clock in microseconds, always increasing. */
  nextTs(): string;
  post(room: Room, post: NewPost): Post;
  postEphemeral(to: Omit<Ephemeral, 'ts' | 'blocks'> & { blocks?: Block[] | undefined }): Ephemeral;
  /** Deletes a message. As in Slack, a parent with replies remains as a tombstone. */
  deletePost(room: Room, ts: string): void;
  /** The bot's direct conversation with a user; created by the first call. */
  directRoom(user: User): Room;
};

export const appId = 'A0CLAPPER';

export function createState(identity: Identity): State {
  const directs = new Map<string, Room>();
  const state: State = {
    ...identity,
    appId,
    users: new Map(),
    rooms: new Map(),
    userGroups: new Map(),
    ephemerals: new Map(),
    modals: new Map(),
    homes: new Map(),
    steps: new Map(),
    triggers: new Map(),
    requestLog: [],
    nextTs: timestamps(identity.clock),
    post: (room, post) => addPost(state, room, post),
    postEphemeral: (message) => addEphemeral(state, message),
    deletePost,
    directRoom: (user) => findDirectRoom(state, directs, user),
  };
  return state;
}

function timestamps(clock: Clock): () => string {
  let lastMicros = 0;
  return () => {
    // The clock may stand still, or posts may come faster than once a microsecond: count on from the last.
    lastMicros = Math.max(lastMicros + 1, Math.floor(clock.now() * 1000));
    const seconds = Math.floor(lastMicros / 1_000_000);
    return `${seconds}.${String(lastMicros % 1_000_000).padStart(6, '0')}`;
  };
}

function addPost(
  state: State,
  room: Room,
  { ts, user, text, blocks, threadTs, broadcast = false, metadata }: NewPost,
): Post {
  const post: Post = {
    channel: room.channel.id,
    ts: ts ?? state.nextTs(),
    user,
    text,
    blocks: withIds(blocks ?? []),
    broadcast,
    edits: 0,
    deleted: false,
    replies: [],
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(metadata === undefined ? {} : { metadata }),
  };
  room.byTs.set(post.ts, post);
  const parent = threadTs === undefined ? undefined : room.byTs.get(threadTs);
  if (parent === undefined) room.posts.push(post);
  else parent.replies.push(post);
  return post;
}

function addEphemeral(state: State, { blocks, ...rest }: Parameters<State['postEphemeral']>[0]): Ephemeral {
  const ephemeral: Ephemeral = { ...rest, ts: state.nextTs(), blocks: withIds(blocks ?? []) };
  const earlier = state.ephemerals.get(rest.user);
  if (earlier === undefined) state.ephemerals.set(rest.user, [ephemeral]);
  else earlier.push(ephemeral);
  return ephemeral;
}

function deletePost(room: Room, ts: string): void {
  const post = room.byTs.get(ts);
  if (post === undefined) return;
  if (post.replies.length > 0) {
    Object.assign(post, { deleted: true, text: 'This message was deleted.', blocks: [], edits: post.edits + 1 });
    return;
  }
  room.byTs.delete(ts);
  const parent = post.threadTs === undefined ? undefined : room.byTs.get(post.threadTs);
  if (parent === undefined) room.posts = room.posts.filter((other) => other !== post);
  else parent.replies = parent.replies.filter((other) => other !== post);
}

function findDirectRoom(state: State, directs: Map<string, Room>, user: User): Room {
  const existing = directs.get(user.id);
  if (existing !== undefined) return existing;
  const channel: Channel = {
    id: state.id('D'),
    name: user.name,
    kind: 'direct',
    members: new Set([user.id]),
    archived: false,
    botIsMember: true,
  };
  const room: Room = { channel, posts: [], byTs: new Map() };
  directs.set(user.id, room);
  state.rooms.set(channel.id, room);
  return room;
}

/** A copy with its thread. */
export function copyOf(post: Post): Message {
  const { editedAt: _, replies, ...rest } = post;
  return { ...rest, replies: replies.map(copyOf) };
}

/** Slack gives every block without a `block_id`, and every element without an `action_id`, a random one. */
export function withIds(blocks: readonly Block[]): Block[] {
  return blocks.map((block) => {
    const filled: Json = { ...block, block_id: block['block_id'] ?? randomId() };
    if (block.type === 'actions' && Array.isArray(block['elements'])) filled['elements'] = block['elements'].map(named);
    if (isObject(block['accessory']) && block['accessory']['type'] !== 'image') {
      filled['accessory'] = named(block['accessory']);
    }
    if (isObject(block['element'])) filled['element'] = named(block['element']);
    return filled as Block;
  });
}

function named(element: unknown): unknown {
  return isObject(element) ? { ...element, action_id: element['action_id'] ?? randomId() } : element;
}

function randomId(): string {
  return randomBytes(4).toString('base64url');
}

/** A message in Slack's wire format: in the response of a method and in the payload of a click. */
export function wireMessage(state: State, message: Message, editedAt?: string): Json {
  const byBot = message.user === state.bot.userId;
  // A parent with replies has its own ts as thread_ts.
  const thread = message.threadTs ?? (message.replies.length > 0 ? message.ts : undefined);
  return {
    type: 'message',
    user: message.user,
    ...(byBot ? { bot_id: state.bot.botId, app_id: state.appId } : {}),
    ts: message.ts,
    text: message.text,
    team: state.team.id,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(thread === undefined ? {} : { thread_ts: thread }),
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
    ...(editedAt === undefined ? {} : { edited: { user: message.user, ts: editedAt } }),
  };
}

export function canSee(channel: Channel, user: User): boolean {
  return channel.members === 'everyone' || channel.members.has(user.id);
}
