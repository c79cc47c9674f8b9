/** What is due of schedules is executed on time, whatever Slack, the storage and the database do. */
import { describe, expect, test, vi } from 'vitest';
import type { StorageCheck } from '../../src/service/buckets.ts';
import { change, messageJob, nineOClock, scheduleOf, scheduleTo, timerJob } from '../support/schedules.ts';
import { requestOf, sent, startSchedules } from './schedule.support.ts';

const hour = 3_600_000;
const live = async ({ store }: Awaited<ReturnType<typeof startSchedules>>) => (await store.counts()).live;

test('a recording starts on time although Slack does not respond to a message of its schedule', async () => {
  const all = await startSchedules();
  all.faults.send = () => all.hang();
  await all.service.schedule(requestOf(), 'T1');
  expect(await all.until(() => all.said.length === 1)).toBe(true);
  await all.untilNine(1);
  expect(all.said).toEqual(['channel scheduled']);
  expect(await live(all)).toEqual({ starting: 1 });
});

test('a recording starts on time although other messages use all of their concurrency', async () => {
  const all = await startSchedules((store) =>
    Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        store.createSchedule(scheduleTo(scheduleOf(`s${n}`), { jobs: [messageJob(0)] }), `q${n}`),
      ),
    ),
  );
  all.faults.send = () => all.hang();
  expect(await all.until(() => all.said.length === 20)).toBe(true);
  await all.service.schedule(requestOf({ rule: { kind: 'once', at: '2026-10-19T07:05' } }), 'T1');
  await all.until(() => false, 360);
  expect(await live(all)).toEqual({ starting: 1 });
});

test('a recording starts on time although the check of its storage hangs', async () => {
  const all = await startSchedules();
  all.faults.check = () => all.hang();
  await all.service.schedule(requestOf({ rule: { kind: 'once', at: '2026-10-19T07:05' } }), 'T1');
  await all.until(() => false, 360);
  expect(await live(all)).toEqual({ starting: 1 });
});

test('fifty that are due at the same time start concurrently, although looking up people takes time', async () => {
  const all = await startSchedules();
  const known = Promise.withResolvers<undefined>();
  let asked = 0;
  all.faults.refusal = () => {
    if (all.clock.now() < nineOClock) return Promise.resolve(undefined);
    asked += 1;
    return known.promise;
  };
  for (let n = 0; n < 50; n += 1) await all.service.schedule(requestOf({ cname: `class ${n}` }), `T${n}`);
  expect(await all.until(() => asked === 50, 3 * 3_600)).toBe(true);
  known.resolve(undefined);
  await vi.waitFor(async () => expect(await live(all)).toEqual({ starting: 50 }));
});

test('two schedules of one channel at the same time: one starts, the other waits, and its creator is notified', async () => {
  const all = await startSchedules();
  await all.service.schedule(requestOf(), 'T1');
  await all.service.schedule(requestOf(), 'T2');
  expect(await all.until(() => all.said.includes('person blocked'), 3 * 3_600)).toBe(true);
  expect(await live(all)).toEqual({ starting: 1 });
  const { schedules } = await all.service.list(requestOf().actor, 9);
  expect(schedules.filter(({ blocked }) => blocked !== undefined)).toHaveLength(1);
});

test('a reminder delayed beyond the start is not posted', async () => {
  const all = await startSchedules();
  await all.service.schedule(requestOf(), 'T1');
  await all.untilNine(-11);
  let refused = 0;
  all.faults.send = async () => {
    refused += 1;
    return { kind: 'later', after: 15 * 60_000 };
  };
  expect(await all.until(() => refused > 0, 120)).toBe(true);
  all.faults.send = async () => sent;
  const before = all.said.length;
  await all.untilNine(30);
  expect(all.said.slice(before)).toEqual([]);
  expect(await all.store.takeScheduleJobs('other', nineOClock + hour, 9, new Set())).toEqual([]);
});

test('a message whose outcome can’t be committed is not posted again', async () => {
  const all = await startSchedules();
  all.faults.send = async () => {
    all.faults.isDiskFull = true;
    return sent;
  };
  await all.service.schedule(requestOf(), 'T1');
  expect(await all.until(() => all.errors.length >= 3)).toBe(true);
  all.faults.isDiskFull = false;
  await all.until(() => false, 30);
  expect(all.said).toEqual(['channel scheduled']);
});

