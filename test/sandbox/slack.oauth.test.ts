import { WebClient } from '@slack/web-api';
import { describe, expect, test } from 'vitest';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import type { SlackWorkspace } from '../../src/sandbox/slack/slack-server.ts';
import {
  access,
  authorizeUrl,
  backFrom,
  client,
  install,
  newCode,
  openSlack,
  startInstaller,
} from './slack.oauth.support.ts';
import { call, openSocket } from './slack.support.ts';

const start = Date.UTC(2026, 10, 21, 9);
const minute = 60_000;
const hour = 60 * minute;

/** A local Slack with a person who approves. */
async function openApproved({ rotation = false, redirectUris }: { rotation?: boolean; redirectUris?: string[] } = {}) {
  const clock = new MovableClock(start);
  const slack = await openSlack({
    clock,
    oauth: { ...client, rotation, ...(redirectUris === undefined ? {} : { redirectUris }) },
  });
  const ana = slack.addUser('ana');
  slack.onAuthorize({ install: slack, user: ana });
  return { clock, slack, ana };
}

const errorOf = async (slack: SlackWorkspace, token: unknown) =>
  (await call(slack, 'auth.test', {}, String(token))).body['error'];

describe('the page', () => {
  test('sends the browser back with a code and the state', async () => {
    const { slack } = await openApproved();
    const answer = await fetch(authorizeUrl(slack), { redirect: 'manual' });
    expect(answer.status).toBe(302);
    const back = new URL(answer.headers.get('location') ?? '');
    expect(`${back.origin}${back.pathname}`).toBe('https://bot.example/slack/oauth_redirect');
    expect(Object.fromEntries(back.searchParams)).toEqual({ code: expect.any(String), state: 'state-1' });
  });

  test('sends the browser back with the error where the person cancels', async () => {
    const { slack } = await openApproved();
    slack.onAuthorize('cancel');
    expect(await backFrom(authorizeUrl(slack))).toEqual({ error: 'access_denied', state: 'state-1' });
  });

  test.each([
    ['another app', { client_id: '1.2' }, 'invalid_client_id'],
    ['a scope that does not exist', { scope: 'commands,chat:shout' }, 'invalid_scope'],
    ['no scope', { scope: '' }, 'invalid_scope'],
    ['a scope of a user token', { user_scope: 'chat:write' }, 'invalid_scope'],
    ['another address', { redirect_uri: 'https://elsewhere.example/slack/oauth_redirect' }, 'bad_redirect_uri'],
    ['an address beside the allowed one', { redirect_uri: 'https://bot.example/slack/other' }, 'bad_redirect_uri'],
    [
      'an address that only begins like it',
      { redirect_uri: 'https://bot.example/slack/oauth_redirect2' },
      'bad_redirect_uri',
    ],
    ['no address', { redirect_uri: 'nowhere' }, 'bad_redirect_uri'],
  ])('says what is wrong: %s', async (_, change, error) => {
    const { slack } = await openApproved({ redirectUris: ['https://bot.example/slack/oauth_redirect'] });
    const page = await fetch(authorizeUrl(slack, change), { redirect: 'manual' });
    expect([page.status, await page.text()]).toEqual([400, expect.stringContaining(error)]);
  });

  test('accepts a redirect URL below an allowed one', async () => {
    const { slack } = await openApproved({ redirectUris: ['https://bot.example/slack'] });
    expect(await backFrom(authorizeUrl(slack))).toMatchObject({ code: expect.any(String) });
  });

  test('belongs to a distributed app', async () => {
    const slack = await openSlack();
    expect(await errorOf(slack, slack.botToken)).toBe('invalid_auth');
  });
});

