/** Every request that the bot makes, field by field, against a table of what Agora takes. */
import { describe, expect, test } from 'vitest';
import { type Request, requestOf } from '../../src/agora/requests.ts';
import type { BucketAccess } from '../../src/agora/storage-credentials.ts';
import type { AgoraPayload } from '../../src/recording/jobs.ts';
import type { Layout } from '../../src/recording/layout/layout.ts';
import { beginMode } from '../../src/recording/modes/index.ts';
import type { Recording } from '../../src/recording/recording.ts';
import {
  affinities,
  areas,
  encryptionModes,
  type ModeOptions,
  type Spec,
  streamKinds,
} from '../../src/recording/spec.ts';
import { type Checked, checkAcquire, checkLayout, checkStop } from '../../src/sandbox/agora/rules.ts';
import { checkStart } from '../../src/sandbox/agora/rules-start.ts';
import { checkUpdate } from '../../src/sandbox/agora/rules-update.ts';
import { appId, runningRecording } from '../support/recordings.ts';
import { individualOptions, mixOptions, specOf, webOptions } from '../support/specs.ts';
import { type FieldCall, type FieldMode, isUid, neverSent, requestFields } from './request-fields.ts';
import { faultsOf, pathsOf } from './request-walk.ts';

const uid = '4000000001';
const keys = { accessKey: 'AK', secretKey: 'SK' };
const plain = { storage: { vendor: 1, region: 0, bucket: 'b', ...keys }, ...keys };
const temporary: BucketAccess = {
  ...plain,
  storage: { ...plain.storage, prefix: ['lessons', '2026'], serverSideEncryption: 'kms', tag: 'lesson' },
  stsToken: 'sts',
  stsExpiration: 14_400,
};
const compatible: BucketAccess = { ...plain, storage: { ...plain.storage, vendor: 11, endpoint: 's3.example.com' } };
const salt = Buffer.alloc(32, 7).toString('base64');
const secretOf = (variable: string) => (variable === 'SALT' ? salt : 'secret');

const look = {
  background: '#336699',
  backgroundImage: 'https://example.com/wall.jpg',
  userImage: 'https://example.com/nobody.jpg',
  userImages: [
    { uid: '5', url: 'https://example.com/five.jpg', fit: true },
    { uid: '6', url: 'https://example.com/six.jpg' },
  ],
} as const;
const layouts: readonly Layout[] = [
  { kind: 'float', ...look },
  { kind: 'grid' },
  { kind: 'vertical', largeUid: '77' },
  { kind: 'vertical' },
  {
    kind: 'custom',
    ...look,
    regions: [
      { x: 0, y: 0, width: 1, height: 0.5, uid: '5', alpha: 0.9, fit: true },
      { x: 0, y: 0.5, width: 1, height: 0.5 },
    ],
  },
];
const subscription = { audio: { only: ['1', '2'] }, video: { except: ['3'] } } as const;
const others = { audio: { except: ['9'] }, video: { only: ['8'] } } as const;
const rtc = {
  channelType: 'live',
  videoStream: 'low',
  maxIdle: 30 * 86_400_000,
  encryption: { mode: 'aes-256-gcm2', secretEnv: 'KEY', saltEnv: 'SALT' },
  subscription,
  privateParams: '{"correctEXTINF":true}',
} as const;
/** As former versions stored it: the channel type is that of the project. */
const { channelType: _mix, ...untypedMix } = mixOptions;
const { channelType: _individual, ...untypedIndividual } = individualOptions;
const size = { width: 1920, height: 1080, fps: 30, bitrate: 6500 };

