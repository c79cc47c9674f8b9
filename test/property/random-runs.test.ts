/** Whatever happens, in whatever order: a recording always has something that moves it on, and no end is taken back. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AgoraNotification, NotificationEvent } from '../../src/recording/agora-notification.ts';
import type { CallOutcome } from '../../src/recording/call-outcome.ts';
import { createRecording } from '../../src/recording/create.ts';
import type { Transition } from '../../src/recording/effects.ts';
import type { Event, RecordingCommand } from '../../src/recording/events.ts';
import type { AgoraPayload, NewJob } from '../../src/recording/jobs.ts';
import { currentRecorder, isLive, type Ms, type Recording } from '../../src/recording/recording.ts';
import { transition } from '../../src/recording/transition.ts';
import { ana, resourceId, t0 } from '../support/scenario.ts';

const sidOf = (uid: string) => uid.padStart(32, 'a');
const names = ['a.m3u8'];

/** Answers by their kind; a `started` gets the sid of its recorder. */
const answers: readonly CallOutcome[] = [
  { kind: 'acquired', resourceId },
  { kind: 'started', sid: '' },
  { kind: 'alreadyStarted' },
  ...[1, 4, 5, 7, 20].map((status): CallOutcome => ({ kind: 'status', status, files: status === 5 ? names : [] })),
  { kind: 'layoutUpdated' },
  { kind: 'stopped', files: names, uploading: 'uploaded' },
  { kind: 'stopped', files: [], uploading: 'unknown' },
  { kind: 'nothingRecorded' },
  { kind: 'notFound' },
  { kind: 'exiting' },
  { kind: 'conflict' },
  { kind: 'expired' },
  { kind: 'notSent', errorCode: 'agora_rate_limited' },
  { kind: 'indeterminate', errorCode: 'agora_timeout' },
  { kind: 'restartRequired', errorCode: 'agora_no_worker' },
  { kind: 'rejected', errorCode: 'agora_unauthorized' },
];
const usual: Readonly<Record<AgoraPayload['call'], CallOutcome>> = {
  acquire: { kind: 'acquired', resourceId },
  start: { kind: 'started', sid: '' },
  query: { kind: 'status', status: 5, files: names },
  updateLayout: { kind: 'layoutUpdated' },
  stop: { kind: 'stopped', files: [], uploading: 'unknown' },
};
const whats: readonly NotificationEvent[] = [
  { kind: 'error', from: 'recorder', level: 5, code: 110, words: '' },
  { kind: 'files', names },
  { kind: 'exited', normal: true },
  { kind: 'failover', uid: '9' },
  { kind: 'uploadEnded', uploading: 'backuped', names },
  { kind: 'uploadEnded', uploading: 'uploaded', names: [] },
  { kind: 'progress', share: 0.5 },
  { kind: 'joined' },
  { kind: 'left', code: 4 },
  { kind: 'slice' },
];
const asks: readonly RecordingCommand[] = [
  { type: 'stop' },
  { type: 'refresh' },
  { type: 'layout', layout: { name: 'float' } },
];

type Move = Readonly<{ kind: number; pick: number; after: Ms }>;

