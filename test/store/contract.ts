/** What every `Store` must do, whatever it keeps its rows in. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transitionTo } from '../../src/recording/effects.ts';
import type { NewJob } from '../../src/recording/jobs.ts';
import { livePhases, type Phase, type Recording } from '../../src/recording/recording.ts';
import type { Applied, Change, JobSource, Store } from '../../src/service/ports.ts';
import { card, first, fullRecorder, fullRecording, message, query, recordingOf, spec, t0 } from './fixtures.ts';

/** `reopen` ends the store and opens another on the same data; `end` ends it and removes the data. */
export type StoreUnderTest = {
  store: Store & JobSource;
  reopen(): Promise<Store & JobSource>;
  end(): Promise<void>;
};

/** A change that keeps the recording as it is, but for `more`. */
function change(more: Partial<Recording>, jobs: readonly NewJob[] = [], cancel: readonly string[] = []): Change {
  return (r) => transitionTo({ ...r, ...more }, { jobs, cancel });
}

function applied(result: Applied): Recording {
  if (result.kind !== 'applied') throw new Error(`not applied but ${result.kind}`);
  return result.transition.next;
}

export function storeContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let under: StoreUnderTest;
    let store: Store & JobSource;
    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.end());

    /** Creates a live recording of a channel of its own. */
    const begin = (id: string, jobs: readonly NewJob[] = [], more: Partial<Recording> = {}) =>
      store.create(first(recordingOf(id, more), jobs), `request ${id}`);
    /** The one job of its queue. */
    async function onlyJob(queue: 'agora') {
      const [taken, second] = await store.take(queue, Date.now(), 9, new Set());
      if (taken === undefined || second !== undefined) throw new Error('not exactly one job is due');
      return taken.job;
    }

    describe('recordings', () => {
      it('returns a recording with every field', async () => {
        expect(await store.create(first(fullRecording), 'q')).toEqual({ kind: 'created' });
        expect(await store.find('rfull2')).toEqual(fullRecording);
      });

      it('returns a recording without any optional field', async () => {
        await begin('rbare2');
        expect(await store.find('rbare2')).toStrictEqual(recordingOf('rbare2'));
      });

      it('stores the fields that an apply changes, and removes those that it clears', async () => {
        const { ts: _, ...bareCard } = fullRecording.card;
        const { sid: _sid, startedAt: _at, ...bareRecorder } = fullRecorder;
        const { ending: _ending, limit: _limit, snapshots: _snapshots, fileStarts: _starts, ...bare } = fullRecording;
        const less: Recording = { ...bare, card: bareCard, recorders: [fullRecording.recorders[0], bareRecorder] };
        await store.create(first(less), 'q');
        await store.apply(less.id, () => transitionTo(fullRecording));
        expect(await store.find(less.id)).toEqual({ ...fullRecording, version: 8 });
        await store.apply(less.id, () => transitionTo(less));
        expect(await store.find(less.id)).toStrictEqual({ ...less, version: 9 });
      });

      it('finds no recording that was never created', async () => {
        expect(await store.find('rnone2')).toBeUndefined();
      });

      it('finds the recording of a recorder by sid, or by channel and uid while the sid is unknown', async () => {
        const uid = '4000000007';
        await begin('rsidd2', [], { recorders: [{ uid, status: 'running', sendCount: 1, sid: 's-7' }] });
        await begin('rlost2', [], { recorders: [{ uid, status: 'orphan', sendCount: 1 }] });
        await begin('rsent2', [], { recorders: [{ uid, status: 'sent', sendCount: 1 }] });
        await begin('ridle2', [], { recorders: [{ uid, status: 'planned', sendCount: 0 }] });
        const owner = async (...about: [string, string, string]) => (await store.findByRecorder(...about))?.id;
        expect(await owner('s-7', 'any', 'any')).toBe('rsidd2');
        expect(await owner('s-8', 'channel rlost2', uid)).toBe('rlost2');
        expect(await owner('s-8', 'channel rsent2', uid)).toBe('rsent2');
        expect(await owner('s-8', 'channel rsidd2', uid)).toBeUndefined();
        expect(await owner('s-8', 'channel ridle2', uid)).toBeUndefined();
        expect(await owner('s-8', 'channel rsent2', '4000000008')).toBeUndefined();
      });

      it('keeps everything when it is opened again', async () => {
        await store.create(first(fullRecording, [query(t0), card(t0)]), 'q');
        store = await under.reopen();
        expect(await store.find('rfull2')).toEqual(fullRecording);
        expect(await store.counts()).toMatchObject({ jobs: { agora: 1, card: 1 }, live: { stopping: 1 }, orphans: 1 });
        expect(await store.create(first(recordingOf('rother')), 'q')).toEqual({ kind: 'duplicate' });
      });
    });

    it('returns the ids of active recordings', async () => {
      await begin('rold22', [], { phase: 'recording', createdAt: t0 - 1 });
      await begin('rnew22', [], { phase: 'recording' });
      await begin('rstop2', [], { phase: 'stopping' });
      expect(await store.listRecordingIds()).toEqual(['rold22', 'rnew22']);
    });

    describe('create', () => {
      it('creates one of fifty concurrent recordings of a channel, and returns it to the others', async () => {
        const all = await Promise.all(
          Array.from({ length: 50 }, (_, i) =>
            store.create(first(recordingOf(`rmany${i}`, { cname: 'one' })), `q${i}`),
          ),
        );
        expect(all.filter(({ kind }) => kind === 'created')).toHaveLength(1);
        const active = all.flatMap((c) => (c.kind === 'active' ? [c.recording] : []));
        expect(active).toHaveLength(49);
        expect(new Set(active.map((r) => r.id))).toEqual(new Set(['rmany0']));
        expect((await store.counts()).live).toEqual({ starting: 1 });
      });

      it.each<Phase>([...livePhases])('finds the channel taken while it is %s', async (phase) => {
        await begin('rfirst', [], { cname: 'one', phase });
        const known = recordingOf('rfirst', { cname: 'one', phase });
        expect(await begin('rnext2', [query(t0)], { cname: 'one' })).toEqual({ kind: 'active', recording: known });
        expect(await store.findActive('app1', 'one')).toEqual(known);
        expect(await store.counts()).toEqual({ jobs: {}, live: { [phase]: 1 }, orphans: 0, notStopping: 0 });
      });

      it.each<Phase>(['uploading', 'finished', 'failed', 'lost', 'canceled'])(
        'finds the channel free when it is %s',
        async (phase) => {
          await begin('rfirst', [], { cname: 'one', phase });
          expect(await store.findActive('app1', 'one')).toBeUndefined();
          expect(await begin('rnext2', [], { cname: 'one' })).toEqual({ kind: 'created' });
        },
      );

      it('distinguishes channels by letter case and App ID', async () => {
        await begin('rcase1', [], { cname: 'one' });
        expect(await begin('rcase2', [], { cname: 'One' })).toEqual({ kind: 'created' });
        expect(await begin('rcase3', [], { cname: 'one', spec: { ...spec, appId: 'app2' } })).toEqual({
          kind: 'created',
        });
      });

      it('applies a request once', async () => {
        await begin('rseen2');
        expect(await store.create(first(recordingOf('rseen3'), [query(t0)]), 'request rseen2')).toEqual({
          kind: 'duplicate',
        });
        expect(await store.find('rseen3')).toBeUndefined();
        expect(await store.counts()).toEqual({ jobs: {}, live: { starting: 1 }, orphans: 0, notStopping: 0 });
      });

      it('rejects an id that is in use, and does not count the request', async () => {
        await begin('rtaken');
        const other = recordingOf('rtaken', { cname: 'other' });
        expect(await store.create(first(other), 'q2')).toEqual({ kind: 'idTaken' });
        expect(await store.create(first({ ...other, id: 'rfree2' }), 'q2')).toEqual({ kind: 'created' });
      });
    });

    describe('apply', () => {
      it('applies the transition to what is stored, bumps the version and returns what was written', async () => {
        await begin('rbump2');
        const [first, second] = await Promise.all([
          store.apply('rbump2', (r) => transitionTo({ ...r, version: 99, startedBy: 'U2' })),
          store.apply('rbump2', (r) =>
            transitionTo({ ...r, createdAt: r.startedBy === 'U2' ? 7 : 8 }, { reply: { type: 'alreadyOver' } }),
          ),
        ]);
        expect(applied(first)).toMatchObject({ version: 2, startedBy: 'U2', createdAt: t0 });
        expect(applied(second)).toMatchObject({ version: 3, startedBy: 'U2', createdAt: 7 });
        expect(second).toMatchObject({ transition: { reply: { type: 'alreadyOver' } } });
        expect(await store.find('rbump2')).toEqual(applied(second));
      });

      it('undoes a change that throws, and only that', async () => {
        await begin('rgrp22', [query(t0)]);
        const job = await onlyJob('agora');
        const thrown = new Error('no such state');
        const results = await Promise.allSettled([
          store.apply('rgrp22', change({ startedBy: 'U2' })),
          store.apply(
            'rgrp22',
            () => {
              throw thrown;
            },
            { done: job },
          ),
          store.apply('rgrp22', (r) => transitionTo({ ...r, cname: 'other' }, { jobs: [message(t0)] })),
          store.apply('rgrp22', change({ createdAt: 7 })),
        ]);
        expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
        expect(results[1]).toMatchObject({ reason: thrown });
        expect(await store.find('rgrp22')).toMatchObject({
          version: 3,
          startedBy: 'U2',
          createdAt: 7,
        });
        expect(await store.counts()).toMatchObject({ jobs: { agora: 1 } });
      });

      it.each([
        ['id', { id: 'another' }],
        ['appId', { spec: { ...spec, appId: 'another' } }],
        ['cname', { cname: 'another' }],
      ])('rejects a change of the %s', async (field, other) => {
        await begin('rsame2');
        await expect(store.apply('rsame2', change(other))).rejects.toThrow(field);
        expect(await store.find('rsame2')).toEqual(recordingOf('rsame2'));
      });

      it('rejects making a second recording of a channel live', async () => {
        await begin('rdead2', [], { cname: 'one', phase: 'finished' });
        await begin('rlive2', [], { cname: 'one' });
        await expect(store.apply('rdead2', change({ phase: 'recording' }))).rejects.toMatchObject({
          code: 'contradiction',
        });
        expect(await store.find('rdead2')).toMatchObject({ phase: 'finished', version: 1 });
      });

      it('rejects dropping a recorder', async () => {
        await store.create(first(fullRecording), 'q');
        await expect(store.apply('rfull2', change({ recorders: [fullRecorder] }))).rejects.toThrow('recorder');
      });

      it('applies a request once, also across create', async () => {
        await begin('rreq22');
        let called = 0;
        const counted: Change = (r) => {
          called += 1;
          return transitionTo(r, { jobs: [query(t0)] });
        };
        expect((await store.apply('rreq22', counted, { request: 'q1' })).kind).toBe('applied');
        expect(await store.apply('rreq22', counted, { request: 'q1' })).toEqual({ kind: 'duplicate' });
        expect(await store.apply('rreq22', counted, { request: 'request rreq22' })).toEqual({ kind: 'duplicate' });
        expect(called).toBe(1);
        expect(await store.find('rreq22')).toMatchObject({ version: 2 });
      });

      it('accepts a person’s request or a job’s event, not both', async () => {
        await begin('rboth2', [query(t0)]);
        const done = await onlyJob('agora');
        await expect(store.apply('rboth2', change({}), { request: 'q1', done })).rejects.toThrow('request');
        expect(await store.counts()).toMatchObject({ jobs: { agora: 1 } });
      });

      it('finds no recording of an unknown id, and removes the job', async () => {
        await begin('rabs22', [query(t0)]);
        const done = await onlyJob('agora');
        expect(await store.apply('rnone2', change({}), { done })).toEqual({ kind: 'notFound' });
        expect(await store.counts()).toEqual({ jobs: {}, live: { starting: 1 }, orphans: 0, notStopping: 0 });
      });
    });
  });
}
