import { describe, expect, onTestFinished, test } from 'vitest';
import { type SlackOptions, startSlack } from '../../../src/sandbox/slack/slack-server.ts';
import { appTokenCheck, botTokenCheck, connectionCheck, signingSecretCheck } from '../../../src/slack/doctor/checks.ts';

const now = () => Date.now();
const signal = new AbortController().signal;

async function openSlack(options: SlackOptions = {}) {
  const slack = await startSlack(options);
  onTestFinished(() => slack.close());
  const { botToken, appToken, apiUrl } = slack;
  const bot = (token = botToken, readsGroups = false) =>
    botTokenCheck({ botToken: token, apiUrl, readsGroups }, now).run(signal);
  const app = (token = appToken) => appTokenCheck({ appToken: token, apiUrl }, now).run(signal);
  return { slack, bot, app };
}

const codes = ({ findings }: { findings: readonly { code: string }[] }) => findings.map(({ code }) => code);

describe('the bot token', () => {
  test('names workspace, bot and scopes, and reads the clock', async () => {
    const { bot } = await openSlack({ scopes: ['commands', 'chat:write', 'users:read', 'files:write'] });
    const result = await bot();
    expect(result.findings).toEqual([
      { subject: 'slackBot', code: 'slack.bot.fine', values: { workspace: 'clapperboard', bot: 'clapperbot' } },
      { subject: 'slackScopes', code: 'slack.scopes.fine', values: { scopes: 'commands, chat:write' } },
    ]);
    expect(result.clocks).toHaveLength(1);
    expect(Math.abs(result.clocks?.[0]?.ahead ?? Infinity)).toBeLessThan(5_000);
  });

  test('the scope for user groups is required only where the configuration names some', async () => {
    const { bot } = await openSlack({ scopes: ['commands', 'chat:write', 'users:read', 'files:write'] });
    expect(codes(await bot(undefined, true))).toContain('slack.without.usergroupsRead');
    expect(codes(await bot(undefined, false))).not.toContain('slack.without.usergroupsRead');
  });

  test.each([
    ['invalid_auth', 'slack.bot.rejected'],
    ['token_revoked', 'slack.bot.revoked'],
    ['account_inactive', 'slack.bot.revoked'],
    ['token_expired', 'slack.bot.expired'],
    ['not_allowed_token_type', 'slack.bot.wrongKind'],
    ['internal_error', 'slack.busy'],
    ['xoxb-planted', 'slack.bot.rejected'],
  ])('%s: %s', async (error, code) => {
    const { slack, bot } = await openSlack();
    slack.fault({ method: 'auth.test', kind: { error } });
    const result = await bot();
    expect(codes(result)).toEqual([code]);
    expect(JSON.stringify(result)).not.toContain('planted');
    // The response carries the time, too.
    expect(result.clocks).toHaveLength(1);
  });

  test.each([
    [{ retryAfter: 1 }, 'slack.busy'],
    [{ status: 502 }, 'slack.unreachable'],
    ['drop', 'slack.unreachable'],
  ] as const)('%j: %s', async (kind, code) => {
    const { slack, bot } = await openSlack();
    slack.fault({ method: 'auth.test', kind });
    expect(codes(await bot())).toEqual([code]);
  });
});

describe('the app token', () => {
  test('is accepted without a connection', async () => {
    const { slack, app } = await openSlack();
    expect(codes(await app())).toEqual(['slack.app.fine']);
    expect(slack.sockets).toBe(0);
  });

  test.each([
    ['missing_scope', 'slack.app.missingScope'],
    ['token_revoked', 'slack.app.revoked'],
    ['invalid_auth', 'slack.app.rejected'],
  ])('%s: %s', async (error, code) => {
    const { slack, app } = await openSlack();
    slack.fault({ method: 'apps.connections.open', kind: { error } });
    expect(codes(await app())).toEqual([code]);
  });

  test('a bot token in its place is reported as the wrong type', async () => {
    const { slack, app } = await openSlack();
    expect(codes(await app(slack.botToken))).toEqual(['slack.app.wrongKind']);
  });
});

test('the running bot counts its connections', async () => {
  expect(codes(await connectionCheck(() => 2).run(signal))).toEqual(['slack.connected']);
  expect(codes(await connectionCheck(() => 0).run(signal))).toEqual(['slack.notConnected']);
});

test('in HTTP mode the request URL for Slack is reported', async () => {
  const found = async (publicUrl?: string) => (await signingSecretCheck(publicUrl).run(signal)).findings;
  expect(await found('https://bot.example.com')).toEqual([
    {
      subject: 'slackSigning',
      code: 'slack.signing.set',
      values: { address: 'https://bot.example.com/slack/events' },
    },
  ]);
  expect(JSON.stringify(await found())).toContain('https://your-host/slack/events');
});
