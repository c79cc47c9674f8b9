/** The App Homes that people may be looking at: published when they are opened, and again when what they show has changed. */
import { hash as digest } from 'node:crypto';
import type { HomeView } from '@slack/types';
import type { WebAPICallResult, WebClient } from '@slack/web-api';
import type { Ms, UserId } from '../../recording/recording.ts';
import type { HomePosition, OpenHome } from '../../service/home.ts';
import type { Clock, SendOutcome } from '../../service/ports.ts';
import { errorText, type Log } from '../sdk-log.ts';
import type { Message } from '../surfaces/blocks.ts';
import type { SendResult } from './outbound.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { type MessagePriority, messagePriority } from './rates.ts';
import { codeOf, limitedFor, sendOutcomeOf } from './slack-errors.ts';

/** Slack has no event for leaving the App Home. */
export const openFor: Ms = 10 * 60_000;
/** Nobody reads faster. */
const shortestInterval: Ms = 5_000;
/** Where many look, each is drawn less often: a tenth of a second for each of them. */
const share: Ms = 100;
const longestInterval: Ms = 60_000;
const retryAfter: Ms = 5_000;
/** Beyond this those who looked first are forgotten. */
const mostOpen = 1_000;

/** What the person sees. `hash`: as Slack gave it with the click or the opening. `note`: shown at the top until the next one. */
export type Seen = Readonly<{ position: HomePosition; hash?: string | undefined; note?: Message | undefined }>;

export type HomePublisher = Readonly<{
  /** Somebody looks at their home now. */
  show(user: UserId, seen: Seen): void;
  /** Continues with the homes that were open before a restart. */
  resume(homes: readonly OpenHome[]): void;
  /** Something was committed that a home may show. */
  changed(): void;
}>;

export type HomePublisherOptions = Readonly<{
  client: Pick<WebClient, 'apiCall'>;
  rateLimiter: RateLimiter;
  clock: Clock;
  log: Log;
  draw(user: UserId, position: HomePosition, note: Message | undefined): Promise<HomeView>;
  onRateLimited?: ((method: string) => void) | undefined;
  /** Nothing is published after it. */
  signal: AbortSignal;
}>;

type Home = {
  user: UserId;
  position: HomePosition;
  note: Message | undefined;
  openUntil: Ms;
  /** Of what Slack shows, as far as it is known. */
  hash: string | undefined;
  shown: string | undefined;
  publishedAt: Ms;
  /** When it is to be drawn next. */
  due: Ms | undefined;
  timer: AbortController | undefined;
  isUrgent: boolean;
  isPublishing: boolean;
};

export function createHomePublisher(options: HomePublisherOptions): HomePublisher {
  const { clock, signal } = options;
  const homes = new Map<UserId, Home>();
  const drawAt = drawingOf(options, (home) => homes.delete(home.user));
  const abandon = () => {
    for (const { timer } of homes.values()) timer?.abort();
  };
  signal.addEventListener('abort', abandon, { once: true });

  const keep = (home: Home): Home => {
    homes.delete(home.user);
    homes.set(home.user, home);
    const [oldest] = homes.keys();
    if (homes.size > mostOpen && oldest !== undefined) homes.delete(oldest);
    return home;
  };

  return {
    show(user, { position, hash, note }) {
      const openUntil = clock.now() + openFor;
      const home = keep(homes.get(user) ?? newHome(user, position, openUntil));
      // Somebody else has published it, or it was never published.
      if (hash !== home.hash) home.shown = undefined;
      Object.assign(home, { position, note, openUntil, hash, isUrgent: true });
      drawAt(home, clock.now());
    },
    resume(found) {
      for (const { user, openedAt, position } of found) {
        if (!homes.has(user)) drawAt(keep(newHome(user, position, openedAt + openFor)), clock.now());
      }
    },
    changed() {
      const now = clock.now();
      const interval = Math.min(longestInterval, Math.max(shortestInterval, homes.size * share));
      for (const home of homes.values()) {
        if (home.openUntil > now) drawAt(home, Math.max(now, home.publishedAt + interval));
        else homes.delete(home.user);
      }
    },
  };
}

