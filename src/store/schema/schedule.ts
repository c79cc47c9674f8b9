/** The JSON of schedules and of their jobs. */
import { z } from 'zod';
import type { Schedule, ScheduleJobPayload } from '../../recording/schedule/schedule.ts';
import { scheduleTimers } from '../../recording/schedule/schedule.ts';
import type { Matches } from './matches.ts';
import { layout, limitUse, ms } from './values.ts';

/** Grows when the shape of the JSON changes in a way that a reader must know. */
export const scheduleVersion = 1;

/** What columns do not hold. */
export type ScheduleState = Readonly<
  Pick<Schedule, 'wanted' | 'duration' | 'rule' | 'timeZone' | 'blocked'> & {
    v: typeof scheduleVersion;
    ended?: Omit<NonNullable<Schedule['ended']>, 'at'>;
  }
>;

const text = z.string();
const v = z.literal(scheduleVersion);

const wanted = z.strictObject({
  preset: text.exactOptional(),
  project: text.exactOptional(),
  storage: text.exactOptional(),
  mode: z.enum(['mix', 'individual', 'web']).exactOptional(),
  layout: layout.exactOptional(),
  url: text.exactOptional(),
  snapshots: ms.exactOptional(),
});

const rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('once'), at: text }),
  z.strictObject({ kind: z.literal('weekly'), days: z.array(z.number()), time: text }),
  z.strictObject({ kind: z.literal('cron'), expression: text }),
]);

export const scheduleState = z.strictObject({
  v,
  wanted,
  duration: ms,
  rule,
  timeZone: text,
  blocked: z.strictObject({ at: ms, until: ms, recordingId: text }).exactOptional(),
  ended: z
    .strictObject({ because: z.enum(['over', 'canceled', 'rejected']), by: text.exactOptional() })
    .exactOptional(),
});
true satisfies Matches<z.output<typeof scheduleState>, ScheduleState>;

const range = z.strictObject({ from: z.number(), to: z.number() });
const plainProblems = ['snapshotsOnlyIndividual', 'snapshotsWithoutVideo', 'urlOnlyWeb', 'webWithoutUrl'] as const;
const problem = z.union([
  z.strictObject({
    kind: z.enum(['unknownPreset', 'unknownProject', 'unknownStorage']),
    name: text,
    known: z.array(text),
  }),
  z.strictObject({ kind: z.literal('modeNotOfPreset'), preset: text, mode: z.enum(['mix', 'individual', 'web']) }),
  z.strictObject({ kind: z.literal('layoutNotInMode'), mode: z.enum(['mix', 'individual', 'web']) }),
  z.strictObject({ kind: z.enum(plainProblems) }),
  z.strictObject({ kind: z.enum(['badUrl', 'urlWithPassword', 'privateUrl']) }),
  z.strictObject({ kind: z.enum(['badDuration', 'badSnapshots']), range }),
  z.strictObject({ kind: z.literal('longerThanMaxHours'), maxHours: z.number() }),
]);
const reason = z.union([
  z.strictObject({ kind: z.literal('invalid'), problems: z.array(problem) }),
  z.strictObject({ kind: z.literal('busy'), recordingId: text.exactOptional() }),
  z.strictObject({ kind: z.literal('notPermitted'), unreadable: z.array(text).exactOptional() }),
  z.strictObject({ kind: z.literal('limitReached'), use: limitUse, admins: z.array(text) }),
]);

const message = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('scheduled') }),
  z.strictObject({ type: z.literal('reminder'), at: ms }),
  z.strictObject({ type: z.literal('skipped'), by: text, at: ms }),
  z.strictObject({ type: z.literal('canceled'), by: text }),
  z.strictObject({ type: z.literal('missed'), at: z.array(ms), count: z.number() }),
  z.strictObject({ type: z.enum(['notStarted', 'willNotStart']), at: ms, reason }),
  z.strictObject({
    type: z.literal('storageTrouble'),
    at: ms,
    trouble: z.strictObject({ storage: text, refused: z.boolean(), detail: text }),
  }),
  z.strictObject({ type: z.literal('channelRejected'), code: text, kept: z.boolean() }),
  z.strictObject({ type: z.literal('blocked'), at: ms, recordingId: text.exactOptional() }),
]);

export const scheduleJobPayload = z.discriminatedUnion('queue', [
  z.strictObject({ v, queue: z.literal('timer'), timer: z.enum(scheduleTimers) }),
  z.strictObject({ v, queue: z.literal('storage'), storage: text }),
  z.strictObject({ v, queue: z.enum(['channel', 'person']), message }),
]);
true satisfies Matches<
  z.output<typeof scheduleJobPayload>,
  ScheduleJobPayload & Readonly<{ v: typeof scheduleVersion }>
>;
