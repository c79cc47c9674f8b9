/** What the use cases of schedules need from the adapters. */
import type { Transition } from '../recording/effects.ts';
import type { Actor } from '../recording/events.ts';
import type { Ms, Recording } from '../recording/recording.ts';
import type { Schedule, ScheduleJob, ScheduleJobPayload, ScheduleMessage } from '../recording/schedule/schedule.ts';
import type { ScheduleTransition } from '../recording/schedule/transition.ts';
import type { SendOutcome } from './ports.ts';

/** What a change reads of recordings: one by its id, and the live one of a channel. */
export type RecordingsRead = Readonly<{ id?: string; active?: Readonly<{ appId: string; cname: string }> }>;

/** Recordings as they stand inside the transaction. */
export type RecordingsFound = Readonly<{ byId?: Recording; active?: Recording }>;

/** `reads` says what `decide` needs, so that a database that is asked over the network can bring it first. */
export type ScheduleChange = Readonly<{
  reads(s: Schedule): RecordingsRead;
  decide(s: Schedule, found: RecordingsFound): ScheduleTransition;
}>;

/** The first state of the recording that begins with a transition, under a fresh id each time. */
export type BeginRecording = (start: NonNullable<ScheduleTransition['start']>) => Transition;

export type ScheduleApplied = Readonly<
  | { kind: 'applied'; transition: ScheduleTransition }
  /** As of recordings, or one of its times was settled before: nothing changes. */
  | { kind: 'duplicate' }
  | { kind: 'notFound' }
>;

/** `timer`: what must not wait. `other`: messages and checks, which wait for other services. */
export type ScheduleQueue = 'timer' | 'other';

export const scheduleQueueOf = ({ queue }: ScheduleJobPayload): ScheduleQueue => (queue === 'timer' ? queue : 'other');

export type ScheduleJobRef = Readonly<Pick<ScheduleJob, 'id' | 'revision' | 'payload'>>;
export type DueScheduleJob = Readonly<{ job: ScheduleJob; schedule: Schedule }>;
export type SchedulePage = Readonly<{ schedules: readonly Schedule[]; total: number }>;

/** Durable when a promise resolves; rejects with a `StoreError` as the store of recordings does. */
export interface ScheduleStore {
  createSchedule(first: ScheduleTransition, request: string): Promise<{ kind: 'created' | 'duplicate' | 'idTaken' }>;
  /** Loads, decides and writes in one transaction, the recording that begins included: `begin` makes its first state. */
  applySchedule(
    id: string,
    change: ScheduleChange,
    begin: BeginRecording,
    about?: { done?: ScheduleJobRef; request?: string },
  ): Promise<ScheduleApplied>;
  findSchedule(id: string): Promise<Schedule | undefined>;
  /** Those that have not ended and that the viewer may see, the next one first. */
  listSchedules(viewer: Actor, limit: number): Promise<SchedulePage>;
  countSchedules(teamId: string, channelId: string): Promise<number>;
}

/** Hands out the jobs of schedules, in the same way as those of recordings. */
export interface ScheduleJobSource {
  /** Due jobs of a queue, at most one for each schedule, in order; none for those in `except`. */
  takeScheduleJobs(
    queue: ScheduleQueue,
    now: Ms,
    limit: number,
    except: ReadonlySet<string>,
  ): Promise<DueScheduleJob[]>;
  nextScheduleJob(now: Ms): Promise<Ms | undefined>;
  postponeScheduleJob(job: ScheduleJobRef, dueAt: Ms): Promise<void>;
  releaseScheduleJob(job: ScheduleJobRef): Promise<void>;
}

/** Slack, outward. Never rejects. */
export interface ScheduleMessenger {
  /** Posts in the channel of the schedule. */
  announce(s: Schedule, message: ScheduleMessage, signal: AbortSignal): Promise<SendOutcome>;
  /** Tells the person who made it, by direct message. */
  tell(s: Schedule, message: ScheduleMessage, signal: AbortSignal): Promise<SendOutcome>;
}
