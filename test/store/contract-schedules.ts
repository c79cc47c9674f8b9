/** What every `ScheduleStore` must do, whatever it keeps its rows in. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Transition } from '../../src/recording/effects.ts';
import type { StartRequest } from '../../src/recording/events.ts';
import { canViewSchedule } from '../../src/recording/permission.ts';
import type { NewScheduleJob, Schedule } from '../../src/recording/schedule/schedule.ts';
import type { ScheduleTransition } from '../../src/recording/schedule/transition.ts';
import { transition } from '../../src/recording/transition.ts';
import type { JobSource, Store } from '../../src/service/ports.ts';
import type {
  BeginRecording,
  ScheduleJobRef,
  ScheduleJobSource,
  ScheduleQueue,
  ScheduleStore,
} from '../../src/service/schedule-ports.ts';
import { withRules } from '../support/permissions.ts';
import {
  change,
  fullSchedule,
  messageJob,
  nineOClock,
  scheduleOf,
  scheduleTo,
  timerJob,
} from '../support/schedules.ts';
import { specOf } from '../support/specs.ts';
import { first, recordingOf, t0 } from './fixtures.ts';

type Both = Store & JobSource & ScheduleStore & ScheduleJobSource;
export type ScheduleStoreUnderTest = { store: Both; reopen(): Promise<Both>; end(): Promise<void> };

const past = Date.now() - 3_600_000;
const future = Date.now() + 3_600_000;
const start: StartRequest = {
  cname: 'maths',
  spec: specOf({ appId: 'app1' }),
  actor: { teamId: 'T1', userId: 'U1ANA', channelId: 'C1' },
  isPrivate: false,
};
const begins = { start, occurrences: [{ at: nineOClock, outcome: 'started' }] } as const;

/** Makes the recordings that begin, under these ids in turn. */
function beginning(...ids: string[]): BeginRecording {
  return (request): Transition => {
    const [id = ''] = ids.splice(0, 1);
    const env = { now: nineOClock, newUid: '4000000001', notifications: false, jitter: 0 };
    return transition(undefined, { type: 'startRequested', id, start: request }, env);
  };
}

const beginsNothing: BeginRecording = () => {
  throw new Error('nothing is to begin');
};

