import type { Line } from './lines.ts';
import type { Audit, Decision } from './ports.ts';
import { type Attempt, current, type Ms, type Recording, type Uid } from './recording.ts';
import { type AgoraWork, type NewJob, type Priority, priority } from './work.ts';

/** What a decision may read besides the recording and the event. */
export type Env = Readonly<{ now: Ms; freshUid: Uid }>;

/** Keys of the jobs of which a recording has at most one. */
export const keys = {
  acquire: 'acquire',
  start: 'start',
  query: 'query',
  updateLayout: 'layout',
  stop: 'stop',
  card: 'card',
  cardLate: 'cardLate',
} as const;

type Follow = { add?: readonly NewJob[]; cancel?: readonly string[]; audit?: Audit; reply?: Line };

/** The next state and what follows from it. */
export function step(next: Recording, follow: Follow = {}): Decision {
  const { add = [], cancel = [], audit, reply } = follow;
  return {
    next,
    add,
    cancel,
    ...(audit === undefined ? {} : { audit }),
    ...(reply === undefined ? {} : { reply }),
  };
}

/** Nothing changes; the job that brought the event is done. */
export function stay(r: Recording, reply?: Line): Decision {
  return step(r, reply === undefined ? {} : { reply });
}

/** The recording with its current attempt changed. */
export function withAttempt(r: Recording, change: Partial<Attempt>): Recording {
  const attempts = [...r.attempts.slice(0, -1), { ...current(r), ...change }];
  return { ...r, attempts: attempts as unknown as Recording['attempts'] };
}

/** The recording with one more attempt, which becomes the current one. */
export function withFreshAttempt(r: Recording, uid: Uid): Recording {
  return { ...r, attempts: [...r.attempts, { uid, fate: 'intended', sendings: 0 }] };
}

/** A call to Agora for the current attempt. Takes the place of a waiting call of the same kind. */
export function call(
  r: Recording,
  name: 'acquire' | 'start' | 'query' | 'stop',
  dueAt: Ms,
  urgency: Priority,
  tries = 0,
): NewJob {
  return { key: keys[name], dueAt, priority: urgency, work: { lane: 'agora', call: name, uid: current(r).uid, tries } };
}

/** The same call once more. */
export function again(work: AgoraWork, dueAt: Ms, urgency: Priority): NewJob {
  return { key: keys[work.call], dueAt, priority: urgency, work: { ...work, tries: work.tries + 1 } };
}

/** The card is to be drawn anew. `person`: somebody waits for it. */
export function card(now: Ms, urgency: Priority = priority.confirm): NewJob {
  return { key: keys.card, dueAt: now, priority: urgency, work: { lane: 'card' } };
}

export function say(now: Ms, line: Line): NewJob {
  return { dueAt: now, priority: priority.confirm, work: { lane: 'thread', line } };
}

export function tell(now: Ms, to: string, line: Line): NewJob {
  return { dueAt: now, priority: priority.person, work: { lane: 'person', to, line } };
}

/** The field left out, for optional fields that must be absent rather than undefined. */
export function without(r: Recording, ...fields: (keyof Recording)[]): Recording {
  const copy: Partial<Record<keyof Recording, unknown>> = { ...r };
  for (const field of fields) delete copy[field];
  return copy as unknown as Recording;
}
