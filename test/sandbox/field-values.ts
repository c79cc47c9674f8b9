/**
 * Values of every field of Cloud Recording's requests, by its reference pages ("acquire", "start", "update",
 * "updateLayout", "stop"). `undefined`: the field is left out.
 */
export type Json = Record<string, unknown>;
export type Mode = 'mix' | 'individual' | 'web';

/** A field, by its path below `clientRequest`. */
export type FieldValues = Readonly<{
  path: string;
  /** Accepted, with everything that stands beside it. */
  good: readonly unknown[];
  /** Refused. */
  bad: readonly unknown[];
  /** Accepted, but the recorder ends soon after. */
  late?: readonly unknown[];
  /** Other fields, by their paths, that are sent with it. */
  beside?: Json;
}>;

type More = Pick<FieldValues, 'late' | 'beside'>;
const field = (path: string, good: readonly unknown[], bad: readonly unknown[], more: More = {}): FieldValues => ({
  path,
  good,
  bad,
  ...more,
});
const within = (at: string, rows: readonly FieldValues[]): FieldValues[] =>
  rows.map(({ path, ...rest }) => ({ ...rest, path: `${at}.${path}` }));
const letters = (count: number) => 'a'.repeat(count);
const uids = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));

const notAnObject = ['text', 1, [], null];
const notText = [1, true, null, {}];
/** A whole number; `outside`: out of its range. */
const number = (path: string, good: readonly unknown[], outside: readonly unknown[], more: More = {}): FieldValues =>
  field(path, good, [...outside, String(good[0]), (good[0] as number) + 0.5, null, [good[0]]], more);
const flag = (path: string): FieldValues => field(path, [true, false, undefined], ['true', 0, null]);

const uidValues = { good: ['1', '4294967295', undefined], bad: ['0', '4294967296', '-1', '1.5', 'ana', '', 7, null] };
const link = { good: ['https://example.com/a.jpg', undefined], bad: ['', 'a.jpg', 'ftp://example.com/a.jpg', 1, null] };
const needed = <T>(values: readonly T[]) => values.filter((value) => value !== undefined);

const region = { x_axis: 0, y_axis: 0.5, width: 0.123456, height: 1 };
const image = { uid: '7', image_url: 'https://example.com/7.jpg' };
const oneRegion = (change: Json) => [{ ...region, ...change }];
const oneImage = (change: Json) => [{ ...image, ...change }];
const regions = (count: number) => Array.from({ length: count }, () => region);
const fractions = { good: [0, 0.5, 1], bad: [-0.000001, 1.000001, '0.5', null] };

/** Of `updateLayout`, and within the `transcodingConfig` of `start` (`at`). */
const layout = (at = ''): FieldValues[] => [
  number(`${at}mixedVideoLayout`, [0, 1, 2, undefined], [-1, 4]),
  field(`${at}mixedVideoLayout`, [3], [], { beside: { [`${at}layoutConfig`]: [region] } }),
  field(`${at}mixedVideoLayout`, [], [3]),
  field(`${at}maxResolutionUid`, uidValues.good, uidValues.bad, { beside: { [`${at}mixedVideoLayout`]: 2 } }),
  field(`${at}backgroundImage`, link.good, link.bad),
  field(`${at}defaultUserBackgroundImage`, link.good, link.bad),
  // The layouts 0 to 2 ignore it.
  field(`${at}layoutConfig`, [regions(1), undefined], [regions(18), {}, 'text']),
  field(
    `${at}layoutConfig`,
    [
      regions(1),
      regions(17),
      ...uidValues.good.map((uid) => oneRegion({ uid })),
      ...Object.keys(region).flatMap((key) => fractions.good.map((value) => oneRegion({ [key]: value }))),
      ...[...fractions.good, undefined].map((alpha) => oneRegion({ alpha })),
      ...[0, 1, undefined].map((render_mode) => oneRegion({ render_mode })),
    ],
    [
      [],
      regions(18),
      ['text'],
      ...uidValues.bad.map((uid) => oneRegion({ uid })),
      ...Object.keys(region).flatMap((key) =>
        [...fractions.bad, undefined].map((value) => oneRegion({ [key]: value })),
      ),
      ...fractions.bad.map((alpha) => oneRegion({ alpha })),
      ...[-1, 2, '0', null].map((render_mode) => oneRegion({ render_mode })),
    ],
    { beside: { [`${at}mixedVideoLayout`]: 3 } },
  ),
  field(
    `${at}backgroundConfig`,
    [
      ...needed(uidValues.good).map((uid) => oneImage({ uid })),
      ...needed(link.good).map((image_url) => oneImage({ image_url })),
      ...[0, 1, undefined].map((render_mode) => oneImage({ render_mode })),
      undefined,
    ],
    [
      {},
      'text',
      ...[...uidValues.bad, undefined].map((uid) => oneImage({ uid })),
      ...[...link.bad, undefined].map((image_url) => oneImage({ image_url })),
      ...[-1, 2, '0', null].map((render_mode) => oneImage({ render_mode })),
    ],
  ),
];

