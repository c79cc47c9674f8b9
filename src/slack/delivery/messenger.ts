/** Cards, thread messages and private messages, on their way to Slack. */
import type { WebClient } from '@slack/web-api';
import { inLocale, type Locale } from '../../messages/locale.ts';
import { isLive, type Recording, type UserId } from '../../recording/recording.ts';
import type { ThreadMessage } from '../../recording/thread-message.ts';
import type { Prices } from '../../recording/usage/sums.ts';
import type { Clock, Messenger, SendOutcome } from '../../service/ports.ts';
import { errorText, type Log } from '../sdk-log.ts';
import type { Message } from '../surfaces/blocks.ts';
import { renderCard, renderStaleCard } from '../surfaces/card.ts';
import { cardLink } from '../surfaces/replies.ts';
import { isBroadcast, renderMessage } from '../surfaces/thread.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { messagePriority } from './rates.ts';
import type { Responder } from './responder.ts';
import { createShownCards, digestOf } from './shown-cards.ts';
import { createWebApi, type WebApi } from './web-api.ts';

export type SlackMessenger = Messenger &
  Readonly<{
    /**
     * Somebody clicked on a message that shows something else than it should. The card itself is rendered again, whatever we
     * believe it shows; any other message (`shownTs`) is an older duplicate of the card and turns into a link to it.
     */
    reconcileCard(r: Recording, shownTs: string, signal: AbortSignal): Promise<SendOutcome>;
    /** Posts a message to one person, once; the id of their direct messages with the bot, or undefined where it is not there. */
    direct(user: UserId, message: Message, signal: AbortSignal): Promise<string | undefined>;
    /** Why nothing can be said in Slack: it rejects the bot token. Empty when all is well. */
    ready(): string[];
  }>;

export type MessengerOptions = Readonly<{
  client: Pick<WebClient, 'apiCall'>;
  rateLimiter: RateLimiter;
  responder: Pick<Responder, 'respond' | 'recall'>;
  clock: Pick<Clock, 'now'>;
  /** The workspace's address, with a slash at its end; undefined until it is known. */
  teamUrl: () => string | undefined;
  /** Of what everybody sees, and of what one person sees. */
  languages: Languages;
  log: Log;
  /** For what cards tell of the cost. */
  prices?: Prices | undefined;
  onRateLimited?: (method: string) => void;
  /** Slack has a card as it is now; `seconds` from wanting to update it. */
  onCardUpdated?: (seconds: number) => void;
}>;

/** `ofPerson` never rejects. */
export type Languages = Readonly<{ ofWorkspace: Locale; ofPerson(user: UserId): Promise<Locale> }>;

const notPostedYet: SendOutcome = { kind: 'later', after: 1_000 };
/** A message that can't be rendered is our fault, and no later moment makes it better. */
const notRendered: SendOutcome = { kind: 'rejected', code: 'not_rendered' };

/** What the senders below share. */
type Context = MessengerOptions & { api: WebApi; render: (locale: Locale, make: () => Message) => Message | undefined };

export function createMessenger(options: MessengerOptions): SlackMessenger {
  const { log } = options;
  const render = (locale: Locale, make: () => Message): Message | undefined => {
    try {
      return inLocale(locale, make);
    } catch (error) {
      log.error({ error: errorText(error) }, 'failed to render message');
      return undefined;
    }
  };
  const context: Context = { ...options, api: createWebApi(options), render };
  const { api } = context;
  return {
    ...cardSender(context),
    post: threadSender(context),
    notify: personSender(context),
    direct: directSender(context),
    ready: () => {
      const code = api.rejectedToken();
      return code === undefined ? [] : [`Slack rejects the bot token: ${code}`];
    },
  };
}

