/** A bot that is installed by OAuth, and the browser of the person who installs it. */
import type { SlackWorkspace } from '../../src/sandbox/slack/slack-server.ts';

export const oauthClient = { clientId: '1000.2000', clientSecret: 'local-client-secret' };

/** Where the browser finds the bot; the port is known only when it runs. */
const publicUrl = 'https://bot.example';

/** In place of the bot token. */
export const oauthVariables: Readonly<Record<string, string>> = {
  SLACK_BOT_TOKEN: '',
  SLACK_CLIENT_ID: oauthClient.clientId,
  SLACK_CLIENT_SECRET: oauthClient.clientSecret,
  SLACK_STATE_SECRET: 'local-state-secret',
  SLACK_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  PUBLIC_URL: publicUrl,
};

export type Page = Readonly<{ status: number; text: string; headers: Headers; location: string; cookie: string }>;

/** What a browser gets, without following what it is told. */
export async function visit(url: string, headers: Record<string, string> = {}): Promise<Page> {
  const response = await fetch(url, { redirect: 'manual', headers });
  return {
    status: response.status,
    text: await response.text(),
    headers: response.headers,
    location: response.headers.get('location') ?? '',
    cookie: response.headers.get('set-cookie')?.split(';', 1)[0] ?? '',
  };
}

/** Behind the proxy: the bot's own address. */
export function atBot(url: string, port: number): string {
  return url.replace(publicUrl, `http://127.0.0.1:${port}`);
}

/** Up to where Slack sends the browser back; `cookie`: as the browser has it. */
export async function untilBack(port: number): Promise<{ url: string; cookie: string }> {
  const { location, cookie } = await visit(`http://127.0.0.1:${port}/slack/install`);
  return { url: atBot((await visit(location)).location, port), cookie };
}

/** The last page. */
export async function installInBrowser(port: number): Promise<Page> {
  const { url, cookie } = await untilBack(port);
  return await visit(url, { cookie });
}

/** As somebody approves it in this workspace or organization. */
export async function installIn(
  slack: SlackWorkspace,
  install: Exclude<Parameters<SlackWorkspace['onAuthorize']>[0], 'cancel'>['install'],
  port: number,
): Promise<Page> {
  slack.onAuthorize({ install, user: slack.addUser('admin') });
  return await installInBrowser(port);
}
