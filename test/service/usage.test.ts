/** Who is warned of a limit and who is refused, on the real store. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Recording } from '../../src/recording/recording.ts';
import type { AllLimits } from '../../src/recording/usage/limits.ts';
import { createTransitionRunner } from '../../src/service/transition-runner.ts';
import { createUsageService } from '../../src/service/usage.ts';
import { openStore } from '../../src/store/sqlite/open.ts';
import { first, recordingOf } from '../store/fixtures.ts';
import { specOf } from '../support/specs.ts';

const minute = 60_000;
const now = Date.UTC(2026, 10, 20, 12);
const prices = { currency: 'USD', per1000Minutes: { audio: 1, hd: 10, fullHd: 20, '2k': 30 } };
const actor = { teamId: 'T1', userId: 'UANA', channelId: 'C1' };
const inPreset = (preset?: string) => specOf(preset === undefined ? {} : { preset });

function open(limits: Partial<AllLimits>, admins: string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-usage-'));
  const clock = { at: now, now: () => clock.at, until: () => Promise.resolve() };
  const store = openStore(join(folder, 'bot.db'), { clock });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const runner = createTransitionRunner({
    store,
    clock,
    newUid: () => '4000000009',
    notifications: false,
    jitter: () => 0,
  });
  const all = { workspace: {}, presets: new Map(), ...limits };
  const usage = createUsageService({ store, runner, clock, rulesOf: () => ({ limits: all, admins }) });
  const put = async (id: string, minutes: number, change: Partial<Recording> = {}) => {
    const recorders = [
      { uid: '4000000002', status: 'running', sendCount: 1, startedAt: now - minutes * minute },
    ] as const;
    const r = recordingOf(id, { phase: 'recording', recorders, health: { mediaSeen: true }, startedBy: id, ...change });
    await store.create(first(r), `request ${id}`);
    return r;
  };
  const warned = async () =>
    (await store.take('person', clock.at, 99, new Set())).map(({ recording, job }) => {
      const { payload } = job;
      return payload.queue === 'person' && payload.message.type === 'usageLimitNear'
        ? [recording.id, payload.to, payload.message.use.unit, payload.message.use.used]
        : ['?'];
    });
  return { usage, put, warned, clock, store };
}

const over = (endedAt: number) =>
  ({ phase: 'finished', ending: { endedAt, result: 'stopped' }, health: { mediaSeen: true } }) as const;

it('rejects from the limit on, counting live recordings and those ended in the month', async () => {
  const { usage, put } = open({ workspace: { minutes: 100 } });
  await put('rlive2', 60);
  await put('rover2', 39, over(now));
  expect(await usage.limitReached(inPreset(), actor)).toBeUndefined();
  await put('rlast2', 1);
  expect(await usage.limitReached(inPreset(), actor)).toEqual({
    use: { unit: 'minutes', limit: 100, used: 100, until: Date.UTC(2026, 11, 1) },
    admins: [],
  });
});

it('does not count recordings of another month, and a new month counts only live ones', async () => {
  const { usage, put, clock } = open({ workspace: { minutes: 100 } });
  await put('rover2', 30 * 24 * 60, over(Date.UTC(2026, 9, 31, 23, 59)));
  await put('rover3', 200, over(now));
  expect(await usage.limitReached(inPreset(), actor)).toBeDefined();
  clock.at = Date.UTC(2026, 11, 1);
  expect(await usage.limitReached(inPreset(), actor)).toBeUndefined();
});

it('a limit of a preset rejects only that preset, and never an admin', async () => {
  const { usage, put } = open({ presets: new Map([['lesson', { cost: 1 }]]), prices }, ['UADMIN']);
  await put('rlive2', 100, { spec: inPreset('lesson') });
  expect(await usage.limitReached(inPreset(), actor)).toBeUndefined();
  expect(await usage.limitReached(inPreset('lesson'), actor)).toMatchObject({
    use: { preset: 'lesson', unit: 'cost', used: 1, currency: 'USD' },
    admins: ['UADMIN'],
  });
  expect(await usage.limitReached(inPreset('lesson'), { ...actor, userId: 'UADMIN' })).toBeUndefined();
});

it('warns the starter of the latest recording that runs, once for each limit and month', async () => {
  const { usage, put, warned, clock } = open({ workspace: { minutes: 100, cost: 1 }, prices });
  await put('rold22', 50);
  await usage.warn();
  expect(await warned()).toEqual([]);
  await put('rnew22', 30, { createdAt: now });
  await usage.warn();
  await usage.warn();
  // One recording's messages go one after the other: the first of the two is due.
  expect(await warned()).toEqual([['rnew22', 'rnew22', 'minutes', 80]]);
  clock.at += 15 * minute;
  await put('rlast2', 1);
  await usage.warn();
  expect(await warned()).toEqual([['rnew22', 'rnew22', 'minutes', 80]]);
});

it('warns the starter of a recording that just ended, if the limit applies to it', async () => {
  const { usage, put, warned } = open({ presets: new Map([['lesson', { minutes: 50 }]]) });
  const other = await put('rother', 100, over(now));
  const ended = await put('rended', 45, { ...over(now), spec: inPreset('lesson') });
  await usage.warn(other);
  expect(await warned()).toEqual([]);
  await usage.warn(ended);
  expect(await warned()).toEqual([['rended', 'rended', 'minutes', 45]]);
});

it('nobody is refused or warned where there are no limits', async () => {
  const { usage, put, warned } = open({ presets: new Map([['lesson', {}]]) });
  await put('rlive2', 100_000);
  await usage.warn();
  expect(await usage.limitReached(inPreset('lesson'), actor)).toBeUndefined();
  expect(await warned()).toEqual([]);
});

it('a report has what runs in the current month only, the largest first', async () => {
  const { usage, put } = open({}, ['UADMIN']);
  await put('rlive2', 10, { cname: 'live' });
  await put('rover2', 30, { ...over(now), cname: 'over' });
  await put('rpriv2', 5, {
    ...over(now),
    cname: 'board',
    card: { teamId: 'T1', channelId: 'COTHER', isPrivate: true },
  });
  const report = await usage.report(actor, undefined);
  expect(report.channel.map(({ key, sum }) => [key, sum.seconds])).toEqual([
    ['over', { hd: 1_800 }],
    ['live', { hd: 600 }],
  ]);
  expect(report).toMatchObject({ month: '2026-11', total: { recordings: 2 } });
  expect((await usage.report({ ...actor, userId: 'UADMIN' }, undefined)).channel.map(({ key }) => key)).toEqual([
    'over',
    'live',
    'board',
  ]);
  expect((await usage.report(actor, '2026-10')).total.recordings).toBe(0);
});