function cardSender(context: Context): Pick<SlackMessenger, 'card' | 'reconcileCard'> {
  const { rateLimiter, clock, api, render, teamUrl, prices, onCardUpdated } = context;
  const locale = context.languages.ofWorkspace;
  const shown = createShownCards();

  const card = (r: Recording, urgent: boolean, signal: AbortSignal): Promise<SendOutcome> => {
    const message = render(locale, () => renderCard(r, clock.now(), prices));
    if (message === undefined) return Promise.resolve(notRendered);
    const { channelId: channel, ts } = r.card;
    const since = clock.now();
    const rendered = { id: r.id, version: r.version, digest: digestOf(message) };
    const method = ts === undefined ? 'chat.postMessage' : 'chat.update';
    const skipIf = (): SendOutcome | undefined =>
      ts !== undefined && shown.isCurrent(rendered, ts) ? { kind: 'sent', ts } : undefined;
    const send = async () => {
      const result = await api.send(method, ts === undefined ? { channel } : { channel, ts }, message);
      if (result.sent.kind === 'sent') {
        shown.note(rendered, result.sent.ts);
        if (ts !== undefined) onCardUpdated?.((clock.now() - since) / 1000);
      }
      // It may have arrived anyway: then what was noted before is not what is shown.
      else shown.forget(r.id);
      return result;
    };
    const background = isLive(r) ? messagePriority.change : messagePriority.end;
    const priority = urgent ? messagePriority.person : background;
    const orderingKey = `card ${r.id}`;
    return rateLimiter.run({ method, channel, priority, orderingKey, dedupeKey: orderingKey, skipIf, send }, signal);
  };

  return {
    card,
    async reconcileCard(r, shownTs, signal) {
      const { channelId: channel, ts } = r.card;
      if (ts === undefined) return notPostedYet;
      if (shownTs === ts) {
        shown.forget(r.id);
        return await card(r, true, signal);
      }
      const message = render(locale, () => renderStaleCard(r, cardLink(r, teamUrl())));
      if (message === undefined) return notRendered;
      const orderingKey = `stale ${channel} ${shownTs}`;
      const send = () => api.send('chat.update', { channel, ts: shownTs }, message);
      const priority = messagePriority.person;
      return await rateLimiter.run(
        { method: 'chat.update', channel, priority, orderingKey, dedupeKey: orderingKey, send },
        signal,
      );
    },
  };
}

function threadSender({ rateLimiter, api, render, languages }: Context): Messenger['post'] {
  return async (r, message: ThreadMessage, signal) => {
    const { channelId: channel, ts } = r.card;
    if (ts === undefined) return notPostedYet;
    const rendered = render(languages.ofWorkspace, () => renderMessage(r, message));
    if (rendered === undefined) return notRendered;
    // Failures are broadcast to the channel: nobody reads a thread without a reason.
    const inThread = { thread_ts: ts, ...(isBroadcast(message) ? { reply_broadcast: true } : {}) };
    // A line of the preset is for everybody in the channel.
    const to = { channel, ...(message.type === 'announcement' ? {} : inThread) };
    return await rateLimiter.run(
      {
        method: 'chat.postMessage',
        channel,
        priority: message.type === 'status' ? messagePriority.background : messagePriority.change,
        orderingKey: `thread ${channel} ${ts}`,
        send: () => api.send('chat.postMessage', to, rendered),
      },
      signal,
    );
  };
}

function personSender({ rateLimiter, responder, api, render, teamUrl, languages }: Context): Messenger['notify'] {
  return async (user, r, message, signal) => {
    const locale = await languages.ofPerson(user);
    const rendered = render(locale, () => renderMessage(r, message, cardLink(r, teamUrl())));
    if (rendered === undefined) return notRendered;
    // A limit matters for the rest of the month: a message that only the present screen shows is not enough.
    const url = message.type === 'usageLimitNear' ? undefined : responder.recall(r.id, user);
    // An ephemeral message has no ts that could be used for anything.
    if (url !== undefined && (await responder.respond(url, rendered, signal))) return { kind: 'sent', ts: '' };
    // A direct message goes to the user's id, and needs no scope beyond chat:write.
    return await rateLimiter.run(
      {
        method: 'chat.postMessage',
        channel: user,
        priority: messagePriority.person,
        orderingKey: `person ${user}`,
        send: () => api.send('chat.postMessage', { channel: user }, rendered),
      },
      signal,
    );
  };
}

function directSender({ rateLimiter, api }: Context): SlackMessenger['direct'] {
  return async (user, message, signal) => {
    let channelId: string | undefined;
    const send = async () => {
      const result = await api.send('chat.postMessage', { channel: user }, message);
      channelId = result.channelId;
      return result;
    };
    const priority = messagePriority.person;
    const { kind } = await rateLimiter.run(
      { method: 'chat.postMessage', channel: user, priority, orderingKey: `person ${user}`, send },
      signal,
    );
    return kind === 'sent' ? channelId : undefined;
  };
}
