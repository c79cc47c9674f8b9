import type { Line } from './lines.ts';
import type { Layout, Ms, Recording, Uid } from './recording.ts';

/** One call to Agora's REST API for one attempt. `tries`: how often this call has already gone wrong in a row. */
export type AgoraWork = Readonly<
  | { lane: 'agora'; call: 'acquire' | 'start' | 'query' | 'stop'; uid: Uid; tries: number }
  | { lane: 'agora'; call: 'updateLayout'; uid: Uid; tries: number; layout: Layout; by: string }
>;

export type Call = AgoraWork['call'];

/**
 * `cardLate` Slack was out of reach for too long; `sidLate` no notice has brought the sid; `controlEnds` people are to be warned;
 * `uploadLate` no notice has told the fate of the upload; `orphansOver` recorders out of control must have ended.
 */
export type Timer = 'cardLate' | 'sidLate' | 'controlEnds' | 'uploadLate' | 'orphansOver';

/**
 * What is to be done, in which lane. Lanes of one recording run side by side and never hold up one another:
 * `agora` one call at a time, by priority; `thread` first in, first out; `card` one row, last wins, rendered when performed;
 * `person` a private message; `timer` an event for the recording itself.
 */
export type Work =
  | AgoraWork
  | Readonly<{ lane: 'thread'; line: Line }>
  | Readonly<{ lane: 'card' }>
  | Readonly<{ lane: 'person'; to: string; line: Line }>
  | Readonly<{ lane: 'timer'; timer: Timer }>;

export type Lane = Work['lane'];

/** Lower goes first: a stop, what a person waits for, a confirmation, watching. */
export const priority = { stop: 0, person: 1, confirm: 2, watch: 3 } as const;
export type Priority = (typeof priority)[keyof typeof priority];

/** A row to be. With a `key`, it takes the place of the recording's row of that key, if there is one. */
export type NewJob = Readonly<{ key?: string; dueAt: Ms; priority: Priority; work: Work }>;

/** A row as it was read. `revision` grows when a row of the same key takes its place; `postponed` counts failed posts. */
export type Job = Readonly<{
  id: number;
  revision: number;
  dueAt: Ms;
  priority: Priority;
  work: Work;
  postponed: number;
}>;

export type JobRef = Readonly<Pick<Job, 'id' | 'revision'>>;

/** A due job with the recording as it stood when the job was read. */
export type Due = Readonly<{ job: Job; recording: Recording }>;