/** A list of those who are recorded and one of those who are not exclude each other. */
const lists = (at: string): FieldValues[] =>
  ['Audio', 'Video'].flatMap((medium) => {
    const [only, except] = [`${at}subscribe${medium}Uids`, `${at}unSubscribe${medium}Uids`];
    const bad = [[], uids(33), ['ana'], ['0'], ['4294967296'], [7], '7', {}, null];
    return [
      field(only, [['7'], uids(32), ['#allstream#'], undefined], bad),
      field(except, [['7'], uids(32), undefined], bad),
      field(only, [], [['7']], { beside: { [except]: ['8'] } }),
      field(`${at}unsubscribe${medium}Uids`, [['7']], [[], uids(33)]),
    ];
  });

const storage: FieldValues[] = within('storageConfig', [
  number('vendor', [1, 2, 3, 5, 6, 7, 8], [-1, 9, 10, 12, undefined]),
  // Without its endpoint.
  field('vendor', [], [11]),
  number('region', [0, 25], [-1, undefined], { late: [26, 999] }),
  ...['bucket', 'accessKey', 'secretKey'].map((name) => field(name, ['name'], ['', undefined, ...notText])),
  field('stsToken', ['token', undefined], notText),
  number('stsExpiration', [14_400, 86_400, undefined], [-1, 0, 14_399], { beside: { 'storageConfig.stsToken': 't' } }),
  field(
    'fileNamePrefix',
    [['a'], ['Lessons', '2026', '9B'], [letters(128)], [letters(64), letters(63)], undefined],
    [['a_b'], ['a-b'], ['a.b'], ['a/b'], ['ä'], [''], [1], 'a', {}, [letters(129)], [letters(64), letters(64)], null],
  ),
  field(
    'extensionParams',
    [{}, { sse: 'kms' }, { sse: 'aes256', tag: 'RETENTION_DAYS=30' }, undefined],
    [{ sse: 'none' }, { sse: 1 }, { tag: 1 }, { endpoint: 1 }, 'text', null],
  ),
  ...[5, 6, 7, 8].map((vendor) =>
    field('stsToken', [undefined], ['token'], { beside: { 'storageConfig.vendor': vendor } }),
  ),
  ...[2, 3].map((vendor) => field('stsToken', ['token'], [], { beside: { 'storageConfig.vendor': vendor } })),
  field('extensionParams', [{ tag: 'a' }], [{ sse: 'kms' }], { beside: { 'storageConfig.vendor': 2 } }),
  field('extensionParams', [{}], [{ tag: 'a' }, { sse: 'kms' }], { beside: { 'storageConfig.vendor': 7 } }),
  field(
    'extensionParams',
    [{ endpoint: 'storage.example.com' }],
    [{}, { endpoint: '' }, { endpoint: 'https://example.com/' }, { endpoint: 'a b' }, undefined],
    { beside: { 'storageConfig.vendor': 11 } },
  ),
]);
const someStorage = field('storageConfig', [], notAnObject);

