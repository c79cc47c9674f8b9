/** What people ask of schedules: limits, the same request twice, and two people at once. */
import { describe, expect, test } from 'vitest';
import { mostInChannel } from '../../src/recording/schedule/policy.ts';
import type { ScheduleRequest } from '../../src/service/schedule-service.ts';
import { nineOClock } from '../support/schedules.ts';
import { requestOf, startSchedules } from './schedule.support.ts';

const minute = 60_000;
const ana = requestOf().actor;
const ben = { ...ana, userId: 'UBEN' };
const cron = (expression: string, duration: number): Partial<ScheduleRequest> => ({
  rule: { kind: 'cron', expression },
  wanted: { duration },
});

/** A schedule that is made, on a worker that runs. */
async function withSchedule(change: Partial<ScheduleRequest> = {}) {
  const all = await startSchedules();
  const result = await all.service.schedule(requestOf(change), 'made');
  if (result.kind !== 'scheduled') throw new Error(`not scheduled but ${JSON.stringify(result)}`);
  return { ...all, schedule: result.schedule };
}

describe('valid schedules', () => {
  test.each<[string, Partial<ScheduleRequest>, string | undefined]>([
    ['every minute for a minute', cron('* * * * *', minute), 'tooOften'],
    ['every minute for two', cron('* * * * *', 2 * minute), 'overlaps'],
    ['every four minutes for a minute', cron('*/4 * * * *', minute), 'tooOften'],
    ['every five minutes for five', cron('*/5 * * * *', 5 * minute), undefined],
    ['every hour for an hour', cron('0 * * * *', 60 * minute), undefined],
    ['on a day that never comes', cron('0 9 30 2 *', minute), 'noTime'],
    ['once, for a minute', { rule: { kind: 'once', at: '2026-10-19T09:00' }, wanted: { duration: minute } }, undefined],
    ['once, in a year', { rule: { kind: 'once', at: '2027-10-19T09:00' } }, undefined],
    ['once, in the past', { rule: { kind: 'once', at: '2026-10-19T06:59' } }, 'noTime'],
    ['without a duration', { wanted: {} }, 'noDuration'],
    ['every day for 24 hours, where a day has 23', cron('0 9 * * *', 24 * 60 * minute), 'overlaps'],
    ['the same where no day has', { ...cron('0 9 * * *', 24 * 60 * minute), timeZone: 'Asia/Kolkata' }, undefined],
  ])('%s', async (_, change, problem) => {
    const { service } = await startSchedules();
    const result = await service.schedule(requestOf(change), 'T1');
    if (problem === undefined) expect(result).toMatchObject({ kind: 'scheduled' });
    else expect(result).toMatchObject({ kind: 'refused', problem: { kind: problem } });
    expect((await service.list(ana, 9)).total).toBe(problem === undefined ? 1 : 0);
  });

  test('a Slack channel has at most fifty, and room again after a cancellation; other channels have their own', async () => {
    const { service } = await startSchedules();
    const ids: string[] = [];
    for (let n = 0; n < mostInChannel; n += 1) {
      const made = await service.schedule(requestOf({ cname: `class ${n}` }), `T${n}`);
      if (made.kind === 'scheduled') ids.push(made.schedule.id);
    }
    expect(new Set(ids).size).toBe(50);
    const refused = { kind: 'refused', problem: { kind: 'tooMany', most: 50 } };
    expect(await service.schedule(requestOf(), 'one more')).toEqual(refused);
    const elsewhere = requestOf({ actor: { ...ana, channelId: 'C2' } });
    expect(await service.schedule(elsewhere, 'elsewhere')).toMatchObject({ kind: 'scheduled' });
    await service.execute(ids[0] ?? '', { type: 'cancel' }, ana, 'cancel');
    expect(await service.schedule(requestOf(), 'again')).toMatchObject({ kind: 'scheduled' });
    expect(await service.schedule(requestOf(), 'too many')).toEqual(refused);
  });
});

