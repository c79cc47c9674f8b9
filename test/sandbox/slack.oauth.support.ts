/** An app that is installed by OAuth, and the browser of the person who installs it. */
import { createServer, type ServerResponse } from 'node:http';
import { type Installation, InstallProvider, LogLevel } from '@slack/oauth';
import { onTestFinished } from 'vitest';
import { close, listen } from '../../src/sandbox/loopback.ts';
import { type SlackOptions, type SlackWorkspace, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { installByBrowser, visit } from '../support/install.ts';
import { call } from './slack.support.ts';

export const client = { clientId: '1000.2000', clientSecret: 'local-client-secret' };
export const asked = ['commands', 'chat:write'];

/** A local Slack on which the app is distributed. */
export async function openSlack(options: SlackOptions = {}): Promise<SlackWorkspace> {
  const slack = await startSlack({ ...options, oauth: { ...client, ...options.oauth } });
  onTestFinished(() => slack.close());
  return slack;
}

/** What the installation page is asked with. */
export function authorizeUrl(slack: SlackWorkspace, change: Record<string, string> = {}): string {
  const query = {
    client_id: client.clientId,
    scope: asked.join(','),
    redirect_uri: 'https://bot.example/slack/oauth_redirect',
    state: 'state-1',
    ...change,
  };
  return `${slack.authorizeUrl}?${new URLSearchParams(query).toString()}`;
}

/** The query that the page sends the browser back with. */
export async function backFrom(url: string): Promise<Record<string, string>> {
  const { searchParams } = new URL((await visit(url)).headers.get('location') ?? '');
  return Object.fromEntries(searchParams);
}

/** A code of the person who approves. */
export async function newCode(slack: SlackWorkspace, change: Record<string, string> = {}): Promise<string> {
  return (await backFrom(authorizeUrl(slack, change)))['code'] ?? '';
}

/** `oauth.v2.access` with the right credentials and address, unless others are given. */
export async function access(slack: SlackWorkspace, args: object): Promise<Record<string, unknown>> {
  const { clientId: client_id, clientSecret: client_secret } = client;
  const redirect_uri = 'https://bot.example/slack/oauth_redirect';
  return (await call(slack, 'oauth.v2.access', { client_id, client_secret, redirect_uri, ...args })).body;
}

/** Installs the app where the person approves; its response. */
export async function install(slack: SlackWorkspace, scope = asked.join(',')): Promise<Record<string, unknown>> {
  return access(slack, { code: await newCode(slack, { scope }) });
}

/** The real InstallProvider behind `/slack/install` and `/slack/oauth_redirect`. */
export async function startInstaller(slack: SlackWorkspace) {
  const provider = new InstallProvider({
    ...client,
    stateSecret: 'local-state-secret',
    directInstall: true,
    authorizationUrl: slack.authorizeUrl,
    logLevel: LogLevel.ERROR,
    logger: silent,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  });
  const outcomes: (Installation | Error)[] = [];
  const end = (response: ServerResponse, outcome: Installation | Error) => {
    outcomes.push(outcome);
    response.end();
  };
  const server = createServer((request, response) => {
    const redirectUri = `http://${request.headers.host}/slack/oauth_redirect`;
    const handled = request.url?.startsWith('/slack/install')
      ? provider.handleInstallPath(request, response, undefined, { scopes: asked, redirectUri })
      : provider.handleCallback(request, response, {
          success: (installation) => end(response, installation),
          failure: (error) => end(response, error),
        });
    void handled;
  });
  const port = await listen(server, 0);
  onTestFinished(() => close(server));
  return {
    provider,
    /** What the provider makes of it. */
    async installByBrowser(): Promise<Installation | Error | undefined> {
      await installByBrowser(port);
      return outcomes.at(-1);
    },
  };
}

/** For what is expected to fail. */
export const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};
