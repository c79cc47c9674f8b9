/** What the recording core needs from the outside. The adapters implement these; each has one contract suite. */
import type { CallOutcome } from '../recording/call-outcome.ts';
import type { Transition } from '../recording/effects.ts';
import type { AgoraPayload, DueJob, JobRef, NewJob, Priority, Queue } from '../recording/jobs.ts';
import type { Ms, Recording, Uid } from '../recording/recording.ts';
import type { ThreadMessage } from '../recording/thread-message.ts';

export type Change = (r: Recording) => Transition;

export type Created = Readonly<
  | { kind: 'created' }
  /** This request was already counted. */
  | { kind: 'duplicate' }
  /** The channel is being recorded: there is at most one live recording of an App ID and channel. */
  | { kind: 'running'; recording: Recording }
  /** The short id is in use: draw another one. */
  | { kind: 'idTaken' }
>;

export type Applied = Readonly<
  { kind: 'applied'; decision: Transition } | { kind: 'duplicate' } | { kind: 'notFound' }
>;

/**
 * Recordings, jobs and audit, durable when a promise resolves. Rejects with a `StoreError` when the database fails; then
 * nothing of the change was written.
 */
export interface Store {
  /** Writes the first state, its jobs and the audit row of `request` (unique: Slack's trigger_id). */
  create(first: Recording, request: string, jobs: readonly NewJob[]): Promise<Created>;
  /**
   * Loads, decides and writes in one transaction; bumps `version`; removes the job `done` if its revision is still the one
   * that was performed. `request` is written to the audit and makes a second application of the same request a no-op (`seen`).
   */
  apply(id: string, change: Change, about?: { done?: JobRef; request?: string }): Promise<Applied>;
  /**
   * The due jobs of a lane in the order in which they are to be performed (priority, then due time), at most one for each
   * recording, none for recordings in `except`, and nothing less urgent than `atLeast`. A `thread` or `person` job is due only
   * if it is the oldest of its lane.
   */
  due(queue: Queue, now: Ms, limit: number, except: ReadonlySet<string>, atLeast?: Priority): Promise<DueJob[]>;
  /** The ids of what is in the phase `recording`, oldest first: thousands of them cost little memory. */
  recordingIds(): Promise<string[]>;
  /** When the next job after `now` becomes due. */
  nextDue(now: Ms): Promise<Ms | undefined>;
  /** Moves a job that could not be performed to a later time, unless it was replaced meanwhile. */
  postpone(job: JobRef, dueAt: Ms): Promise<void>;
  find(id: string): Promise<Recording | undefined>;
  /** The live recording of a channel. */
  running(appId: string, cname: string): Promise<Recording | undefined>;
  /**
   * The recording that this recorder at Agora belongs to: by its sid, or, while its sid is not known to us, by channel and uid.
   */
  holder(sid: string, cname: string, uid: Uid): Promise<Recording | undefined>;
  /** Those that are over but for a recorder that nobody can control, oldest first. */
  withOrphans(): Promise<Recording[]>;
  /** All that is live, oldest first. */
  live(): Promise<Recording[]>;
  /** The recordings that are over, latest end first. */
  ended(limit: number): Promise<Recording[]>;
  /**
   * Deletes up to `limit` recordings that ended before `before`, the oldest first, with all that belongs to them; resolves with
   * how many. What is live or uploading stays, and so does what has an orphan younger than `before`.
   */
  prune(before: Ms, limit: number): Promise<number>;
  /** How many jobs wait, by lane, and how many recordings are live, by phase: for the metrics. */
  counts(): Promise<{ jobs: Partial<Record<Queue, number>>; live: Partial<Record<Recording['phase'], number>> }>;
}

/** Agora. Never rejects: every outcome is an answer. Keeps the request budget by itself. */
export interface Recorder {
  /** `leave` ends the wait for the request's turn (`unsent`); a request that has left it does not touch. */
  call(payload: AgoraPayload, r: Recording, signal: AbortSignal, leave?: AbortSignal): Promise<CallOutcome>;
}

/** What became of a message. `later`: not posted, or nobody knows; try again after so many ms at the earliest. */
export type SendOutcome = Readonly<
  { kind: 'sent'; ts: string } | { kind: 'rejected'; code: string } | { kind: 'later'; after: Ms }
>;

/** Slack, outward. Never rejects. */
export interface Messenger {
  /** Posts the card, or updates it where `r.card.ts` is known. `urgent`: somebody waits for it. */
  card(r: Recording, urgent: boolean, signal: AbortSignal): Promise<SendOutcome>;
  /** Posts a line in the thread of the card. */
  say(r: Recording, message: ThreadMessage, signal: AbortSignal): Promise<SendOutcome>;
  /** Tells one person privately, in Slack's ephemeral answer to their command where that is still possible, else by direct message. */
  tell(user: string, r: Recording, message: ThreadMessage, signal: AbortSignal): Promise<SendOutcome>;
}

export interface Clock {
  now(): Ms;
  /** Resolves at `at`, or early when `signal` aborts. */
  until(at: Ms, signal?: AbortSignal): Promise<void>;
}
