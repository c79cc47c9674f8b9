/** Files for one person, in their direct messages with the bot. */
import type { WebClient } from '@slack/web-api';
import type { UserId } from '../../recording/recording.ts';
import { errorText, type Log } from '../sdk-log.ts';
import type { Message } from '../surfaces/blocks.ts';
import type { Team } from '../transport/connection.ts';
import type { SlackMessenger } from './messenger.ts';
import { codeOf } from './slack-errors.ts';

export type TextFile = Readonly<{ filename: string; title: string; content: string }>;

/** `missingScope`: the bot token lacks files:write, and nothing was posted. Never rejects. */
export type SendFile = (
  to: UserId,
  message: Message,
  file: TextFile,
  signal: AbortSignal,
) => Promise<'sent' | 'missingScope' | 'failed'>;

const neededScope = 'files:write';

type Options = Readonly<{
  client: Pick<WebClient, 'filesUploadV2'>;
  team: Team;
  messenger: Pick<SlackMessenger, 'direct'>;
  log: Log;
}>;

export function createFileDelivery({ client, team, messenger, log }: Options): SendFile {
  return async (to, message, { filename, title, content }, signal) => {
    if (team.scopes?.includes(neededScope) !== true) return 'missingScope';
    // A file goes to a conversation, whose id only a post tells without a further scope.
    const channelId = await messenger.direct(to, message, signal);
    if (channelId === undefined) return 'failed';
    try {
      await client.filesUploadV2({ channel_id: channelId, content, filename, title });
      return 'sent';
    } catch (error) {
      log.warn({ code: codeOf(error), error: errorText(error) }, 'failed to upload a file');
      return 'failed';
    }
  };
}
