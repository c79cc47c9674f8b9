/** The methods of Slack's Web API. */
import type { Rate } from './call-limits.ts';
import { errorBody, explainMissing, isTrue, readContent, textOf } from './content.ts';
import { completeUpload, openUpload } from './files.ts';
import type { Organization } from './grants.ts';
import { publishView } from './homes.ts';
import { metadataEvents } from './message-events.ts';
import { openView, updateView } from './modals.ts';
import type { Post, Room, State } from './state.ts';
import { canSee, copyOf, wireMessage, withIds } from './state.ts';
import type { Channel, Json } from './types.ts';
import { isObject } from './types.ts';
import { completeStep, failStep } from './workflow-steps.ts';

/** What a method needs besides its arguments. */
export type Api = {
  /** The workspace that the call acts in. */
  readonly state: State;
  /** Of the token. */
  readonly scopes: ReadonlySet<string>;
  /** Set where the token is one for a whole organization. */
  readonly organization: Organization | undefined;
  openTicket(): string;
  readonly sendEvent: (event: Json) => Promise<unknown>;
};

export type Method = {
  readonly token: 'bot' | 'app';
  /** With the token of an organization, `team_id` is required. */
  readonly needsTeam?: true;
  /** The bot scope that it requires, if any. */
  readonly scope?: (args: Json, state: State) => string;
  readonly rate: Rate;
  /** Returns the JSON body of the response; an error is `{ok:false,error}` with HTTP 200. */
  run(args: Json, api: Api): Json;
};

const tier2: Rate = { perMinute: 20 };
const tier3: Rate = { perMinute: 50 };
const tier4: Rate = { perMinute: 100 };
const toUpload = () => 'files:write';
const toWrite = () => 'chat:write';
const maxPostLength = 40_000;
const maxUpdateLength = 4_000;

/** By name. Tiers, scopes and errors are those of Slack's method pages. */
export const methods: Readonly<Record<string, Method>> = {
  'auth.test': {
    token: 'bot',
    rate: 'free',
    run: (_args, { state, organization }) => authTest(state, organization),
  },
  'apps.connections.open': {
    token: 'app',
    rate: tier3,
    run: (_args, api) => ({ ok: true, url: api.openTicket() }),
  },
  'chat.postMessage': { token: 'bot', scope: toWrite, rate: 'posting', run: postMessage },
  'chat.update': { token: 'bot', scope: toWrite, rate: tier3, run: update },
  'chat.postEphemeral': { token: 'bot', scope: toWrite, rate: tier4, run: postEphemeral },
  'chat.delete': { token: 'bot', scope: toWrite, rate: tier3, run: remove },
  'chat.getPermalink': { token: 'bot', rate: 'free', run: getPermalink },
  'conversations.open': { token: 'bot', scope: () => 'im:write', rate: tier3, run: openConversation },
  'users.info': { token: 'bot', scope: () => 'users:read', rate: tier4, run: userInfo },
  'usergroups.users.list': {
    token: 'bot',
    needsTeam: true,
    scope: () => 'usergroups:read',
    rate: tier2,
    run: userGroupMembers,
  },
  'conversations.info': { token: 'bot', scope: readScope, rate: tier3, run: conversationInfo },
  'files.getUploadURLExternal': {
    token: 'bot',
    scope: toUpload,
    rate: tier4,
    run: (args, api) => openUpload(args, api.state),
  },
  'files.completeUploadExternal': {
    token: 'bot',
    scope: toUpload,
    rate: tier4,
    run: (args, api) => completeUpload(args, api.state, roomFor(api.state, args['channel_id'], false)),
  },
  'functions.completeSuccess': { token: 'bot', rate: tier3, run: (args, { state }) => completeStep(args, state) },
  'functions.completeError': { token: 'bot', rate: tier3, run: (args, { state }) => failStep(args, state) },
  'views.open': { token: 'bot', rate: tier4, run: (args, { state }) => openView(args, state) },
  'views.publish': { token: 'bot', rate: tier4, run: (args, { state }) => publishView(args, state) },
  'views.update': { token: 'bot', rate: tier4, run: (args, { state }) => updateView(args, state) },
};

function authTest(state: State, organization: Organization | undefined): Json {
  const { bot } = organization ?? state;
  const { id, name, url } = organization?.about ?? state.team;
  const enterprise = organization?.about ?? state.team.enterprise;
  return {
    ok: true,
    url,
    team: name,
    user: bot.name,
    team_id: id,
    user_id: bot.userId,
    bot_id: bot.botId,
    ...(enterprise === undefined ? {} : { enterprise_id: enterprise.id }),
    is_enterprise_install: organization !== undefined,
  };
}

