import { expect, test } from 'vitest';
import { type NewJob, priority } from '../../src/recording/jobs.ts';
import { currentRecorder } from '../../src/recording/recording.ts';
import { first, message, query, recordingOf } from '../store/fixtures.ts';
import { resourceId, sid, startRequest, t0 } from '../support/scenario.ts';
import { startWorker } from './worker.support.ts';

const actor = { teamId: 'T1', userId: 'U1', channelId: 'C1' } as const;
const running = { phase: 'recording' } as const;
const grid = { type: 'layout', layout: { kind: 'grid' } } as const;

test('a sid that can’t be committed is kept until it can: no second start, no orphan', async () => {
  const { service, faults, calls, errors, store, until } = await startWorker();
  faults.after = (done) => {
    if (done === 'start') faults.isDiskFull = true;
  };
  const result = await service.start({ ...startRequest(), wanted: {} }, 'T1');
  if (result.kind !== 'started') throw new Error('not started');
  expect(await until(() => errors.length >= 3)).toBe(true);
  expect(calls).toEqual(['acquire', 'start']);
  faults.isDiskFull = false;
  expect(await until(() => calls.includes('query'))).toBe(true);
  const r = await store.find(result.recording.id);
  expect(r && currentRecorder(r)).toMatchObject({ sid, status: 'running', sendCount: 1 });
  expect(calls.filter((call) => call === 'start')).toHaveLength(1);
});

test('a message whose outcome can’t be committed is not posted again', async () => {
  const { service, faults, posts, errors, until } = await startWorker();
  faults.after = (done) => {
    if (done === 'confirmed') faults.isDiskFull = true;
  };
  await service.start({ ...startRequest(), wanted: {} }, 'T1');
  expect(await until(() => errors.length >= 3)).toBe(true);
  faults.after = () => undefined;
  faults.isDiskFull = false;
  await until(() => false, 30);
  expect(posts).toEqual(['confirmed']);
});

test('a person’s command is executed although queries use all of their concurrency', async () => {
  const ids = Array.from({ length: 30 }, (_, n) => `r${n}`);
  const { calls, faults, runner, until } = await startWorker((store) =>
    Promise.all(ids.map((id) => store.create(first(recordingOf(id, running), [query(t0)]), id))),
  );
  faults.hangs = 'query';
  await until(() => false, 5);
  const inFlight = calls.length;
  expect(inFlight).toBeLessThan(ids.length);

  await runner.apply('r29', { type: 'commandReceived', command: grid, actor });
  await runner.apply('r28', { type: 'commandReceived', command: { type: 'refresh' }, actor });
  expect(await until(() => calls.length >= inFlight + 2, 5)).toBe(true);
  expect(calls.slice(inFlight).toSorted()).toEqual(['query', 'updateLayout']);
});

test('a query waiting for its turn is preempted by a person’s command for the same recording', async () => {
  const { calls, faults, runner, store, until } = await startWorker((store) =>
    store.create(first(recordingOf('r1', running), [query(t0)]), 'T1'),
  );
  faults.hangs = 'query';
  expect(await until(() => calls.length > 0)).toBe(true);
  await runner.apply('r1', { type: 'commandReceived', command: grid, actor });
  expect(await until(() => calls.length > 2, 5)).toBe(true);
  // The query is sent afterwards, and this was not a failure.
  expect(calls).toEqual(['query', 'updateLayout', 'query']);
  expect((await store.take('agora', t0 + 60_000, 1, new Set()))[0]?.job.payload).toMatchObject({
    call: 'query',
    failedAttempts: 0,
  });
});

test('a stop is sent although other commands use all of their concurrency', async () => {
  const payload = { queue: 'agora', call: 'acquire', uid: '4000000001', failedAttempts: 0 } as const;
  const acquire = query(t0, { priority: priority.person, payload });
  const ids = Array.from({ length: 30 }, (_, n) => `r${n}`);
  const recorder = { uid: '4000000001', status: 'running', sendCount: 1, sid, resourceId } as const;
  const { calls, faults, runner, until } = await startWorker(async (store) => {
    await Promise.all(ids.map((id) => store.create(first(recordingOf(id), [acquire]), id)));
    await store.create(first(recordingOf('rstop2', { ...running, recorders: [recorder] })), 'T1');
  });
  faults.hangs = 'acquire';
  await until(() => false, 5);
  await runner.apply('rstop2', { type: 'commandReceived', command: { type: 'stop' }, actor });
  expect(await until(() => calls.includes('stop'), 5)).toBe(true);
});

test('a time limit does not wait for the messages that are due with it', async () => {
  const limitReached: NewJob = {
    dueAt: t0,
    priority: priority.stop,
    payload: { queue: 'timer', timer: 'limitReached' },
  };
  const posted = { ...running, card: { teamId: 'T1', channelId: 'C1', isPrivate: false, ts: '1.1' } };
  const { committed, until } = await startWorker(async (store) => {
    const others = Array.from({ length: 80 }, (_, n) => `r${n}`);
    await Promise.all(others.map((id) => store.create(first(recordingOf(id, posted), [message(t0)]), id)));
    const limited = recordingOf('rlimit', { ...posted, limit: { stopAt: t0 } });
    await store.create(first(limited, [limitReached]), 'T1');
  });
  expect(await until(() => committed.length > 80)).toBe(true);
  expect(committed[0]).toBe('timerDue');
});
