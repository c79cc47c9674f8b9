/** The events that tell an app of messages. */
import { randomUUID } from 'node:crypto';
import type { Post, State } from './state.ts';
import type { Channel, Json } from './types.ts';

const kinds = {
  public: { type: 'channel', scope: 'channels:history' },
  private: { type: 'group', scope: 'groups:history' },
  direct: { type: 'im', scope: 'im:history' },
} as const;

/**
 * `message` and, where the bot is mentioned outside of a direct conversation, `app_mention`. Slack sends them where the bot is a
 * member and the app has subscribed, which takes a scope; here a token with that scope stands for the subscription.
 */
export function messageEvents(state: State, channel: Channel, post: Post): Json[] {
  const { scopes } = state;
  if (!channel.botIsMember) return [];
  const { type, scope } = kinds[channel.kind];
  const { user, text, ts } = post;
  const about = { client_msg_id: randomUUID(), user, text, ts, team: state.team.id, channel: channel.id, event_ts: ts };
  const isMention =
    channel.kind !== 'direct' && scopes.has('app_mentions:read') && text.includes(`<@${state.bot.userId}>`);
  return [
    ...(scopes.has(scope) ? [{ type: 'message', ...about, channel_type: type }] : []),
    ...(isMention ? [{ type: 'app_mention', ...about }] : []),
  ];
}

/** `message_metadata_posted`, which Slack sends to the app that posts, too. */
export function metadataEvents(state: State, post: Post): Json[] {
  if (post.metadata === undefined || !state.scopes.has('metadata.message:read')) return [];
  const { channel, ts, metadata } = post;
  const by = { app_id: state.appId, bot_id: state.bot.botId, user_id: state.bot.userId, team_id: state.team.id };
  const event = { type: 'message_metadata_posted', ...by, channel_id: channel, metadata, message_ts: ts };
  return [{ ...event, event_ts: state.nextTs() }];
}
