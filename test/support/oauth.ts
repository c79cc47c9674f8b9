/** A bot that is installed by OAuth, and the browser of the person who installs it. */
import type { SlackWorkspace } from '../../src/sandbox/slack/slack-server.ts';
import { installByBrowser, visit as visitPage } from './install.ts';

export const oauthClient = { clientId: '1000.2000', clientSecret: 'local-client-secret' };

/** Where the local Slack believes the bot to be. */
const publicUrl = 'https://bot.example';

export type Page = Readonly<{ status: number; text: string; headers: Headers; location: string; cookie: string }>;

/** What a browser gets, without following redirects. */
export async function visit(url: string, headers: Record<string, string> = {}): Promise<Page> {
  return await pageOf(await visitPage(url, headers));
}

async function pageOf(response: Response): Promise<Page> {
  return {
    status: response.status,
    text: await response.text(),
    headers: response.headers,
    location: response.headers.get('location') ?? '',
    cookie: response.headers.get('set-cookie')?.split(';', 1)[0] ?? '',
  };
}

/** Behind the proxy: the bot's own address. */
function atBot(url: string, port: number): string {
  return url.replace(publicUrl, `http://127.0.0.1:${port}`);
}

/** Up to where Slack sends the browser back; `cookie`: as the browser has it. */
export async function untilBack(port: number): Promise<{ url: string; cookie: string }> {
  const { location, cookie } = await visit(`http://127.0.0.1:${port}/slack/install`);
  return { url: atBot((await visit(location)).location, port), cookie };
}

/** The last page. */
export async function installInBrowser(port: number): Promise<Page> {
  return await pageOf(await installByBrowser(port));
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
