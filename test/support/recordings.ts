/** Recordings at every point of their life, and the pure core driven event by event. */
import type { Answer } from '../../src/recording/answer.ts';
import { decide } from '../../src/recording/decide.ts';
import type { Ask, Asker, Event } from '../../src/recording/events.ts';
import { newRecording } from '../../src/recording/opening.ts';
import type { Decision } from '../../src/recording/ports.ts';
import { current, type Ms, type Recording } from '../../src/recording/recording.ts';
import type { AgoraWork, Call } from '../../src/recording/work.ts';

export const t0: Ms = 1_795_250_000_000;
export const second: Ms = 1000;
export const ana: Asker = { user: 'UANA', channel: 'CROOM' };
export const ben: Asker = { user: 'UBEN', channel: 'CROOM' };
export const stranger: Asker = { user: 'USTRANGER', channel: 'COTHER' };
export const sid = 'a'.repeat(32);
export const resourceId = 'R'.repeat(256);
export const freshUid = '3999999999';

/** A recording whose events can be played one after another; `last` is what the latest one decided. */
export class Play {
  r: Recording;
  now: Ms = t0;
  last: Decision;

  /** `notices`: Agora's notification service may reach us. */
  readonly notices: boolean;
  readonly chance: number;

  constructor(cname = 'standup', { notices = false, tokens = false, chance = 0 } = {}) {
    this.notices = notices;
    this.chance = chance;
    const order = { cname, layout: { name: 'grid' }, by: ana, hidden: false, request: 'T1' } as const;
    const opening = newRecording({ id: 'rabcde', order, appId: 'app', tokens, uid: '3000000001', now: t0 });
    this.r = opening.recording;
    this.last = { next: this.r, add: opening.jobs, cancel: [] };
  }

  happens(event: Event, after: Ms = 0): this {
    this.now += after;
    const { notices, chance } = this;
    this.last = decide(this.r, event, { now: this.now, freshUid, notices, chance });
    this.r = this.last.next;
    return this;
  }

  posted(): this {
    return this.happens({ type: 'cardPosted', ts: '1795250000.000100' });
  }

  asks(ask: Ask, by: Asker = ana, after: Ms = 0): this {
    return this.happens({ type: 'asked', ask, by }, after);
  }

  sending(call: 'start' | 'stop' = 'start'): this {
    return this.happens({ type: 'sending', call, uid: current(this.r).uid });
  }

  answers(call: Exclude<Call, 'updateLayout'>, answer: Answer, after: Ms = 0, tries = 0): this {
    return this.answered({ lane: 'agora', call, uid: current(this.r).uid, tries }, answer, after);
  }

  answered(work: AgoraWork, answer: Answer, after: Ms = 0): this {
    return this.happens({ type: 'answered', work, answer }, after);
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
    return this.last.add.flatMap(({ work, dueAt }) =>
      work.lane === 'agora' ? [`${work.call}+${(dueAt - this.now) / second}`] : [],
    );
  }

  /** What is said in the thread, by type. */
  lines(): string[] {
    return this.last.add.flatMap(({ work }) => (work.lane === 'thread' ? [work.line.type] : []));
  }

  /** What one person is told, by type. */
  told(): string[] {
    return this.last.add.flatMap(({ work }) => (work.lane === 'person' ? [`${work.to} ${work.line.type}`] : []));
  }
}
