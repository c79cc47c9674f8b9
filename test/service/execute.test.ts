/** What the worker makes of one job. */
import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../src/recording/call-outcome.ts';
import type { Event } from '../../src/recording/events.ts';
import type { Job, NewJob } from '../../src/recording/jobs.ts';
import type { Recording } from '../../src/recording/recording.ts';
import { createExecutor } from '../../src/service/execute.ts';
import type { AgoraApi, Messenger, SendOutcome } from '../../src/service/ports.ts';
import { first, message, recordingOf } from '../store/fixtures.ts';
import { resourceId, second, sid, t0 } from '../support/scenario.ts';
import { startWorker } from './worker.support.ts';

const uid = '4000000001';
const planned = { uid, status: 'planned', sendCount: 0, resourceId } as const;
const recorder = { uid, status: 'running', sendCount: 1, sid, resourceId } as const;
const job = (call: 'start' | 'stop'): NewJob => ({
  key: call,
  dueAt: t0,
  priority: 1,
  payload: { queue: 'agora', call, uid, failedAttempts: 0 },
});
const withJob = (r: Recording, ...jobs: NewJob[]) =>
  startWorker((store) => store.create(first({ ...r, createdAt: t0 }, jobs), 'T1'));

test('a superseded start is not sent, and its job is removed', async () => {
  const { calls, store, committed, until } = await withJob(recordingOf('r1', { phase: 'canceled' }), job('start'));
  expect(await until(() => committed.includes('completed'))).toBe(true);
  expect(calls).toEqual([]);
  expect(await store.take('agora', t0 + second, 1, new Set())).toEqual([]);
});

test('a superseded stop is not sent, and its job is removed', async () => {
  const r = recordingOf('r1', { phase: 'finished', recorders: [{ ...recorder, status: 'ended' }] });
  const { calls, store, committed, until } = await withJob(r, job('stop'));
  expect(await until(() => committed.includes('completed'))).toBe(true);
  expect(calls).toEqual([]);
  expect(await store.take('agora', t0 + second, 1, new Set())).toEqual([]);
});

test('a start is committed as sent before it is sent', async () => {
  const { faults, store, calls, until } = await withJob(recordingOf('r1', { recorders: [planned] }), job('start'));
  faults.hangs = 'start';
  expect(await until(() => calls.includes('start'))).toBe(true);
  expect((await store.find('r1'))?.recorders).toEqual([{ ...planned, status: 'sent', sendCount: 1 }]);
});

test('a stop is committed as in flight before it is sent', async () => {
  const ending = { stop: { by: 'U1', at: t0 } };
  const r = recordingOf('r1', { phase: 'stopping', recorders: [recorder], ending });
  const { faults, store, calls, until } = await withJob(r, job('stop'));
  faults.hangs = 'stop';
  expect(await until(() => calls.includes('stop'))).toBe(true);
  expect((await store.find('r1'))?.ending?.stop).toEqual({ by: 'U1', at: t0, inFlight: true });
});

test('a call that is abandoned at the shutdown keeps its row', async () => {
  const { faults, store, calls, until, stopWorker } = await withJob(
    recordingOf('r1', { recorders: [planned] }),
    job('start'),
  );
  faults.hangs = 'start';
  expect(await until(() => calls.includes('start'))).toBe(true);
  await stopWorker();
  expect((await store.take('agora', t0 + second, 1, new Set()))[0]?.job.payload).toMatchObject({ call: 'start' });
});

test('a message waits for the card, and goes to the starter when Slack rejects the card', async () => {
  const r = recordingOf('r1', { phase: 'recording', recorders: [recorder] });
  const { posts, privateMessages, runner, until } = await withJob(r, message(t0));
  await until(() => false, 5);
  expect(privateMessages).toEqual([]);
  await runner.apply('r1', { type: 'postFailed', queue: 'card', code: 'is_archived' });
  expect(await until(() => privateMessages.length === 2)).toBe(true);
  expect(privateMessages).toEqual(['U1 cardRejected', 'U1 contactLost']);
  expect(posts).toEqual([]);
});

