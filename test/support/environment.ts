import type { AgoraSimulator } from '../../src/sandbox/agora/server.ts';
import type { SlackWorkspace } from '../../src/sandbox/slack/slack.ts';

/** What the bot needs to know of the two local services. */
export function environment(
  slack: Pick<SlackWorkspace, 'botToken' | 'appToken' | 'apiUrl'>,
  agora: Pick<AgoraSimulator, 'appId' | 'customerId' | 'customerSecret' | 'url'>,
): Record<string, string> {
  return {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    AGORA_APP_ID: agora.appId,
    AGORA_CUSTOMER_ID: agora.customerId,
    AGORA_CUSTOMER_SECRET: agora.customerSecret,
    AGORA_API_URL: agora.url,
    STORAGE_VENDOR: 's3',
    STORAGE_REGION: 'us-east-1',
    STORAGE_BUCKET: 'recordings',
    STORAGE_ACCESS_KEY: 'access-key-for-tests',
    STORAGE_SECRET_KEY: 'secret-key-for-tests',
    HTTP_PORT: '0',
    LOG_LEVEL: 'fatal',
  };
}
