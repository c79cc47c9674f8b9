import type { AgoraSimulator } from './agora/agora-server.ts';
import { BUCKET_DEFAULTS, type LocalBucket } from './bucket/bucket-server.ts';
import type { OAuthOptions } from './slack/oauth.ts';
import type { SlackWorkspace } from './slack/slack-server.ts';

/**
 * Environment variables of a bot that uses the local services, without logs and on a free port. `DATABASE_PATH` is missing. Without
 * a bucket the storage is one that nobody can reach, and nothing is uploaded.
 */
export function environment(
  slack: Pick<SlackWorkspace, 'botToken' | 'appToken' | 'apiUrl'> &
    Partial<Pick<SlackWorkspace, 'transport' | 'signingSecret' | 'oauth'>>,
  agora: Pick<AgoraSimulator, 'appId' | 'customerId' | 'customerSecret' | 'url'>,
  bucket?: LocalBucket,
): Record<string, string> {
  return {
    ...(slack.oauth === undefined ? { SLACK_BOT_TOKEN: slack.botToken } : oauthEnvironment(slack.oauth)),
    ...(slack.transport === 'http'
      ? { SLACK_SIGNING_SECRET: slack.signingSecret ?? '' }
      : { SLACK_APP_TOKEN: slack.appToken }),
    SLACK_API_URL: slack.apiUrl,
    AGORA_APP_ID: agora.appId,
    AGORA_CUSTOMER_ID: agora.customerId,
    AGORA_CUSTOMER_SECRET: agora.customerSecret,
    AGORA_API_URL: agora.url,
    ...storageEnvironment(bucket),
    HTTP_PORT: '0',
    LOG_LEVEL: 'fatal',
  };
}

/** `PUBLIC_URL` is an address that nobody can reach: who plays a browser takes it for that of the bot. */
function oauthEnvironment({ clientId, clientSecret }: OAuthOptions): Record<string, string> {
  return {
    SLACK_CLIENT_ID: clientId,
    SLACK_CLIENT_SECRET: clientSecret,
    SLACK_STATE_SECRET: 'local-state-secret',
    SLACK_ENCRYPTION_KEY: Buffer.alloc(32, 'local').toString('base64'),
    PUBLIC_URL: 'https://bot.example',
  };
}

export function storageEnvironment(bucket?: LocalBucket): Record<string, string> {
  const { bucket: name, accessKey, secretKey } = BUCKET_DEFAULTS;
  const place: Record<string, string> =
    bucket === undefined
      ? { STORAGE_VENDOR: 's3', STORAGE_REGION: 'us-east-1' }
      : { STORAGE_VENDOR: 's3-compatible', STORAGE_REGION: '', STORAGE_ENDPOINT: bucket.endpoint };
  return { ...place, STORAGE_BUCKET: name, STORAGE_ACCESS_KEY: accessKey, STORAGE_SECRET_KEY: secretKey };
}