/** One recording and its rows, as the store keeps them. */
function life(notifications: boolean, tokens: boolean) {
  const order = { cname: 'standup', layout: { name: 'grid' }, by: ana, isPrivate: false, request: 'T' } as const;
  const opening = createRecording({ id: 'rabcde', order, appId: 'app', tokens, uid: '3000000001', now: t0 });
  let jobs: NewJob[] = [...opening.jobs];
  let r: Recording = opening.recording;
  let now: Ms = t0;
  let drawn = 3_900_000_000;

  const apply = (event: Event, done?: NewJob): Transition => {
    drawn += 1;
    const decision = transition(r, event, { now, newUid: String(drawn), notifications, jitter: 0.5 });
    jobs = jobs.filter((job) => job !== done && !(job.key !== undefined && decision.cancel.includes(job.key)));
    for (const job of decision.add) jobs = [...jobs.filter(({ key }) => key === undefined || key !== job.key), job];
    r = decision.next;
    return decision;
  };

  const perform = (job: NewJob, pick: number): void => {
    now = Math.max(now, job.dueAt);
    const { payload } = job;
    switch (payload.queue) {
      case 'agora':
        return callAgora(job, payload, pick);
      case 'timer':
        return void apply({ type: 'timerDue', timer: payload.timer }, job);
      case 'card':
        return void apply(
          pick % 29 === 0
            ? { type: 'postFailed', queue: 'card', code: ['is_archived', 'message_not_found'][pick % 2] ?? '' }
            : { type: 'cardPosted', ts: '1.1' },
          job,
        );
      case 'thread':
        return void apply(
          pick % 29 === 0
            ? { type: 'postFailed', queue: 'thread', code: 'is_archived', message: payload.message }
            : { type: 'completed' },
          job,
        );
      case 'person':
        return void apply({ type: 'completed' }, job);
    }
  };

  const callAgora = (job: NewJob, payload: AgoraPayload, pick: number): void => {
    const { call, uid } = payload;
    if (call === 'start' || call === 'stop') {
      const before = currentRecorder(r).sendCount;
      apply({ type: 'sendStarted', call, uid });
      // What the worker does not send.
      const held = call === 'start' && currentRecorder(r).sendCount === before;
      const isOwn = uid === currentRecorder(r).uid && currentRecorder(r).status !== 'orphan';
      if (held || (call === 'stop' && isOwn && r.phase !== 'stopping')) return void apply({ type: 'completed' }, job);
    }
    // Mostly what Agora answers on a good day, or no life would get far.
    const outcome = (pick % 5 < 3 ? usual[call] : answers[pick % answers.length]) ?? { kind: 'notFound' };
    const truth: CallOutcome = outcome.kind === 'started' ? { kind: 'started', sid: sidOf(uid) } : outcome;
    apply({ type: 'responseReceived', payload, outcome: truth }, job);
  };

  return {
    move({ kind, pick, after }: Move): void {
      now += after;
      const due = jobs.toSorted((a, b) => a.dueAt - b.dueAt);
      const next = due[kind % Math.min(3, due.length || 1)];
      if (kind < 6 && next !== undefined) return perform(next, pick);
      if (kind === 6)
        return void apply({ type: 'commandReceived', command: asks[pick % asks.length] ?? { type: 'stop' }, by: ana });
      if (kind === 7) return void apply({ type: 'tick' });
      const recorder = r.recorders[pick % r.recorders.length] ?? currentRecorder(r);
      const event = whats[pick % whats.length] ?? { kind: 'joined' };
      const notification: AgoraNotification = {
        id: `n${drawn}`,
        sid: sidOf(recorder.uid),
        cname: 'standup',
        uid: recorder.uid,
        at: now,
        event,
      };
      apply({ type: 'notificationReceived', notification });
    },
    get: () => ({ r, jobs }),
  };
}

const timers = (jobs: readonly NewJob[]) =>
  jobs.map(({ payload }) => (payload.queue === 'timer' ? payload.timer : undefined));

/** What must hold after every event. */
function sound(before: Recording, { r, jobs }: { r: Recording; jobs: readonly NewJob[] }): void {
  if (!isLive(before)) expect(isLive(r)).toBe(false);
  if (isLive(r)) {
    const moves = jobs.filter(({ payload, key }) =>
      payload.queue === 'agora'
        ? payload.uid === currentRecorder(r).uid && !key?.startsWith('stop ')
        : payload.queue === 'card' ||
          (payload.queue === 'timer' && (payload.timer === 'cardTimeout' || payload.timer === 'sidTimeout')),
    );
    expect(moves.length, `${r.phase}: nothing moves it on`).toBeGreaterThan(0);
    if (r.acquireEnqueued) {
      const own = moves.some(
        ({ payload }) => payload.queue === 'agora' || (payload.queue === 'timer' && payload.timer === 'sidTimeout'),
      );
      expect(own, `${r.phase}: Agora is not asked any more`).toBe(true);
    }
  } else expect(r.endedAt).toBeDefined();
  if (r.phase === 'uploading') expect(timers(jobs)).toContain('uploadTimeout');
  if (r.recorders.some(({ status }) => status === 'orphan')) expect(timers(jobs)).toContain('orphansExpired');
  if (r.phase === 'finished') expect(r.files).toBeDefined();
  if (r.phase === 'failed' || r.phase === 'lost') expect(r.errorCode).toBeDefined();
  expect(new Set(r.recorders.map(({ uid }) => uid)).size).toBe(r.recorders.length);
}

test('a recording always has something that moves it on, and no end is taken back', () => {
  const move = fc.record({
    kind: fc.nat(9),
    pick: fc.nat(1_000),
    after: fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
      { weight: 2, arbitrary: fc.constant(6 * 60_000) },
      { weight: 1, arbitrary: fc.constant(73 * 3_600_000) },
    ),
  });
  fc.assert(
    fc.property(fc.array(move, { maxLength: 100 }), fc.boolean(), fc.boolean(), (moves, notifications, tokens) => {
      const one = life(notifications, tokens);
      for (const step of moves) {
        const before = one.get().r;
        one.move(step);
        sound(before, one.get());
      }
    }),
    { numRuns: 10_000 },
  );
}, 60_000);
