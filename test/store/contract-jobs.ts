/** How every `JobSource` must hand out jobs. Of time it knows past and future only: a database may go by its own clock. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transitionTo } from '../../src/recording/effects.ts';
import { type DueJob, type Job, type NewJob, type Priority, priority, type Queue } from '../../src/recording/jobs.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { Change, JobSource, Store } from '../../src/service/ports.ts';
import type { StoreUnderTest } from './contract.ts';
import { card, first, message, query, recordingOf } from './fixtures.ts';

const hour = 3_600_000;
const past = Date.now() - hour;
const future = Date.now() + hour;

function change(jobs: readonly NewJob[] = [], cancel: readonly string[] = []): Change {
  return (r) => transitionTo(r, { jobs, cancel });
}

export function jobContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`jobs of ${name}`, () => {
    let under: StoreUnderTest;
    let store: Store & JobSource;
    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.end());

    const begin = (id: string, jobs: readonly NewJob[] = [], more: Partial<Recording> = {}) =>
      store.create(first(recordingOf(id, more), jobs), `request ${id}`);
    const take = (queue: Queue, limit = 99, except: readonly string[] = [], atLeast: Priority = priority.watch) =>
      store.take(queue, Date.now(), limit, new Set(except), atLeast);
    const ids = (found: readonly DueJob[]) => found.map(({ recording }) => recording.id);
    async function takeOne(queue: Queue): Promise<Job> {
      const [taken, second] = await take(queue);
      if (taken === undefined || second !== undefined) throw new Error('not exactly one job is due');
      return taken.job;
    }
    /** Takes it and gives it back. */
    async function look(queue: Queue): Promise<Job> {
      const job = await takeOne(queue);
      await store.release(job);
      return job;
    }

    it('come with all that was asked for, and with the recording', async () => {
      const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      const job = { ...query(past, { priority: priority.confirm }), trace };
      await begin('rone22', [job]);
      expect(await take('agora')).toEqual([
        {
          job: { ...job, queue: 'agora', id: expect.anything(), revision: expect.any(Number), postponed: 0 },
          recording: recordingOf('rone22'),
        },
      ]);
    });

    it('hold names that not every database can keep as they are', async () => {
      const names = ['a\0b.m3u8', 'c\uD800.m3u8'];
      const payload = { queue: 'thread', message: { type: 'moreFiles', names, first: 1, total: 2 } } as const;
      await begin('rodd22', [{ ...message(past), payload }]);
      const { payload: kept } = await takeOne('thread');
      const text = JSON.stringify(kept).replaceAll(/\\u0000|\\ud800|\uFFFD/gu, '?');
      expect(JSON.parse(text).message.names).toEqual(['a?b.m3u8', 'c?.m3u8']);
    });

    it('are removed where they are done, then canceled, then added', async () => {
      await begin('rord22', [card(past), query(past, { key: 'query' })]);
      const done = await takeOne('card');
      const next = [card(past + 5), query(past + 6, { key: 'query' })];
      await store.apply('rord22', change(next, ['query', 'nothing']), { done });
      expect(await look('card')).toMatchObject({ dueAt: past + 5 });
      expect(await look('agora')).toMatchObject({ dueAt: past + 6 });
      expect((await store.counts()).jobs).toEqual({ card: 1, agora: 1 });
    });

    it('are replaced by those of the same key entirely', async () => {
      await begin('rrep22', [query(past, { key: 'k' })]);
      await store.postpone(await takeOne('agora'), past + 1);
      expect(await look('agora')).toMatchObject({ postponed: 1, dueAt: past + 1 });
      const payload = { queue: 'agora', call: 'stop', uid: '1', failedAttempts: 1 } as const;
      await store.apply('rrep22', change([{ key: 'k', dueAt: past + 9, priority: 0, payload }]));
      const stop = await takeOne('agora');
      expect(stop).toMatchObject({ dueAt: past + 9, priority: 0, payload, postponed: 0 });
      expect((await store.counts()).jobs).toEqual({ agora: 1 });
      await store.apply('rrep22', change([{ key: 'k', dueAt: future, priority: 0, payload }]), { done: stop });
      expect(await take('agora')).toEqual([]);
    });

    it('may be replaced while they are executed: the outcome still counts, and the replacement stays', async () => {
      await begin('rrep22', [query(past, { key: 'k' })]);
      const old = await takeOne('agora');
      await store.apply('rrep22', change([query(past + 7, { key: 'k' })]));
      const done = store.apply('rrep22', (r) => transitionTo({ ...r, startedBy: 'U2' }), { done: old });
      expect(await done).toMatchObject({ kind: 'applied' });
      expect(await store.find('rrep22')).toMatchObject({ startedBy: 'U2', version: 3 });
      await store.postpone(old, future);
      await store.release(old);
      expect(await takeOne('agora')).toMatchObject({ dueAt: past + 7, postponed: 0 });
    });

    it('of a key are replaced and canceled again and again', async () => {
      await begin('rkey22', [card(future)]);
      for (const dueAt of [future + 1, future + 2, past]) await store.apply('rkey22', change([card(dueAt)]));
      const done = await takeOne('card');
      await store.apply('rkey22', change([card(future)]), { done });
      await store.apply('rkey22', change([card(past + 1)]));
      expect(await look('card')).toMatchObject({ dueAt: past + 1 });
      await store.apply('rkey22', change([], ['card']));
      expect(await take('card')).toEqual([]);
      await store.apply('rkey22', change([card(past + 2)], ['card']));
      expect(await takeOne('card')).toMatchObject({ dueAt: past + 2 });
    });

    it('keep keys apart by recording, and jobs without a key apart', async () => {
      await begin('rkey22', [card(past), query(past), query(past)]);
      await begin('rkey23', [card(past)]);
      await store.apply('rkey22', change([], ['card']));
      expect((await store.counts()).jobs).toEqual({ agora: 2, card: 1 });
      expect(ids(await take('card'))).toEqual(['rkey23']);
    });

    it('come by priority, then age; one for each recording, and nothing ahead of its time', async () => {
      await begin('rtwo22', [query(past), query(past + 1)]);
      await begin('rpeer2', [query(past + 2)]);
      await begin('rstop2', [query(past), query(past + 3, { priority: 0 })]);
      await begin('rsoon2', [query(future, { priority: 0 }), message(past)]);
      const taken = await take('agora');
      expect(ids(taken)).toEqual(['rstop2', 'rtwo22', 'rpeer2']);
      expect(taken.map(({ job }) => job.priority)).toEqual([0, 3, 3]);
    });

    it('of less than the given priority stay', async () => {
      await begin('rlow22', [query(past)]);
      await begin('rmid22', [query(past, { priority: priority.person })]);
      await begin('rtop22', [query(past, { priority: priority.stop })]);
      expect(ids(await take('agora', 9, [], priority.stop))).toEqual(['rtop22']);
      expect(ids(await take('agora', 9, ['rtop22'], priority.person))).toEqual(['rmid22']);
      expect(ids(await take('agora', 9, ['rtop22', 'rmid22']))).toEqual(['rlow22']);
    });

    it.each(['agora', 'card', 'thread', 'timer'] as const)(
      'of the queue %s are handed out once, up to the limit, and not while one of the recording is executed',
      async (queue) => {
        const payloads = {
          agora: query(past).payload,
          card: { queue: 'card' },
          thread: message(past).payload,
          timer: { queue: 'timer', timer: 'cardTimeout' },
        } as const;
        const job: NewJob = { dueAt: past, priority: priority.person, payload: payloads[queue] };
        const all = ['r1', 'r2', 'r3', 'r4'];
        for (const id of all) await begin(id, [job, job]);
        expect(await take(queue, 0)).toEqual([]);
        const [one, two] = await take(queue, 2);
        expect(ids(await take(queue, 2, ['r1', 'r2']))).toEqual(['r3', 'r4']);
        expect(await take(queue, 2, all)).toEqual([]);
        if (one === undefined || two === undefined) throw new Error('nothing is due');
        await store.release(two.job);
        await store.apply('r1', change(), { done: one.job });
        expect(ids(await take(queue, 9, ['r3', 'r4']))).toEqual(['r1', 'r2']);
        expect((await store.counts()).jobs).toEqual({ [queue]: 7 });
      },
    );

    it.each(['thread', 'person'] as const)(
      'of the queue %s come in the order of their making, even when the first one is postponed',
      async (queue) => {
        const say = (type: 'contactLost' | 'contactRestored' | 'confirmed', rank: 1 | 2): NewJob => ({
          dueAt: past,
          priority: rank,
          payload: queue === 'thread' ? { queue, message: { type } } : { queue, to: 'U1', message: { type } },
        });
        // The second is more urgent: first in, first out takes precedence.
        await begin('rhead2', [say('contactLost', 2), say('contactRestored', 1), say('confirmed', 2)]);
        await begin('rfree2', [say('confirmed', 2)]);
        const taken = await take(queue);
        expect(ids(taken).toSorted()).toEqual(['rfree2', 'rhead2']);
        const head = taken.find(({ recording }) => recording.id === 'rhead2')?.job;
        if (head === undefined) throw new Error('no head');
        expect(head.payload).toMatchObject({ message: { type: 'contactLost' } });
        await store.postpone(head, future);
        expect(await take(queue, 9, ['rfree2'])).toEqual([]);
      },
    );

    it('made in one transition or one after another come in that order', async () => {
      const said = ['contactLost', 'contactRestored', 'confirmed'] as const;
      await begin('rord22', [message(past, said[0]), message(past, said[1])]);
      await store.apply('rord22', change([message(past, said[2])]));
      const read: string[] = [];
      for (let n = 0; n < said.length; n += 1) {
        const job = await takeOne('thread');
        if (job.payload.queue === 'thread') read.push(job.payload.message.type);
        if (n === 0) await store.postpone(job, past);
        await store.apply('rord22', change(), { done: n === 0 ? await takeOne('thread') : job });
      }
      expect(read).toEqual(said);
    });

    it('are postponed, counted, and released', async () => {
      await begin('rlate2', [card(past)]);
      await store.postpone(await takeOne('card'), past + 1);
      await store.postpone(await takeOne('card'), past + 2);
      await store.release(await takeOne('card'));
      const job = await takeOne('card');
      expect(job).toMatchObject({ postponed: 2 });
      await store.postpone(job, future);
      expect(await take('card')).toEqual([]);
      expect((await store.counts()).jobs).toEqual({ card: 1 });
    });

    it('keep the queues apart', async () => {
      const timer: NewJob = { dueAt: past, priority: 2, payload: { queue: 'timer', timer: 'cardTimeout' } };
      await begin('rapart', [query(past), card(past), message(past), timer]);
      for (const queue of ['agora', 'card', 'thread', 'timer'] as const) {
        expect((await take(queue)).map(({ job }) => job.payload.queue)).toEqual([queue]);
      }
      expect(await take('person')).toEqual([]);
    });

    it('that wait behind one that is executed are known by their priority', async () => {
      await begin('rstop2', [query(past)]);
      await begin('rcalm2', [query(past)]);
      await begin('rsoon2', [query(past)]);
      await take('agora');
      await store.apply('rstop2', change([query(past, { priority: priority.stop })]));
      await store.apply('rcalm2', change([query(past)]));
      await store.apply('rsoon2', change([query(future, { priority: priority.stop })]));
      const all = ['rstop2', 'rcalm2', 'rsoon2'];
      expect(await store.waiting('agora', Date.now(), all, priority.person)).toEqual(['rstop2']);
      expect(await store.waiting('card', Date.now(), all, priority.person)).toEqual([]);
      expect(await store.waiting('agora', Date.now(), ['rcalm2'], priority.person)).toEqual([]);
    });

    it('are asked for again no later than the next one is due', async () => {
      const now = Date.now();
      await begin('rnext2', [query(past), query(now + 7), message(future)]);
      expect(await store.nextDue(now)).toBeLessThanOrEqual(now + 500);
      expect(await store.nextDue(now)).toBeGreaterThan(now);
    });

    it('survive that the store is opened again', async () => {
      await begin('rkept2', [query(past), card(past)]);
      store = await under.reopen();
      expect(await takeOne('agora')).toMatchObject({ payload: query(past).payload });
      expect(await takeOne('card')).toMatchObject({ payload: { queue: 'card' } });
    });
  });
}