test('a postponed message is retried; a rejected one is not', async () => {
  const card = { teamId: 'T1', channelId: 'C1', isPrivate: false, ts: '1.1' };
  const r = recordingOf('r1', { phase: 'recording', recorders: [recorder], card });
  const { posts, faults, committed, until } = await withJob(r, message(t0));
  faults.post = { kind: 'later', after: 0 };
  expect(await until(() => posts.length === 3)).toBe(true);
  faults.post = { kind: 'rejected', code: 'msg_too_long' };
  expect(await until(() => committed.includes('postFailed'))).toBe(true);
  await until(() => false, 60);
  expect(posts).toHaveLength(4);
});

test('a start is not sent where another replica has taken over', async () => {
  const r = recordingOf('r1', { recorders: [planned] });
  const { faults, calls, released, until } = await withJob(r, job('start'));
  faults.isTakenOver = true;
  expect(await until(() => released.includes('agora'))).toBe(true);
  expect(calls).not.toContain('start');
});

test('every job is released when it has been executed, also one that failed', async () => {
  const { faults, released, errors, until } = await withJob(recordingOf('r1', { recorders: [planned] }), job('start'));
  expect(await until(() => released.includes('agora'))).toBe(true);
  const before = released.length;
  faults.isDiskFull = true;
  expect(await until(() => errors.length > 0, 300)).toBe(true);
  faults.isDiskFull = false;
  expect(await until(() => released.length > before, 300)).toBe(true);
});

describe('after another process has taken over', () => {
  const setting = { type: 'layout', layout: { kind: 'grid' } } as const;
  const layout = { queue: 'agora', call: 'updateLayout', uid, failedAttempts: 0, setting, by: 'U1' } as const;
  const recording = recordingOf('r1', { phase: 'recording', recorders: [recorder] });
  const unused = () => Promise.reject(new Error('nothing is to be sent there'));

  /** The events that are committed where `payload` is sent late, with `outcome`; `isAbandoned`: the process ends meanwhile. */
  async function lateEvents(
    payload: Job['payload'],
    outcome: CallOutcome | SendOutcome,
    isAbandoned = false,
  ): Promise<Event[]> {
    const events: Event[] = [];
    const ending = new AbortController();
    const send = async () => {
      if (isAbandoned) ending.abort();
      return outcome;
    };
    const execute = createExecutor({
      jobs: { postpone: async () => false, release: async () => false },
      runner: {
        async apply(_, event) {
          events.push(event);
          return { kind: 'duplicate' };
        },
      },
      agora: { call: send as AgoraApi['call'] },
      messenger: { card: send as Messenger['card'], post: unused, notify: unused },
      clock: { now: () => t0, until: async () => undefined },
      abandon: ending.signal,
      onError: (error) => {
        throw error;
      },
    });
    const late = { queue: payload.queue, id: 1, revision: 1, dueAt: t0, priority: 1, payload, postponed: 0 } as Job;
    await execute({ job: late, recording }, new AbortController().signal);
    return events;
  }

  const overwritten = { type: 'settingOverwritten', payload: layout };

  test('a setting that was sent late is reported to the recording', async () => {
    const outcome = { kind: 'updated' } as const;
    expect(await lateEvents(layout, outcome)).toEqual([
      { type: 'responseReceived', payload: layout, outcome },
      overwritten,
    ]);
  });

  test('a setting that is abandoned on its way is reported, too', async () => {
    expect(await lateEvents(layout, { kind: 'indeterminate', errorCode: 'agora_unreachable' }, true)).toEqual([
      overwritten,
    ]);
  });

  test('a card that was drawn late is drawn again', async () => {
    const events = await lateEvents({ queue: 'card' }, { kind: 'sent', ts: '1.2' });
    expect(events).toEqual([{ type: 'cardPosted', ts: '1.2' }, { type: 'cardOverwritten' }]);
  });

  test('a card that is abandoned on its way is drawn again', async () => {
    const events = await lateEvents({ queue: 'card' }, { kind: 'later', after: 0 }, true);
    expect(events).toEqual([{ type: 'cardOverwritten' }]);
  });

  test('a card that is to be drawn later is not drawn here any more', async () => {
    expect(await lateEvents({ queue: 'card' }, { kind: 'later', after: 0 })).toEqual([{ type: 'cardOverwritten' }]);
  });
});
