import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Answer } from '../../src/recording/answer.ts';
import { createDesk } from '../../src/recording/desk.ts';
import { createJournal } from '../../src/recording/journal.ts';
import type { Messenger, Recorder, Store } from '../../src/recording/ports.ts';
import { current } from '../../src/recording/recording.ts';
import { createWorker } from '../../src/recording/worker.ts';
import { MovableClock } from '../../src/sandbox/clock.ts';
import { passUntil } from '../../src/sandbox/time.ts';
import { openStore } from '../../src/store/open.ts';
import { ana, resourceId, second, sid, t0 } from '../support/recordings.ts';
import { query, recordingOf } from '../support/store-fixtures.ts';

/** The worker on a real database, with an Agora and a Slack that answer at once; `refuse` makes the database refuse. */
function bench() {
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-worker-'));
  const clock = new MovableClock(t0);
  const real = openStore(join(folder, 'bot.db'), { clock });
  const disk = { full: false };
  const store: Store = {
    ...real,
    apply: (...call) => (disk.full ? Promise.reject(new Error('disk full')) : real.apply(...call)),
  };
  const journal = createJournal({ store, clock, freshUid: () => '3000000001', notices: false, chance: () => 0 });
  const desk = createDesk({
    store,
    journal,
    clock,
    appId: 'app',
    tokens: false,
    freshUid: () => '3000000001',
    random: () => 1,
  });
  const answers: Record<string, Answer> = {
    acquire: { kind: 'acquired', resourceId },
    start: { kind: 'started', sid },
    query: { kind: 'status', status: 5, files: [] },
    stop: { kind: 'stopped', files: ['a.m3u8'], uploading: 'uploaded' },
    updateLayout: { kind: 'laidOut' },
  };
  const calls: string[] = [];
  const posts: string[] = [];
  const hooks: { after?: (done: string) => void; hangs?: string } = {};
  const recorder: Recorder = {
    async call(work, _r, signal, leave) {
      calls.push(work.call);
      if (work.call === hooks.hangs) {
        const end = AbortSignal.any([signal, leave ?? signal]);
        await new Promise((resolve) => end.addEventListener('abort', resolve));
        return { kind: 'unsent', problem: 'agora_unreachable' };
      }
      hooks.after?.(work.call);
      return answers[work.call] ?? { kind: 'unknown', problem: 'agora_strange' };
    },
  };
  const messenger: Messenger = {
    card: async () => ({ kind: 'sent', ts: '1.1' }),
    async say(_r, line) {
      posts.push(line.type);
      hooks.after?.(line.type);
      return { kind: 'sent', ts: '1.2' };
    },
    tell: async () => ({ kind: 'sent', ts: '' }),
  };
  const errors: unknown[] = [];
  const end = new AbortController();
  const abandon = new AbortController();
  const onError = (error: unknown) => errors.push(error);
  const worker = createWorker({ store, journal, recorder, messenger, clock, abandon: abandon.signal, onError });
  const running = worker.run(end.signal);
  onTestFinished(async () => {
    end.abort();
    abandon.abort();
    clock.advance(60 * second);
    await running;
    await real.close();
    rmSync(folder, { recursive: true });
  });
  const until = (done: () => boolean, seconds = 60) => passUntil(clock, seconds * second, done);
  return { clock, desk, journal, disk, calls, posts, hooks, errors, real, until };
}

const order = { cname: 'standup', layout: { name: 'grid' }, by: ana, hidden: false, request: 'T1' } as const;

test('a sid that the database does not take is kept until it does: no second start, no orphan', async () => {
  const { desk, disk, calls, hooks, errors, real, until } = bench();
  hooks.after = (done) => {
    if (done === 'start') disk.full = true;
  };
  const ordered = await desk.start(order);
  if (ordered.kind !== 'started') throw new Error('not started');
  expect(await until(() => errors.length >= 3)).toBe(true);
  expect(calls).toEqual(['acquire', 'start']);
  disk.full = false;
  expect(await until(() => calls.includes('query'))).toBe(true);
  const r = await real.find(ordered.recording.id);
  expect(r && current(r)).toMatchObject({ sid, fate: 'running', sendings: 1 });
  expect(calls.filter((call) => call === 'start')).toHaveLength(1);
});

test('a post that the database does not take is not posted again', async () => {
  const { desk, disk, posts, hooks, errors, until } = bench();
  hooks.after = (done) => {
    if (done === 'confirmed') disk.full = true;
  };
  await desk.start(order);
  expect(await until(() => errors.length >= 3)).toBe(true);
  hooks.after = () => undefined;
  disk.full = false;
  await until(() => false, 30);
  expect(posts).toEqual(['confirmed']);
});

test('what people ask for is taken up though watching has its hands full', async () => {
  const { calls, hooks, journal, real, until } = bench();
  hooks.hangs = 'query';
  const ids = Array.from({ length: 30 }, (_, n) => `r${n}`);
  const running = { phase: 'recording', begun: true } as const;
  await Promise.all(ids.map((id) => real.create(recordingOf(id, running), id, [query(t0)])));
  journal.committed();
  await until(() => false, 5);
  const held = calls.length;
  expect(held).toBeLessThan(ids.length);

  const by = { user: 'U1', channel: 'C1' };
  await journal.apply('r29', { type: 'asked', ask: { type: 'layout', layout: { name: 'grid' } }, by });
  await journal.apply('r28', { type: 'asked', ask: { type: 'refresh' }, by });
  expect(await until(() => calls.length >= held + 2, 5)).toBe(true);
  expect(calls.slice(held).toSorted()).toEqual(['query', 'updateLayout']);
});

test('a question that waits for its turn gives way to what a person wants of the same recording', async () => {
  const { calls, hooks, journal, real, until } = bench();
  hooks.hangs = 'query';
  await real.create(recordingOf('r1', { phase: 'recording', begun: true }), 'T1', [query(t0)]);
  journal.committed();
  expect(await until(() => calls.length > 0)).toBe(true);
  const by = { user: 'U1', channel: 'C1' };
  await journal.apply('r1', { type: 'asked', ask: { type: 'layout', layout: { name: 'grid' } }, by });
  expect(await until(() => calls.length > 2, 5)).toBe(true);
  // The question is asked afterwards, and was never a failure.
  expect(calls).toEqual(['query', 'updateLayout', 'query']);
  expect((await real.due('agora', t0 + 60_000, 1, new Set()))[0]?.job.work).toMatchObject({ call: 'query', tries: 0 });
});

test('a stop leaves though everything else that people want has its hands full', async () => {
  const { calls, hooks, journal, real, until } = bench();
  hooks.hangs = 'acquire';
  const acquire = query(t0, { priority: 1, work: { lane: 'agora', call: 'acquire', uid: '4000000001', tries: 0 } });
  const ids = Array.from({ length: 30 }, (_, n) => `r${n}`);
  await Promise.all(ids.map((id) => real.create(recordingOf(id, { begun: true }), id, [acquire])));
  const running = recordingOf('rstop2', {
    phase: 'recording',
    begun: true,
    attempts: [{ uid: '4000000001', fate: 'running', sendings: 1, sid, resourceId }],
  });
  await real.create(running, 'T1', []);
  journal.committed();
  await until(() => false, 5);
  await journal.apply('rstop2', { type: 'asked', ask: { type: 'stop' }, by: { user: 'U1', channel: 'C1' } });
  expect(await until(() => calls.includes('stop'), 5)).toBe(true);
});
