import { setTimeout as sleep } from 'node:timers/promises';
import type { Ms } from '../../recording/recording.ts';
import type { Clock } from '../../service/ports.ts';
import { errorText, type Log } from '../sdk-log.ts';
import type { Message } from '../surfaces/blocks.ts';

/**
 * Private answers by response_url. Such an address serves five times within 30 minutes, and anybody who has it may post: it
 * is kept in memory only and never logged. (https://docs.slack.dev/interactivity/handling-user-interaction)
 */
export type Responder = Readonly<{
  /** Shows the message to the one person that the address belongs to. False when it may not have arrived. Never rejects. */
  respond(url: string, message: Message, signal?: AbortSignal): Promise<boolean>;
  /** Keeps the address, for later messages to this person about this recording. */
  remember(recording: string, user: string, url: string): void;
  /** An address that was remembered and should still serve. */
  recall(recording: string, user: string): string | undefined;
}>;

const lifetime: Ms = 29 * 60_000;
const mostUses = 2;
const mostRemembered = 500;
const timeoutMs = 5_000;
// Used right after a click, the address may not be known yet everywhere at Slack, and answers 404.
const againAfterMs = 500;

export function createResponder(clock: Clock, log: Log): Responder {
  const remembered = new Map<string, { url: string; at: Ms; uses: number }>();

  /** The HTTP status; 0 where there was none. */
  const post = async (url: string, message: Message, signal: AbortSignal): Promise<number> => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...message }),
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      await response.body?.cancel();
      return response.status;
    } catch (error) {
      log.warn({ error: errorText(error) }, 'a private answer did not get through');
      return 0;
    }
  };

  return {
    async respond(url, message, signal = new AbortController().signal) {
      let status = await post(url, message, signal);
      if (status === 404) {
        await sleep(againAfterMs, undefined, { signal }).catch(() => undefined);
        status = await post(url, message, signal);
      }
      const arrived = status >= 200 && status < 300;
      if (!arrived && status !== 0) log.warn({ status }, 'Slack refused a private answer');
      return arrived;
    },
    remember(recording, user, url) {
      // A click in the App Home has none.
      if (url === '') return;
      remembered.set(`${recording} ${user}`, { url, at: clock.now(), uses: 0 });
      const [oldest] = remembered.keys();
      if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
    },
    recall(recording, user) {
      const kept = remembered.get(`${recording} ${user}`);
      if (kept === undefined || kept.uses >= mostUses || clock.now() - kept.at > lifetime) return undefined;
      kept.uses += 1;
      return kept.url;
    },
  };
}