test('a failed permission check is retried, and the recording starts', async () => {
  const all = await startSchedules();
  let asked = 0;
  all.faults.refusal = async () => {
    asked += 1;
    if (asked <= 3) throw new Error('the database is locked');
    return undefined;
  };
  await all.service.schedule(requestOf({ rule: { kind: 'once', at: '2026-10-19T07:05' } }), 'T1');
  await all.until(() => false, 400);
  expect(all.errors).toHaveLength(3);
  expect(await live(all)).toEqual({ starting: 1 });
});

test('a settled time starts nothing, whatever event repeats it', async () => {
  const all = await startSchedules(async (store) => {
    await store.createSchedule(scheduleTo(scheduleOf('sone22'), { jobs: [timerJob('run', nineOClock)] }), 'q1');
    const begin = () => {
      throw new Error('nothing is to begin');
    };
    const occurrences = [{ at: nineOClock, outcome: 'started' }] as const;
    await store.applySchedule(
      'sone22',
      change((s) => scheduleTo(s, { occurrences })),
      begin,
    );
  });
  await all.untilNine(1);
  expect(await live(all)).toEqual({});
  expect(all.errors).toEqual([]);
});

describe('the check of the storage', () => {
  const refused = { kind: 'refused', detail: 'AccessDenied' } as const;
  const failed = { kind: 'failed', detail: 'ECONNREFUSED' } as const;
  const done = { kind: 'done' } as const;
  test.each<[string, StorageCheck, boolean]>([
    ['passes', { kind: 'checked', write: done, read: done, remove: done }, false],
    ['may only write', { kind: 'checked', write: done, read: refused, remove: refused }, false],
    ['is rejected', { kind: 'checked', write: refused }, true],
    ['fails to connect', { kind: 'checked', write: failed }, true],
    ['is of a vendor without such an interface', { kind: 'unsupported' }, false],
    ['is of a storage that is not configured', { kind: 'notConfigured' }, true],
  ])('%s: the recording still starts', async (_, check, isTold) => {
    const all = await startSchedules();
    all.faults.check = async () => check;
    await all.service.schedule(requestOf(), 'T1');
    await all.untilNine(1);
    expect(all.said.includes('person storageTrouble')).toBe(isTold);
    expect(await live(all)).toEqual({ starting: 1 });
  });

  test('a response after the start reports nothing wrong about the next time', async () => {
    const all = await startSchedules();
    const late = Promise.withResolvers<StorageCheck>();
    all.faults.check = () => late.promise;
    await all.service.schedule(requestOf({ rule: { kind: 'once', at: '2026-10-19T07:05' } }), 'T1');
    await all.until(() => false, 400);
    late.resolve({ kind: 'checked', write: refused });
    await all.until(() => all.worker.inFlight() === 0);
    expect(all.said).not.toContain('person storageTrouble');
    expect(await live(all)).toEqual({ starting: 1 });
  });
});

describe('Slack rejects messages in the channel', () => {
  test.each(['not_in_channel', 'is_archived', 'restricted_action', 'invalid_blocks'])(
    '%s from the beginning: nothing is scheduled, and the person is notified',
    async (code) => {
      const all = await startSchedules();
      all.faults.send = async (text) => (text.startsWith('channel') ? { kind: 'rejected', code } : sent);
      await all.service.schedule(requestOf(), 'T1');
      await all.untilNine(1);
      expect(all.said).toEqual(['channel scheduled', 'person channelRejected']);
      expect(await live(all)).toEqual({});
    },
  );

  test('from the reminder on: the person is notified ten minutes before, and the recording starts', async () => {
    const all = await startSchedules();
    await all.service.schedule(requestOf(), 'T1');
    await all.untilNine(-30);
    all.faults.send = async (text) => (text.startsWith('channel') ? { kind: 'rejected', code: 'is_archived' } : sent);
    await all.untilNine(1);
    expect(all.said).toEqual(['channel scheduled', 'channel reminder', 'person channelRejected']);
    expect(await live(all)).toEqual({ starting: 1 });
  });

  test('and the direct message: only the message is dropped', async () => {
    const all = await startSchedules();
    all.faults.send = async () => ({ kind: 'rejected', code: 'user_not_found' });
    await all.service.schedule(requestOf(), 'T1');
    await all.untilNine(1);
    expect(all.said).toEqual(['channel scheduled', 'person channelRejected']);
    expect(await all.store.takeScheduleJobs('other', nineOClock + hour, 9, new Set())).toEqual([]);
  });
});
