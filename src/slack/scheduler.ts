import type { Clock, Sent } from '../recording/ports.ts';
import type { Ms } from '../recording/recording.ts';
import { nextPost, nextUpdate, postGap, recent, type Urgency } from './rates.ts';

/** One message on its way out. */
export type Errand = Readonly<{
  method: 'chat.postMessage' | 'chat.update';
  channel: string;
  urgency: Urgency;
  /** Errands of the same order leave one after the other, in the order of their coming, whatever their urgency. */
  order: string;
  /** An errand that still waits under this key is replaced by this one, and shares its outcome. */
  replaces?: string;
  /** Asked when its turn has come: an outcome here means that nothing need be sent. */
  needless?: () => Sent | undefined;
  /** Sends it. Must not reject. */
  send: () => Promise<Posted>;
}>;

/** `limitedFor`: Slack wants this method (for posts: in this channel) to be left alone so long. */
export type Posted = Readonly<{ sent: Sent; limitedFor?: Ms | undefined }>;

export type Scheduler = Readonly<{
  /**
   * Sends the errand when its turn has come. Never rejects. An errand that still waits when `signal` aborts is not sent
   * (`later`); one that has left is given another second, because not knowing what became of it leads to a second post.
   */
  run(errand: Errand, signal: AbortSignal): Promise<Sent>;
  /** How many errands wait. */
  waiting(): number;
}>;

type Entry = { errand: Errand; callers: Set<(sent: Sent) => void> };

const patience: Ms = 1_000;
const aborted: Sent = { kind: 'later', after: 1_000 };

/** The one way out to Slack: keeps its rates, above all the clients, so that it never has to say 429. */
export function createScheduler(clock: Clock): Scheduler {
  const waiting: Entry[] = [];
  const onTheirWay = new Set<string>();
  const posts = new Map<string, Ms>();
  const held = new Map<string, Ms>();
  let updates: readonly Ms[] = [];
  let alarm: AbortController | undefined;

  const laneOf = ({ method, channel }: Errand) => (method === 'chat.update' ? method : `${method} ${channel}`);

  const mayLeaveAt = (errand: Errand, now: Ms): Ms => {
    const { method, channel } = errand;
    const paced =
      method === 'chat.update' ? nextUpdate(updates, errand.urgency, now) : nextPost(posts.get(channel), now);
    return Math.max(paced, held.get(laneOf(errand)) ?? now);
  };

  const remove = (entry: Entry) => {
    const index = waiting.indexOf(entry);
    if (index >= 0) waiting.splice(index, 1);
  };

  const settle = (entry: Entry, sent: Sent) => {
    for (const resolve of entry.callers) resolve(sent);
  };

  const send = async (entry: Entry, now: Ms) => {
    const { errand } = entry;
    if (errand.method === 'chat.update') updates = [...updates, now];
    else posts.set(errand.channel, now);
    onTheirWay.add(errand.order);
    const posted = await errand.send().catch((): Posted => ({ sent: aborted }));
    onTheirWay.delete(errand.order);
    if (posted.limitedFor !== undefined) held.set(laneOf(errand), clock.now() + posted.limitedFor);
    settle(entry, posted.sent);
    pump();
  };

  /** Sends what may leave now, and sets the alarm for what may leave next. */
  const pump = () => {
    const now = clock.now();
    updates = recent(updates, now);
    for (const [channel, at] of posts) if (at + postGap <= now) posts.delete(channel);
    for (const [lane, until] of held) if (until <= now) held.delete(lane);

    let next = Number.POSITIVE_INFINITY;
    for (const entry of inTurn()) {
      const needless = entry.errand.needless?.();
      const at = needless === undefined ? mayLeaveAt(entry.errand, now) : now;
      if (at > now) {
        next = Math.min(next, at);
        continue;
      }
      remove(entry);
      if (needless === undefined) void send(entry, now);
      // What stood behind it in its order has its turn in another round.
      else {
        settle(entry, needless);
        next = now;
      }
    }
    setAlarm(next);
  };

  /** The first of each order that has nothing on its way, the most urgent first. */
  const inTurn = (): Entry[] => {
    const taken = new Set(onTheirWay);
    const first = waiting.filter(({ errand: { order } }) => {
      if (taken.has(order)) return false;
      taken.add(order);
      return true;
    });
    return first.sort((a, b) => a.errand.urgency - b.errand.urgency);
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

  const enter = (errand: Errand): Entry => {
    const old = waiting.find((entry) => errand.replaces !== undefined && entry.errand.replaces === errand.replaces);
    if (old === undefined) {
      const entry: Entry = { errand, callers: new Set() };
      waiting.push(entry);
      return entry;
    }
    // Somebody may wait for the one that is replaced.
    old.errand = { ...errand, urgency: Math.min(errand.urgency, old.errand.urgency) as Urgency };
    return old;
  };

  return {
    run(errand, signal) {
      if (signal.aborted) return Promise.resolve(aborted);
      return new Promise((resolve) => {
        const entry = enter(errand);
        const done = (sent: Sent) => {
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
