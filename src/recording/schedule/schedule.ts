/** What a schedule is: a recording that begins later, once or again and again. Plain values only. */
import type { Ms, UserId } from '../primitives.ts';
import type { SpecProblem, SpecRequest } from '../resolve.ts';
import type { LimitUse } from '../usage/limit-use.ts';
import type { Rule } from './rule.ts';

/** The Slack channel that it belongs to. */
export type ScheduleChannel = Readonly<{ teamId: string; channelId: string; isPrivate: boolean }>;

/** An occurrence that can't begin yet, because another recording of the channel (`recordingId`) still runs. */
export type BlockedOccurrence = Readonly<{ at: Ms; until: Ms; recordingId: string }>;

export type Schedule = Readonly<{
  /** `s` and five characters without look-alikes. */
  id: string;
  /** Grows by one with every change; the store sees to it. */
  version: number;
  cname: string;
  /** What is asked for each time; presets and names are those of the configuration of that day. */
  wanted: Omit<SpecRequest, 'cname' | 'duration'>;
  duration: Ms;
  rule: Rule;
  /** By its IANA name. */
  timeZone: string;
  createdBy: UserId;
  createdAt: Ms;
  channel: ScheduleChannel;
  /** The next time; undefined where none follows. */
  next?: Ms;
  blocked?: BlockedOccurrence;
  /** `over`: no time follows. `rejected`: Slack takes no message in its channel, so that nobody would have known of it. */
  ended?: Readonly<{ at: Ms; because: 'over' | 'canceled' | 'rejected'; by?: UserId }>;
}>;

/** What became of one time. `started` with the id of its recording. */
export type Occurrence = Readonly<{
  at: Ms;
  outcome: 'started' | 'skipped' | 'missed' | 'notStarted' | 'covered';
  recordingId?: string;
}>;

/** Why an occurrence was not recorded. */
export type NotStarted = Readonly<
  | { kind: 'invalid'; problems: readonly SpecProblem[] }
  /** The channel was being recorded during all of that time. The id is absent where another workspace recorded it. */
  | { kind: 'busy'; recordingId?: string }
  /** The person who made the schedule may not start recordings any more, or these user groups could not be read. */
  | { kind: 'notPermitted'; unreadable?: readonly string[] }
  /** The month has used up a limit. */
  | { kind: 'limitReached'; use: LimitUse; admins: readonly UserId[] }
>;

/** What is wrong with a storage, as far as a check could tell. */
export type StorageTrouble = Readonly<{ storage: string; refused: boolean; detail: string }>;

/**
 * Something to be said to people, as data. In the channel: `scheduled`, `reminder`, `skipped`, `canceled`, `missed`. To the person who
 * made it: the others, and `missed` as well.
 */
export type ScheduleMessage = Readonly<
  | { type: 'scheduled' }
  | { type: 'reminder'; at: Ms }
  | { type: 'skipped'; by: UserId; at: Ms }
  | { type: 'canceled'; by: UserId }
  /** The bot was not running. `at`: the first of them; `count`: how many there were. */
  | { type: 'missed'; at: readonly Ms[]; count: number }
  | { type: 'notStarted'; at: Ms; reason: NotStarted }
  /** Reported ahead of `at`: it will not start unless somebody does something. */
  | { type: 'willNotStart'; at: Ms; reason: NotStarted }
  | { type: 'storageTrouble'; at: Ms; trouble: StorageTrouble }
  /** Slack rejects messages in the channel. `kept`: the schedule continues anyway. */
  | { type: 'channelRejected'; code: string; kept: boolean }
  /** Another recording of the channel runs at this time. The id is absent where it is another workspace’s. */
  | { type: 'blocked'; at: Ms; recordingId?: string }
>;

/** The reply to a command. */
export type ScheduleReply = Readonly<
  | { type: 'notAllowed' }
  | { type: 'alreadyEnded' }
  /** The time that was to be skipped is no longer the next one. */
  | { type: 'notNext' }
  | { type: 'skippedReply' }
  | { type: 'canceledReply' }
>;

export const scheduleTimers = ['check', 'remind', 'run', 'retry'] as const;
/**
 * `check`: can it be recorded at all? `remind`: it is soon. `run`: it is time. `retry`: is the channel still being recorded?
 */
export type ScheduleTimer = (typeof scheduleTimers)[number];

/** What is to be done. `storage`: the bucket is tried before the first time. */
export type ScheduleJobPayload = Readonly<
  | { queue: 'timer'; timer: ScheduleTimer }
  | { queue: 'storage'; storage: string }
  | { queue: 'channel'; message: ScheduleMessage }
  | { queue: 'person'; message: ScheduleMessage }
>;

/** With a `key`, it takes the place of the schedule's row of that key. */
export type NewScheduleJob = Readonly<{ key?: string; dueAt: Ms; payload: ScheduleJobPayload }>;

export type ScheduleJob = Readonly<{
  id: number | string;
  revision: number;
  postponed: number;
  payload: ScheduleJobPayload;
}>;

/** Why a schedule can't be made. */
export type ScheduleProblem = Readonly<
  | { kind: 'invalid'; problems: readonly SpecProblem[] }
  /** No time follows: the one that was named is over, or there is no such day. `now` in the time zone. */
  | { kind: 'noTime' }
  /** It is not said how long, neither by the command nor by its preset. */
  | { kind: 'noDuration' }
  /** It would begin again before it ends. */
  | { kind: 'overlaps'; interval: Ms }
  /** It would begin again too soon. */
  | { kind: 'tooOften'; least: Ms }
  | { kind: 'tooMany'; most: number }
>;