/** Of each mode: what must be said alone, and everything that can be said; and whatever excludes that. */
const options: Readonly<Record<string, readonly [ModeOptions, BucketAccess?, Partial<Spec>?]>> = {
  'mix, the least': [untypedMix],
  'mix, everything': [
    { ...mixOptions, ...rtc, audioProfile: 2, video: size, files: ['hls', 'mp4'], layout: { kind: 'float', ...look } },
    temporary,
    { area: 'cn', affinity: 'china', folders: ['standup'] },
  ],
  ...Object.fromEntries(
    layouts.map((layout, index) => [`mix, layout ${index}`, [{ ...mixOptions, layout }, compatible]]),
  ),
  ...Object.fromEntries(
    streamKinds.map((streams) => [`mix, ${streams}`, [{ ...mixOptions, streams, subscription }, plain]]),
  ),
  'mix, other lists': [{ ...mixOptions, subscription: others }],
  'individual, the least': [untypedIndividual],
  'individual, everything': [
    { ...individualOptions, ...rtc, uidGroup: 5, snapshots: { every: 5000, only: false } },
    temporary,
    { area: 'eu', affinity: 'europe' },
  ],
  'individual, other lists': [{ ...individualOptions, subscription: others }, compatible],
  'individual, screenshots alone': [{ ...individualOptions, snapshots: { every: 3_600_000, only: true } }],
  'individual, original audio': [{ ...individualOptions, streams: 'audio', streamMode: 'original', subscription }],
  'web, the least': [webOptions],
  'web, another storage': [webOptions, compatible],
  'web, everything': [
    {
      ...webOptions,
      audioProfile: 2,
      video: { ...size, fps: 60, bitrate: 8000 },
      files: ['hls', 'mp4'],
      maxHours: 720,
      maxVideoMinutes: 240,
      mobile: true,
      readyTimeout: 60_000,
      paused: true,
    },
    temporary,
    { area: 'na', affinity: 'north-america' },
  ],
  ...Object.fromEntries(
    encryptionModes.map((mode) => [
      `individual, ${mode}`,
      [{ ...individualOptions, encryption: { mode, secretEnv: 'KEY', saltEnv: 'SALT' } }],
    ]),
  ),
  ...Object.fromEntries(areas.map((area) => [`mix, ${area}`, [mixOptions, plain, { area }]])),
  ...Object.fromEntries(affinities.map((affinity) => [`web, ${affinity}`, [webOptions, plain, { affinity }]])),
};
const cases = Object.entries(options).map(([name, [of, bucket = plain, spec = {}]]) => ({ name, of, bucket, spec }));
type Case = (typeof cases)[number];

function recordingOf({ of, spec }: Case): Recording {
  return runningRecording({
    cname: of.mode === 'web' ? 'page' : 'standup',
    mode: beginMode(of),
    spec: specOf({ appId, options: of, ...spec }),
    recorders: [{ uid, status: 'running', sendCount: 1, resourceId: 'r'.repeat(320), sid: 'a'.repeat(32) }],
  });
}

/** Every call of the mode; more than once where there is more than one thing to say. */
function payloadsOf({ of }: Case): AgoraPayload[] {
  const about = { queue: 'agora', uid, failedAttempts: 0 } as const;
  const by = 'U1';
  const settings: Extract<AgoraPayload, { call: 'update' }>['setting'][] =
    of.mode === 'web'
      ? [
          { type: 'hold', paused: true },
          { type: 'hold', paused: false },
        ]
      : [
          { type: 'subscription', subscription },
          { type: 'subscription', subscription: others },
          { type: 'subscription', subscription: { audio: 'all', video: 'all' } },
        ];
  return [
    ...(['acquire', 'start', 'stop'] as const).map((call) => ({ ...about, call })),
    ...settings.map((setting) => ({ ...about, call: 'update', setting, by }) as AgoraPayload),
    { ...about, call: 'update', setting: { type: 'storage' } },
    ...(of.mode === 'mix' ? layouts : []).map(
      (layout) => ({ ...about, call: 'updateLayout', setting: { type: 'layout', layout }, by }) as const,
    ),
  ];
}

type Sent = Readonly<{ call: FieldCall; mode: FieldMode; clientRequest: Record<string, unknown> }>;

function requestFor(one: Case, payload: AgoraPayload): Request | undefined {
  const { bucket } = one;
  return requestOf(payload, recordingOf(one), { channelType: 'communication', bucket, secretOf, token: '007token' });
}

