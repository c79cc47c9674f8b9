import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebClient } from '@slack/web-api';
import { describe, expect, onTestFinished, test } from 'vitest';
import { close, listen } from '../../src/sandbox/loopback.ts';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { type SlackWorkspace, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import type { EnvelopeEntry, User } from '../../src/sandbox/slack/types.ts';
import type { Workspace } from '../../src/sandbox/slack/workspace.ts';
import { client, install, openSlack, silent, startInstaller } from './slack.oauth.support.ts';
import { button, call, openSocket } from './slack.support.ts';

type Place = { workspace: Workspace; ana: User; channel: string; api: WebClient };

/** A person, a channel and the app in this workspace. */
async function settle(slack: SlackWorkspace, workspace: Workspace): Promise<Place> {
  const ana = workspace.addUser('ana');
  const { id: channel } = workspace.addChannel('general');
  slack.onAuthorize({ install: workspace, user: ana });
  const { access_token: token } = await install(slack, 'commands,chat:write,users:read,files:write');
  return { workspace, ana, channel, api: apiOf(slack, token) };
}

function apiOf(slack: SlackWorkspace, token: unknown): WebClient {
  const options = { rejectRateLimitedCalls: true, retryConfig: { retries: 0 }, logger: silent };
  return new WebClient(String(token), { slackApiUrl: slack.apiUrl, ...options });
}

/** Two workspaces that have installed the app. */
async function openTwo() {
  const slack = await openSlack({ clock: new MovableClock(Date.UTC(2026, 10, 21, 9)) });
  const day = await settle(slack, slack);
  const night = await settle(slack, slack.addWorkspace('Night School'));
  return { slack, day, night };
}

/** An organization of two workspaces that has installed the app. */
async function openGrid() {
  const slack = await openSlack();
  const grid = slack.addOrganization('Schools');
  const [day, night] = [grid.addWorkspace('Day School'), grid.addWorkspace('Evening School')];
  const [ana, ben] = [day.addUser('ana'), night.addUser('ben')];
  const [{ id: inDay }, { id: inNight }] = [day.addChannel('general'), night.addChannel('general')];
  slack.onAuthorize({ install: grid, user: ana });
  const response = await install(slack, 'commands,chat:write,usergroups:read,users:read,files:write');
  return { slack, grid, day, night, ana, ben, inDay, inNight, response, api: apiOf(slack, response['access_token']) };
}

const textsIn = ({ workspace }: Place) => workspace.messages('general').map(({ text }) => text);
const lastPayload = ({ requestLog }: Pick<Workspace, 'requestLog'>) =>
  requestLog.findLast((entry): entry is EnvelopeEntry => entry.kind === 'envelope')?.payload;

describe('two workspaces', () => {
  test('have the same ids, and a token reaches one of them only', async () => {
    const { day, night } = await openTwo();
    expect([night.ana.id, night.channel]).toEqual([day.ana.id, day.channel]);
    await day.api.chat.postMessage({ channel: day.channel, text: 'day' });
    const { ts = '' } = await night.api.chat.postMessage({ channel: night.channel, text: 'night' });
    await night.api.chat.postMessage({ channel: night.channel, text: 'second' });
    expect([textsIn(day), textsIn(night)]).toEqual([['day'], ['night', 'second']]);
    await night.api.chat.delete({ channel: night.channel, ts });
    expect([textsIn(day), textsIn(night)]).toEqual([['day'], ['second']]);
    const { id: channel } = night.workspace.addChannel('another');
    await expect(day.api.chat.postMessage({ channel, text: 'x' })).rejects.toThrow('channel_not_found');
    expect(day.workspace.calls('chat.postMessage')).toHaveLength(2);
    expect(night.workspace.calls('chat.postMessage')).toHaveLength(2);
  });

  test('have an identity, a domain and a bot each', async () => {
    const { slack, day, night } = await openTwo();
    expect(await day.api.auth.test()).toMatchObject({ team_id: slack.team.id, user_id: slack.bot.userId });
    const { team, bot } = night.workspace;
    expect(await night.api.auth.test()).toMatchObject({
      team: 'Night School',
      team_id: team.id,
      url: team.url,
      user_id: bot.userId,
      bot_id: bot.botId,
      is_enterprise_install: false,
    });
    expect([team.id, team.url, bot.userId]).not.toEqual([slack.team.id, slack.team.url, slack.bot.userId]);
    const { ts = '' } = await night.api.chat.postMessage({ channel: night.channel, text: 'night' });
    const { permalink = '' } = await night.api.chat.getPermalink({ channel: night.channel, message_ts: ts });
    expect(permalink.startsWith(team.url)).toBe(true);
    expect(await (await fetch(permalink)).text()).toContain('night');
  });

  test('have scopes, rate limits, faults and files of their own', async () => {
    const { slack, day, night } = await openTwo();
    night.workspace.scopes.delete('users:read');
    const about = { user: day.ana.id };
    await expect(night.api.users.info(about)).rejects.toThrow('missing_scope');
    expect(await day.api.users.info(about)).toMatchObject({ ok: true });
    const post = ({ api, channel }: Place) => api.chat.postMessage({ channel, text: 'x' });
    for (let count = 0; count < 4; count += 1) await post(day);
    await expect(post(day)).rejects.toThrow('rate-limit');
    expect(await post(night)).toMatchObject({ ok: true });
    slack.fault({ method: 'auth.test', team: night.workspace.team.id, kind: { error: 'internal_error' } });
    expect(await day.api.auth.test()).toMatchObject({ ok: true });
    await expect(night.api.auth.test()).rejects.toThrow('internal_error');
    await night.api.filesUploadV2({ filename: 'a.txt', content: 'night' });
    expect([day.workspace.files(), night.workspace.files()]).toMatchObject([[], [{ name: 'a.txt', isComplete: true }]]);
  });

  test('send their payloads over the same socket, each with its team', async () => {
    const { slack, day, night } = await openTwo();
    const socket = await openSocket(slack);
    const typed = await night.workspace.type(night.ana, night.channel, '/record help');
    expect(lastPayload(night.workspace)).toMatchObject({
      team_id: night.workspace.team.id,
      team_domain: 'night-school',
      api_app_id: 'A0CLAPPER',
      is_enterprise_install: 'false',
    });
    const answer = { method: 'POST', body: JSON.stringify({ text: 'For her.' }) };
    expect((await fetch(typed.responseUrl, answer)).status).toBe(200);
    expect(night.workspace.ephemerals('ana')).toMatchObject([{ text: 'For her.' }]);
    expect(day.workspace.ephemerals('ana')).toEqual([]);
    const blocks = [{ type: 'actions', elements: [button('Stop', 'stop')] }];
    await night.api.chat.postMessage({ channel: night.channel, text: 'card', blocks });
    const [card] = night.workspace.messages('general');
    if (card === undefined) expect.fail();
    await night.workspace.click(night.ana, card, 'Stop');
    expect(lastPayload(night.workspace)).toMatchObject({
      type: 'block_actions',
      team: { id: night.workspace.team.id },
      user: { team_id: night.workspace.team.id },
      message: { team: night.workspace.team.id, user: night.workspace.bot.userId },
      enterprise: null,
      is_enterprise_install: false,
    });
    await night.workspace.openHome(night.ana);
    expect(lastPayload(night.workspace)).toMatchObject({
      team_id: night.workspace.team.id,
      authorizations: [{ enterprise_id: null, team_id: night.workspace.team.id, is_enterprise_install: false }],
    });
    expect(socket.frames.filter((frame) => 'envelope_id' in frame)).toHaveLength(3);
    expect(lastPayload(day.workspace)).toBeUndefined();
  });

  test('end their installations separately', async () => {
    const { slack, day, night } = await openTwo();
    await openSocket(slack);
    await night.workspace.uninstall();
    await expect(night.api.auth.test()).rejects.toThrow('account_inactive');
    expect(await day.api.auth.test()).toMatchObject({ ok: true });
    expect(lastPayload(night.workspace)).toMatchObject({
      team_id: night.workspace.team.id,
      event: { type: 'app_uninstalled' },
    });
  });

  test('a change in one resolves waits in another', async () => {
    const { slack, night } = await openTwo();
    const waiting = slack.waitFor(() => textsIn(night)[0]);
    await night.api.chat.postMessage({ channel: night.channel, text: 'seen' });
    expect(await waiting).toBe('seen');
  });

  test('a second one of the same name is rejected', async () => {
    const { slack } = await openTwo();
    expect(() => slack.addWorkspace('night school')).toThrow('already');
  });
});

describe('an organization', () => {
  test('has one token and one bot for all its workspaces', async () => {
    const { api, day, night, inDay, inNight, response, ana } = await openGrid();
    expect(response).toMatchObject({
      team: null,
      enterprise: { id: 'E0SCHOOLS', name: 'Schools' },
      is_enterprise_install: true,
      bot_user_id: day.bot.userId,
      authed_user: { id: ana.id },
    });
    expect(inDay).not.toBe(inNight);
    expect(day.bot).toEqual(night.bot);
    await api.chat.postMessage({ channel: inDay, text: 'day' });
    await api.chat.postMessage({ channel: inNight, text: 'night' });
    expect(day.messages('general')).toMatchObject([{ text: 'day' }]);
    expect(night.messages('general')).toMatchObject([{ text: 'night' }]);
    expect(await api.auth.test()).toMatchObject({
      team_id: 'E0SCHOOLS',
      enterprise_id: 'E0SCHOOLS',
      is_enterprise_install: true,
    });
    await api.filesUploadV2({ channel_id: inNight, filename: 'a.txt', content: 'night' });
    expect(night.messages('general')).toMatchObject([{}, { text: '[a.txt]' }]);
  });

  test('calls without a workspace in their arguments name it', async () => {
    const { api, slack, night, ben } = await openGrid();
    night.setUserGroup('S0TEACHERS', [ben]);
    const list = (more: object) => api.apiCall('usergroups.users.list', { usergroup: 'S0TEACHERS', ...more });
    await expect(list({})).rejects.toThrow('missing_argument');
    await expect(list({ team_id: slack.team.id })).rejects.toThrow('team_access_not_granted');
    expect(await list({ team_id: night.team.id })).toMatchObject({ users: [ben.id] });
  });

  test('payloads name it, and outside of messages a workspace only in the user', async () => {
    const { slack, api, night, ben, inNight } = await openGrid();
    await openSocket(slack);
    const enterprise = { id: 'E0SCHOOLS', name: 'Schools' };
    await night.type(ben, inNight, '/record help');
    expect(lastPayload(night)).toMatchObject({
      team_id: night.team.id,
      enterprise_id: enterprise.id,
      enterprise_name: enterprise.name,
      is_enterprise_install: 'true',
    });
    await night.sendEvent({ type: 'app_home_opened' });
    expect(lastPayload(night)).toMatchObject({
      team_id: night.team.id,
      enterprise_id: enterprise.id,
      authorizations: [{ enterprise_id: enterprise.id, team_id: null, is_enterprise_install: true }],
    });
    await night.shortcut(ben, 'start');
    const shortcut = lastPayload(night);
    const about = { enterprise, is_enterprise_install: true, team: null, user: { team_id: night.team.id } };
    expect(shortcut).toMatchObject(about);
    const title = { type: 'plain_text', text: 'Start' };
    const view = { type: 'modal', title, submit: title, blocks: [] };
    await api.apiCall('views.open', { trigger_id: shortcut?.['trigger_id'], view });
    await night.submitModal(ben);
    expect(lastPayload(night)).toMatchObject({
      ...about,
      view: { team_id: night.team.id, app_installed_team_id: enterprise.id },
    });
    const blocks = [{ type: 'actions', elements: [button('Stop', 'stop')] }];
    await api.chat.postMessage({ channel: inNight, text: 'card', blocks });
    const [card] = night.messages('general');
    await night.click(ben, card ?? expect.fail(), 'Stop');
    expect(lastPayload(night)).toMatchObject({ ...about, team: { id: night.team.id, enterprise_id: enterprise.id } });
  });

  test('a workspace of it can install the app for itself', async () => {
    const { slack, day, ana } = await openGrid();
    slack.onAuthorize({ install: day, user: ana });
    const response = await install(slack);
    expect(response).toMatchObject({ team: { id: day.team.id }, enterprise: { id: 'E0SCHOOLS' } });
    expect(response['is_enterprise_install']).toBe(false);
    expect(await apiOf(slack, response['access_token']).auth.test()).toMatchObject({
      team_id: day.team.id,
      enterprise_id: 'E0SCHOOLS',
      is_enterprise_install: false,
    });
    await day.sendEvent({ type: 'app_home_opened' });
    expect(lastPayload(day)).toMatchObject({
      enterprise_id: 'E0SCHOOLS',
      authorizations: [{ team_id: day.team.id, is_enterprise_install: false }],
    });
  });

  test('is installed by the real provider, and uninstalled for all', async () => {
    const { slack, grid, api } = await openGrid();
    const installed = await (await startInstaller(slack)).installByBrowser();
    expect(installed).toMatchObject({
      team: undefined,
      enterprise: { id: grid.id },
      isEnterpriseInstall: true,
      enterpriseUrl: expect.stringContaining('/schools/'),
    });
    const socket = await openSocket(slack);
    await grid.uninstall();
    const { payload } = await socket.frame((frame) => JSON.stringify(frame).includes('app_uninstalled'));
    expect(payload).toMatchObject({ enterprise_id: grid.id, authorizations: [{ is_enterprise_install: true }] });
    await expect(api.auth.test()).rejects.toThrow('account_inactive');
  });
});

test('over HTTP events are JSON, those of an installation and those of the App Home', async () => {
  const slack = await openSlack({ transport: 'http' });
  const taken: { type: string | undefined; event: unknown }[] = [];
  const app = createServer((request, response) => {
    void text(request).then((body) => {
      taken.push({ type: request.headers['content-type'], event: (JSON.parse(body) as { event: unknown }).event });
      response.end();
    });
  });
  slack.deliverTo(`http://127.0.0.1:${await listen(app, 0)}/slack/events`);
  onTestFinished(() => close(app));
  const ana = slack.addUser('ana');
  slack.onAuthorize({ install: slack, user: ana });
  await install(slack);
  expect(await slack.openHome(ana)).not.toHaveProperty('error');
  expect(await slack.revokeTokens()).toEqual({ attempts: 1, ok: true });
  expect(taken).toMatchObject([
    { type: 'application/json', event: { type: 'app_home_opened', user: ana.id } },
    { type: 'application/json', event: { type: 'tokens_revoked' } },
  ]);
});

test('without OAuth only the fixed token is valid', async () => {
  const slack = await startSlack();
  const { clientId: client_id, clientSecret: client_secret } = client;
  const { body } = await call(slack, 'oauth.v2.access', { client_id, client_secret, code: 'x' });
  expect(body).toEqual({ ok: false, error: 'invalid_client_id' });
  expect((await call(slack, 'auth.test', {}, slack.botToken)).body).toMatchObject({ ok: true });
  await slack.close();
});