const salt = (bytes: number) => Buffer.alloc(bytes, 7).toString('base64');
const encrypted = { 'recordingConfig.secret': 'key' };

/** `recordingConfig` of mixed and individual recordings. */
const channel: FieldValues[] = [
  field('recordingConfig', [], [undefined, ...notAnObject]),
  ...within('recordingConfig', [
    number('channelType', [0, 1], [-1, 2]),
    number('streamTypes', [0, 1, 2, undefined], [-1, 3]),
    number('decryptionMode', [0, 1, 2, 3, 4, 5, 6, undefined], [-1, 9], { beside: encrypted }),
    number('decryptionMode', [7, 8], [], { beside: { ...encrypted, 'recordingConfig.salt': salt(32) } }),
    field('decryptionMode', [0], [1, 2, 3, 4, 5, 6, 7, 8]),
    field('secret', ['key'], ['', undefined, ...notText], { beside: { 'recordingConfig.decryptionMode': 1 } }),
    field('salt', [salt(32)], [salt(31), salt(33), letters(32), 'not base64', '', undefined, ...notText], {
      beside: { ...encrypted, 'recordingConfig.decryptionMode': 7 },
    }),
    number('videoStreamType', [0, 1, undefined], [-1, 2]),
    number('maxIdleTime', [5, 300, 2_592_000, undefined], [4, 0, -1, 2_592_001]),
    field('privateParams', ['{"correctEXTINF":true}', undefined], ['{correctEXTINF}', '', ...notText]),
  ]),
  ...lists('recordingConfig.'),
  ...(['Audio', 'Video'] as const).flatMap((medium, other) =>
    ['subscribe', 'unSubscribe'].map((verb) =>
      field(`recordingConfig.${verb}${medium}Uids`, [undefined], [['7']], {
        beside: { 'recordingConfig.streamTypes': 1 - other },
      }),
    ),
  ),
];

const canvas = 'recordingConfig.transcodingConfig.';
const mix: FieldValues[] = [
  field('token', ['token', undefined], notText),
  ...channel,
  number('recordingConfig.audioProfile', [0, 1, 2, undefined], [-1, 3]),
  field('recordingConfig.streamMode', [undefined], ['standard', 'original']),
  field('recordingConfig.transcodingConfig', [undefined], notAnObject),
  number(`${canvas}width`, [1, 1920], [0, -1], { late: [1921], beside: { [`${canvas}height`]: 100 } }),
  number(`${canvas}height`, [1, 1920], [0, -1], { late: [1921], beside: { [`${canvas}width`]: 100 } }),
  field(`${canvas}height`, [1080], [], { late: [1081, 1920], beside: { [`${canvas}width`]: 1920 } }),
  // Any other rate is taken as 15.
  number(`${canvas}fps`, [1, 7, 10, 15, 24, 30, 60, 23], []),
  number(`${canvas}bitrate`, [1, 500, 6500], [0, -1], { late: [6501] }),
  field(`${canvas}backgroundColor`, ['#000000', '#aAfF09', undefined], notText, { late: ['red', '#fff', '000000'] }),
  ...layout(canvas),
  field('recordingFileConfig', [{}, undefined], notAnObject),
  field(
    'recordingFileConfig.avFileType',
    [['hls'], ['hls', 'mp4'], undefined],
    [['mp4'], [], ['hls', 'avi'], ['HLS'], 'hls', {}, null],
  ),
  field('snapshotConfig', [undefined], [{ fileType: ['jpg'] }]),
  field('storageConfig', [], [undefined]),
  someStorage,
  ...storage,
];

const screenshots = { snapshotConfig: { fileType: ['jpg'] } };
const listed = (...names: readonly string[]): Json =>
  Object.fromEntries(names.map((name) => [`recordingConfig.${name}`, ['7']]));