function sentBy(one: Case): Sent[] {
  return payloadsOf(one).map((payload) => {
    const request = requestFor(one, payload);
    if (request?.method !== 'POST') throw new TypeError(`${payload.call} has no body`);
    const { cname, uid: sender, clientRequest, ...rest } = request.body as Record<string, unknown>;
    const label = one.of.mode === 'web' ? /^.{1,128}$/ : /^[a-zA-Z0-9 !#$%&()+\-:;<=.>?@[\]^_{}|~,]{1,63}$/;
    expect(cname).toMatch(label);
    expect(sender).toSatisfy(isUid);
    expect(rest).toEqual({});
    const call = payload.call as FieldCall;
    return { call, mode: one.of.mode, clientRequest: clientRequest as Sent['clientRequest'] };
  });
}

test.each(cases)('$name: only fields that Agora accepts, and all that it requires', (one) => {
  const faults = sentBy(one).flatMap(({ call, mode, clientRequest }) =>
    faultsOf(requestFields[call], mode, clientRequest).map((fault) => `${call}: ${fault}`),
  );
  expect(faults).toEqual([]);
});

/** The checks of the simulator, which know nothing of the table. */
const checks: Readonly<Record<FieldCall, (body: unknown, mode: FieldMode) => Checked<unknown>>> = {
  acquire: checkAcquire,
  start: (body, mode) => checkStart(mode, body),
  update: (body, mode) => checkUpdate(body, mode === 'web'),
  updateLayout: checkLayout,
  stop: checkStop,
};

test.each(cases)('$name: the simulator accepts it', (one) => {
  for (const { call, mode, clientRequest } of sentBy(one)) {
    expect(checks[call]({ cname: 'standup', uid, clientRequest }, mode)).toMatchObject({ ok: true });
  }
});

test('a query has no body', () => {
  for (const one of cases) {
    const request = requestFor(one, { queue: 'agora', call: 'query', uid, failedAttempts: 0 });
    expect(Object.keys(request ?? {})).toEqual(['method', 'path']);
    expect(request?.method).toBe('GET');
  }
});

describe.each(Object.keys(requestFields) as FieldCall[])('%s', (call) => {
  test('every field is sent by some request', () => {
    const sent = cases.flatMap(sentBy).filter((it) => it.call === call);
    const unsent = requestFields[call].flatMap(({ path, modes }) =>
      modes
        .filter((mode) => !sent.some((it) => it.mode === mode && pathsOf(it.clientRequest).has(path)))
        .map((mode) => `${mode}: ${path}`),
    );
    expect(unsent).toEqual(neverSent[call]);
  });
});

/** What the bot says nothing of, so that Agora's own default counts. */
test.each([
  ['mix, the least', ['decryptionMode 0']],
  ['individual, the least', ['decryptionMode 0']],
  ['web, the least', ['mobile false', 'maxVideoDuration 120', 'readyTimeout 0']],
])('%s: what is left to Agora', (name, expected) => {
  const start = cases
    .filter((one) => one.name === name)
    .flatMap(sentBy)
    .find((it) => it.call === 'start');
  const sent = pathsOf(start?.clientRequest);
  const parentOf = (path: string) => path.replace(/(\[\])?\.?[^.]*$/, '');
  const left = requestFields.start.filter(
    ({ path, modes, default: value }) =>
      value !== undefined && modes.includes(start?.mode ?? 'mix') && !sent.has(path) && sent.has(parentOf(path)),
  );
  const names = left
    .filter(({ path }) => !neverSent.start.includes(`${start?.mode}: ${path}`))
    .map(({ path, default: value }) => `${path.split('.').at(-1)} ${String(value)}`);
  expect(names).toEqual(expected);
});

/** A `start` that says nothing but what it must, as the simulator completes it. */
test.each<[FieldMode, object]>([
  ['mix', { recordingConfig: { channelType: 0 } }],
  ['individual', { recordingConfig: { channelType: 0, subscribeUidGroup: 0 } }],
])('%s: the simulator has the defaults of the table', (mode, fields) => {
  const clientRequest = { storageConfig: { vendor: 1, region: 0, bucket: 'b', ...keys }, ...fields };
  const checked = checkStart(mode, { cname: 'standup', uid, clientRequest });
  const { recordingConfig, avFileType } = checked.ok ? checked.value : {};
  const completed = { recordingConfig, recordingFileConfig: { avFileType } };
  const rows = requestFields.start.filter(
    ({ path, modes, default: value }) => value !== undefined && modes.includes(mode) && !/\[\]|snapshot/.test(path),
  );
  const at = (path: string) =>
    path.split('.').reduce<unknown>((object, key) => (object as Record<string, unknown>)[key], completed);
  expect(rows.map(({ path }) => [path, at(path)])).toEqual(rows.map(({ path, default: value }) => [path, value]));
});
