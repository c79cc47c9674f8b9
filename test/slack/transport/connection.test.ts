import { expect, it, onTestFinished } from 'vitest';
import { SlackAuthError } from '../../../src/slack/delivery/slack-errors.ts';
import { connectSlack } from '../../../src/slack/transport/connection.ts';
import { quiet } from '../inbound/support.ts';
import { aWorkspace, connected } from '../support.ts';

it('opens two connections and identifies the workspace', async () => {
  const { connection, slack } = await connected(await aWorkspace());
  const scopes = ['commands', 'chat:write'];
  expect(connection.team).toEqual({ id: slack.team.id, url: slack.team.url, scopes });
  expect(connection.botUserId).toBe(slack.bot.userId);
  expect(connection.connected()).toBe(2);
  expect(connection.ready()).toEqual([]);
  // The app token and the bot token each where it belongs, and no more calls than needed.
  expect(slack.calls().map(({ method, token }) => `${method} ${token}`)).toEqual([
    'auth.test bot',
    'apps.connections.open app',
    'apps.connections.open app',
  ]);
});

it('serves a command that is typed while the connections are refreshed', async () => {
  const { slack, ana, general, connection } = await connected(await aWorkspace());
  const [first] = slack.socketNumbers();
  slack.refresh({ which: first ?? 0 });
  expect(await slack.type(ana, general, '/record list')).toMatchObject({ ok: true });
  await slack.waitFor(() => slack.sockets === 2 && !slack.socketNumbers().includes(first ?? 0));
  expect(connection.ready()).toEqual([]);
  expect(await slack.type(ana, general, '/record list')).toMatchObject({ ok: true });
});

it('opens the replacements at once when all connections are refreshed', async () => {
  const { slack, ana, general } = await connected(await aWorkspace());
  slack.refresh();
  // Long before the old ones are closed, ten seconds from here.
  await slack.waitFor(() => slack.socketNumbers().some((number) => number > 2), 5_000);
  expect(await slack.type(ana, general, '/record list')).toMatchObject({ ok: true });
});

it('keeps serving a connection after a warning, and opens another', async () => {
  const { slack, ana, general } = await connected(await aWorkspace());
  slack.warn('all');
  const typed = await Promise.all([1, 2, 3, 4].map(() => slack.type(ana, general, '/record list')));
  expect(typed.every(({ ok }) => ok)).toBe(true);
  await slack.waitFor(() => slack.sockets === 4);
});

it.each([{ ignoreCloseFrame: true }, { reason: 'too_many_websockets' as const }])(
  'survives a refresh with %o',
  async (how) => {
    const { slack, ana, general } = await connected(await aWorkspace());
    slack.refresh({ which: 1, ...how });
    await slack.waitFor(() => slack.socketNumbers().some((number) => number > 2));
    expect(await slack.type(ana, general, '/record list')).toMatchObject({ ok: true });
  },
);

it('reconnects broken connections', async () => {
  const { slack, ana, general, up } = await connected(await aWorkspace());
  for (let round = 0; round < 3; round += 1) {
    slack.kill('all');
    await slack.waitFor(() => slack.sockets === 2);
  }
  await up(2);
  expect(await slack.type(ana, general, '/record list')).toMatchObject({ ok: true });
});

it('detects an unresponsive peer', async () => {
  const { slack } = await connected(await aWorkspace());
  slack.stopAnsweringPings('all');
  await slack.waitFor(() => slack.socketNumbers().some((number) => number > 2), 12_000);
});

it.each([
  'null',
  '17',
  'not json',
  '{"type":"close"}',
  '{"type":"error"}',
  '{"type":"events_api","envelope_id":"e1","payload":{"type":"app_rate_limited","team_id":"T0CLAPPER"}}',
  '{"type":"events_api","envelope_id":"e2","payload":{"event":{"type":"app_uninstalled"}}}',
  '{"type":"slash_commands","envelope_id":"e3"}',
  '{"type":"slash_commands","envelope_id":"e4","payload":{}}',
  '{"type":"interactive","envelope_id":"e5","payload":{"type":"block_actions","actions":[]}}',
])('survives the frame %s', async (frame) => {
  const { slack, ana, general, connection } = await connected(await aWorkspace());
  slack.send(frame, 'all');
  expect(await slack.type(ana, general, '/record list')).toMatchObject({ ok: true });
  expect(connection.connected()).toBe(2);
});

