/** What was asked for, and what of it can be changed, as rows hold it. */
import { z } from 'zod';
import type { ModeState } from '../../recording/recording.ts';
import type { Setting } from '../../recording/setting.ts';
import {
  affinities,
  areas,
  channelTypes,
  encryptionModes,
  type Spec,
  streamKinds,
  streamModes,
} from '../../recording/spec.ts';
import type { Matches } from './matches.ts';
import { layout, ms, names, yes } from './values.ts';

const uidList = z.union([z.literal('all'), z.strictObject({ only: names }), z.strictObject({ except: names })]);
const subscription = z.strictObject({ audio: uidList, video: uidList });
const video = z.strictObject({ width: z.number(), height: z.number(), fps: z.number(), bitrate: z.number() });
const audioProfile = z.union([z.literal(0), z.literal(1), z.literal(2)]);
const uidGroup = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]);
const files = z.array(z.enum(['hls', 'mp4']));

const channel = {
  channelType: z.enum(channelTypes).exactOptional(),
  streams: z.enum(streamKinds),
  videoStream: z.enum(['high', 'low']),
  maxIdle: ms,
  encryption: z
    .strictObject({ mode: z.enum(encryptionModes), secretEnv: z.string(), saltEnv: z.string().exactOptional() })
    .exactOptional(),
  subscription,
  privateParams: z.string().exactOptional(),
};

const options = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('mix'), ...channel, audioProfile, video, files, layout }),
  z.strictObject({
    mode: z.literal('individual'),
    ...channel,
    streamMode: z.enum(streamModes),
    uidGroup,
    snapshots: z.strictObject({ every: ms, only: z.boolean() }).exactOptional(),
  }),
  z.strictObject({
    mode: z.literal('web'),
    url: z.string(),
    audioProfile,
    video,
    files,
    maxHours: z.number(),
    maxVideoMinutes: z.number().exactOptional(),
    mobile: yes.exactOptional(),
    readyTimeout: ms.exactOptional(),
    paused: z.boolean(),
  }),
]);

/** The App ID has a column of its own. */
export const spec = z.strictObject({
  project: z.string(),
  usesTokens: z.boolean(),
  storage: z.string(),
  renewsStorage: yes.exactOptional(),
  folders: names.exactOptional(),
  preset: z.string().exactOptional(),
  area: z.enum(areas).exactOptional(),
  affinity: z.enum(affinities).exactOptional(),
  duration: ms.exactOptional(),
  announce: z.strictObject({ begin: z.string().exactOptional(), end: z.string().exactOptional() }).exactOptional(),
  options,
});
true satisfies Matches<z.output<typeof spec>, Omit<Spec, 'appId'>>;

const wanted = <T extends z.ZodType>(value: T) =>
  z.strictObject({
    desired: value,
    current: value,
    uncertain: yes.exactOptional(),
    requestedBy: z.string().exactOptional(),
  });

export const mode = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('mix'), layout: wanted(layout), subscription: wanted(subscription) }),
  z.strictObject({ kind: z.literal('individual'), subscription: wanted(subscription) }),
  z.strictObject({ kind: z.literal('web'), hold: wanted(z.boolean()) }),
]);
true satisfies Matches<z.output<typeof mode>, ModeState>;

export const layoutSetting = z.strictObject({ type: z.literal('layout'), layout });
export const updateSetting = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('subscription'), subscription }),
  z.strictObject({ type: z.literal('hold'), paused: z.boolean() }),
]);
export const setting = z.union([layoutSetting, updateSetting]);
true satisfies Matches<z.output<typeof setting>, Setting>;
export const settingType = z.enum(['layout', 'subscription', 'hold']);
