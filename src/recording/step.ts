import type { Line } from './lines.ts';
import type { Audit, Decision } from './ports.ts';
import { type Attempt, current, type Ms, type Recording, type Uid } from './recording.ts';
import { type AgoraWork, type NewJob, type Priority, priority, type Timer } from './work.ts';

/** What a decision may read besides the recording and the event. */
export type Env = Readonly<{
  now: Ms;
  freshUid: Uid;
  /** Agora's notification service may tell what we don't ask. */
  notices: boolean;
  /** Chance, from 0 to below 1: spreads what would otherwise be repeated all at once. */
  chance: number;
}>;

/** Keys of the jobs of which a recording has at most one. */
export const keys = {
  acquire: 'acquire',
  start: 'start',
  query: 'query',
  updateLayout: 'layout',
  stop: 'stop',
  card: 'card',
  cardLate: 'cardLate',
  sidLate: 'sidLate',
  controlEnds: 'controlEnds',
  uploadLate: 'uploadLate',
  orphansOver: 'orphansOver',
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

/** The recording with one of its attempts changed; the current one where no `uid` is given. */
export function withAttempt(r: Recording, change: Partial<Attempt>, uid = current(r).uid): Recording {
  const attempts = r.attempts.map((attempt) => (attempt.uid === uid ? { ...attempt, ...change } : attempt));
  return { ...r, attempts: attempts as unknown as Recording['attempts'] };
}

/** The recording with one more attempt, which becomes the current one. */
export function withFreshAttempt(r: Recording, drawn: Uid): Recording {
  let uid = drawn;
  // Two recorders with one uid would drive each other out of the channel.
  while (r.attempts.some((attempt) => attempt.uid === uid)) uid = String(Number(uid) - 1);
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

/** A moment that matters to the recording itself. */
export function timer(name: Timer, dueAt: Ms, urgency: Priority = priority.confirm): NewJob {
  return { key: keys[name], dueAt, priority: urgency, work: { lane: 'timer', timer: name } };
}

/** One decision after another on the same event; the reply is the first one's. */
export function andThen(first: Decision, second: (r: Recording) => Decision): Decision {
  const then = second(first.next);
  return {
    ...then,
    add: [...first.add.filter(({ key }) => key === undefined || !then.cancel.includes(key)), ...then.add],
    cancel: [...first.cancel, ...then.cancel],
    ...(first.audit === undefined ? {} : { audit: first.audit }),
    ...(first.reply === undefined ? {} : { reply: first.reply }),
  };
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
