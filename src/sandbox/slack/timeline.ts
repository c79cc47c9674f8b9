/** What a person sees of a channel or a thread: the latest messages, without copying those before them. */
import type { Post, Room, State } from './state.ts';
import type { Block, Ephemeral, User } from './types.ts';

/** A message as the person sees it now. `blocks` belong to the workspace: nobody may change them. */
export type TimelineItem = Readonly<{
  ts: string;
  user: string;
  text: string;
  blocks: readonly Block[];
  isEphemeral: boolean;
  /** A reply that is shown in the channel, too. */
  isBroadcast: boolean;
  isDeleted: boolean;
  replies: number;
  threadTs?: string;
  /** Changes with every change of the message. */
  revision: string;
}>;

/** In order. `hasEarlier`: there are messages before the first. */
export type Timeline = Readonly<{ items: readonly TimelineItem[]; hasEarlier: boolean }>;

/** `threadTs`: a message with its replies instead of the channel. `limit`: how many of the latest. */
export type TimelineOptions = Readonly<{ threadTs?: string | undefined; limit: number }>;

export function timelineOf(state: State, room: Room, viewer: User, { threadTs, limit }: TimelineOptions): Timeline {
  const posts = threadTs === undefined ? postsOf(room) : threadOf(room, threadTs);
  const own = (state.ephemerals.get(viewer.id) ?? []).filter(
    (ephemeral) => ephemeral.channel === room.channel.id && ephemeral.threadTs === threadTs,
  );
  const all = [...posts, ...own].sort((one, other) => (one.ts < other.ts ? -1 : 1));
  const items = all.slice(-limit).map((one) => ('via' in one ? ofEphemeral(one, state.bot.userId) : ofPost(one)));
  return { items, hasEarlier: all.length > items.length };
}

/** The messages of a channel, and the replies that were sent to it, too. */
function postsOf({ posts }: Room): Post[] {
  const broadcast = posts.flatMap(({ replies }) => replies.filter((reply) => reply.broadcast));
  return [...posts, ...broadcast];
}

function threadOf({ byTs }: Room, threadTs: string): Post[] {
  const parent = byTs.get(threadTs);
  return parent === undefined ? [] : [parent, ...parent.replies];
}

function ofPost({ ts, user, text, blocks, broadcast, deleted, replies, threadTs, edits }: Post): TimelineItem {
  return {
    ts,
    user,
    text,
    blocks,
    isEphemeral: false,
    isBroadcast: broadcast,
    isDeleted: deleted,
    replies: replies.length,
    ...(threadTs !== undefined && { threadTs }),
    revision: `${edits} ${replies.length}`,
  };
}

/** It never changes: another one takes its place. */
function ofEphemeral({ ts, text, blocks, threadTs }: Ephemeral, author: string): TimelineItem {
  return {
    ts,
    user: author,
    text,
    blocks,
    isEphemeral: true,
    isBroadcast: false,
    isDeleted: false,
    replies: 0,
    ...(threadTs !== undefined && { threadTs }),
    revision: '',
  };
}