const individual: FieldValues[] = [
  ...channel,
  number('recordingConfig.subscribeUidGroup', [0, 1, 2, 3, 4, 5], [-1, 6, undefined]),
  field('recordingConfig.streamMode', ['default', 'standard', undefined], ['original', 'other', '', ...notText]),
  field('recordingConfig.streamMode', ['original'], [], { beside: { 'recordingConfig.streamTypes': 0 } }),
  field('recordingConfig.streamMode', [], ['original'], { beside: { 'recordingConfig.streamTypes': 1 } }),
  field('recordingConfig.transcodingConfig', [undefined], [{ width: 640, height: 360, fps: 15, bitrate: 500 }]),
  field('recordingFileConfig.avFileType', [['hls'], undefined], [['mp4'], ['hls', 'mp4'], [], 'hls']),
  field('snapshotConfig', [undefined], [{}, ...notAnObject]),
  number('snapshotConfig.captureInterval', [1, 5, 10, 3600, undefined], [0, -1, 3601], { beside: screenshots }),
  field('snapshotConfig.fileType', [['jpg']], [['png'], ['jpg', 'png'], [], 'jpg', undefined]),
  field('recordingFileConfig', [undefined, { avFileType: ['hls'] }], notAnObject, { beside: screenshots }),
  number('recordingConfig.streamTypes', [1, 2, undefined], [0], { beside: screenshots }),
  field('snapshotConfig.fileType', [], [['jpg']], { beside: listed('subscribeAudioUids') }),
  field('snapshotConfig.fileType', [['jpg']], [], { beside: listed('subscribeAudioUids', 'subscribeVideoUids') }),
  field('extensionServiceConfig', [undefined], [{ extensionServices: [] }]),
  field('storageConfig', [], [undefined]),
  someStorage,
  ...storage,
];

const services = 'extensionServiceConfig.extensionServices';
const page = `${services}.0.serviceParam`;
const stream = (change: Json = {}) => ({
  serviceName: 'rtmp_publish_service',
  serviceParam: { outputs: [{ rtmpUrl: 'rtmp://cdn.example.com/a' }] },
  ...change,
});
const outputs = {
  good: [[{ rtmpUrl: 'rtmp://cdn.example.com/a' }], [{ rtmpUrl: 'rtmps://cdn.example.com/a' }]],
  bad: [
    [],
    [{ rtmpUrl: 'rtmp://a.example.com/' }, { rtmpUrl: 'rtmp://b.example.com/' }],
    ...['https://example.com/', 'rtmp://', '', 1, undefined].map((rtmpUrl) => [{ rtmpUrl }]),
    {},
    undefined,
  ],
};
const web: FieldValues[] = [
  field('recordingConfig', [undefined], [{}]),
  field('snapshotConfig', [undefined], [{ fileType: ['jpg'] }]),
  field('recordingFileConfig.avFileType', [['hls'], ['hls', 'mp4'], undefined], [['mp4'], [], 'hls']),
  field('extensionServiceConfig', [], [undefined, {}, ...notAnObject]),
  field('extensionServiceConfig.errorHandlePolicy', ['error_abort', undefined], ['error_ignore', '', 1, null]),
  field('extensionServiceConfig.apiVersion', ['v1', undefined], notText),
  // The page itself is what is recorded.
  field(services, [], [undefined, [], {}, 'text', [stream()]]),
  field(`${services}.0.serviceName`, [], ['other_service', '', undefined, 1]),
  field(`${services}.0.errorHandlePolicy`, ['error_abort', undefined], ['error_ignore', '', 1, null]),
  field(page, [], [undefined, {}, ...notAnObject]),
  field(
    `${page}.url`,
    ['https://example.com/a?b=1', 'http://example.com'],
    ['', 'page', 'ftp://a.example', undefined, 1],
  ),
  number(`${page}.audioProfile`, [0, 1, 2], [-1, 3, undefined]),
  number(`${page}.videoWidth`, [240, 1920], [239, 1921, undefined]),
  number(`${page}.videoHeight`, [240, 1080], [239, 1921, undefined]),
  field(`${page}.videoHeight`, [1080], [1081, 1920], { beside: { [`${page}.videoWidth`]: 1920 } }),
  number(`${page}.maxRecordingHour`, [1, 720], [0, -1, 721, undefined]),
  number(`${page}.videoBitrate`, [50, 8000, undefined], [49, 8001]),
  number(`${page}.videoFps`, [5, 60, undefined], [4, 61]),
  flag(`${page}.mobile`),
  number(`${page}.maxVideoDuration`, [30, 240, undefined], [29, 241]),
  flag(`${page}.onhold`),
  number(`${page}.readyTimeout`, [0, 60, undefined], [-1, 61, 1.5]),
  field(
    `${services}.1`,
    [
      stream(),
      ...['error_abort', 'error_ignore'].map((errorHandlePolicy) => stream({ errorHandlePolicy })),
      ...outputs.good.map((value) => stream({ serviceParam: { outputs: value } })),
    ],
    [
      stream({ serviceParam: undefined }),
      ...['other', 1, null].map((errorHandlePolicy) => stream({ errorHandlePolicy })),
      ...outputs.bad.map((value) => stream({ serviceParam: { outputs: value } })),
    ],
  ),
  field('storageConfig', [], [undefined]),
  someStorage,
  ...storage,
];

