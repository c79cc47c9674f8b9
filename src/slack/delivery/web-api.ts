/** One call of Slack's Web API that posts or updates a message, and what its response means. */
import type { WebAPICallResult, WebClient } from '@slack/web-api';
import type { Log } from '../sdk-log.ts';
import { errorText } from '../sdk-log.ts';
import type { Message } from '../surfaces/blocks.ts';
import type { SendResult } from './outbound.ts';
import { codeOf, limitedFor, rejectsToken, sendOutcomeOf } from './slack-errors.ts';

export type WebApiOptions = Readonly<{
  client: Pick<WebClient, 'apiCall'>;
  log: Log;
  onRateLimited?: ((method: string) => void) | undefined;
}>;

export type WebApi = Readonly<{
  /** Calls Slack once. Never rejects. `to`: where the message belongs, such as `channel`, `ts`, `thread_ts`. */
  send(method: 'chat.postMessage' | 'chat.update', to: Record<string, unknown>, message: Message): Promise<SendResult>;
  /** Slack's code where it rejects the bot token; undefined when all is well. */
  rejectedToken(): string | undefined;
}>;

export function createWebApi({ client, log, onRateLimited }: WebApiOptions): WebApi {
  let rejectedToken: string | undefined;

  const failed = (method: string, error: unknown): SendResult => {
    const code = codeOf(error);
    const wait = limitedFor(error);
    if (wait !== undefined) onRateLimited?.(method);
    if (rejectsToken(code)) {
      if (rejectedToken !== code) log.error({ code }, 'Slack rejects the bot token');
      rejectedToken = code;
    } else log.warn({ method, code, error: errorText(error) }, 'failed to post message');
    return { sent: sendOutcomeOf(error), limitedFor: wait };
  };

  return {
    async send(method, to, message) {
      // `chat.update` looks for names and links in the text by default; `chat.postMessage` does not.
      const plain = method === 'chat.update' ? { parse: 'none' } : { unfurl_links: false, unfurl_media: false };
      try {
        // Text and blocks always go together: an update with text alone takes the blocks away.
        const response: WebAPICallResult & { ts?: unknown; channel?: unknown } = await client.apiCall(method, {
          ...to,
          ...message,
          ...plain,
        });
        rejectedToken = undefined;
        const { ts, channel } = response;
        return {
          sent: typeof ts === 'string' ? { kind: 'sent', ts } : { kind: 'later', after: 1_000 },
          ...(typeof channel === 'string' ? { channelId: channel } : {}),
        };
      } catch (error) {
        return failed(method, error);
      }
    },
    rejectedToken: () => rejectedToken,
  };
}
