/** What a person sees of the local Slack, as the page gets it. */
import type { SlackWorkspace } from '../../slack/slack-server.ts';
import type { TimelineItem } from '../../slack/timeline.ts';
import type { Channel, Modal, User } from '../../slack/types.ts';
import { appShortcuts } from '../../slack/workflow-steps.ts';
import type { ChannelEntry, MessagesUpdate, PageMessage, PageView, View, WorkspaceState } from '../protocol.ts';
import type { PageParts } from './parts.ts';

/** A thread has no pages: its latest messages are enough. */
const mostReplies = 500;

export function workspaceState({ slack, verbs }: PageParts, person: User | undefined): WorkspaceState {
  const people = slack.people();
  const direct = person === undefined ? undefined : slack.direct(person);
  const channels = slack.channels(person).filter(({ kind, id }) => kind !== 'direct' || id === direct?.id);
  const named = [...people, slack.bot].map((one): [string, string] => ['id' in one ? one.id : one.userId, one.name]);
  return {
    team: slack.team.name,
    bot: { userId: slack.bot.userId, name: slack.bot.name },
    people: people.map(({ id, name, kind }) => ({ id, name, ...(kind !== undefined && { kind }) })),
    channels: channels.map((channel) => channelEntry(slack, channel, person)),
    names: Object.fromEntries([...named, ...channels.map(({ id, name }): [string, string] => [id, name])]),
    verbs,
    shortcuts: appShortcuts,
  };
}

function channelEntry(slack: SlackWorkspace, channel: Channel, person: User | undefined): ChannelEntry {
  const { id, kind, name, archived, botIsMember } = channel;
  const latest = person === undefined ? undefined : slack.timeline(channel, person, { limit: 1 }).items[0]?.ts;
  return {
    id,
    name: kind === 'direct' ? slack.bot.name : name,
    kind,
    isArchived: archived,
    botIsMember,
    ...(latest !== undefined && { latest }),
  };
}

/** The channel and the thread that a view shows: their keys in updates, and what is asked of Slack. */
export function conversationsOf({ place, thread, limit }: View): Conversation[] {
  if (place.kind === 'home') return [];
  const { channelId } = place;
  const channel = { of: channelId, channelId, limit };
  if (thread === undefined) return [channel];
  return [channel, { of: `${channelId} ${thread}`, channelId, threadTs: thread, limit: mostReplies }];
}

export type Conversation = Readonly<{ of: string; channelId: string; threadTs?: string; limit: number }>;

/** What was sent of a conversation: the revisions of its messages by `ts`. */
export type SentMessages = Readonly<{ revisions: ReadonlyMap<string, string>; hasEarlier: boolean }>;

/** What differs from `before`, and what is to be kept for the next time; without `before` all of it. */
export function messagesUpdate(
  slack: SlackWorkspace,
  person: User,
  { of, channelId, ...options }: Conversation,
  before: SentMessages | undefined,
): { update: MessagesUpdate | undefined; sent: SentMessages } {
  const { items, hasEarlier } = slack.timeline(channelId, person, options);
  const revisions = new Map(items.map(({ ts, revision }) => [ts, revision]));
  const changed = items.filter(({ ts, revision }) => before?.revisions.get(ts) !== revision).map(pageMessage);
  const removed = [...(before?.revisions.keys() ?? [])].filter((ts) => !revisions.has(ts));
  const isSame = changed.length === 0 && removed.length === 0 && hasEarlier === before?.hasEarlier;
  const update = { of, all: before === undefined, changed, removed, hasEarlier };
  return { update: isSame && before !== undefined ? undefined : update, sent: { revisions, hasEarlier } };
}

function pageMessage(item: TimelineItem): PageMessage {
  const { revision: _, ...message } = item;
  return message;
}

export function pageView(modal: Modal | undefined): PageView | null {
  if (modal === undefined) return null;
  const { id, hash, view, blocks, values, errors } = modal;
  return { id, hash, view, blocks, values, errors };
}