function newHome(user: UserId, position: HomePosition, openUntil: Ms): Home {
  return {
    user,
    position,
    note: undefined,
    openUntil,
    hash: undefined,
    shown: undefined,
    publishedAt: 0,
    due: undefined,
    timer: undefined,
    isUrgent: false,
    isPublishing: false,
  };
}

/** A function that has a home drawn at a moment; one at a time of each, the earliest moment that it was given counts. */
function drawingOf(options: HomePublisherOptions, forget: (home: Home) => void) {
  const { clock, signal } = options;
  const publish = publisherOf(options);

  const drawAt = (home: Home, at: Ms) => {
    if (home.due !== undefined && home.due <= at) return;
    home.due = at;
    // It is looked at when the one that is on its way has arrived.
    if (home.isPublishing) return;
    home.timer?.abort();
    const mine = new AbortController();
    home.timer = mine;
    void clock.until(at, mine.signal).then(() => {
      if (!mine.signal.aborted && !signal.aborted) return drawNow(home);
    });
  };

  const drawNow = async (home: Home) => {
    home.due = undefined;
    if (home.openUntil <= clock.now()) {
      forget(home);
      return;
    }
    home.isPublishing = true;
    const priority = home.isUrgent ? messagePriority.person : messagePriority.background;
    home.isUrgent = false;
    const outcome = await publish(home, priority);
    home.isPublishing = false;
    const next = home.due;
    home.due = undefined;
    if (outcome.kind === 'rejected') forget(home);
    if (outcome.kind === 'later') drawAt(home, clock.now() + outcome.after);
    if (next !== undefined) drawAt(home, next);
  };

  return drawAt;
}

/** Draws a home, and publishes it where it would look different. Never rejects. */
function publisherOf(options: HomePublisherOptions) {
  const { rateLimiter, clock, log, draw, signal } = options;
  const failedToDraw = (error: unknown): SendOutcome => {
    if (!signal.aborted) log.error({ error: errorText(error) }, 'failed to draw an App Home');
    return { kind: 'later', after: retryAfter };
  };
  const drawn = async (home: Home): Promise<HomeView | SendOutcome> => {
    try {
      return await draw(home.user, home.position, home.note);
    } catch (error) {
      return failedToDraw(error);
    }
  };

  return async (home: Home, priority: MessagePriority): Promise<SendOutcome> => {
    const first = await drawn(home);
    if ('kind' in first) return first;
    home.publishedAt = clock.now();
    if (digestOf(first) === home.shown) return { kind: 'sent', ts: '' };
    const send = async (): Promise<SendResult> => {
      // It may have waited: the last state wins.
      const view = await drawn(home);
      if ('kind' in view) return { sent: view };
      return await call(options, home, view);
    };
    const orderingKey = `home ${home.user}`;
    const outcome = await rateLimiter.run(
      { method: 'views.publish', channel: home.user, priority, orderingKey, send },
      signal,
    );
    home.publishedAt = clock.now();
    return outcome;
  };
}

async function call({ client, log, onRateLimited }: HomePublisherOptions, home: Home, view: HomeView) {
  const { user, hash } = home;
  try {
    const args = { user_id: user, view, ...(hash === undefined ? {} : { hash }) };
    const response: WebAPICallResult & { view?: { hash?: unknown } } = await client.apiCall('views.publish', args);
    home.hash = typeof response.view?.hash === 'string' ? response.view.hash : undefined;
    home.shown = digestOf(view);
    return { sent: { kind: 'sent', ts: '' } } as const;
  } catch (error) {
    home.shown = undefined;
    const code = codeOf(error);
    // Published meanwhile by another process or before a lost response: the next one replaces it, whatever it is.
    if (code === 'hash_conflict') {
      home.hash = undefined;
      return { sent: { kind: 'later', after: 0 } } as const;
    }
    const wait = limitedFor(error);
    if (wait !== undefined) onRateLimited?.('views.publish');
    log.warn({ code, error: errorText(error) }, 'failed to publish an App Home');
    return { sent: sendOutcomeOf(error), limitedFor: wait };
  }
}

function digestOf(view: HomeView): string {
  return digest('sha1', JSON.stringify(view));
}
