/** A recording from its start to its end: the pure core driven event by event. */
import type { AgoraNotification, NotificationEvent } from '../../src/recording/agora-notification.ts';
import type { CallOutcome } from '../../src/recording/call-outcome.ts';
import { type CardView, cardView } from '../../src/recording/card-view.ts';
import { keys, type Transition } from '../../src/recording/effects.ts';
import type { Actor, Event, EventOf, RecordingCommand, StartRequest } from '../../src/recording/events.ts';
import type { AgoraPayload, Call, JobPayload } from '../../src/recording/jobs.ts';
import type { Layout } from '../../src/recording/layout/layout.ts';
import { currentRecorder, type Ms, type Recording } from '../../src/recording/recording.ts';
import type { Spec } from '../../src/recording/spec.ts';
import { transition } from '../../src/recording/transition.ts';
import { specOf } from './specs.ts';

export const t0: Ms = 1_795_250_000_000;
export const second: Ms = 1000;
export const minute: Ms = 60 * second;
export const hour: Ms = 60 * minute;
export const ana: Actor = { teamId: 'T1', userId: 'UANA', channelId: 'CROOM' };
export const ben: Actor = { teamId: 'T1', userId: 'UBEN', channelId: 'CROOM' };
export const stranger: Actor = { teamId: 'T1', userId: 'USTRANGER', channelId: 'COTHER' };
export const sid = 'a'.repeat(32);
/** Of the second recorder. */
export const otherSid = 'b'.repeat(32);
export const resourceId = 'R'.repeat(256);
/** Of the first recorder, and of the one that takes its place. */
export const uid = '3000000001';
export const newUid = '3999999999';
/** What Agora calls the first recorder's file. */
export const file = `${sid}_standup.m3u8`;

export const noResponse: CallOutcome = { kind: 'indeterminate', errorCode: 'agora_timeout' };
export const notSent: CallOutcome = { kind: 'notSent', errorCode: 'agora_unreachable' };
export const notFound: CallOutcome = { kind: 'notFound' };
export const status = (value: number, files: string[] = []): CallOutcome => ({ kind: 'status', status: value, files });

export function startRequest(change: Partial<StartRequest> = {}): StartRequest {
  return { cname: 'standup', spec: specOf(), actor: ana, isPrivate: false, ...change };
}

export type ScenarioOptions = Readonly<{
  /** Agora's notification service may reach us. */
  notifications?: boolean;
  usesTokens?: boolean;
  /** Default: a mixed recording. */
  spec?: Spec;
  jitter?: number;
  /** A schedule started it. */
  scheduled?: NonNullable<StartRequest['scheduled']>;
}>;

/** A recording whose events are applied one after another; `last` is the transition that the latest one made. */
export class Scenario {
  r: Recording;
  now: Ms = t0;
  last: Transition;
  private readonly options: Required<Omit<ScenarioOptions, 'scheduled'>>;
  private notificationCount = 0;

  constructor({ scheduled, ...options }: ScenarioOptions = {}) {
    this.options = { notifications: false, usesTokens: false, spec: specOf(), jitter: 0, ...options };
    const { usesTokens, spec } = this.options;
    const start = startRequest({ spec: { ...spec, usesTokens }, ...(scheduled === undefined ? {} : { scheduled }) });
    const event = { type: 'startRequested', id: 'rabcde', start } as const;
    this.last = transition(undefined, event, { ...this.env(), newUid: uid });
    this.r = this.last.next;
  }

  private env() {
    const { notifications, jitter } = this.options;
    return { now: this.now, newUid, notifications, jitter };
  }

  apply(event: Event, after: Ms = 0): this {
    this.now += after;
    this.last = transition(this.r, event, this.env());
    this.r = this.last.next;
    return this;
  }

  postCard(): this {
    return this.apply({ type: 'cardPosted', ts: '1795250000.000100' });
  }

  command(command: RecordingCommand, actor: Actor = ana, after: Ms = 0): this {
    return this.apply({ type: 'commandReceived', command, actor }, after);
  }

  stop(actor: Actor = ana, after: Ms = 0): this {
    return this.command({ type: 'stop' }, actor, after);
  }

  requestLayout(layout: Layout, actor: Actor = ana, after: Ms = 0): this {
    return this.command({ type: 'layout', layout }, actor, after);
  }

