import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { CallOutcome } from '../../src/recording/call-outcome.ts';
import { currentRecorder } from '../../src/recording/recording.ts';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { passUntil } from '../../src/sandbox/time.ts';
import type { Messenger, Recorder, Store } from '../../src/service/ports.ts';
import { createRecordingService } from '../../src/service/recording-service.ts';
import { createTransitionRunner } from '../../src/service/transition-runner.ts';
import { createWorker } from '../../src/service/worker.ts';
import { openStore } from '../../src/store/sqlite/open.ts';
import { query, recordingOf } from '../store/fixtures.ts';
import { ana, resourceId, second, sid, t0 } from '../support/scenario.ts';

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
  const runner = createTransitionRunner({
    store,
    clock,
    newUid: () => '3000000001',
    notifications: false,
    jitter: () => 0,
  });
  const service = createRecordingService({
    store,
    runner,
    clock,
    appId: 'app',
    tokens: false,
    newUid: () => '3000000001',
    random: () => 1,
  });
  const answers: Record<string, CallOutcome> = {
    acquire: { kind: 'acquired', resourceId },
    start: { kind: 'started', sid },
    query: { kind: 'status', status: 5, files: [] },
    stop: { kind: 'stopped', files: ['a.m3u8'], uploading: 'uploaded' },
    updateLayout: { kind: 'layoutUpdated' },
  };
  const calls: string[] = [];
  const posts: string[] = [];
  const hooks: { after?: (done: string) => void; hangs?: string } = {};
  const recorder: Recorder = {
    async call(payload, _r, signal, leave) {
      calls.push(payload.call);
      if (payload.call === hooks.hangs) {
        const end = AbortSignal.any([signal, leave ?? signal]);
        await new Promise((resolve) => end.addEventListener('abort', resolve));
        return { kind: 'notSent', errorCode: 'agora_unreachable' };
      }
      hooks.after?.(payload.call);
      return answers[payload.call] ?? { kind: 'indeterminate', errorCode: 'agora_strange' };
    },
  };
  const messenger: Messenger = {
    card: async () => ({ kind: 'sent', ts: '1.1' }),
    async say(_r, message) {
      posts.push(message.type);
      hooks.after?.(message.type);
      return { kind: 'sent', ts: '1.2' };
    },
    tell: async () => ({ kind: 'sent', ts: '' }),
  };
  const errors: unknown[] = [];
  const end = new AbortController();
  const abandon = new AbortController();
  const onError = (error: unknown) => errors.push(error);
  const worker = createWorker({ store, runner, recorder, messenger, clock, abandon: abandon.signal, onError });
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
  return { clock, service, runner, disk, calls, posts, hooks, errors, real, until };
}

const order = { cname: 'standup', layout: { name: 'grid' }, by: ana, isPrivate: false, request: 'T1' } as const;

test('a sid that the database does not take is kept until it does: no second start, no orphan', async () => {
  const { service, disk, calls, hooks, errors, real, until } = bench();
  hooks.after = (done) => {
    if (done === 'start') disk.full = true;
  };
  const startResult = await service.start(order);
  if (startResult.kind !== 'started') throw new Error('not started');
  expect(await until(() => errors.length >= 3)).toBe(true);
  expect(calls).toEqual(['acquire', 'start']);
  disk.full = false;
  expect(await until(() => calls.includes('query'))).toBe(true);
  const r = await real.find(startResult.recording.id);
  expect(r && currentRecorder(r)).toMatchObject({ sid, status: 'running', sendCount: 1 });
  expect(calls.filter((call) => call === 'start')).toHaveLength(1);
});

test('a post that the database does not take is not posted again', async () => {
  const { service, disk, posts, hooks, errors, until } = bench();
  hooks.after = (done) => {
    if (done === 'confirmed') disk.full = true;
  };
  await service.start(order);
  expect(await until(() => errors.length >= 3)).toBe(true);
  hooks.after = () => undefined;
  disk.full = false;
  await until(() => false, 30);
  expect(posts).toEqual(['confirmed']);
});

test('what people ask for is taken up though watching has its hands full', async () => {
  const { calls, hooks, runner, real, until } = bench();
  hooks.hangs = 'query';
  const ids = Array.from({ length: 30 }, (_, n) => `r${n}`);
  const running = { phase: 'recording', acquireEnqueued: true } as const;
  await Promise.all(ids.map((id) => real.create(recordingOf(id, running), id, [query(t0)])));
  runner.committed();
  await until(() => false, 5);
  const held = calls.length;
  expect(held).toBeLessThan(ids.length);

  const by = { user: 'U1', channel: 'C1' };
  await runner.apply('r29', { type: 'commandReceived', command: { type: 'layout', layout: { name: 'grid' } }, by });
  await runner.apply('r28', { type: 'commandReceived', command: { type: 'refresh' }, by });
  expect(await until(() => calls.length >= held + 2, 5)).toBe(true);
  expect(calls.slice(held).toSorted()).toEqual(['query', 'updateLayout']);
});

test('a question that waits for its turn gives way to what a person wants of the same recording', async () => {
  const { calls, hooks, runner, real, until } = bench();
  hooks.hangs = 'query';
  await real.create(recordingOf('r1', { phase: 'recording', acquireEnqueued: true }), 'T1', [query(t0)]);
  runner.committed();
  expect(await until(() => calls.length > 0)).toBe(true);
  const by = { user: 'U1', channel: 'C1' };
  await runner.apply('r1', { type: 'commandReceived', command: { type: 'layout', layout: { name: 'grid' } }, by });
  expect(await until(() => calls.length > 2, 5)).toBe(true);
  // The question is asked afterwards, and was never a failure.
  expect(calls).toEqual(['query', 'updateLayout', 'query']);
  expect((await real.due('agora', t0 + 60_000, 1, new Set()))[0]?.job.payload).toMatchObject({
    call: 'query',
    failedAttempts: 0,
  });
});

test('a stop leaves though everything else that people want has its hands full', async () => {
  const { calls, hooks, runner, real, until } = bench();
  hooks.hangs = 'acquire';
  const acquire = query(t0, {
    priority: 1,
    payload: { queue: 'agora', call: 'acquire', uid: '4000000001', failedAttempts: 0 },
  });
  const ids = Array.from({ length: 30 }, (_, n) => `r${n}`);
  await Promise.all(ids.map((id) => real.create(recordingOf(id, { acquireEnqueued: true }), id, [acquire])));
  const running = recordingOf('rstop2', {
    phase: 'recording',
    acquireEnqueued: true,
    recorders: [{ uid: '4000000001', status: 'running', sendCount: 1, sid, resourceId }],
  });
  await real.create(running, 'T1', []);
  runner.committed();
  await until(() => false, 5);
  await runner.apply('rstop2', {
    type: 'commandReceived',
    command: { type: 'stop' },
    by: { user: 'U1', channel: 'C1' },
  });
  expect(await until(() => calls.includes('stop'), 5)).toBe(true);
});