export function scheduleContract(name: string, open: () => Promise<ScheduleStoreUnderTest>): void {
  describe(`schedules of ${name}`, () => {
    let under: ScheduleStoreUnderTest;
    let store: Both;
    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.end());

    const put = (id: string, jobs: readonly NewScheduleJob[] = [], more: Partial<Schedule> = {}) =>
      store.createSchedule(scheduleTo(scheduleOf(id, more), { jobs }), `request ${id}`);
    const apply = (
      id: string,
      follow: Partial<ScheduleTransition>,
      about: { done?: ScheduleJobRef; request?: string } = {},
      begin: BeginRecording = beginsNothing,
    ) =>
      store.applySchedule(
        id,
        change((s) => scheduleTo(s, follow)),
        begin,
        about,
      );
    const take = (queue: ScheduleQueue, limit = 99, except: readonly string[] = []) =>
      store.takeScheduleJobs(queue, Date.now(), limit, new Set(except));
    async function takeOne(queue: ScheduleQueue) {
      const [taken, second] = await take(queue);
      if (taken === undefined || second !== undefined) throw new Error('not exactly one job is due');
      return taken.job;
    }
    /** Whose jobs are due; they are given back. */
    async function due(queue: ScheduleQueue): Promise<string[]> {
      const taken = await take(queue);
      for (const { job } of taken) await store.releaseScheduleJob(job);
      return taken.map(({ schedule }) => schedule.id);
    }

    describe('create', () => {
      it('returns a schedule with every field, and one without any optional field', async () => {
        expect(await store.createSchedule(scheduleTo(fullSchedule), 'q1')).toEqual({ kind: 'created' });
        const { next: _, ...bare } = scheduleOf('sbare2');
        await store.createSchedule(scheduleTo(bare), 'q2');
        const ended = scheduleOf('sended', { ended: { at: t0, because: 'canceled', by: 'U2' } });
        await store.createSchedule(scheduleTo(ended), 'q3');
        store = await under.reopen();
        expect(await store.findSchedule('sfull2')).toStrictEqual(fullSchedule);
        expect(await store.findSchedule('sbare2')).toStrictEqual(bare);
        expect(await store.findSchedule('sended')).toStrictEqual(ended);
        expect(await store.findSchedule('snone2')).toBeUndefined();
      });

      it('counts a request once, and says that an id is in use', async () => {
        await put('sone22', [messageJob(past)]);
        expect(await put('sone22')).toEqual({ kind: 'duplicate' });
        const again = (id: string, request: string) =>
          store.createSchedule(scheduleTo(scheduleOf(id), { jobs: [messageJob(past)] }), request);
        expect(await again('stwo22', 'request sone22')).toEqual({ kind: 'duplicate' });
        expect(await again('sone22', 'another')).toEqual({ kind: 'idTaken' });
        expect(await store.findSchedule('stwo22')).toBeUndefined();
        expect(await due('other')).toEqual(['sone22']);
      });
    });

    describe('apply', () => {
      it('stores changed fields, and removes cleared ones', async () => {
        await store.createSchedule(scheduleTo(fullSchedule), 'q1');
        const { next: _next, blocked: _blocked, ...rest } = fullSchedule;
        const next: Schedule = { ...rest, ended: { at: t0, because: 'over' } };
        const applied = await store.applySchedule(
          'sfull2',
          change(() => scheduleTo(next)),
          beginsNothing,
        );
        expect(applied).toMatchObject({ kind: 'applied', transition: { next: { version: 8 } } });
        expect(await store.findSchedule('sfull2')).toStrictEqual({ ...next, version: 8 });
      });

      it('finds no unknown schedule', async () => {
        expect(await apply('snone2', {}, { request: 'click' })).toEqual({ kind: 'notFound' });
      });

      it('counts a request once, whichever schedule it is for', async () => {
        await put('sone22');
        await put('stwo22');
        expect(await apply('sone22', {}, { request: 'click' })).toMatchObject({ kind: 'applied' });
        expect(await apply('sone22', { jobs: [messageJob(past)] }, { request: 'click' })).toEqual({
          kind: 'duplicate',
        });
        expect(await apply('stwo22', {}, { request: 'click' })).toEqual({ kind: 'duplicate' });
        expect((await store.findSchedule('sone22'))?.version).toBe(2);
        expect(await due('other')).toEqual([]);
      });

      it('settles a time once: the second time nothing changes but the job that brought it', async () => {
        await put('sone22', [timerJob('run', past)]);
        const skipped = { occurrences: [{ at: nineOClock, outcome: 'skipped' }] } as const;
        await apply('sone22', skipped);
        const done = await takeOne('timer');
        const again = await apply('sone22', { ...begins, jobs: [messageJob(past)] }, { done });
        expect(again).toEqual({ kind: 'duplicate' });
        expect((await store.findSchedule('sone22'))?.version).toBe(2);
        expect(await due('other')).toEqual([]);
        expect(await due('timer')).toEqual([]);
        // The same time of another schedule is another one.
        await put('stwo22');
        expect(await apply('stwo22', skipped)).toMatchObject({ kind: 'applied' });
      });

      it('settles a time for one of twenty concurrent calls', async () => {
        await put('sone22');
        const skipped = { occurrences: [{ at: nineOClock, outcome: 'skipped' }] } as const;
        const all = await Promise.all(Array.from({ length: 20 }, () => apply('sone22', skipped)));
        expect(all.filter(({ kind }) => kind === 'applied')).toHaveLength(1);
      });

      it('creates a recording in the same transaction, with its jobs', async () => {
        await put('sone22', [timerJob('run', past)]);
        const done = await takeOne('timer');
        await apply('sone22', begins, { done }, beginning('rbegun'));
        store = await under.reopen();
        expect(await store.findActive('app1', 'maths')).toMatchObject({ id: 'rbegun', phase: 'starting' });
        expect((await store.counts()).jobs).toMatchObject({ card: 1, timer: 1 });
        expect(await due('timer')).toEqual([]);
      });

      it('takes another id where the first one is in use', async () => {
        await store.create(first(recordingOf('rtaken')), 'q1');
        await put('sone22');
        await apply('sone22', begins, {}, beginning('rtaken', 'rfresh'));
        expect((await store.findActive('app1', 'maths'))?.id).toBe('rfresh');
      });

      it.each<[string, BeginRecording]>([
        [
          'the recording can’t be made',
          () => {
            throw new Error('no recording');
          },
        ],
        ['its channel is taken, against what the change has read', beginning('rsecnd')],
      ])('leaves nothing where it fails in the middle: %s', async (_, begin) => {
        await store.create(first(recordingOf('rfirst', { cname: 'maths' })), 'q1');
        await put('sone22', [timerJob('run', past), messageJob(t0)]);
        const done = await takeOne('timer');
        const failing = apply('sone22', { ...begins, jobs: [messageJob(past)] }, { done }, begin);
        await expect(failing).rejects.toThrow();
        await store.releaseScheduleJob(done);
        expect(await store.findSchedule('sone22')).toStrictEqual(scheduleOf('sone22'));
        expect(await due('timer')).toEqual(['sone22']);
        expect((await store.counts()).live).toEqual({ starting: 1 });
        // The time is not settled.
        const skipped = { occurrences: [{ at: nineOClock, outcome: 'skipped' }] } as const;
        expect(await apply('sone22', skipped)).toMatchObject({ kind: 'applied' });
      });

      it('reads recordings as they stand inside the transaction', async () => {
        await store.create(first(recordingOf('rlive2', { cname: 'maths' })), 'q1');
        await put('sone22');
        const seen: unknown[] = [];
        await store.applySchedule(
          'sone22',
          {
            reads: (s) => ({ id: 'rlive2', active: { appId: 'app1', cname: s.cname } }),
            decide(s, { byId, active }) {
              seen.push(byId?.id, active?.id);
              return scheduleTo(s);
            },
          },
          beginsNothing,
        );
        const unknown = { id: 'rnone2', active: { appId: 'app2', cname: 'maths' } };
        await store.applySchedule(
          'sone22',
          {
            reads: () => unknown,
            decide(s, found) {
              seen.push(found);
              return scheduleTo(s);
            },
          },
          beginsNothing,
        );
        expect(seen).toEqual(['rlive2', 'rlive2', {}]);
      });
    });

    describe('jobs', () => {
      const names = (found: Awaited<ReturnType<typeof take>>) => found.map(({ schedule }) => schedule.id);

      it('come with all that was asked for, one for each schedule of a queue, no more than the limit', async () => {
        await put('sone22', [messageJob(past), messageJob(past), timerJob('remind', future)]);
        await put('stwo22', [messageJob(past), timerJob('run', past)]);
        await put('sthree', [messageJob(past)]);
        expect(await take('other', 0)).toEqual([]);
        const [first, ...more] = await take('other', 2);
        expect(first).toEqual({
          job: { id: expect.anything(), revision: expect.any(Number), postponed: 0, payload: messageJob(past).payload },
          schedule: scheduleOf('sone22'),
        });
        expect(names(more)).toEqual(['stwo22']);
        expect(names(await take('other', 9, ['sone22', 'stwo22']))).toEqual(['sthree']);
        expect(names(await take('other', 9, ['sone22', 'stwo22', 'sthree']))).toEqual([]);
        expect(names(await take('timer'))).toEqual(['stwo22']);
        const now = Date.now();
        expect(await store.nextScheduleJob(now)).toBeGreaterThan(now);
        expect(await store.nextScheduleJob(now)).toBeLessThanOrEqual(future);
      });

      it('of every timer lie in one queue, checks and messages in the other', async () => {
        const check = { key: 'storage', dueAt: past, payload: { queue: 'storage', storage: 'default' } } as const;
        await put('sbucket', [check]);
        for (const timer of ['check', 'remind', 'run', 'retry'] as const)
          await put(`s${timer}`, [timerJob(timer, past)]);
        expect(await due('timer')).toEqual(['scheck', 'sremind', 'srun', 'sretry']);
        expect(await due('other')).toEqual(['sbucket']);
      });

      it('that are due at the same moment keep the order in which they were made', async () => {
        const said = ['scheduled', 'canceled'] as const;
        await put('sone22', [
          messageJob(past, { type: 'scheduled' }),
          messageJob(past, { type: 'canceled', by: 'U1' }),
        ]);
        const read: string[] = [];
        for (let [next] = await take('other'); next !== undefined; [next] = await take('other')) {
          if (next.job.payload.queue === 'channel') read.push(next.job.payload.message.type);
          await apply('sone22', {}, { done: next.job });
        }
        expect(read).toEqual(said);
      });

      it('of a key replace the previous one, also one that is executed', async () => {
        await put('sone22', [timerJob('run', future)]);
        await apply('sone22', { jobs: [timerJob('run', past)] });
        const done = await takeOne('timer');
        await apply('sone22', { jobs: [timerJob('run', past + 7)] });
        expect(await apply('sone22', {}, { done })).toMatchObject({ kind: 'applied' });
        expect(await due('timer')).toEqual(['sone22']);
        await apply('sone22', { jobs: [timerJob('run', future)] });
        expect(await due('timer')).toEqual([]);
      });

      it('are removed by their keys, and replaced in the same transition', async () => {
        await put('sone22', [timerJob('run', past), timerJob('remind', past), messageJob(past)]);
        await apply('sone22', { cancel: ['run', 'remind', 'unknown'], jobs: [timerJob('run', future)] });
        expect(await due('timer')).toEqual([]);
        await apply('sone22', { jobs: [timerJob('run', past)] });
        expect(await due('timer')).toEqual(['sone22']);
        expect(await due('other')).toEqual(['sone22']);
      });

      it('are postponed, and counted', async () => {
        await put('sone22', [messageJob(past)]);
        await store.postponeScheduleJob(await takeOne('other'), past + 1);
        const message = await takeOne('other');
        expect(message.postponed).toBe(1);
        await store.postponeScheduleJob(message, future);
        expect(await due('other')).toEqual([]);
      });
    });

    describe('lists', () => {
      it('returns open schedules, the next one first, with their count', async () => {
        for (const n of [3, 1, 2]) await put(`s${n}`, [], { next: nineOClock + n });
        await put('sended', [], { ended: { at: t0, because: 'over' } });
        const viewer = { teamId: 'T1', userId: 'UNONE', channelId: 'CNONE' };
        const page = await store.listSchedules(viewer, 2);
        expect(page.schedules.map(({ id }) => id)).toEqual(['s1', 's2']);
        expect(page.total).toBe(3);
      });

      it('shows each person exactly what the core allows that person to view', async () => {
        const all: Schedule[] = [];
        for (const [n, channelId] of ['CROOM', 'COTHER'].entries()) {
          for (const isPrivate of [true, false]) {
            for (const createdBy of ['UANA', 'UBEN']) {
              const channel = { teamId: 'T1', channelId, isPrivate };
              const s = scheduleOf(`s${n}${isPrivate}${createdBy}`, {
                cname: createdBy === 'UANA' ? 'maths 9' : '[a]? 9',
                channel,
                createdBy,
              });
              await store.createSchedule(scheduleTo(s), s.id);
              all.push(s);
            }
          }
        }
        for (const userId of ['UANA', 'UBEN', 'UNONE']) {
          for (const channelId of ['CROOM', 'COTHER', 'CNONE']) {
            for (const viewer of withRules({ teamId: 'T1', userId, channelId })) {
              const { schedules, total } = await store.listSchedules(viewer, 99);
              const visible = all.filter((s) => canViewSchedule(s, viewer)).map(({ id }) => id);
              expect(schedules.map(({ id }) => id).toSorted()).toEqual(visible.toSorted());
              expect(total).toBe(visible.length);
            }
          }
        }
      });

      it('counts the open schedules of a Slack channel', async () => {
        await put('sone22');
        await put('stwo22', [], { channel: { teamId: 'T1', channelId: 'C1', isPrivate: true } });
        await put('sended', [], { ended: { at: t0, because: 'canceled' } });
        await put('selse2', [], { channel: { teamId: 'T1', channelId: 'C2', isPrivate: false } });
        expect(await store.countSchedules('T1', 'C1')).toBe(2);
        expect(await store.countSchedules('T1', 'CNONE')).toBe(0);
      });
    });

    it('prunes expired schedules with all their rows, and nothing else', async () => {
      const ended = (at: number) => ({ ended: { at, because: 'over' } }) as const;
      await put('slong2', [messageJob(past)], ended(t0));
      await apply('slong2', { occurrences: [{ at: nineOClock, outcome: 'skipped' }] }, { request: 'click' });
      await put('slater', [messageJob(past)], ended(t0 + 2));
      await put('sopen2', [messageJob(past)]);
      await store.prune(t0 + 2, 9);
      expect(await due('other')).toEqual(['slater', 'sopen2']);
      expect(await store.findSchedule('slong2')).toBeUndefined();
      expect(await put('slong2')).toEqual({ kind: 'created' });
      expect(
        await apply('slong2', { occurrences: [{ at: nineOClock, outcome: 'skipped' }] }, { request: 'click' }),
      ).toMatchObject({
        kind: 'applied',
      });
    });

    it('prunes the oldest first, no more than the limit, until none is left', async () => {
      for (const n of [2, 1, 3]) await put(`s${n}`, [], { ended: { at: t0 + n, because: 'over' } });
      const left = async () => {
        const found = await Promise.all(['s1', 's2', 's3'].map((id) => store.findSchedule(id)));
        return found.filter((s) => s !== undefined).map(({ id }) => id);
      };
      await store.prune(t0 + 9, 2);
      expect(await left()).toEqual(['s3']);
      await store.prune(t0 + 9, 2);
      expect(await left()).toEqual([]);
    });
  });
}