  sendStarted(call: 'start' | 'stop' = 'start'): this {
    return this.apply({ type: 'sendStarted', call, uid: currentRecorder(this.r).uid });
  }

  /** Agora's response to a call for the current recorder. */
  respond(
    call: Exclude<Call, 'update' | 'updateLayout'>,
    outcome: CallOutcome,
    after: Ms = 0,
    failedAttempts = 0,
  ): this {
    return this.respondTo({ queue: 'agora', call, uid: currentRecorder(this.r).uid, failedAttempts }, outcome, after);
  }

  respondTo(payload: AgoraPayload, outcome: CallOutcome, after: Ms = 0): this {
    return this.apply({ type: 'responseReceived', payload, outcome }, after);
  }

  /** The same response to every query, each 15 s after the one before, until the phase changes. */
  respondUntilPhaseChanges(outcome: CallOutcome, most = 20): this {
    const { phase } = this.r;
    for (let n = 0; n < most && this.r.phase === phase; n++) this.respond('query', outcome, 15 * second);
    return this;
  }

  timer(timer: EventOf<'timerDue'>['timer'], after: Ms = 0): this {
    return this.apply({ type: 'timerDue', timer }, after);
  }

  /** A notification about the first recorder, unless `more` says otherwise. */
  notify(event: NotificationEvent, more: Partial<AgoraNotification> = {}, after: Ms = 0): this {
    this.notificationCount += 1;
    const about = { id: `n${this.notificationCount}`, sid, cname: 'standup', uid, at: t0, event };
    return this.apply({ type: 'notificationReceived', notification: { ...about, ...more } }, after);
  }

  /** To the point where `start` is about to leave. */
  toAcquired(): this {
    return this.postCard().respond('acquire', { kind: 'acquired', resourceId });
  }

  /** To the point where the sid is known. */
  toConfirming(): this {
    return this.toAcquired().sendStarted().respond('start', { kind: 'started', sid });
  }

  /** To the point where Agora has shown that it records. */
  toRecording(): this {
    return this.toConfirming().respond('query', { kind: 'status', status: 5, files: [file] }, 5 * second);
  }

  /** The response to `start` was lost, and the same start was rejected as done: its sid is not known. */
  toSidUnknown(): this {
    this.toAcquired().sendStarted().respond('start', noResponse);
    return this.sendStarted().respond('start', { kind: 'alreadyStarted' }, 3 * second);
  }

  /** To the point where the first recorder is an orphan and a second one is reserved; with notifications. */
  toOrphan(): this {
    return this.toSidUnknown().timer('sidTimeout', 15 * second);
  }

  /** To the point where the second recorder has a sid. */
  toSecondStarted(): this {
    this.respond('acquire', { kind: 'acquired', resourceId }, 3 * second).sendStarted();
    return this.respond('start', { kind: 'started', sid: otherSid });
  }

  /** Queues of the jobs that follow. */
  queues(): string[] {
    return this.payloads().map(({ queue }) => queue);
  }

  payloads(): JobPayload[] {
    return this.last.jobs.map(({ payload }) => payload);
  }

  /** Calls to Agora that follow, as `call+seconds`. */
  calls(): string[] {
    return this.last.jobs.flatMap(({ payload, dueAt }) =>
      payload.queue === 'agora' ? [`${payload.call}+${(dueAt - this.now) / second}`] : [],
    );
  }

  /** Timers that follow, as `timer+seconds`. */
  timers(): string[] {
    return this.last.jobs.flatMap(({ payload, dueAt }) =>
      payload.queue === 'timer' ? [`${payload.timer}+${(dueAt - this.now) / second}`] : [],
    );
  }

  /** What is said in the thread, by type. */
  messages(): string[] {
    return this.payloads().flatMap((payload) => (payload.queue === 'thread' ? [payload.message.type] : []));
  }

  /** Private messages, by type. */
  privateMessages(): string[] {
    return this.payloads().flatMap((payload) =>
      payload.queue === 'person' ? [`${payload.to} ${payload.message.type}`] : [],
    );
  }

  /** Whether the card is redrawn. */
  isCardDrawn(): boolean {
    return this.last.jobs.some(({ key }) => key === keys.card);
  }

  card(): CardView {
    return cardView(this.r);
  }
}
