import type { Ms } from '../../recording/recording.ts';
import type { Clock, SendOutcome } from '../../service/ports.ts';
import { nextPost, nextUpdate, postGap, recent, type Urgency } from './rates.ts';

/** One message on its way out. */
export type OutboundMessage = Readonly<{
  method: 'chat.postMessage' | 'chat.update';
  channel: string;
  urgency: Urgency;
  /** Errands of the same order leave one after the other, in the order of their coming, whatever their urgency. */
  order: string;
  /** An errand that still waits under this key is replaced by this one, and shares its outcome. */
  dedupeKey?: string;
  /** Asked when its turn has come: an outcome here means that nothing need be sent. */
  skipIf?: () => SendOutcome | undefined;
  /** Sends it. Must not reject. */
  send: () => Promise<SendResult>;
}>;

/** `limitedFor`: Slack wants this method (for posts: in this channel) to be left alone so long. */
export type SendResult = Readonly<{ sent: SendOutcome; limitedFor?: Ms | undefined }>;

export type RateLimiter = Readonly<{
  /**
   * Sends the errand when its turn has come. Never rejects. An errand that still waits when `signal` aborts is not sent
   * (`later`); one that has left is given another second, because not knowing what became of it leads to a second post.
   */
  run(outbound: OutboundMessage, signal: AbortSignal): Promise<SendOutcome>;
  /** How many errands wait. */
  waiting(): number;
}>;

type Entry = { outbound: OutboundMessage; callers: Set<(sent: SendOutcome) => void> };

const patience: Ms = 1_000;
const aborted: SendOutcome = { kind: 'later', after: 1_000 };

/** The one way out to Slack: keeps its rates, above all the clients, so that it never has to say 429. */
export function createRateLimiter(clock: Clock): RateLimiter {
  const waiting: Entry[] = [];
  const onTheirWay = new Set<string>();
  const posts = new Map<string, Ms>();
  const held = new Map<string, Ms>();
  let updates: readonly Ms[] = [];
  let alarm: AbortController | undefined;

  const laneOf = ({ method, channel }: OutboundMessage) => (method === 'chat.update' ? method : `${method} ${channel}`);

  const mayLeaveAt = (outbound: OutboundMessage, now: Ms): Ms => {
    const { method, channel } = outbound;
    const paced =
      method === 'chat.update' ? nextUpdate(updates, outbound.urgency, now) : nextPost(posts.get(channel), now);
    return Math.max(paced, held.get(laneOf(outbound)) ?? now);
  };

  const remove = (entry: Entry) => {
    const index = waiting.indexOf(entry);
    if (index >= 0) waiting.splice(index, 1);
  };

  const settle = (entry: Entry, sent: SendOutcome) => {
    for (const resolve of entry.callers) resolve(sent);
  };

  const send = async (entry: Entry, now: Ms) => {
    const { outbound } = entry;
    if (outbound.method === 'chat.update') updates = [...updates, now];
    else posts.set(outbound.channel, now);
    onTheirWay.add(outbound.order);
    const posted = await outbound.send().catch((): SendResult => ({ sent: aborted }));
    onTheirWay.delete(outbound.order);
    if (posted.limitedFor !== undefined) held.set(laneOf(outbound), clock.now() + posted.limitedFor);
    settle(entry, posted.sent);
    pump();
  };

  /** Sends what may leave now, and sets the alarm for what may leave next. */
  const pump = () => {
    const now = clock.now();
    updates = recent(updates, now);
    for (const [channel, at] of posts) if (at + postGap <= now) posts.delete(channel);
    for (const [queue, until] of held) if (until <= now) held.delete(queue);

    let next = Number.POSITIVE_INFINITY;
    for (const entry of inTurn()) {
      const skipIf = entry.outbound.skipIf?.();
      const at = skipIf === undefined ? mayLeaveAt(entry.outbound, now) : now;
      if (at > now) {
        next = Math.min(next, at);
        continue;
      }
      remove(entry);
      if (skipIf === undefined) void send(entry, now);
      // What stood behind it in its order has its turn in another round.
      else {
        settle(entry, skipIf);
        next = now;
      }
    }
    setAlarm(next);
  };

  /** The first of each order that has nothing on its way, the most urgent first. */
  const inTurn = (): Entry[] => {
    const taken = new Set(onTheirWay);
    const first = waiting.filter(({ outbound: { order } }) => {
      if (taken.has(order)) return false;
      taken.add(order);
      return true;
    });
    return first.sort((a, b) => a.outbound.urgency - b.outbound.urgency);
  };

  const setAlarm = (at: Ms) => {
    alarm?.abort();
    alarm = undefined;
    if (at === Number.POSITIVE_INFINITY) return;
    const mine = new AbortController();
    alarm = mine;
    void clock.until(at, mine.signal).then(() => {
      if (!mine.signal.aborted) pump();
    });
  };

  const enter = (outbound: OutboundMessage): Entry => {
    const old = waiting.find(
      (entry) => outbound.dedupeKey !== undefined && entry.outbound.dedupeKey === outbound.dedupeKey,
    );
    if (old === undefined) {
      const entry: Entry = { outbound, callers: new Set() };
      waiting.push(entry);
      return entry;
    }
    // Somebody may wait for the one that is replaced.
    old.outbound = { ...outbound, urgency: Math.min(outbound.urgency, old.outbound.urgency) as Urgency };
    return old;
  };

  return {
    run(outbound, signal) {
      if (signal.aborted) return Promise.resolve(aborted);
      return new Promise((resolve) => {
        const entry = enter(outbound);
        const done = (sent: SendOutcome) => {
          signal.removeEventListener('abort', leave);
          resolve(sent);
        };
        const leave = () => {
          if (!waiting.includes(entry)) {
            void clock.until(clock.now() + patience).then(() => resolve(aborted));
            return;
          }
          entry.callers.delete(done);
          if (entry.callers.size === 0) remove(entry);
          resolve(aborted);
          pump();
        };
        entry.callers.add(done);
        signal.addEventListener('abort', leave, { once: true });
        pump();
      });
    },
    waiting: () => waiting.length,
  };
}
