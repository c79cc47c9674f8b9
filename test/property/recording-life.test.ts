/** Whatever happens, in whatever order: a recording always has something that moves it on, and no end is taken back. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Answer } from '../../src/recording/answer.ts';
import { decide } from '../../src/recording/decide.ts';
import type { Ask, Event } from '../../src/recording/events.ts';
import type { Notice, What } from '../../src/recording/notice.ts';
import { newRecording } from '../../src/recording/opening.ts';
import type { Decision } from '../../src/recording/ports.ts';
import { current, isLive, type Ms, type Recording } from '../../src/recording/recording.ts';
import type { AgoraWork, NewJob } from '../../src/recording/work.ts';
import { ana, resourceId, t0 } from '../support/recordings.ts';

const sidOf = (uid: string) => uid.padStart(32, 'a');
const names = ['a.m3u8'];

/** Answers by their kind; a `started` gets the sid of its recorder. */
const answers: readonly Answer[] = [
  { kind: 'acquired', resourceId },
  { kind: 'started', sid: '' },
  { kind: 'alreadyStarted' },
  ...[1, 4, 5, 7, 20].map((status): Answer => ({ kind: 'status', status, files: status === 5 ? names : [] })),
  { kind: 'laidOut' },
  { kind: 'stopped', files: names, uploading: 'uploaded' },
  { kind: 'stopped', files: [], uploading: 'unknown' },
  { kind: 'nothingRecorded' },
  { kind: 'notFound' },
  { kind: 'exiting' },
  { kind: 'conflict' },
  { kind: 'expired' },
  { kind: 'unsent', problem: 'agora_rate_limited' },
  { kind: 'unknown', problem: 'agora_timeout' },
  { kind: 'startAfresh', problem: 'agora_no_worker' },
  { kind: 'refused', problem: 'agora_unauthorized' },
];
const usual: Readonly<Record<AgoraWork['call'], Answer>> = {
  acquire: { kind: 'acquired', resourceId },
  start: { kind: 'started', sid: '' },
  query: { kind: 'status', status: 5, files: names },
  updateLayout: { kind: 'laidOut' },
  stop: { kind: 'stopped', files: [], uploading: 'unknown' },
};
const whats: readonly What[] = [
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
const asks: readonly Ask[] = [{ type: 'stop' }, { type: 'refresh' }, { type: 'layout', layout: { name: 'float' } }];

type Move = Readonly<{ kind: number; pick: number; after: Ms }>;

/** One recording and its rows, as the store keeps them. */
function life(notices: boolean, tokens: boolean) {
  const order = { cname: 'standup', layout: { name: 'grid' }, by: ana, hidden: false, request: 'T' } as const;
  const opening = newRecording({ id: 'rabcde', order, appId: 'app', tokens, uid: '3000000001', now: t0 });
  let jobs: NewJob[] = [...opening.jobs];
  let r: Recording = opening.recording;
  let now: Ms = t0;
  let drawn = 3_900_000_000;

  const apply = (event: Event, done?: NewJob): Decision => {
    drawn += 1;
    const decision = decide(r, event, { now, freshUid: String(drawn), notices, chance: 0.5 });
    jobs = jobs.filter((job) => job !== done && !(job.key !== undefined && decision.cancel.includes(job.key)));
    for (const job of decision.add) jobs = [...jobs.filter(({ key }) => key === undefined || key !== job.key), job];
    r = decision.next;
    return decision;
  };

  const perform = (job: NewJob, pick: number): void => {
    now = Math.max(now, job.dueAt);
    const { work } = job;
    switch (work.lane) {
      case 'agora':
        return callAgora(job, work, pick);
      case 'timer':
        return void apply({ type: 'due', timer: work.timer }, job);
      case 'card':
        return void apply(
          pick % 29 === 0
            ? { type: 'postRefused', lane: 'card', code: ['is_archived', 'message_not_found'][pick % 2] ?? '' }
            : { type: 'cardPosted', ts: '1.1' },
          job,
        );
      case 'thread':
        return void apply(
          pick % 29 === 0
            ? { type: 'postRefused', lane: 'thread', code: 'is_archived', line: work.line }
            : { type: 'done' },
          job,
        );
      case 'person':
        return void apply({ type: 'done' }, job);
    }
  };

  const callAgora = (job: NewJob, work: AgoraWork, pick: number): void => {
    const { call, uid } = work;
    if (call === 'start' || call === 'stop') {
      const before = current(r).sendings;
      apply({ type: 'sending', call, uid });
      // What the worker does not send.
      const held = call === 'start' && current(r).sendings === before;
      const isOwn = uid === current(r).uid && current(r).fate !== 'orphan';
      if (held || (call === 'stop' && isOwn && r.phase !== 'stopping')) return void apply({ type: 'done' }, job);
    }
    // Mostly what Agora answers on a good day, or no life would get far.
    const answer = (pick % 5 < 3 ? usual[call] : answers[pick % answers.length]) ?? { kind: 'notFound' };
    const truth: Answer = answer.kind === 'started' ? { kind: 'started', sid: sidOf(uid) } : answer;
    apply({ type: 'answered', work, answer: truth }, job);
  };

  return {
    move({ kind, pick, after }: Move): void {
      now += after;
      const due = jobs.toSorted((a, b) => a.dueAt - b.dueAt);
      const next = due[kind % Math.min(3, due.length || 1)];
      if (kind < 6 && next !== undefined) return perform(next, pick);
      if (kind === 6) return void apply({ type: 'asked', ask: asks[pick % asks.length] ?? { type: 'stop' }, by: ana });
      if (kind === 7) return void apply({ type: 'tick' });
      const attempt = r.attempts[pick % r.attempts.length] ?? current(r);
      const what = whats[pick % whats.length] ?? { kind: 'joined' };
      const notice: Notice = {
        id: `n${drawn}`,
        sid: sidOf(attempt.uid),
        cname: 'standup',
        uid: attempt.uid,
        at: now,
        what,
      };
      apply({ type: 'noticed', notice });
    },
    get: () => ({ r, jobs }),
  };
}

const timers = (jobs: readonly NewJob[]) => jobs.map(({ work }) => (work.lane === 'timer' ? work.timer : undefined));

/** What must hold after every event. */
function sound(before: Recording, { r, jobs }: { r: Recording; jobs: readonly NewJob[] }): void {
  if (!isLive(before)) expect(isLive(r)).toBe(false);
  if (isLive(r)) {
    const moves = jobs.filter(({ work, key }) =>
      work.lane === 'agora'
        ? work.uid === current(r).uid && !key?.startsWith('stop ')
        : work.lane === 'card' || (work.lane === 'timer' && (work.timer === 'cardLate' || work.timer === 'sidLate')),
    );
    expect(moves.length, `${r.phase}: nothing moves it on`).toBeGreaterThan(0);
    if (r.begun) {
      const own = moves.some(
        ({ work }) => work.lane === 'agora' || (work.lane === 'timer' && work.timer === 'sidLate'),
      );
      expect(own, `${r.phase}: Agora is not asked any more`).toBe(true);
    }
  } else expect(r.endedAt).toBeDefined();
  if (r.phase === 'uploading') expect(timers(jobs)).toContain('uploadLate');
  if (r.attempts.some(({ fate }) => fate === 'orphan')) expect(timers(jobs)).toContain('orphansOver');
  if (r.phase === 'finished') expect(r.files).toBeDefined();
  if (r.phase === 'failed' || r.phase === 'lost') expect(r.problem).toBeDefined();
  expect(new Set(r.attempts.map(({ uid }) => uid)).size).toBe(r.attempts.length);
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
    fc.property(fc.array(move, { maxLength: 100 }), fc.boolean(), fc.boolean(), (moves, notices, tokens) => {
      const one = life(notices, tokens);
      for (const step of moves) {
        const before = one.get().r;
        one.move(step);
        sound(before, one.get());
      }
    }),
    { numRuns: 10_000 },
  );
}, 60_000);
