import { WebClient, type WebClientOptions } from '@slack/web-api';
import { type Log, sdkLogger } from '../sdk-log.ts';

export const slackApi = 'https://slack.com/api/';

/**
 * Options for one client of Slack's Web API: a fresh object each time, because the SDK writes into it. No retries and no
 * waiting inside the SDK: it would post twice after a lost reply, and hold up every method for one that is limited.
 */
export function clientOptions(apiUrl: string, log: Log, timeoutMs = 10_000): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    timeout: timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: sdkLogger(log),
  };
}

/** A client that may be used before, and without, a connection. */
export function createSlackClient(options: { botToken: string; apiUrl?: string | undefined; log: Log }): WebClient {
  return new WebClient(options.botToken, clientOptions(options.apiUrl ?? slackApi, options.log));
}
