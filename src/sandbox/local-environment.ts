import type { AgoraSimulator } from './agora/agora-server.ts';
import type { SlackWorkspace } from './slack/slack-server.ts';

/** Environment variables of a bot that uses the two local services, without logs and on a free port. `DATABASE_PATH` is missing. */
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
    STORAGE_ACCESS_KEY: 'local-access-key',
    STORAGE_SECRET_KEY: 'local-secret-key',
    HTTP_PORT: '0',
    LOG_LEVEL: 'fatal',
  };
}
