/** Messages of schedules, on their way to Slack. */
import { inLocale, type Locale } from '../../messages/locale.ts';
import type { Schedule, ScheduleMessage } from '../../recording/schedule/schedule.ts';
import type { SendOutcome } from '../../service/ports.ts';
import type { ScheduleMessenger } from '../../service/schedule-ports.ts';
import { errorText } from '../sdk-log.ts';
import { renderScheduleMessage } from '../surfaces/schedule.ts';
import type { MessengerOptions } from './messenger.ts';
import { messagePriority } from './rates.ts';
import { createWebApi } from './web-api.ts';

export function createScheduleMessenger(options: MessengerOptions): ScheduleMessenger {
  const { rateLimiter, log, languages } = options;
  const api = createWebApi(options);

  async function send(
    to: Readonly<{ channel: string; locale: Locale }>,
    s: Schedule,
    message: ScheduleMessage,
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    const { channel, locale } = to;
    let rendered: ReturnType<typeof renderScheduleMessage>;
    try {
      rendered = inLocale(locale, () => renderScheduleMessage(s, message));
    } catch (error) {
      log.error({ error: errorText(error) }, 'failed to render message');
      return { kind: 'rejected', code: 'not_rendered' };
    }
    return await rateLimiter.run(
      {
        method: 'chat.postMessage',
        channel,
        priority: messagePriority.change,
        orderingKey: `schedule ${s.id} ${channel}`,
        send: () => api.send('chat.postMessage', { channel }, rendered),
      },
      signal,
    );
  }

  return {
    announce: (s, message, signal) =>
      send({ channel: s.channel.channelId, locale: languages.ofWorkspace }, s, message, signal),
    // A direct message goes to the user's id, and needs no scope beyond chat:write.
    tell: async (s, message, signal) =>
      await send({ channel: s.createdBy, locale: await languages.ofPerson(s.createdBy) }, s, message, signal),
  };
}
