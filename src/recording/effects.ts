/** What a transition is made of: the next recording, and the jobs that follow from it. */
import { type AgoraPayload, type NewJob, type Priority, priority, type Timer } from './jobs.ts';
import {
  currentRecorder,
  type Ending,
  type Health,
  type Ms,
  type Notified,
  type RecorderInstance,
  type Recording,
  type Uid,
  type UserId,
} from './recording.ts';
import type { ThreadMessage } from './thread-message.ts';

/** What a transition may read besides the recording and the event. */
export type Env = Readonly<{
  now: Ms;
  newUid: Uid;
  /** Agora's notification service may report what we don't query. */
  notifications: boolean;
  /** From 0 to below 1: spreads what would otherwise be repeated all at once. */
  jitter: number;
}>;

/** What an event changes. The store commits all of it, or nothing. */
export type Transition = Readonly<{
  next: Recording;
  jobs: readonly NewJob[];
  /** Keys of obsolete jobs. */
  cancel: readonly string[];
  /** One row for the audit. */
  audit?: AuditEntry;
  /** A reply for the person who asked. */
  reply?: ThreadMessage;
  /** Whether the call that is about to leave may be sent; only in answer to `sendStarted`. */
  dispatch?: 'proceed' | 'skip';
}>;

/** `actor`: a Slack user id, `agora`, `slack` or `clock`. `action` and `detail` hold no secret. */
export type AuditEntry = Readonly<{ actor: string; action: string; detail?: string }>;

/** Keys of the jobs of which a recording has at most one. */
export const keys = {
  acquire: 'acquire',
  start: 'start',
  query: 'query',
  /** One of each setting. */
  layout: 'layout',
  subscription: 'subscription',
  hold: 'hold',
  storage: 'storage',
  stop: 'stop',
  card: 'card',
  cardTimeout: 'cardTimeout',
  sidTimeout: 'sidTimeout',
  controlExpiring: 'controlExpiring',
  uploadTimeout: 'uploadTimeout',
  orphansExpired: 'orphansExpired',
  limitNear: 'limitNear',
  limitReached: 'limitReached',
} as const;

/** The calls for what people change while it runs. */
export const settingKeys: readonly string[] = [keys.layout, keys.subscription, keys.hold];

type Follow = Partial<Omit<Transition, 'next'>>;

/** The next state and what follows from it. */
export function transitionTo(next: Recording, follow: Follow = {}): Transition {
  return { next, jobs: [], cancel: [], ...follow };
}

/** Nothing changes; the job that brought the event is done. */
export function unchanged(r: Recording, reply?: ThreadMessage): Transition {
  return transitionTo(r, reply === undefined ? {} : { reply });
}

/** One transition after another on the same event; audit and reply are the first one's. */
export function chain(first: Transition, second: (r: Recording) => Transition): Transition {
  const then = second(first.next);
  return {
    ...then,
    jobs: [...first.jobs.filter(({ key }) => key === undefined || !then.cancel.includes(key)), ...then.jobs],
    cancel: [...first.cancel, ...then.cancel],
    ...(first.audit === undefined ? {} : { audit: first.audit }),
    ...(first.reply === undefined ? {} : { reply: first.reply }),
  };
}

/** A copy with some fields set; those that are given as undefined are absent from it. */
type Patch<T> = { [K in keyof T]?: T[K] | undefined };
function patch<T extends object>(value: T, change: Patch<T>): T {
  const merged: Record<string, unknown> = { ...value, ...change };
  for (const [field, set] of Object.entries(merged)) if (set === undefined) delete merged[field];
  return merged as T;
}

export const withHealth = (r: Recording, change: Patch<Health>): Recording => ({
  ...r,
  health: patch(r.health, change),
});

export const withNotified = (r: Recording, change: Patch<Notified>): Recording => ({
  ...r,
  notified: patch(r.notified, change),
});

export const withEnding = (r: Recording, change: Patch<Ending>): Recording => ({
  ...r,
  ending: patch(r.ending ?? {}, change),
});

/** The recording with one of its recorders changed; the current one where no `uid` is given. */
export function withRecorder(r: Recording, change: Partial<RecorderInstance>, uid = currentRecorder(r).uid): Recording {
  const [first, ...others] = r.recorders;
  const changed = (one: RecorderInstance) => (one.uid === uid ? { ...one, ...change } : one);
  return { ...r, recorders: [changed(first), ...others.map(changed)] };
}

/** The recording with one more recorder, which becomes the current one. */
export function withNewRecorder(r: Recording, drawn: Uid): Recording {
  let uid = drawn;
  // Two recorders with one uid would drive each other out of the channel.
  while (r.recorders.some((recorder) => recorder.uid === uid)) uid = String(Number(uid) - 1);
  return { ...r, recorders: [...r.recorders, { uid, status: 'planned', sendCount: 0 }] };
}

/** A call to Agora for the current recorder. Takes the place of a waiting call of the same kind. */
export function enqueueAgoraCall(
  r: Recording,
  call: 'acquire' | 'start' | 'query' | 'stop',
  dueAt: Ms,
  jobPriority: Priority,
  failedAttempts = 0,
): NewJob {
  const { uid } = currentRecorder(r);
  return { key: keys[call], dueAt, priority: jobPriority, payload: { queue: 'agora', call, uid, failedAttempts } };
}

/** The same call once more. */
export function retryJob(payload: AgoraPayload, dueAt: Ms, jobPriority: Priority): NewJob {
  return {
    key: keyOf(payload),
    dueAt,
    priority: jobPriority,
    payload: { ...payload, failedAttempts: payload.failedAttempts + 1 },
  };
}

/** A recording has at most one job of this kind of call. */
export function keyOf(payload: AgoraPayload): string {
  return 'setting' in payload ? keys[payload.setting.type] : keys[payload.call];
}

/** A moment that matters to the recording itself. */
export function scheduleTimer(timer: Timer, dueAt: Ms, jobPriority: Priority = priority.confirm): NewJob {
  return { key: keys[timer], dueAt, priority: jobPriority, payload: { queue: 'timer', timer } };
}

/** The card is to be redrawn. `priority.person`: somebody waits for it. */
export function updateCard(now: Ms, jobPriority: Priority = priority.confirm): NewJob {
  return { key: keys.card, dueAt: now, priority: jobPriority, payload: { queue: 'card' } };
}

export function postToThread(now: Ms, message: ThreadMessage): NewJob {
  return { dueAt: now, priority: priority.confirm, payload: { queue: 'thread', message } };
}

export function notifyUser(now: Ms, to: UserId, message: ThreadMessage): NewJob {
  return { dueAt: now, priority: priority.person, payload: { queue: 'person', to, message } };
}
