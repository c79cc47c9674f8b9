import type { Ms } from '../../recording/recording.ts';
import type { Limit } from '../../service/budget.ts';

export type OutboundMethod = 'chat.postMessage' | 'chat.update' | 'views.publish';

/**
 * How fast Slack may be called (https://docs.slack.dev/apis/web-api/rate-limits): about one post per second and channel;
 * `chat.update` is tier 3, 50 a minute for the whole workspace.
 */
export const postInterval: Ms = 1_000;
/** A second more than a minute: what counts is the arrival at Slack, and the way there is not always equally long. */
export const updateWindow: Ms = 61_000;

/**
 * Who waits for a message: a person who looks at the screen, people who wait for the files of an ended recording, people who should know
 * of a change, nobody in particular.
 */
export const messagePriority = { person: 0, end: 1, change: 2, background: 3 } as const;
export type MessagePriority = (typeof messagePriority)[keyof typeof messagePriority];

type Shares = Limit['shares'];
/**
 * How many of the updates in the window may have been sent when one of each priority leaves: ten are left for people, five for the ends
 * of recordings.
 */
const updateShares: Shares = [50, 45, 40, 40];
/** `views.publish` is tier 4, 100 a minute: twice as many as updates. */
const publishShares: Shares = [100, 90, 80, 80];

/**
 * What several replicas keep together. Slack answers an update too many with a pause of that method for the whole workspace, in which no
 * click shows its effect, and replicas that count for themselves would not leave anything for people. A post too many is not
 * lost either and pauses its channel alone, for about the second that it would have waited anyway, and Slack lets short bursts pass: there
 * each replica keeps to its own second, and to `Retry-After`.
 */
export const sharedLimits: Partial<Record<OutboundMethod, Limit>> = {
  'chat.update': { shares: updateShares, window: updateWindow, from: 'departure' },
  'views.publish': { shares: publishShares, window: updateWindow, from: 'departure' },
};

/** When the next post to a channel may leave. */
export function nextPost(last: Ms | undefined, now: Ms): Ms {
  return last === undefined ? now : Math.max(now, last + postInterval);
}

/** When the next update may leave, given the moments of the last ones in ascending order. */
export function nextUpdate(sent: readonly Ms[], priority: MessagePriority, now: Ms): Ms {
  return nextOf(sent, updateShares[priority], now);
}

/** The same for views. */
export function nextPublish(sent: readonly Ms[], priority: MessagePriority, now: Ms): Ms {
  return nextOf(sent, publishShares[priority], now);
}

function nextOf(sent: readonly Ms[], share: number, now: Ms): Ms {
  const counted = recent(sent, now);
  const blocking = counted[counted.length - share];
  return blocking === undefined ? now : blocking + updateWindow;
}

/** The moments that still count. */
export function recent(sent: readonly Ms[], now: Ms): readonly Ms[] {
  return sent.filter((at) => at > now - updateWindow);
}
