import { expect, onTestFinished, test } from 'vitest';
import type { FaultPlan } from '../../../src/sandbox/slack/call-faults.ts';
import { startSlack } from '../../../src/sandbox/slack/slack-server.ts';
import { installationsCheck, type ListInstallations } from '../../../src/slack/doctor/installations.ts';
import type { Installation } from '../../../src/slack/installations/installation.ts';
import { InstallationError } from '../../../src/slack/installations/seal.ts';
import { installationOf } from '../installations/support.ts';

const now = () => Date.now();

async function check(list: (token: string) => readonly Partial<Installation>[], tried = 10, fault?: FaultPlan) {
  const slack = await startSlack();
  onTestFinished(() => slack.close());
  if (fault !== undefined) slack.fault(fault);
  const found = list(slack.botToken).map(installationOf);
  return { slack, ...(await run(() => Promise.resolve(found), slack.apiUrl, tried)) };
}

async function run(list: ListInstallations, apiUrl = 'http://127.0.0.1:1/api/', tried = 10) {
  const { signal } = new AbortController();
  return await installationsCheck({ list, apiUrl, publicUrl: 'https://bot.example', tried }, now).run(signal);
}

const lines = ({ findings }: Awaited<ReturnType<typeof run>>) =>
  findings.map(({ code, of = '', values = {} }) =>
    [code, of, ...Object.values(values)].filter((part) => part !== '').join(' '),
  );

const address = 'https://bot.example/slack/install';

test('a line for each workspace, and the clock of Slack', async () => {
  const result = await check((token) => [
    { name: 'school', bot: { token } },
    { name: 'college', bot: { token: 'xoxb-other' } },
    { name: 'academy', bot: { token, refreshToken: 'r', expiresAt: 1 } },
  ]);
  expect(lines(result)).toEqual([
    'slack.installed.count 3',
    'slack.installed.fine school',
    `slack.installed.rejected college invalid_auth ${address}`,
    'slack.installed.idle academy',
  ]);
  expect(result.clocks).toHaveLength(2);
});

test('ten are tried, and the others counted', async () => {
  const all = (token: string) => Array.from({ length: 13 }, (_, n) => ({ id: `T${n}`, name: `w${n}`, bot: { token } }));
  const result = await check(all);
  expect(lines(result).slice(0, 2)).toEqual(['slack.installed.count 13', 'slack.installed.fine w0']);
  expect(lines(result).slice(10)).toEqual(['slack.installed.fine w9', 'slack.installed.more 3']);
  expect(result.slack.calls('auth.test')).toHaveLength(10);
});

test('for those who may not know which, they are counted and none is tried', async () => {
  const result = await check((token) => [{ name: 'school', bot: { token } }], 0);
  expect(lines(result)).toEqual(['slack.installed.count 1']);
  expect(result.slack.calls()).toEqual([]);
});

test.each([
  [{ error: 'ratelimited' }, 'slack.busy school ratelimited'],
  [{ retryAfter: 1 }, 'slack.busy school ratelimited'],
  [{ error: 'account_inactive' }, `slack.installed.rejected school account_inactive ${address}`],
  [{ status: 502 }, 'slack.unreachable school HTTP 502'],
] as const)('%j: %s', async (kind, line) => {
  const result = await check((token) => [{ name: 'school', bot: { token } }], 10, { method: 'auth.test', kind });
  expect(lines(result)[1]).toBe(line);
});

test('nowhere installed, not to be decrypted, and not to be read', async () => {
  expect(lines(await run(() => Promise.resolve([])))).toEqual([`slack.installed.none ${address}`]);
  const wrongKey = () => Promise.reject(new InstallationError('T1', new Error('no')));
  expect(lines(await run(wrongKey))).toEqual(['slack.installed.unreadable']);
  const broken = () => Promise.reject(new Error('the disk is full'));
  expect(lines(await run(broken))).toEqual(['slack.installed.unknown the disk is full']);
});