it.each([true, 'refused'] as const)('survives an outage (%s) and reconnects after it', async (how) => {
  const { slack, ana, general, connection, log } = await connected(await aWorkspace());
  await slack.outage(how);
  await expect
    .poll(() => log.lines.filter((line) => line.includes('no connection')).length, { timeout: 10_000 })
    .toBeGreaterThan(4);
  expect(connection.connected()).toBe(0);
  expect(connection.ready()).toEqual(['not connected to Slack']);
  await slack.outage(false);
  await slack.waitFor(() => slack.sockets === 2, 15_000);
  expect(await slack.type(ana, general, '/record list')).toMatchObject({ ok: true });
  expect(connection.ready()).toEqual([]);
});

it.each([
  ['bot', 'invalid_auth', { botToken: 'xoxb-wrong' }],
  ['app', 'invalid_auth', { appToken: 'xapp-wrong' }],
])('fails to start with a wrong %s token', async (token, code, wrong) => {
  const { slack } = await aWorkspace();
  const { botToken, appToken, apiUrl } = slack;
  const recorder = connectSlack({ botToken, appToken, apiUrl, log: quiet, register: () => undefined, ...wrong });
  const error: unknown = await recorder.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SlackAuthError);
  expect(error).toMatchObject({ token, code });
  expect(slack.sockets).toBe(0);
});

it('fails to start without the required scopes', async () => {
  const { slack } = await aWorkspace({ scopes: ['commands'] });
  const { botToken, appToken, apiUrl } = slack;
  const recorder = connectSlack({ botToken, appToken, apiUrl, log: quiet, register: () => undefined });
  await expect(recorder).rejects.toMatchObject({ token: 'bot', code: 'missing_scope' });
});

it('keeps trying to start while Slack is unreachable, until aborted', async () => {
  const { slack } = await aWorkspace();
  const { botToken, appToken, apiUrl } = slack;
  const options = { botToken, appToken, apiUrl, log: quiet, register: () => undefined };
  await slack.outage(true);
  const end = new AbortController();
  const givenUp = connectSlack({ ...options, signal: end.signal });
  const patient = connectSlack(options);
  await slack.waitFor(() => slack.calls('auth.test').length > 5, 10_000);
  end.abort(new Error('enough'));
  await expect(givenUp).rejects.toThrow('enough');
  await slack.outage(false);
  const connection = await patient;
  onTestFinished(() => connection.stop());
  expect(connection.ready()).toEqual([]);
});

it('reports a revoked app token', async () => {
  const { slack, connection } = await connected(await aWorkspace());
  slack.revoke('app');
  slack.kill('all');
  await expect
    .poll(() => connection.ready())
    .toEqual([expect.stringMatching(/rejects the Socket Mode connection: \w+/u)]);
});

it('stop ends a connection to an unresponsive peer', async () => {
  const { slack, connection } = await connected(await aWorkspace());
  slack.refresh({ which: 1, ignoreCloseFrame: true });
  // The SDK alone would wait for thirty seconds, longer than a test may take.
  await connection.stop();
  expect(connection.connected()).toBe(0);
  await slack.waitFor(() => slack.sockets === 0, 500);
});

it('stop cancels a connection whose URL was still being requested', async () => {
  const { slack, connection, log } = await connected(await aWorkspace());
  slack.fault({ method: 'apps.connections.open', times: 1, kind: { slowMs: 500 } });
  slack.kill(1);
  await slack.waitFor(() => slack.calls('apps.connections.open').length === 3);
  await connection.stop();
  await slack.waitFor(() => slack.sockets === 0);
  let opened = 0;
  slack.subscribe(() => {
    opened = Math.max(opened, slack.sockets);
  });
  await slack.waitFor(() => slack.calls('apps.connections.open').every(({ status }) => status !== 0));
  await expect.poll(() => log.lines.some((line) => line.includes('no longer wanted'))).toBe(true);
  expect(opened).toBe(0);
});
