/** What the use cases need from the adapters. The adapters implement these; each has one contract suite. */
import type { CallOutcome } from '../recording/call-outcome.ts';
import type { Transition } from '../recording/effects.ts';
import type { Actor } from '../recording/events.ts';
import type { AgoraPayload, DueJob, JobRef, Priority, Queue } from '../recording/jobs.ts';
import type { Ms, Phase, Recording, Uid, UserId } from '../recording/recording.ts';
import type { ThreadMessage } from '../recording/thread-message.ts';
import type { Period } from '../recording/usage/month.ts';
import type { Dimension, KeyedSum } from '../recording/usage/report.ts';
import type { CommittedEvent } from './commits.ts';

export type Change = (r: Recording) => Transition;

export type Created = Readonly<
  | { kind: 'created' }
  /** This request was already counted. */
  | { kind: 'duplicate' }
  /** The channel is being recorded: there is at most one live recording of an App ID and channel. */
  | { kind: 'active'; recording: Recording }
  /** The short id is in use: generate another one. */
  | { kind: 'idTaken' }
>;

export type Applied = Readonly<
  | { kind: 'applied'; transition: Transition }
  /** This request was already counted, or the job is done or in the hands of another replica: nothing changes, nothing is left to do. */
  | { kind: 'duplicate' }
  | { kind: 'notFound' }
>;

/**
 * What a change comes with. `done`: the job that brought it, which is removed with it. `held`: the job that it is made for, which
 * stays; only who was handed out the job last may make the change. `request`: is written to the audit and makes a second application
 * of the same request a `duplicate`. `event`: what other replicas are notified of.
 */
export type About = Readonly<{ done?: JobRef; held?: JobRef; request?: string; event?: CommittedEvent }>;

/** Some of many. `total`: how many there are, counted up to 1,000. */
export type Page = Readonly<{ recordings: readonly Recording[]; total: number }>;

/** What a name is compared with: live recordings have both, ended ones are known by their id. */
export type KnownNames = Readonly<{ cnames: readonly string[]; ids: readonly string[] }>;

/**
 * Recordings, jobs and audit, durable when a promise resolves. Rejects with a `StoreError` when the database fails; then
 * nothing of the change was written. Whatever is listed for a `viewer` is what `canView` allows that person.
 */
export interface Store {
  /** Writes the first state, its jobs and the audit row of `request` (unique: Slack's trigger_id). */
  create(first: Transition, request: string): Promise<Created>;
  /** Loads, decides and writes in one transaction; bumps `version`. */
  apply(id: string, change: Change, about?: About): Promise<Applied>;
  /** The ids of what is in the phase `recording`, oldest first: thousands of them cost little memory. */
  listRecordingIds(): Promise<string[]>;
  find(id: string): Promise<Recording | undefined>;
  /** The live recording of a channel, whichever workspace it belongs to: one channel of Agora is one channel. */
  findActive(appId: string, cname: string): Promise<Recording | undefined>;
  /** The live recording of the workspace for a channel of this name under any App ID, else its latest that ended. */
  findByName(teamId: string, cname: string): Promise<Recording | undefined>;
  /** The latest that is over, of a name as far as the viewer may see it, or, without one, of the viewer's Slack channel. */
  findEnded(viewer: Actor, cname?: string): Promise<Recording | undefined>;
  /**
   * The recording that this recorder at Agora belongs to: by its sid, or, while its sid is not known to us, by channel and uid.
   */
  findByRecorder(sid: string, cname: string, uid: Uid): Promise<Recording | undefined>;
  /** What is live and what is over but for an orphan, in the Slack channel of the viewer, oldest first. */
  listInChannel(viewer: Actor, limit: number): Promise<Page>;
  /** All that is live, oldest first. */
  listActive(viewer: Actor, limit: number): Promise<Page>;
  /** Those that are over but for an orphan, oldest first. */
  listWithOrphans(viewer: Actor, limit: number): Promise<Page>;
  /** Those that are over, latest end first, without those that `listWithOrphans` has. */
  listEnded(viewer: Actor, limit: number): Promise<Page>;
  /** The latest names that a mistyped one may have meant, up to `limit` of each. */
  knownNames(viewer: Actor, limit: number): Promise<KnownNames>;
  /** All that is live, oldest first. */
  listLive(viewer: Actor): Promise<readonly Recording[]>;
  /** The workspaces that have anything live. */
  listLiveTeams(): Promise<readonly string[]>;
  /** What has ended in the period, added up by channel, person or preset. */
  usageBy(dimension: Dimension, period: Period, viewer: Actor): Promise<readonly KeyedSum[]>;
  /**
   * Deletes up to `limit` recordings that ended before `before`, the oldest first, with all that belongs to them; resolves with
   * how many. What is live or uploading stays, and so does what has an orphan younger than `before`.
   */
  prune(before: Ms, limit: number): Promise<number>;
  /**
   * Whether this process is the one that does what `task` names and what was to be done at `at`: true for the first of all replicas that
   * asks, and for none that asks for an earlier time afterwards.
   */
  claim(task: string, at: Ms): Promise<boolean>;
  /** For the metrics. */
  counts(): Promise<Counts>;
}