const acquire: FieldValues[] = [
  number('scene', [0, 1, undefined], [-1, 2, 3]),
  number('resourceExpiredHour', [1, 72, 720, undefined], [0, -1, 721]),
  field('excludeResourceIds', [[], ['id'], undefined], ['id', [1], {}, null]),
  field('region', ['CN', 'AP', 'EU', 'NA', undefined], ['cn', 'US', '', 1, null]),
  number('regionAffinity', [0, 1, 2, 3, 4, undefined], [-1, 5]),
  field('startParameter', [{ token: 'a' }, undefined], notAnObject),
];

/** Each replaces a list that the recorder had. */
const subscriptions: FieldValues[] = [
  field('streamSubscribe', [], notAnObject),
  ...['audio', 'video'].flatMap((medium) => {
    const at = `streamSubscribe.${medium}UidList`;
    const ofThis = ({ path }: FieldValues) => path.toLowerCase().includes(`subscribe${medium}`);
    // A list is what the object is sent for.
    const rows = lists(`${at}.`).filter(ofThis);
    return [field(at, [undefined], [{}, ...notAnObject]), ...rows.map((row) => ({ ...row, good: needed(row.good) }))];
  }),
];
const stored = field('storageConfig.bucket', ['another'], []);
const updates = (rows: readonly FieldValues[]): FieldValues[] => [
  ...rows,
  someStorage,
  ...[stored, ...storage].map(({ beside, ...row }) => ({
    ...row,
    beside: { storageConfig: { vendor: 1, region: 0, bucket: 'b', accessKey: 'a', secretKey: 's' }, ...beside },
  })),
];

const update: Record<Mode, FieldValues[]> = {
  mix: updates([...subscriptions, field('webRecordingConfig', [], [{ onhold: true }])]),
  individual: updates([...subscriptions, field('webRecordingConfig', [], [{ onhold: true }])]),
  web: updates([
    field('streamSubscribe', [], [{ audioUidList: { subscribeAudioUids: ['7'] } }]),
    field('webRecordingConfig', [{}], notAnObject),
    flag('webRecordingConfig.onhold'),
    field('rtmpPublishConfig', [], [{}, ...notAnObject]),
    field('rtmpPublishConfig.outputs', outputs.good, outputs.bad),
  ]),
};

export const fieldValues = {
  acquire,
  start: { mix, individual, web },
  update,
  updateLayout: [
    ...layout(),
    field('backgroundColor', ['#000000', '#aAfF09', undefined], ['red', '#fff', '000000', '', ...notText]),
  ],
  stop: [flag('async_stop')],
};
