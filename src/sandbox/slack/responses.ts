/** response_urls of commands and clicks. */
import { randomBytes } from 'node:crypto';
import { isTrue, readContent } from './content.ts';
import { applyUpdate } from './methods.ts';
import type { Room, State } from './state.ts';
import type { Channel, Json, User } from './types.ts';

const uses = 5;
const lifetimeMs = 30 * 60_000;

/** What a response_url belongs to. `message` is the clicked message; commands have none. */
export type ResponseContext = {
  user: User;
  channel: Channel;
  triggerId: string;
  message?: { ts: string; ephemeral: boolean; threadTs?: string };
};

export type Responses = {
  /** The path of a new response_url. */
  open(context: ResponseContext): string;
  /** Handles a POST to such a path. Returns HTTP status and plain text, as Slack does. */
  use(path: string, body: Json): { status: number; text: string };
};

/** Each can be used five times within thirty minutes of the clock, also where the bot is not a member. */
export function createResponses(state: State): Responses {
  const open = new Map<string, ResponseContext & { until: number; left: number }>();
  return {
    open(context) {
      const kind = context.message === undefined ? 'commands' : 'actions';
      const path = `/${kind}/${state.team.id}/${state.id('')}/${randomBytes(12).toString('base64url')}`;
      open.set(path, { ...context, until: state.clock.now() + lifetimeMs, left: uses });
      return path;
    },
    use(path, body) {
      const context = open.get(path);
      if (context === undefined) return { status: 404, text: 'invalid_url' };
      if (state.clock.now() >= context.until) return { status: 404, text: 'expired_url' };
      if (context.left <= 0) return { status: 404, text: 'used_url' };
      const rejection = respond(state, context, body);
      // A rejected body does not count as a use.
      if (rejection !== undefined) return { status: 400, text: rejection };
      context.left -= 1;
      return { status: 200, text: 'ok' };
    },
  };
}

function respond(state: State, context: ResponseContext, body: Json): string | undefined {
  const { user, channel, message } = context;
  const room = state.rooms.get(channel.id);
  if (room === undefined) return 'channel_not_found';
  if (isTrue(body['delete_original']) && message !== undefined) {
    if (message.ephemeral) removeEphemeral(state, user, message.ts);
    else state.deletePost(room, message.ts);
    return undefined;
  }
  const read = readContent(body, 40_000);
  if ('rejection' in read) return read.rejection.error;
  const { text = '', blocks } = read.content;
  // A command's ephemeral response can't be replaced through its response_url: Slack shows a second one.
  if (isTrue(body['replace_original']) && message !== undefined) {
    return replace(state, room, context, read.content);
  }
  const thread = body['thread_ts'] ?? message?.threadTs;
  const threadTs = typeof thread === 'string' ? thread : undefined;
  if (body['response_type'] === 'in_channel') {
    if (channel.archived) return 'is_archived';
    state.post(room, { user: state.bot.userId, text, blocks, threadTs });
  } else {
    state.postEphemeral({
      channel: channel.id,
      user: user.id,
      text,
      blocks,
      via: 'response_url',
      inResponseTo: context.triggerId,
      ...(threadTs === undefined ? {} : { threadTs }),
    });
  }
  return undefined;
}

function replace(
  state: State,
  room: Room,
  { user, triggerId, message }: ResponseContext,
  content: Parameters<typeof applyUpdate>[2],
): string | undefined {
  if (message === undefined) return 'message_not_found';
  if (message.ephemeral) {
    removeEphemeral(state, user, message.ts);
    const { text = '', blocks } = content;
    state.postEphemeral({
      channel: room.channel.id,
      user: user.id,
      text,
      blocks: blocks as Parameters<State['postEphemeral']>[0]['blocks'],
      via: 'response_url',
      inResponseTo: triggerId,
    });
    return undefined;
  }
  const post = room.byTs.get(message.ts);
  if (post === undefined || post.deleted) return 'message_not_found';
  applyUpdate(state, post, content);
  return undefined;
}

function removeEphemeral(state: State, user: User, ts: string): void {
  const seen = state.ephemerals.get(user.id) ?? [];
  state.ephemerals.set(
    user.id,
    seen.filter((ephemeral) => ephemeral.ts !== ts),
  );
}
