import { hash } from 'node:crypto';
import type { WebAPICallResult, WebClient } from '@slack/web-api';
import { isLive, type Recording } from '../../recording/recording.ts';
import type { Messenger, SendOutcome } from '../../service/ports.ts';
import { type Log, wordsOf } from '../sdk-log.ts';
import type { Message } from '../surfaces/blocks.ts';
import { renderCard, renderStaleCard } from '../surfaces/card.ts';
import { cardLink } from '../surfaces/replies.ts';
import { renderMessage } from '../surfaces/thread.ts';
import type { OutboundMessage, RateLimiter, SendResult } from './rate-limiter.ts';
import { urgency } from './rates.ts';
import type { Responder } from './responder.ts';
import { codeOf, limitedFor, refusesToken, sentOf } from './slack-errors.ts';

export type SlackMessenger = Messenger &
  Readonly<{
    /**
     * Somebody clicked on a message that shows something else than it should. The card itself is rendered again, whatever we
     * believe it shows; any other message (`shownTs`) is an older twin of the card and turns into a link to it.
     */
    repair(r: Recording, shownTs: string, signal: AbortSignal): Promise<SendOutcome>;
    /** Why nothing can be said in Slack: it refuses the bot token. Empty when all is well. */
    ready(): string[];
  }>;

export type MessengerOptions = Readonly<{
  client: Pick<WebClient, 'apiCall'>;
  rateLimiter: RateLimiter;
  responder: Responder;
  /** The workspace's address, with a slash at its end; undefined until it is known. */
  teamUrl: () => string | undefined;
  log: Log;
  onRateLimited?: (method: string) => void;
}>;

/** What was shown last, so that a card that would look the same is not sent again. */
type Shown = { ts: string; version: number; digest: string };

const mostShown = 500;
const notPostedYet: SendOutcome = { kind: 'later', after: 1_000 };

export function createMessenger(options: MessengerOptions): SlackMessenger {
  const { client, rateLimiter, responder, log } = options;
  const shown = new Map<string, Shown>();
  let refusedToken: string | undefined;

  /** Calls Slack once. Text and blocks always go together: an update with text alone takes the blocks away. */
  const call = async (
    method: OutboundMessage['method'],
    to: Record<string, string>,
    message: Message,
  ): Promise<SendResult> => {
    // `chat.update` looks for names and links in the text by default; `chat.postMessage` does not.
    const plain = method === 'chat.update' ? { parse: 'none' } : { unfurl_links: false, unfurl_media: false };
    try {
      const answer: WebAPICallResult & { ts?: unknown } = await client.apiCall(method, {
        ...to,
        ...message,
        ...plain,
      });
      const { ts } = answer;
      refusedToken = undefined;
      return { sent: typeof ts === 'string' ? { kind: 'sent', ts } : { kind: 'later', after: 1_000 } };
    } catch (error) {
      const code = codeOf(error);
      const wait = limitedFor(error);
      if (wait !== undefined) options.onRateLimited?.(method);
      if (refusesToken(code)) {
        if (refusedToken !== code) log.error({ code }, 'Slack refuses the bot token');
        refusedToken = code;
      } else log.warn({ method, code, error: wordsOf(error) }, 'Slack did not take a message');
      return { sent: sentOf(error), limitedFor: wait };
    }
  };

  /** A message that can't be rendered is our fault, and no later moment makes it better. */
  const rendered = (render: () => Message): Message | undefined => {
    try {
      return render();
    } catch (error) {
      log.error({ error: wordsOf(error) }, 'a message could not be rendered');
      return undefined;
    }
  };
  const unrenderable: SendOutcome = { kind: 'rejected', code: 'not_rendered' };

  const note = (id: string, what: Shown) => {
    shown.delete(id);
    shown.set(id, what);
    const [oldest] = shown.keys();
    if (shown.size > mostShown && oldest !== undefined) shown.delete(oldest);
  };

  const card = (r: Recording, urgent: boolean, signal: AbortSignal): Promise<SendOutcome> => {
    const message = rendered(() => renderCard(r));
    if (message === undefined) return Promise.resolve(unrenderable);
    const { channel, ts } = r.card;
    const digest = hash('sha1', JSON.stringify(message));
    const method = ts === undefined ? 'chat.postMessage' : 'chat.update';
    const skipIf = (): SendOutcome | undefined => {
      const last = shown.get(r.id);
      if (ts === undefined || last?.ts !== ts) return undefined;
      return last.digest === digest || last.version > r.version ? { kind: 'sent', ts } : undefined;
    };
    const send = async () => {
      const posted = await call(method, ts === undefined ? { channel } : { channel, ts }, message);
      if (posted.sent.kind === 'sent') note(r.id, { ts: posted.sent.ts, version: r.version, digest });
      // It may have arrived all the same: then what was noted before is not what is shown.
      else shown.delete(r.id);
      return posted;
    };
    const order = `card ${r.id}`;
    const background = isLive(r) ? urgency.change : urgency.end;
    return rateLimiter.run(
      { method, channel, urgency: urgent ? urgency.person : background, order, dedupeKey: order, skipIf, send },
      signal,
    );
  };

  return {
    card,

    async say(r, line, signal) {
      const { channel, ts } = r.card;
      if (ts === undefined) return notPostedYet;
      const message = rendered(() => renderMessage(r, line));
      if (message === undefined) return unrenderable;
      return await rateLimiter.run(
        {
          method: 'chat.postMessage',
          channel,
          urgency: line.type === 'status' ? urgency.background : urgency.change,
          order: `thread ${channel} ${ts}`,
          send: () => call('chat.postMessage', { channel, thread_ts: ts }, message),
        },
        signal,
      );
    },

    async tell(user, r, line, signal) {
      const message = rendered(() => renderMessage(r, line, cardLink(r, options.teamUrl())));
      if (message === undefined) return unrenderable;
      const url = responder.recall(r.id, user);
      // An ephemeral message has no ts that could be used for anything.
      if (url !== undefined && (await responder.respond(url, message, signal))) return { kind: 'sent', ts: '' };
      // A direct message goes to the user's id, and needs no scope beyond chat:write.
      return await rateLimiter.run(
        {
          method: 'chat.postMessage',
          channel: user,
          urgency: urgency.person,
          order: `person ${user}`,
          send: () => call('chat.postMessage', { channel: user }, message),
        },
        signal,
      );
    },

    async repair(r, shownTs, signal) {
      const { channel, ts } = r.card;
      if (ts === undefined) return notPostedYet;
      if (shownTs === ts) {
        shown.delete(r.id);
        return await card(r, true, signal);
      }
      const message = rendered(() => renderStaleCard(r, cardLink(r, options.teamUrl())));
      if (message === undefined) return unrenderable;
      const order = `twin ${channel} ${shownTs}`;
      const send = () => call('chat.update', { channel, ts: shownTs }, message);
      return await rateLimiter.run(
        { method: 'chat.update', channel, urgency: urgency.person, order, dedupeKey: order, send },
        signal,
      );
    },

    ready: () => (refusedToken === undefined ? [] : [`Slack refuses the bot token: ${refusedToken}`]),
  };
}
