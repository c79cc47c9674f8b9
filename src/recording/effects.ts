import { type AgoraPayload, type NewJob, type Priority, priority, type Timer } from './jobs.ts';
import { currentRecorder, type Ms, type RecorderInstance, type Recording, type Uid } from './recording.ts';
import type { ThreadMessage } from './thread-message.ts';

/** What a decision changes. The store commits all of it, or nothing. */
export type Transition = Readonly<{
  next: Recording;
  add: readonly NewJob[];
  /** Keys of jobs that are no longer wanted. */
  cancel: readonly string[];
  /** One line for the audit. */
  audit?: AuditEntry;
  /** An answer for the person who asked. */
  reply?: ThreadMessage;
}>;

/** `actor`: a Slack user id, `agora`, `slack` or `clock`. `action` and `detail` hold no secret. */
export type AuditEntry = Readonly<{ actor: string; action: string; detail?: string }>;

/** What a decision may read besides the recording and the event. */
export type Env = Readonly<{
  now: Ms;
  newUid: Uid;
  /** Agora's notification service may tell what we don't ask. */
  notifications: boolean;
  /** Chance, from 0 to below 1: spreads what would otherwise be repeated all at once. */
  jitter: number;
}>;

/** Keys of the jobs of which a recording has at most one. */
export const keys = {
  acquire: 'acquire',
  start: 'start',
  query: 'query',
  updateLayout: 'layout',
  stop: 'stop',
  card: 'card',
  cardTimeout: 'cardTimeout',
  sidTimeout: 'sidTimeout',
  controlExpiring: 'controlExpiring',
  uploadTimeout: 'uploadTimeout',
  orphansExpired: 'orphansExpired',
} as const;

type Follow = { add?: readonly NewJob[]; cancel?: readonly string[]; audit?: AuditEntry; reply?: ThreadMessage };

/** The next state and what follows from it. */
export function transitionTo(next: Recording, follow: Follow = {}): Transition {
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
export function unchanged(r: Recording, reply?: ThreadMessage): Transition {
  return transitionTo(r, reply === undefined ? {} : { reply });
}

/** The recording with one of its attempts changed; the current one where no `uid` is given. */
export function withRecorder(r: Recording, change: Partial<RecorderInstance>, uid = currentRecorder(r).uid): Recording {
  const recorders = r.recorders.map((recorder) => (recorder.uid === uid ? { ...recorder, ...change } : recorder));
  return { ...r, recorders: recorders as unknown as Recording['recorders'] };
}

/** The recording with one more attempt, which becomes the current one. */
export function withNewRecorder(r: Recording, drawn: Uid): Recording {
  let uid = drawn;
  // Two recorders with one uid would drive each other out of the channel.
  while (r.recorders.some((recorder) => recorder.uid === uid)) uid = String(Number(uid) - 1);
  return { ...r, recorders: [...r.recorders, { uid, status: 'planned', sendCount: 0 }] };
}

/** A call to Agora for the current attempt. Takes the place of a waiting call of the same kind. */
export function enqueueAgoraCall(
  r: Recording,
  name: 'acquire' | 'start' | 'query' | 'stop',
  dueAt: Ms,
  urgency: Priority,
  failedAttempts = 0,
): NewJob {
  return {
    key: keys[name],
    dueAt,
    priority: urgency,
    payload: { queue: 'agora', call: name, uid: currentRecorder(r).uid, failedAttempts },
  };
}

/** The same call once more. */
export function retryJob(payload: AgoraPayload, dueAt: Ms, urgency: Priority): NewJob {
  return {
    key: keys[payload.call],
    dueAt,
    priority: urgency,
    payload: { ...payload, failedAttempts: payload.failedAttempts + 1 },
  };
}

/** A moment that matters to the recording itself. */
export function scheduleTimer(name: Timer, dueAt: Ms, urgency: Priority = priority.confirm): NewJob {
  return { key: keys[name], dueAt, priority: urgency, payload: { queue: 'timer', timer: name } };
}

/** One decision after another on the same event; the reply is the first one's. */
export function chain(first: Transition, second: (r: Recording) => Transition): Transition {
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
export function updateCard(now: Ms, urgency: Priority = priority.confirm): NewJob {
  return { key: keys.card, dueAt: now, priority: urgency, payload: { queue: 'card' } };
}

export function postToThread(now: Ms, message: ThreadMessage): NewJob {
  return { dueAt: now, priority: priority.confirm, payload: { queue: 'thread', message } };
}

export function notifyUser(now: Ms, to: string, message: ThreadMessage): NewJob {
  return { dueAt: now, priority: priority.person, payload: { queue: 'person', to, message } };
}

/** The field left out, for optional fields that must be absent rather than undefined. */
export function without(r: Recording, ...fields: (keyof Recording)[]): Recording {
  const copy: Partial<Record<keyof Recording, unknown>> = { ...r };
  for (const field of fields) delete copy[field];
  return copy as unknown as Recording;
}
