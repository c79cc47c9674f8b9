import type { Ms, Recording, Uid, UserId } from './recording.ts';
import type { Setting } from './setting.ts';
import type { ThreadMessage } from './thread-message.ts';

/** One call to Agora's REST API for one recorder. `failedAttempts`: how often this call has already gone wrong in a row. */
export type AgoraPayload = Readonly<
  | { queue: 'agora'; call: 'acquire' | 'start' | 'query' | 'stop'; uid: Uid; failedAttempts: number }
  /** A command of a person. */
  | {
      queue: 'agora';
      call: 'updateLayout';
      uid: Uid;
      failedAttempts: number;
      setting: Extract<Setting, { type: 'layout' }>;
      by: UserId;
    }
  | {
      queue: 'agora';
      call: 'update';
      uid: Uid;
      failedAttempts: number;
      setting: Exclude<Setting, { type: 'layout' }>;
      by: UserId;
    }
  /** The bucket gets fresh credentials. */
  | { queue: 'agora'; call: 'update'; uid: Uid; failedAttempts: number; setting: { type: 'storage' } }
>;

export type { Call } from './primitives.ts';

/**
 * `cardTimeout` Slack was out of reach for too long; `sidTimeout` no notification has brought the sid; `controlExpiring` people
 * are to be warned; `uploadTimeout` no notification has reported the upload; `orphansExpired` orphans must have ended;
 * `limitNear` it will soon be stopped; `limitReached` it is stopped now.
 */
export const timers = [
  'cardTimeout',
  'sidTimeout',
  'controlExpiring',
  'uploadTimeout',
  'orphansExpired',
  'limitNear',
  'limitReached',
] as const;
export type Timer = (typeof timers)[number];

/**
 * What is to be done, in which queue. Queues of one recording run side by side and never hold up one another:
 * `agora` one call at a time, by priority; `thread` first in, first out; `card` one row, last wins, rendered when it is executed;
 * `person` a private message; `timer` an event for the recording itself.
 */
export type JobPayload =
  | AgoraPayload
  | Readonly<{ queue: 'thread'; message: ThreadMessage }>
  | Readonly<{ queue: 'card' }>
  | Readonly<{ queue: 'person'; to: UserId; message: ThreadMessage }>
  | Readonly<{ queue: 'timer'; timer: Timer }>;

export type Queue = JobPayload['queue'];

/** Lower goes first: a stop, what a person waits for, a confirmation, watching. */
export const priority = { stop: 0, person: 1, confirm: 2, watch: 3 } as const;
export type Priority = (typeof priority)[keyof typeof priority];

/**
 * A row to be. With a `key`, it takes the place of the recording's row of that key, if there is one. `trace`: that of the command which
 * it follows from, as a W3C `traceparent`.
 */
export type NewJob = Readonly<{ key?: string; dueAt: Ms; priority: Priority; payload: JobPayload; trace?: string }>;

/**
 * Which job it is, for the store that has handed it out; `id` means nothing to others. `revision` grows when a job of the same key takes
 * its place, or when it is handed out again.
 */
export type JobRef = Readonly<{ queue: Queue; id: number | string; revision: number }>;

/** A job as it was handed out. `postponed` counts failed posts. */
export type Job = Readonly<{
  queue: Queue;
  id: number | string;
  revision: number;
  dueAt: Ms;
  priority: Priority;
  payload: JobPayload;
  postponed: number;
  trace?: string;
}>;

/** A due job with the recording as it stood when the job was handed out. */
export type DueJob = Readonly<{ job: Job; recording: Recording }>;