describe('the same request twice', () => {
  test('makes one schedule', async () => {
    const { service } = await startSchedules();
    const both = await Promise.all([service.schedule(requestOf(), 'T1'), service.schedule(requestOf(), 'T1')]);
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['duplicate', 'scheduled']);
    expect((await service.list(ana, 9)).total).toBe(1);
  });

  test('skips one time', async () => {
    const { service, schedule } = await withSchedule();
    const skip = { type: 'skip', at: nineOClock } as const;
    const both = await Promise.all([1, 2].map(() => service.execute(schedule.id, skip, ana, 'T1')));
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['done', 'duplicate']);
  });
});

test('two people press Skip Next at once: one time is skipped, and the second person is notified', async () => {
  const { service, schedule, until, said } = await withSchedule();
  const skip = { type: 'skip', at: nineOClock } as const;
  const both = await Promise.all([
    service.execute(schedule.id, skip, ana, 'T1'),
    service.execute(schedule.id, skip, ben, 'T2'),
  ]);
  const replies = both.flatMap((result) => (result.kind === 'done' ? [String(result.reply?.type)] : []));
  expect(replies.toSorted()).toEqual(['notNext', 'skippedReply']);
  await until(() => false, 10);
  expect(said).toEqual(['channel scheduled', 'channel skipped']);
  const [listed] = (await service.list(ana, 9)).schedules;
  expect(listed?.next).toBe(nineOClock + 2 * 24 * 60 * minute);
});

test('Skip Next and Cancel at once, and a press on a message of a time that is over', async () => {
  const { service, schedule, untilNine } = await withSchedule();
  await untilNine(1);
  const late = await service.execute(schedule.id, { type: 'skip', at: nineOClock }, ben, 'late');
  expect(late).toMatchObject({ kind: 'done', reply: { type: 'notNext' } });
  const next = nineOClock + 2 * 24 * 60 * minute;
  const both = await Promise.all([
    service.execute(schedule.id, { type: 'cancel' }, ana, 'T1'),
    service.execute(schedule.id, { type: 'skip', at: next }, ben, 'T2'),
  ]);
  expect(both).toMatchObject([{ reply: { type: 'canceledReply' } }, { reply: { type: 'alreadyEnded' } }]);
});

test('Cancel leaves the live recording unchanged, and nothing starts afterwards', async () => {
  const { service, schedule, store, until, untilNine, said } = await withSchedule();
  await untilNine(1);
  expect((await store.counts()).live).toEqual({ starting: 1 });
  await service.execute(schedule.id, { type: 'cancel' }, ben, 'T1');
  await until(() => said.includes('channel canceled'));
  expect((await store.counts()).live).toEqual({ starting: 1 });
  expect(await store.takeScheduleJobs('timer', Number.MAX_SAFE_INTEGER, 9, new Set())).toEqual([]);
});

describe('schedules that a person may not view', () => {
  const stranger = { teamId: 'T1', userId: 'USTRANGER', channelId: 'COTHER' };
  test.each([{ type: 'cancel' } as const, { type: 'skip', at: nineOClock } as const])(
    'is answered as if it did not exist: $type',
    async (command) => {
      const hidden = { isPrivate: true, actor: { ...ana, channelId: 'GSECRET' } };
      const { service, schedule, store } = await withSchedule(hidden);
      const answer = await service.execute(schedule.id, command, stranger, 'T1');
      expect(answer).toEqual(await service.execute('snone2', command, stranger, 'T2'));
      expect(answer).toEqual({ kind: 'notFound' });
      expect(await store.findSchedule(schedule.id)).toMatchObject({ next: schedule.next });
      expect(await service.list(stranger, 9)).toEqual({ schedules: [], total: 0 });
      // The person who made it may do so from anywhere.
      const own = { ...stranger, userId: ana.userId };
      expect(await service.execute(schedule.id, command, own, 'T3')).toMatchObject({ kind: 'done' });
    },
  );

  test('a visible schedule that may not be managed is rejected', async () => {
    const { service, schedule, store } = await withSchedule();
    const refused = await service.execute(schedule.id, { type: 'cancel' }, stranger, 'T1');
    expect(refused).toMatchObject({ kind: 'done', reply: { type: 'notAllowed' } });
    expect((await store.findSchedule(schedule.id))?.ended).toBeUndefined();
  });
});
