/** The fields of `presets`, by the mode that has them. Nothing is filled in here: `resolve.ts` knows the defaults. */
import { z } from 'zod';
import { isTemplate, placeholders, unknownPlaceholders } from '../../recording/folders.ts';
import { affinities, areas, encryptionModes, modeNames, streamKinds, streamModes } from '../../recording/spec.ts';
import { limits, type Range } from '../../recording/validate.ts';
import { addressProblem } from '../../recording/web-address.ts';
import type { Parse } from '../parse.ts';
import { choice, field, flag, group, numberOf, span, uidList, variable, whole } from './fields.ts';
import { monthlyCost, monthlyMinutes } from './limits.ts';

const base64Of32Bytes: Parse<string> = (given) =>
  /^[\w+/-]{43}=?$/u.test(given) && Buffer.from(given, 'base64').length === 32
    ? { value: given }
    : { fix: 'must be the Base64 of 32 bytes, which are 44 characters' };

const isJsonObject = (given: string) => {
  try {
    const value: unknown = JSON.parse(given);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

/** Slack shows what is longer in pieces. */
const longestAnnouncement = 500;

const announcement = (moment: string, example: string) =>
  field(z.string().trim().min(1).max(longestAnnouncement), {
    meaning: `is posted ${moment}`,
    accepts: `a text of at most ${longestAnnouncement} characters`,
    example,
  }).exactOptional();

/** The same in every mode. */
export const common = {
  mode: choice(modeNames, {
    meaning: 'one picture of all participants, a file for each of them, or a web page',
    example: 'mix',
    default: 'mix',
  }).exactOptional(),
  project: field(z.string(), {
    meaning: 'the Agora project',
    accepts: 'the name of a project',
    example: 'school',
    default: 'that of the variables, else the first one',
  }).exactOptional(),
  storage: field(z.string(), {
    meaning: 'the bucket',
    accepts: 'the name of a storage',
    example: 'archive',
    default: 'that of the variables, else the first one',
  }).exactOptional(),
  prefix: field(
    z
      .string()
      .max(limits.folders)
      .refine((given) => isTemplate(given) && unknownPlaceholders(given).length === 0),
    {
      meaning:
        'folders below those of the storage; characters besides letters and digits are left out of what is filled in',
      accepts: `folder names of letters, digits, ${placeholders.map((name) => `{${name}}`).join(', ')}, separated by slashes`,
      example: "'{channel}/{date}'",
    },
  ).exactOptional(),
  maxDuration: span(limits.duration, {
    meaning: 'it is stopped after so long, where a command says nothing else',
    example: '2h',
    default: 'no limit',
  }).exactOptional(),
  monthlyMinutes: monthlyMinutes('recordings with this preset', '2000'),
  monthlyCost: monthlyCost('recordings with this preset', '20'),
  announce: group(
    {
      begin: announcement('when recording begins', 'This class is being recorded.'),
      end: announcement('when it ends', 'The recording has ended.'),
    },
    {
      meaning: 'lines for the Slack channel of the card, for consent',
      example: '{ begin: This class is being recorded., end: The recording has ended. }',
    },
  ).exactOptional(),
  region: choice(areas, {
    meaning: 'only servers of this area are used; the bucket must lie there too',
    example: 'eu',
    default: 'all areas',
  }).exactOptional(),
  affinity: choice(affinities, {
    meaning: 'where servers are preferred',
    example: 'europe',
    default: 'nearest',
  }).exactOptional(),
};

export const encryption = group(
  {
    mode: choice(encryptionModes, { meaning: 'the same as in the apps', example: 'aes-256-gcm2' }),
    secretEnv: variable({ meaning: 'key of the channel', example: 'LESSON_KEY' }),
    saltEnv: variable(
      { meaning: 'salt, in Base64; required for the GCM2 modes', example: 'LESSON_SALT' },
      base64Of32Bytes,
    ).exactOptional(),
  },
  {
    meaning: 'how the channel is encrypted',
    example: '{ mode: aes-256-gcm2, secretEnv: LESSON_KEY, saltEnv: LESSON_SALT }',
  },
);

/** Of an RTC channel, mixed or not. */
const channel = {
  streams: choice(streamKinds, {
    meaning: 'what is recorded',
    example: 'audio',
    default: 'audio+video',
  }).exactOptional(),
  videoStream: choice(['high', 'low'], {
    meaning: 'which one of those who send two',
    example: 'low',
    default: 'high',
  }).exactOptional(),
  maxIdle: span(limits.maxIdle, {
    meaning: 'the recorder leaves so long after the last participant',
    example: '10m',
    default: '5m',
  }).exactOptional(),
  subscribe: group(
    {
      audio: uidList({ meaning: 'whose audio is recorded' }).exactOptional(),
      video: uidList({ meaning: 'whose video is recorded' }).exactOptional(),
    },
    { meaning: 'whose media are recorded', example: '{ audio: all, video: [527841] }' },
  ).exactOptional(),
  encryption: encryption.exactOptional(),
  privateParams: field(z.string().refine(isJsonObject), {
    meaning: 'text for Agora’s `privateParams`',
    accepts: 'the text of a JSON object in quotes',
    example: `'{"correctEXTINF":true}'`,
  }).exactOptional(),
};

/** Of modes that make a picture of their own. */
const audioProfile = numberOf([0, 1, 2], {
  meaning: '0: 48 kbit/s mono, 1: 128 kbit/s mono, 2: 192 kbit/s stereo',
  example: '1',
  default: '0',
}).exactOptional();

const files = field(z.union([z.tuple([z.literal('hls')]), z.tuple([z.literal('hls'), z.literal('mp4')])]), {
  meaning: 'kinds of files',
  accepts: '[hls] or [hls, mp4]',
  example: '[hls, mp4]',
  default: '[hls]',
}).exactOptional();

const pixels = '1920 × 1080 pixels in all at most';

function size(range: Range) {
  const { from, to } = range;
  return {
    width: whole({ from, to }, { meaning: `in pixels; ${pixels}`, example: '1280', default: '1280' }).exactOptional(),
    height: whole({ from, to }, { meaning: `in pixels; ${pixels}`, example: '720', default: '720' }).exactOptional(),
  };
}

const videoExample = '{ width: 1280, height: 720, fps: 15, bitrate: 1130 }';

export const mix = z.strictObject({
  ...common,
  ...channel,
  layout: field(z.string(), {
    meaning: 'how participants are arranged at first',
    accepts: 'float, grid, vertical, or the name of a layout',
    example: 'grid',
    default: 'grid',
  }).exactOptional(),
  video: group(
    {
      ...size(limits.mixSide),
      fps: numberOf(limits.mixFps, { meaning: 'frames a second', example: '15', default: '15' }).exactOptional(),
      bitrate: whole(limits.mixBitrate, {
        meaning: 'in kbit/s',
        example: '1130',
        default: 'what Agora advises for the size',
      }).exactOptional(),
    },
    { meaning: 'the picture', example: videoExample },
  ).exactOptional(),
  audioProfile,
  files,
});

export const individual = z.strictObject({
  ...common,
  ...channel,
  streamMode: choice(streamModes, {
    meaning:
      '`default`: audio and video apart; `standard`: with an index of both; `original`: audio as it was sent, and only with `streams: audio`',
    example: 'standard',
    default: 'standard',
  }).exactOptional(),
  uidGroup: numberOf([0, 1, 2, 3, 4, 5], {
    meaning:
      'how many users are recorded at once: 0 up to 2, 1 up to 7, 2 up to 12, 3 up to 17, 4 up to 32, 5 up to 49',
    example: '3',
    default: '3',
  }).exactOptional(),
  snapshots: field(
    z.union([
      span(limits.snapshots, { meaning: '', example: '' }).transform((every) => ({ every, only: false })),
      z.strictObject({
        every: span(limits.snapshots, { meaning: 'one every so often', example: '10s' }),
        only: flag({ meaning: 'nothing else is recorded', default: 'false' }).default(false),
      }),
    ]),
    {
      meaning: 'screenshots of everybody’s video',
      accepts: 'a span from 5s to 1h, or { every: a span, only: true }',
      example: '10s',
    },
  ).exactOptional(),
});

export const web = z.strictObject({
  ...common,
  url: field(
    z.string().refine((given) => addressProblem(given, { allowPrivate: true }) === undefined),
    {
      meaning: 'the page, where a command names none',
      accepts: 'the https:// address of a web page, without user name and password',
      example: 'https://example.com/board',
    },
  ).exactOptional(),
  allowPrivateUrl: flag({
    meaning: 'pages of private networks may be recorded',
    default: 'false',
  }).exactOptional(),
  video: group(
    {
      ...size(limits.webSide),
      fps: whole(limits.webFps, { meaning: 'frames a second', example: '15', default: '15' }).exactOptional(),
      bitrate: whole(limits.webBitrate, {
        meaning: 'in kbit/s',
        example: '2000',
        default: '2000, or 1500 below 1280 × 720',
      }).exactOptional(),
    },
    { meaning: 'the picture', example: videoExample },
  ).exactOptional(),
  audioProfile,
  files,
  maxHours: whole(limits.maxHours, {
    meaning: 'it ends by itself after so many hours, and can’t be extended beyond that',
    example: '3',
    default: '3, or two more than a longer duration',
  }).exactOptional(),
  maxVideoMinutes: whole(limits.maxVideoMinutes, {
    meaning: 'an MP4 file is split after so many minutes',
    example: '120',
    default: '120',
  }).exactOptional(),
  mobile: flag({ meaning: 'the page is shown as on a phone', default: 'false' }).exactOptional(),
  readyTimeout: span(limits.readyTimeout, {
    meaning: 'the page has so long to call `navigator.notifyReady()`',
    example: '30s',
    default: '0s',
  }).exactOptional(),
  paused: flag({ meaning: 'it begins paused', default: 'false' }).exactOptional(),
});

export const presetSchemas = { mix, individual, web } as const;

/** Why a mode does not have the fields of others. */
export function refusedIn(mode: keyof typeof presetSchemas): Readonly<Record<string, string>> {
  const own = Object.keys(presetSchemas[mode].shape);
  return Object.fromEntries(
    Object.values(presetSchemas)
      .flatMap((schema) => Object.keys(schema.shape))
      .filter((name) => !own.includes(name))
      .map((name) => [name, `is no field of mode ${mode}, ${reasonOf(name)}: remove it`]),
  );
}

function reasonOf(name: string): string {
  if (name in channel) return 'which records a page and no participants';
  if (name === 'video') return 'which records pictures as they are sent';
  if (name === 'audioProfile') return 'whose sound is kept as streamMode says';
  if (name === 'files') return 'which makes HLS files only';
  if (name === 'layout') return 'since only mix arranges participants in one picture';
  return name in individual.shape ? 'since only individual keeps participants apart' : 'since only web records a page';
}