/** The room of a `channel` argument: a channel id or, with `toUsers`, a user id. The bot can't see private rooms that it isn't in. */
export function roomFor(state: State, id: unknown, toUsers: boolean): Room | undefined {
  if (typeof id !== 'string') return undefined;
  const user = toUsers ? state.users.get(id) : undefined;
  const room = user === undefined ? state.rooms.get(id) : state.directRoom(user);
  if (room === undefined) return undefined;
  return room.channel.kind === 'public' || room.channel.botIsMember ? room : undefined;
}

function permalink(state: State, post: Pick<Post, 'channel' | 'ts' | 'threadTs'>): string {
  const thread = post.threadTs === undefined ? '' : `?thread_ts=${post.threadTs}&cid=${post.channel}`;
  return `${state.team.url}archives/${post.channel}/p${post.ts.replace('.', '')}${thread}`;
}

function postError({ channel }: Room, scopes: ReadonlySet<string>): string | undefined {
  if (channel.archived) return 'is_archived';
  if (!channel.botIsMember && !scopes.has('chat:write.public')) return 'not_in_channel';
  return undefined;
}

function postMessage(args: Json, { state, scopes, sendEvent }: Api): Json {
  if (textOf(args, 'channel') === '') return missing('channel');
  const room = roomFor(state, args['channel'], true);
  if (room === undefined) return errorBody('channel_not_found');
  const error = postError(room, scopes);
  if (error !== undefined) return errorBody(error);
  const read = readContent(args, maxPostLength);
  if ('rejection' in read) return read.rejection;
  const thread = args['thread_ts'];
  const rejection = thread === undefined ? undefined : checkThread(room, thread);
  if (rejection !== undefined) return rejection;
  const post = state.post(room, {
    user: state.bot.userId,
    text: read.content.text ?? '',
    blocks: read.content.blocks,
    threadTs: typeof thread === 'string' ? thread : undefined,
    broadcast: isTrue(args['reply_broadcast']),
    metadata: isObject(args['metadata']) ? args['metadata'] : undefined,
  });
  for (const event of metadataEvents(state, post)) void sendEvent(event);
  return { ok: true, channel: room.channel.id, ts: post.ts, message: wireMessage(state, post) };
}

// Slack either ignores replies to unknown threads or responds with one of these errors.
function checkThread(room: Room, thread: unknown): Json | undefined {
  if (typeof thread !== 'string' || !/^\d{10}\.\d{6}$/u.test(thread)) {
    const messages = [`[ERROR] ${String(thread)} is not a valid thread_ts`];
    return errorBody('invalid_thread_ts', { response_metadata: { messages } });
  }
  const parent = room.byTs.get(thread);
  if (parent === undefined) return errorBody('thread_not_found');
  return parent.threadTs === undefined ? undefined : errorBody('cannot_reply_to_message');
}

function userInfo(args: Json, { state }: Api): Json {
  const user = state.users.get(textOf(args, 'user'));
  if (user === undefined) return errorBody('user_not_found');
  const { id, name, kind, timeZone = 'Etc/UTC', locale = 'en-US', deactivated = false } = user;
  const about = { is_restricted: kind === 'guest', is_ultra_restricted: false, is_stranger: kind === 'external' };
  const language = isTrue(args['include_locale']) ? { locale } : {};
  return { ok: true, user: { id, name, tz: timeZone, is_bot: false, deleted: deactivated, ...about, ...language } };
}

function userGroupMembers(args: Json, { state }: Api): Json {
  if (textOf(args, 'usergroup') === '') return missing('usergroup');
  const users = state.userGroups.get(textOf(args, 'usergroup'));
  return users === undefined ? errorBody('no_such_subteam') : { ok: true, users };
}

function update(args: Json, { state }: Api): Json {
  const found = ownPost(args, state, 'cant_update_message');
  if ('rejection' in found) return found.rejection;
  const { room, post } = found;
  if (room.channel.archived) return errorBody('is_inactive');
  const read = readContent(args, maxUpdateLength);
  if ('rejection' in read) return read.rejection;
  applyUpdate(state, post, read.content);
  const metadata = args['metadata'];
  // An empty object removes the metadata; without the argument it stays.
  if (isObject(metadata) && Object.keys(metadata).length === 0) delete post.metadata;
  else if (isObject(metadata)) post.metadata = metadata;
  const message = wireMessage(state, post, post.editedAt);
  return { ok: true, channel: post.channel, ts: post.ts, text: post.text, message };
}

