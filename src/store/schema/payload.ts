/** The JSON of a job. */
import { z } from 'zod';
import { type JobPayload, timers } from '../../recording/jobs.ts';
import type { ThreadMessage } from '../../recording/thread-message.ts';
import type { Matches } from './matches.ts';
import { layoutSetting, setting, settingType, updateSetting } from './spec.ts';
import { errorCode, files, limitUse, ms, names, outcome, uploading, yes } from './values.ts';

/** Grows when the shape of the JSON changes in a way that a reader must know. */
export const payloadVersion = 3;

export type StoredPayload = JobPayload & Readonly<{ v: typeof payloadVersion; trace?: string }>;

const uid = z.string();
const by = z.string();
const detail = z.string().exactOptional();
const plain = [
  'confirmed',
  'contactLost',
  'contactRestored',
  'noMedia',
  'mediaArrived',
  'alreadyStopping',
  'alreadyOver',
  'noLimit',
  'notAllowed',
] as const;

const message = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(plain) }),
  z.strictObject({
    type: z.literal('status'),
    elapsed: ms,
    status: z.number().exactOptional(),
    files: names,
    statusAt: ms.exactOptional(),
    snapshots: z.strictObject({ count: z.number(), names }).exactOptional(),
    silent: z.boolean(),
    notFound: yes.exactOptional(),
  }),
  z.strictObject({ type: z.literal('settingChanged'), setting, by }),
  z.strictObject({ type: z.literal('settingFailed'), setting, by, errorCode, detail, uncertain: yes.exactOptional() }),
  z.strictObject({ type: z.literal('stopRequested'), by }),
  z.strictObject({ type: z.literal('announcement'), moment: z.enum(['begin', 'end']) }),
  z.strictObject({ type: z.literal('limitNear'), at: ms }),
  z.strictObject({ type: z.literal('limitReached'), at: ms, late: yes.exactOptional() }),
  z.strictObject({ type: z.literal('extended'), by, until: ms }),
  z.strictObject({ type: z.literal('extendedTooFar'), until: ms }),
  z.strictObject({ type: z.literal('startedLate'), at: ms, because: z.enum(['outage', 'busy', 'unavailable']) }),
  z.strictObject({ type: z.enum(['waitingForPeople', 'everyoneLeft']), until: ms }),
  z.strictObject({ type: z.literal('recorderReplaced'), errorCode }),
  z.strictObject({ type: z.literal('canceled'), by: by.exactOptional() }),
  z.strictObject({ type: z.enum(['notStopped', 'problem', 'warning', 'failed']), errorCode, detail }),
  z.strictObject({ type: z.literal('orphan'), uid, retrying: z.boolean() }),
  z.strictObject({ type: z.enum(['orphanBack', 'orphanEnded', 'failover']), uid }),
  z.strictObject({ type: z.enum(['controlExpiring', 'tokenExpiring']), at: ms }),
  z.strictObject({ type: z.literal('uploading'), outcome }),
  z.strictObject({
    type: z.literal('finished'),
    outcome,
    files,
    following: z.number().exactOptional(),
    uploading,
    announced: yes.exactOptional(),
  }),
  z.strictObject({ type: z.literal('moreFiles'), names, first: z.number(), total: z.number() }),
  z.strictObject({ type: z.literal('lost'), errorCode }),
  z.strictObject({ type: z.literal('cardRejected'), code: z.string(), recordingGoesOn: z.boolean() }),
  z.strictObject({ type: z.literal('notReady'), command: z.enum([...settingType.options, 'refresh', 'extend']) }),
  z.strictObject({ type: z.literal('stopsOrphan'), known: z.boolean(), notifications: z.boolean() }),
  z.strictObject({ type: z.enum(['sameSetting', 'settingRequested']), setting }),
  z.strictObject({ type: z.literal('settingOvertaken'), setting, by, instead: setting }),
  z.strictObject({ type: z.literal('settingDropped'), setting, by: by.exactOptional() }),
  z.strictObject({ type: z.literal('notInMode'), setting: settingType }),
  z.strictObject({
    type: z.literal('usageLimitNear'),
    use: limitUse,
  }),
  z.strictObject({ type: z.literal('notRecorded'), medium: z.enum(['audio', 'video']) }),
]);
true satisfies Matches<z.output<typeof message>, ThreadMessage>;

const common = { v: z.literal(payloadVersion), trace: z.string().exactOptional() };
const call = { ...common, queue: z.literal('agora'), uid, failedAttempts: z.number() };

export const payload = z.union([
  z.strictObject({ ...call, call: z.enum(['acquire', 'start', 'query', 'stop']) }),
  z.strictObject({ ...call, call: z.literal('updateLayout'), setting: layoutSetting, by }),
  z.strictObject({ ...call, call: z.literal('update'), setting: updateSetting, by }),
  z.strictObject({ ...call, call: z.literal('update'), setting: z.strictObject({ type: z.literal('storage') }) }),
  z.strictObject({ ...common, queue: z.literal('thread'), message }),
  z.strictObject({ ...common, queue: z.literal('card') }),
  z.strictObject({ ...common, queue: z.literal('person'), to: z.string(), message }),
  z.strictObject({ ...common, queue: z.literal('timer'), timer: z.enum(timers) }),
]);
true satisfies Matches<z.output<typeof payload>, StoredPayload>;
