/** Recordings at every point of their life, and the pure core driven event by event. */
import type { CallOutcome } from '../../src/recording/call-outcome.ts';
import { createRecording } from '../../src/recording/create.ts';
import type { Transition } from '../../src/recording/effects.ts';
import type { Actor, Event, RecordingCommand } from '../../src/recording/events.ts';
import type { AgoraPayload, Call } from '../../src/recording/jobs.ts';
import { currentRecorder, type Ms, type Recording } from '../../src/recording/recording.ts';
import { transition } from '../../src/recording/transition.ts';

export const t0: Ms = 1_795_250_000_000;
export const second: Ms = 1000;
export const ana: Actor = { user: 'UANA', channel: 'CROOM' };
export const ben: Actor = { user: 'UBEN', channel: 'CROOM' };
export const stranger: Actor = { user: 'USTRANGER', channel: 'COTHER' };
export const sid = 'a'.repeat(32);
export const resourceId = 'R'.repeat(256);
export const newUid = '3999999999';

/** A recording whose events can be played one after another; `last` is what the latest one decided. */
export class Play {
  r: Recording;
  now: Ms = t0;
  last: Transition;

  /** `notices`: Agora's notification service may reach us. */
  readonly notifications: boolean;
  readonly jitter: number;

  constructor(cname = 'standup', { notifications = false, tokens = false, jitter = 0 } = {}) {
    this.notifications = notifications;
    this.jitter = jitter;
    const order = { cname, layout: { name: 'grid' }, by: ana, isPrivate: false, request: 'T1' } as const;
    const opening = createRecording({ id: 'rabcde', order, appId: 'app', tokens, uid: '3000000001', now: t0 });
    this.r = opening.recording;
    this.last = { next: this.r, add: opening.jobs, cancel: [] };
  }

  happens(event: Event, after: Ms = 0): this {
    this.now += after;
    const { notifications, jitter } = this;
    this.last = transition(this.r, event, { now: this.now, newUid, notifications, jitter });
    this.r = this.last.next;
    return this;
  }

  posted(): this {
    return this.happens({ type: 'cardPosted', ts: '1795250000.000100' });
  }

  asks(ask: RecordingCommand, by: Actor = ana, after: Ms = 0): this {
    return this.happens({ type: 'commandReceived', command: ask, by }, after);
  }

  sending(call: 'start' | 'stop' = 'start'): this {
    return this.happens({ type: 'sendStarted', call, uid: currentRecorder(this.r).uid });
  }

  answers(call: Exclude<Call, 'updateLayout'>, outcome: CallOutcome, after: Ms = 0, failedAttempts = 0): this {
    return this.answered({ queue: 'agora', call, uid: currentRecorder(this.r).uid, failedAttempts }, outcome, after);
  }

  answered(payload: AgoraPayload, outcome: CallOutcome, after: Ms = 0): this {
    return this.happens({ type: 'responseReceived', payload, outcome }, after);
  }

  /** To the point where `start` is about to leave. */
  acquired(): this {
    return this.posted().answers('acquire', { kind: 'acquired', resourceId });
  }

  /** To the point where the sid is known. */
  started(): this {
    return this.acquired().sending().answers('start', { kind: 'started', sid });
  }

  /** To the point where Agora has shown that it records. */
  recording(): this {
    return this.started().answers('query', { kind: 'status', status: 5, files: [`${sid}_standup.m3u8`] }, 5 * second);
  }

  /** Calls to Agora that follow, as `call+seconds`. */
  calls(): string[] {
    return this.last.add.flatMap(({ payload, dueAt }) =>
      payload.queue === 'agora' ? [`${payload.call}+${(dueAt - this.now) / second}`] : [],
    );
  }

  /** What is said in the thread, by type. */
  lines(): string[] {
    return this.last.add.flatMap(({ payload }) => (payload.queue === 'thread' ? [payload.message.type] : []));
  }

  /** What one person is told, by type. */
  told(): string[] {
    return this.last.add.flatMap(({ payload }) =>
      payload.queue === 'person' ? [`${payload.to} ${payload.message.type}`] : [],
    );
  }
}
