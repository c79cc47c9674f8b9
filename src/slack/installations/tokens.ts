/** The bot token of one installation: the current one, refreshed before it expires. */
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Ms } from '../../recording/recording.ts';
import { lastingCodeOf } from '../delivery/slack-errors.ts';
import { errorText, type Log } from '../sdk-log.ts';
import type { BotToken, Installation } from './installation.ts';

/** Slack's rotated tokens are good for twelve hours. */
const refreshBefore: Ms = 2 * 3_600_000;
const retryAfter: Ms = 60_000;

export type Tokens = Readonly<{
  /**
   * Waits for a refresh only where the token has expired: an earlier one runs beside it. Where the refresh fails, the old token,
   * which Slack then rejects. Never rejects.
   */
  current(): Promise<string>;
}>;

type Options = Readonly<{
  installation: Installation;
  /** Without a token. */
  client: Pick<WebClient, 'apiCall'>;
  clientId: string;
  clientSecret: string;
  now: () => Ms;
  log: Log;
  /** Resolves when the pair is stored. */
  store(bot: BotToken): Promise<void>;
}>;

const refreshedSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
});

export function createTokens(options: Options): Tokens {
  const { installation, now, log, store } = options;
  let bot = installation.bot;
  /** What Slack has given and the database has not taken: the refresh token before it is used up. */
  let unstored: BotToken | undefined;
  let refreshing: Promise<void> | undefined;
  let nextTryAt: Ms = 0;

  const failed = (error: unknown) => {
    const about = { installation: installation.id, error: errorText(error) };
    if (unstored !== undefined || lastingCodeOf(error) === undefined) {
      nextTryAt = now() + retryAfter;
      log.warn(about, 'failed to refresh the token of a workspace; it is tried again');
      return;
    }
    nextTryAt = Number.POSITIVE_INFINITY;
    log.error(about, 'Slack refuses to refresh the token of a workspace: install the app there again');
  };

  const refresh = async (refreshToken: string) => {
    try {
      unstored ??= await exchange(options, refreshToken);
      await store(unstored);
      bot = unstored;
      unstored = undefined;
      nextTryAt = 0;
    } catch (error) {
      failed(error);
    } finally {
      refreshing = undefined;
    }
  };

  return {
    async current() {
      const { refreshToken, expiresAt } = bot;
      if (refreshToken === undefined || expiresAt === undefined) return bot.token;
      const left = expiresAt - now();
      // One at a time: of two refreshes one gives a pair that is not valid.
      if (left < refreshBefore && (refreshing !== undefined || now() >= nextTryAt)) {
        refreshing ??= refresh(refreshToken);
        if (left <= 0) await refreshing;
      }
      return bot.token;
    },
  };
}

async function exchange({ client, clientId, clientSecret, now }: Options, refreshToken: string): Promise<BotToken> {
  const response = await client.apiCall('oauth.v2.access', {
    client_id: clientId,
    client_secret: clientSecret,
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  });
  const { access_token: token, refresh_token, expires_in } = refreshedSchema.parse(response);
  return { token, refreshToken: refresh_token, expiresAt: now() + expires_in * 1000 };
}
