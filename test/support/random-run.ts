/** One recording with its jobs, as store and worker keep them, driven by random numbers. */
import type { AgoraNotification, NotificationEvent } from '../../src/recording/agora-notification.ts';
import type { CallOutcome } from '../../src/recording/call-outcome.ts';
import type { Transition } from '../../src/recording/effects.ts';
import type { Event, RecordingCommand } from '../../src/recording/events.ts';
import type { AgoraPayload, Call, NewJob } from '../../src/recording/jobs.ts';
import { currentRecorder, type Ms, type Recording } from '../../src/recording/recording.ts';
import { transition } from '../../src/recording/transition.ts';
import { ana, ben, minute, resourceId, startRequest, t0 } from './scenario.ts';
import { specOf } from './specs.ts';

const names = ['a.m3u8'];
const sidOf = (uid: string) => uid.padStart(32, 'a');

/** A `started` gets the sid of its recorder. */
const outcomes: readonly CallOutcome[] = [
  { kind: 'acquired', resourceId },
  { kind: 'started', sid: '' },
  { kind: 'alreadyStarted' },
  ...[1, 4, 5, 7, 20].map((status): CallOutcome => ({ kind: 'status', status, files: status === 5 ? names : [] })),
  { kind: 'updated' },
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
const usual: Readonly<Record<Call, CallOutcome>> = {
  acquire: { kind: 'acquired', resourceId },
  start: { kind: 'started', sid: '' },
  query: { kind: 'status', status: 5, files: names },
  update: { kind: 'updated' },
  updateLayout: { kind: 'updated' },
  stop: { kind: 'stopped', files: [], uploading: 'unknown' },
};
const notificationEvents: readonly NotificationEvent[] = [
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
  { kind: 'storageTokenExpired' },
  { kind: 'registered' },
];
const commands: readonly RecordingCommand[] = [
  { type: 'stop' },
  { type: 'refresh' },
  { type: 'layout', layout: { kind: 'float' } },
  { type: 'layout', layout: { kind: 'vertical', largeUid: '5' } },
];
const cardErrors = ['is_archived', 'message_not_found'] as const;

const at = <T>(list: readonly [T, ...T[]] | readonly T[], n: number): T => list[n % list.length] as T;

/**
 * `kind`: what happens. `pick`: which of its kinds, and `variant`: how, each by its remainders; one number for both would leave out
 * the pairs that no number has. `after`: how much later.
 */
export type Move = Readonly<{ kind: number; pick: number; variant: number; after: Ms }>;

/** How many kinds of moves there are. */
export const moveKinds = 11;

/** `check` receives every transition with the recording before it. */
export function randomRun(
  options: { notifications: boolean; usesTokens: boolean },
  check: (before: Recording | undefined, made: Transition, jobs: readonly NewJob[]) => void,
) {
  const { notifications, usesTokens } = options;
  let jobs: readonly NewJob[] = [];
  let now: Ms = t0;
  let drawn = 3_900_000_000;
  /** A call whose response is not here. */
  let inFlight: { job: NewJob; payload: AgoraPayload } | undefined;

  const env = () => {
    drawn += 1;
    return { now, newUid: String(drawn), notifications, jitter: 0.5 };
  };
  const start = startRequest({ spec: specOf({ usesTokens }) });
  const made = transition(undefined, { type: 'startRequested', id: 'rabcde', start }, env());
  let r: Recording = made.next;
  jobs = made.jobs;
  check(undefined, made, jobs);

  function apply(event: Event, done?: NewJob): Transition {
    const before = r;
    const next = transition(r, event, env());
    jobs = jobs.filter((job) => job !== done && !(job.key !== undefined && next.cancel.includes(job.key)));
    for (const job of next.jobs) jobs = [...jobs.filter(({ key }) => key === undefined || key !== job.key), job];
    r = next.next;
    check(before, next, jobs);
    return next;
  }

  function execute(job: NewJob, pick: number, variant: number): void {
    now = Math.max(now, job.dueAt);
    const { payload } = job;
    const isRejected = pick % 29 === 0;
    switch (payload.queue) {
      case 'agora':
        return callAgora(job, payload, pick, variant);
      case 'timer':
        return void apply({ type: 'timerDue', timer: payload.timer }, job);
      case 'card': {
        const code = at(cardErrors, variant);
        return void apply(
          isRejected ? { type: 'postFailed', queue: 'card', code } : { type: 'cardPosted', ts: '1.1' },
          job,
        );
      }
      case 'thread': {
        const { message } = payload;
        const failed = { type: 'postFailed', queue: 'thread', code: at(cardErrors, variant), message } as const;
        return void apply(isRejected ? failed : { type: 'completed' }, job);
      }
      case 'person': {
        const failed = { type: 'postFailed', queue: 'person', code: 'user_not_found' } as const;
        return void apply(isRejected ? failed : { type: 'completed' }, job);
      }
    }
  }

  /** One call at a time. Every fourth response comes later, or never, as after a crash. */
  function callAgora(job: NewJob, payload: AgoraPayload, pick: number, variant: number): void {
    if (inFlight !== undefined) return respond(pick, variant);
    const { call, uid } = payload;
    if (call === 'start' || call === 'stop') {
      const { dispatch } = apply({ type: 'sendStarted', call, uid });
      if (dispatch !== 'proceed') return void apply({ type: 'completed' }, job);
    }
    inFlight = { job, payload };
    if (Math.floor(variant / 5) % 4 !== 0) respond(pick, variant);
  }

  function respond(pick: number, variant: number): void {
    if (inFlight === undefined) return;
    const { job, payload } = inFlight;
    inFlight = undefined;
    // Mostly what Agora responds as a rule, or no run would get far.
    const given = variant % 5 < 3 ? usual[payload.call] : at(outcomes, pick);
    const outcome: CallOutcome = given.kind === 'started' ? { kind: 'started', sid: sidOf(payload.uid) } : given;
    apply({ type: 'responseReceived', payload, outcome }, job);
  }

  function notify(pick: number, variant: number): void {
    const { uid } = at(r.recorders, variant);
    const notification: AgoraNotification = {
      id: `n${drawn}`,
      sid: sidOf(uid),
      cname: r.cname,
      uid,
      ...(Math.floor(variant / 6) % 2 === 0 ? {} : { sequence: variant }),
      at: now - (Math.floor(variant / 12) % 3) * minute,
      event: at(notificationEvents, pick),
    };
    apply({ type: 'notificationReceived', notification });
  }

  return function move({ kind, pick, variant, after }: Move): void {
    now += after;
    const due = jobs.toSorted((a, b) => a.dueAt - b.dueAt);
    const next = due[kind % Math.min(3, due.length || 1)];
    if (kind < 6 && next !== undefined) return execute(next, pick, variant);
    if (kind === 6) {
      const actor = variant % 3 === 0 ? ben : ana;
      return void apply({ type: 'commandReceived', command: at(commands, pick), actor });
    }
    if (kind === 7) return void apply({ type: 'tick' });
    if (kind === 8) {
      // The process was killed: nobody knows what became of the call, and its job is executed again.
      inFlight = undefined;
      return;
    }
    notify(pick, variant);
  };
}

/** The recorder of a call that moves the recording itself on. */
export const isOwnCall = (r: Recording, { payload, key }: NewJob): boolean =>
  payload.queue === 'agora' && payload.uid === currentRecorder(r).uid && key?.startsWith('stop ') !== true;