/**
 * Hands out the jobs of recordings. A job stays until its outcome is committed, so that a crash at any point hands it out again. With
 * several replicas it is handed out to one of them at a time, and to another one only after that one is dead or cut off.
 */
export interface JobSource {
  /**
   * The due jobs of a queue in the order in which they are to be executed (priority, then age), at most one for each recording, none
   * for recordings in `except`, which are in flight here, and nothing of a lower priority than `atLeast`. A `thread` or `person` job
   * comes only after those that were made before it for the same recording, even when one of these is postponed.
   */
  take(queue: Queue, now: Ms, limit: number, except: ReadonlySet<string>, atLeast?: Priority): Promise<DueJob[]>;
  /** Those of these recordings that have a due job of at least this priority which was not handed out. */
  waiting(queue: Queue, now: Ms, recordings: readonly string[], atLeast: Priority): Promise<string[]>;
  /** When to take again where nothing is committed before. */
  nextDue(now: Ms): Promise<Ms | undefined>;
  /** Moves a job that could not be executed to a later time, unless it was replaced meanwhile. False where another process has taken over. */
  postpone(job: JobRef, dueAt: Ms): Promise<boolean>;
  /**
   * It is no longer executed here. Unless it is done or postponed it is handed out again, to any replica. False where it was not ours any
   * more.
   */
  release(job: JobRef): Promise<boolean>;
}

/** What the metrics show of the database. */
export type Counts = Readonly<{
  /** Jobs, by queue. */
  jobs: Partial<Record<Queue, number>>;
  /** Live recordings, by phase. */
  live: Partial<Record<Phase, number>>;
  /** Recordings that have an orphan. */
  orphans: number;
  /** Recordings that were asked to stop, where a stop has failed. */
  notStopping: number;
  /** When the earliest job of a recording or schedule is or was due. */
  earliestDue?: Ms;
  /** When Agora began the upload that is awaited for longest. */
  earliestUpload?: Ms;
}>;

/** Agora. Never rejects: every outcome is a value. Keeps the request limit by itself. */
export interface AgoraApi {
  /** `preempt` ends the wait for the request's turn (`notSent`); a request that has left it does not touch. */
  call(payload: AgoraPayload, r: Recording, signal: AbortSignal, preempt?: AbortSignal): Promise<CallOutcome>;
}

/** What became of a message. `later`: not posted, or unknown; try again after so many ms at the earliest. */
export type SendOutcome = Readonly<
  { kind: 'sent'; ts: string } | { kind: 'rejected'; code: string } | { kind: 'later'; after: Ms }
>;

/** Slack, outward. Never rejects. */
export interface Messenger {
  /** Posts the card, or updates it where `r.card.ts` is known. `urgent`: somebody waits for it. */
  card(r: Recording, urgent: boolean, signal: AbortSignal): Promise<SendOutcome>;
  /** Posts a message in the thread of the card. */
  post(r: Recording, message: ThreadMessage, signal: AbortSignal): Promise<SendOutcome>;
  /**
   * Tells one person privately, in Slack's ephemeral response to their command where that is still possible, else by direct message. What
   * matters for longer is a direct message in any case.
   */
  notify(user: UserId, r: Recording, message: ThreadMessage, signal: AbortSignal): Promise<SendOutcome>;
}

export interface Clock {
  now(): Ms;
  /** Resolves at `at`, or early when `signal` aborts. */
  until(at: Ms, signal?: AbortSignal): Promise<void>;
}

/** Makes a text fit for a log, a row or a thread: without secrets and control characters, at most `longest` characters. */
export type Redact = (text: string, longest?: number) => string;
