/** When a message may leave, by what has left before and by what Slack has asked for. */
import type { Ms } from '../../recording/recording.ts';
import type { OutboundMessage } from './outbound.ts';
import { nextPost, nextUpdate, postInterval, recent } from './rates.ts';

type Paced = Pick<OutboundMessage, 'method' | 'channel' | 'priority'>;

export type Pacing = Readonly<{
  mayLeaveAt(message: Paced, now: Ms): Ms;
  /** A message leaves now. */
  sent(message: Paced, now: Ms): void;
  /** Slack wants what is like this message to be left alone until then. */
  holdUntil(message: Paced, until: Ms): void;
  /** Forgets what no longer counts. */
  prune(now: Ms): void;
}>;

export function createPacing(): Pacing {
  const posts = new Map<string, Ms>();
  const pausedUntil = new Map<string, Ms>();
  let updates: readonly Ms[] = [];
  const limitOf = ({ method, channel }: Paced) => (method === 'chat.update' ? method : `${method} ${channel}`);

  return {
    mayLeaveAt(message, now) {
      const { method, channel, priority } = message;
      const paced = method === 'chat.update' ? nextUpdate(updates, priority, now) : nextPost(posts.get(channel), now);
      return Math.max(paced, pausedUntil.get(limitOf(message)) ?? now);
    },
    sent({ method, channel }, now) {
      if (method === 'chat.update') updates = [...updates, now];
      else posts.set(channel, now);
    },
    holdUntil(message, until) {
      pausedUntil.set(limitOf(message), until);
    },
    prune(now) {
      updates = recent(updates, now);
      for (const [channel, at] of posts) if (at + postInterval <= now) posts.delete(channel);
      for (const [limit, until] of pausedUntil) if (until <= now) pausedUntil.delete(limit);
    },
  };
}