describe('a code', () => {
  test('is exchanged for the token of the workspace', async () => {
    const { slack, ana } = await openApproved();
    const response = await install(slack);
    expect(response).toEqual({
      ok: true,
      app_id: 'A0CLAPPER',
      scope: 'commands,chat:write',
      token_type: 'bot',
      access_token: expect.stringMatching(/^xoxb-/u),
      bot_user_id: slack.bot.userId,
      team: { id: slack.team.id, name: slack.team.name },
      enterprise: null,
      is_enterprise_install: false,
      authed_user: { id: ana.id },
    });
    const identity = (await call(slack, 'auth.test', {}, String(response['access_token']))).body;
    expect(identity).toMatchObject({ ok: true, team_id: slack.team.id, user_id: slack.bot.userId });
    expect([...slack.scopes]).toEqual(['commands', 'chat:write']);
    expect(JSON.stringify(slack.requestLog)).not.toContain(client.clientSecret);
  });

  test('is accepted with the credentials in HTTP Basic, too', async () => {
    const { slack } = await openApproved();
    const code = await newCode(slack);
    const authorization = `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}`;
    const body = new URLSearchParams({ code, redirect_uri: 'https://bot.example/slack/oauth_redirect' });
    const answer = await fetch(`${slack.apiUrl}oauth.v2.access`, { method: 'POST', headers: { authorization }, body });
    expect(await answer.json()).toMatchObject({ ok: true, token_type: 'bot' });
  });

  test.each([
    ['an unknown code', { code: 'unknown' }, 'invalid_code'],
    ['another app', { client_id: '1.2' }, 'invalid_client_id'],
    ['a wrong secret', { client_secret: 'wrong' }, 'bad_client_secret'],
    ['another address than the page', { redirect_uri: 'https://elsewhere.example/' }, 'bad_redirect_uri'],
    ['an unknown kind of grant', { grant_type: 'password' }, 'invalid_grant_type'],
  ])('is refused: %s', async (_, change, error) => {
    const { slack } = await openApproved();
    const code = await newCode(slack);
    expect(await access(slack, { code, ...change })).toEqual({ ok: false, error });
    expect(await access(slack, { code })).toMatchObject({ ok: true });
  });

  test('is valid once, for ten minutes', async () => {
    const { slack, clock } = await openApproved();
    const [used, early, late] = [await newCode(slack), await newCode(slack), await newCode(slack)];
    await access(slack, { code: used });
    expect(await access(slack, { code: used })).toMatchObject({ error: 'code_already_used' });
    clock.advance(10 * minute - 1);
    expect(await access(slack, { code: early })).toMatchObject({ ok: true });
    clock.advance(1);
    expect(await access(slack, { code: late })).toMatchObject({ error: 'invalid_code' });
  });

  test('adds its scopes to an installed app, and keeps the token', async () => {
    const { slack } = await openApproved();
    const first = await install(slack, 'commands');
    const second = await install(slack, 'chat:write');
    expect(second).toMatchObject({ scope: 'commands,chat:write', access_token: first['access_token'] });
  });
});

describe('token rotation', () => {
  const refresh = (slack: SlackWorkspace, token: unknown) =>
    access(slack, { grant_type: 'refresh_token', refresh_token: token });

  test('a token is valid for twelve hours, and its refresh token once', async () => {
    const { slack, clock } = await openApproved({ rotation: true });
    const first = await install(slack);
    expect(first).toMatchObject({
      access_token: expect.stringMatching(/^xoxe\.xoxb-/u),
      refresh_token: expect.stringMatching(/^xoxe-1-/u),
      expires_in: 43_200,
    });
    clock.advance(12 * hour - 1);
    const second = await refresh(slack, first['refresh_token']);
    expect(second).toMatchObject({ ok: true, token_type: 'bot', team: { id: slack.team.id }, expires_in: 43_200 });
    expect(await refresh(slack, first['refresh_token'])).toEqual({ ok: false, error: 'invalid_refresh_token' });
    expect(await errorOf(slack, first['access_token'])).toBeUndefined();
    clock.advance(1);
    expect(await errorOf(slack, first['access_token'])).toBe('token_expired');
    expect(await errorOf(slack, second['access_token'])).toBeUndefined();
    expect(JSON.stringify(slack.requestLog)).not.toContain(first['refresh_token']);
  });

  test('no more than two tokens are valid', async () => {
    const { slack } = await openApproved({ rotation: true });
    const first = await install(slack);
    const second = await refresh(slack, first['refresh_token']);
    const third = await refresh(slack, second['refresh_token']);
    const errors = [first, second, third].map(async (tokens) => errorOf(slack, tokens['access_token']));
    expect(await Promise.all(errors)).toEqual(['token_revoked', undefined, undefined]);
  });

  test('without it there is nothing to refresh', async () => {
    const { slack } = await openApproved();
    expect(await install(slack)).not.toHaveProperty('refresh_token');
    expect(await refresh(slack, 'xoxe-1-unknown')).toEqual({ ok: false, error: 'invalid_refresh_token' });
  });
});

