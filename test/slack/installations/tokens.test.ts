import { WebAPIPlatformError } from '@slack/web-api';
import { expect, it } from 'vitest';
import type { BotToken } from '../../../src/slack/installations/installation.ts';
import { createTokens } from '../../../src/slack/installations/tokens.ts';
import { keptLog } from '../inbound/support.ts';
import { installationOf } from './support.ts';

const hour = 3_600_000;
const t0 = 1_800_000_000_000;

type Answer = () => Promise<object>;

const pair =
  (n: number): Answer =>
  async () => ({
    ok: true,
    access_token: `new-${n}`,
    refresh_token: `refresh-${n}`,
    expires_in: 12 * 3_600,
  });
const refusal =
  (error: string): Answer =>
  () =>
    Promise.reject(new WebAPIPlatformError({ ok: false, error }));
const network: Answer = () => Promise.reject(new Error('connection lost'));

/** A token with so much time left, and what Slack and the database answer, one after the other. */
function tokensWith(left: number | undefined, answers: Answer[], storing: (() => Promise<void>)[] = []) {
  const log = keptLog();
  const calls: unknown[] = [];
  const stored: BotToken[] = [];
  const clock = { at: t0 };
  const rotation = left === undefined ? {} : { refreshToken: 'refresh-0', expiresAt: t0 + left };
  const bot = { token: 'old', ...rotation };
  const tokens = createTokens({
    installation: installationOf({ bot }),
    client: {
      apiCall(method: string, args: unknown) {
        calls.push([method, args]);
        return (answers.shift() ?? expect.fail('one refresh too many'))() as never;
      },
    },
    clientId: '1.2',
    clientSecret: 'secret',
    now: () => clock.at,
    log,
    async store(pair) {
      await storing.shift()?.();
      stored.push(pair);
    },
  });
  return { tokens, log, calls, stored, clock };
}

it('does not refresh a token that does not expire', async () => {
  const { tokens, clock } = tokensWith(undefined, []);
  clock.at += 1000 * hour;
  expect(await tokens.current()).toBe('old');
});

it('refreshes when less than two hours are left, beside the call, and stores the pair before it is used', async () => {
  const { tokens, calls, stored, clock } = tokensWith(2 * hour, [pair(1)]);
  expect(await tokens.current()).toBe('old');
  expect(calls).toEqual([]);
  clock.at += 1;
  expect(await tokens.current()).toBe('old');
  await expect.poll(() => tokens.current()).toBe('new-1');
  const args = { client_id: '1.2', client_secret: 'secret', grant_type: 'refresh_token', refresh_token: 'refresh-0' };
  expect(calls).toEqual([['oauth.v2.access', args]]);
  expect(stored).toEqual([{ token: 'new-1', refreshToken: 'refresh-1', expiresAt: clock.at + 12 * hour }]);
});

it('waits for the refresh of an expired token: one for all who call', async () => {
  const { tokens, calls } = tokensWith(0, [pair(1)]);
  expect(await Promise.all([tokens.current(), tokens.current(), tokens.current()])).toEqual([
    'new-1',
    'new-1',
    'new-1',
  ]);
  expect(calls).toHaveLength(1);
});

it('refreshes with the latest refresh token', async () => {
  const { tokens, calls, clock } = tokensWith(0, [pair(1), pair(2)]);
  await tokens.current();
  clock.at += 13 * hour;
  expect(await tokens.current()).toBe('new-2');
  expect(calls.at(-1)).toMatchObject(['oauth.v2.access', { refresh_token: 'refresh-1' }]);
});

it.each<[string, Answer]>([
  ['the network', network],
  ['Slack being in trouble', refusal('internal_error')],
  ['too many calls', refusal('ratelimited')],
  ['an answer that is not understood', async () => ({ ok: true })],
])('keeps the old token where %s is the reason, and tries again after a minute', async (_, answer) => {
  const { tokens, calls, clock, log } = tokensWith(-1, [answer, pair(1)]);
  expect([await tokens.current(), await tokens.current()]).toEqual(['old', 'old']);
  expect(calls).toHaveLength(1);
  expect(log.lines.filter((line) => line.includes('tried again'))).toHaveLength(1);
  clock.at += 60_000;
  expect(await tokens.current()).toBe('new-1');
});

it('tells once that Slack refuses, and asks no more', async () => {
  const { tokens, clock, log } = tokensWith(hour, [refusal('invalid_refresh_token')]);
  expect(await tokens.current()).toBe('old');
  await expect.poll(() => log.lines.join('\n')).toContain('install the app there again');
  clock.at += 100 * hour;
  expect(await tokens.current()).toBe('old');
  expect(log.lines.filter((line) => line.includes('install the app there again'))).toHaveLength(1);
});

it('keeps a pair that could not be stored, and stores it at the next try: the refresh token is used up', async () => {
  const { tokens, calls, stored, clock } = tokensWith(-1, [pair(1)], [() => Promise.reject(new Error('disk full'))]);
  expect(await tokens.current()).toBe('old');
  clock.at += 60_000;
  expect(await tokens.current()).toBe('new-1');
  expect([calls.length, stored.length]).toEqual([1, 1]);
});

it('logs no token', async () => {
  const { tokens, log } = tokensWith(-1, [() => Promise.reject(new Error('xoxe-1-planted xoxe.xoxb-planted'))]);
  await tokens.current();
  expect(log.lines.join('\n')).not.toContain('planted');
});