/** Text without blocks removes the blocks; blocks without text keep the text, and do not show "(edited)". */
export function applyUpdate(state: State, post: Post, content: { text?: string; blocks?: readonly unknown[] }): void {
  if (content.text !== undefined) post.text = content.text;
  if (content.blocks !== undefined) post.blocks = withIds(content.blocks as Post['blocks']);
  else {
    post.blocks = [];
    post.editedAt = state.nextTs();
  }
  post.edits += 1;
}

function ownPost(args: Json, state: State, notOwn: string): { room: Room; post: Post } | { rejection: Json } {
  if (textOf(args, 'channel') === '') return { rejection: missing('channel') };
  if (textOf(args, 'ts') === '') return { rejection: missing('ts') };
  const room = roomFor(state, args['channel'], false);
  if (room === undefined) return { rejection: errorBody('channel_not_found') };
  const post = room.byTs.get(textOf(args, 'ts'));
  if (post === undefined || post.deleted) return { rejection: errorBody('message_not_found') };
  return post.user === state.bot.userId ? { room, post } : { rejection: errorBody(notOwn) };
}

function postEphemeral(args: Json, { state, scopes }: Api): Json {
  if (textOf(args, 'channel') === '') return missing('channel');
  if (textOf(args, 'user') === '') return missing('user');
  const room = roomFor(state, args['channel'], false);
  if (room === undefined) return errorBody('channel_not_found');
  const error = postError(room, scopes);
  if (error !== undefined) return errorBody(error);
  const user = state.users.get(textOf(args, 'user'));
  if (user === undefined || !canSee(room.channel, user)) return errorBody('user_not_in_channel');
  const read = readContent(args, maxPostLength);
  if ('rejection' in read) return read.rejection;
  const thread = args['thread_ts'];
  const ephemeral = state.postEphemeral({
    channel: room.channel.id,
    user: user.id,
    text: read.content.text ?? '',
    blocks: read.content.blocks,
    via: 'chat.postEphemeral',
    ...(typeof thread === 'string' ? { threadTs: thread } : {}),
  });
  return { ok: true, message_ts: ephemeral.ts };
}

function remove(args: Json, { state }: Api): Json {
  const found = ownPost(args, state, 'cant_delete_message');
  if ('rejection' in found) return found.rejection;
  state.deletePost(found.room, found.post.ts);
  return { ok: true, channel: found.post.channel, ts: found.post.ts };
}

function getPermalink(args: Json, { state }: Api): Json {
  const room = roomFor(state, args['channel'], false);
  if (room === undefined) return errorBody('channel_not_found');
  const post = room.byTs.get(textOf(args, 'message_ts'));
  if (post === undefined) return errorBody('message_not_found');
  return { ok: true, channel: room.channel.id, permalink: permalink(state, copyOf(post)) };
}

function openConversation(args: Json, { state }: Api): Json {
  const users = textOf(args, 'users');
  if (users === '') return errorBody('users_list_not_supplied');
  const user = state.users.get(users);
  if (user === undefined) return errorBody('user_not_found');
  if (user.deactivated === true) return errorBody('user_disabled');
  return { ok: true, channel: { id: state.directRoom(user).channel.id } };
}

function readScope(args: Json, state: State): string {
  const kind: Channel['kind'] | undefined = state.rooms.get(textOf(args, 'channel'))?.channel.kind;
  if (kind === 'direct') return 'im:read';
  return kind === 'private' ? 'groups:read' : 'channels:read';
}

function conversationInfo(args: Json, { state }: Api): Json {
  const room = roomFor(state, args['channel'], false);
  if (room === undefined) return errorBody('channel_not_found');
  const { id, name, kind, archived, botIsMember } = room.channel;
  const channel = {
    id,
    ...(kind === 'direct' ? {} : { name }),
    is_channel: kind === 'public',
    is_group: kind === 'private',
    is_im: kind === 'direct',
    is_private: kind !== 'public',
    is_archived: archived,
    is_member: botIsMember,
  };
  return { ok: true, channel };
}

function missing(field: string): Json {
  return errorBody('invalid_arguments', explainMissing(field));
}