describe("Slack's own library", () => {
  test('installs the app', async () => {
    const { slack, ana } = await openApproved();
    const installer = await startInstaller(slack);
    const { provider } = installer;
    expect(await installer.installByBrowser()).toMatchObject({
      team: { id: slack.team.id },
      isEnterpriseInstall: false,
      appId: 'A0CLAPPER',
      user: { id: ana.id },
      bot: { id: slack.bot.botId, userId: slack.bot.userId, scopes: ['commands', 'chat:write'] },
    });
    const query = { teamId: slack.team.id, enterpriseId: undefined, isEnterpriseInstall: false };
    const { botToken } = await provider.authorize(query);
    const posting = new WebClient(botToken, { slackApiUrl: slack.apiUrl });
    const { id: channel } = slack.addChannel('general');
    expect(await posting.chat.postMessage({ channel, text: 'Hello.' })).toMatchObject({ ok: true });
    expect(slack.messages('general')).toMatchObject([{ text: 'Hello.', user: slack.bot.userId }]);
  });

  test('reports that the person has canceled', async () => {
    const { slack } = await openApproved();
    slack.onAuthorize('cancel');
    const installer = await startInstaller(slack);
    expect(await installer.installByBrowser()).toMatchObject({ code: 'slack_oauth_installer_authorization_error' });
  });

  test('refreshes a token that expires soon', async () => {
    const { slack } = await openApproved({ rotation: true });
    const installer = await startInstaller(slack);
    const { provider } = installer;
    const installed = await installer.installByBrowser();
    if (installed === undefined || installed instanceof Error || installed.bot === undefined) expect.fail();
    const before = installed.bot.token;
    installed.bot.expiresAt = Math.floor(Date.now() / 1000) + 60;
    const query = { teamId: slack.team.id, enterpriseId: undefined, isEnterpriseInstall: false };
    const { botToken } = await provider.authorize(query);
    expect(botToken).not.toBe(before);
    expect(await errorOf(slack, botToken)).toBeUndefined();
    expect((await provider.authorize(query)).botToken).toBe(botToken);
  });
});

describe('the end of an installation', () => {
  const eventsOf = (frames: Record<string, unknown>[]) =>
    frames.map((frame) => (frame['payload'] as Record<string, unknown> | undefined)?.['event']).filter(Boolean);

  test('uninstalling sends the bot two events, and its token is account_inactive', async () => {
    const { slack } = await openApproved();
    const { access_token: token } = await install(slack);
    const socket = await openSocket(slack);
    expect(await slack.uninstall()).toEqual([
      { attempts: 1, ok: true },
      { attempts: 1, ok: true },
    ]);
    expect(eventsOf(socket.frames)).toMatchObject([
      { type: 'tokens_revoked', tokens: { oauth: [], bot: [slack.bot.userId] } },
      { type: 'app_uninstalled' },
    ]);
    expect(await errorOf(slack, token)).toBe('account_inactive');
    await expect(slack.uninstall()).rejects.toThrow('not installed');
    const again = await install(slack, 'commands');
    expect(again).toMatchObject({ ok: true, scope: 'commands' });
    expect(again['access_token']).not.toBe(token);
  });

  test('revoking sends one event, and another installation returns another token', async () => {
    const { slack } = await openApproved({ rotation: true });
    const { access_token: token, refresh_token: refreshToken } = await install(slack);
    const socket = await openSocket(slack);
    await slack.revokeTokens();
    expect(eventsOf(socket.frames)).toMatchObject([{ type: 'tokens_revoked' }]);
    expect(await errorOf(slack, token)).toBe('token_revoked');
    const refreshing = { grant_type: 'refresh_token', refresh_token: refreshToken };
    expect(await access(slack, refreshing)).toMatchObject({ error: 'invalid_refresh_token' });
    expect(await errorOf(slack, (await install(slack))['access_token'])).toBeUndefined();
  });
});
