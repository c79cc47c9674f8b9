/** When a message may leave, by what has left before and by what Slack has asked for. */
import type { Ms } from '../../recording/recording.ts';
import type { OutboundMessage } from './outbound.ts';
import { nextPost, nextPublish, nextUpdate, postInterval, recent } from './rates.ts';

type Paced = Pick<OutboundMessage, 'method' | 'channel' | 'priority'>;

export type Pacing = Readonly<{
  mayLeaveAt(message: Paced, now: Ms): Ms;
  /** A message leaves now. */
  sent(message: Paced, now: Ms): void;
  /** Messages like this one are rate-limited until then. */
  holdUntil(message: Paced, until: Ms): void;
  /** Forgets what no longer counts. */
  prune(now: Ms): void;
}>;

export function createPacing(): Pacing {
  const posts = new Map<string, Ms>();
  const pausedUntil = new Map<string, Ms>();
  let updates: readonly Ms[] = [];
  let publications: readonly Ms[] = [];
  const limitOf = ({ method, channel }: Paced) => (method === 'chat.postMessage' ? `${method} ${channel}` : method);
  const pacedAt = ({ method, channel, priority }: Paced, now: Ms): Ms => {
    if (method === 'chat.update') return nextUpdate(updates, priority, now);
    return method === 'views.publish' ? nextPublish(publications, priority, now) : nextPost(posts.get(channel), now);
  };

  return {
    mayLeaveAt(message, now) {
      return Math.max(pacedAt(message, now), pausedUntil.get(limitOf(message)) ?? now);
    },
    sent({ method, channel }, now) {
      if (method === 'chat.update') updates = [...updates, now];
      else if (method === 'views.publish') publications = [...publications, now];
      else posts.set(channel, now);
    },
    holdUntil(message, until) {
      pausedUntil.set(limitOf(message), until);
    },
    prune(now) {
      updates = recent(updates, now);
      publications = recent(publications, now);
      for (const [channel, at] of posts) if (at + postInterval <= now) posts.delete(channel);
      for (const [limit, until] of pausedUntil) if (until <= now) pausedUntil.delete(limit);
    },
  };
}
