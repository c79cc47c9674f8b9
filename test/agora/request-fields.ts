/**
 * Every field that Agora's Cloud Recording REST API takes, written from its reference pages ("acquire", "start", "update",
 * "updateLayout", "stop") and not from the code. Paths begin below `clientRequest`; `[]` stands for each item of an array.
 */
type Json = Readonly<Record<string, unknown>>;
export type FieldMode = 'mix' | 'individual' | 'web';
export type FieldType = 'integer' | 'number' | 'string' | 'boolean' | 'string[]' | 'object' | 'object[]';
export type FieldCall = 'acquire' | 'start' | 'update' | 'updateLayout' | 'stop';

export type Field = Readonly<{
  path: string;
  type: FieldType;
  /** The modes that have it. */
  modes: readonly FieldMode[];
  /** Range or values; of an array, the whole of it. */
  allowed?: (value: never) => boolean;
  /** What Agora takes where it is left out. */
  default?: unknown;
  /** Whether the object that it stands in must have it: always, or by the other fields of that object. */
  needed?: (beside: Json) => boolean;
  /** When that object may have it. */
  only?: (beside: Json) => boolean;
}>;

const everyMode = ['mix', 'individual', 'web'] as const;
const rtc = ['mix', 'individual'] as const;
const [mix, individual, web] = [['mix'], ['individual'], ['web']] as const;

const always = () => true;
const between = (least: number, most: number) => (value: number) => value >= least && value <= most;
const upTo = (most: number) => between(0, most);
const oneOf =
  (...values: readonly unknown[]) =>
  (value: unknown) =>
    values.some((one) => JSON.stringify(one) === JSON.stringify(value));
const matching = (pattern: RegExp) => (value: string) => pattern.test(value);
const filled = matching(/./);
const color = matching(/^#[0-9A-Fa-f]{6}$/);
const link = matching(/^https?:\/\/\S+$/);
export const isUid = (value: string) => /^[1-9]\d*$/.test(value) && between(1, 2 ** 32 - 1)(Number(value));
const uidList = (uids: readonly string[]) =>
  between(1, 32)(uids.length) && (uids.every(isUid) || oneOf(['#allstream#'])(uids));
/** Letters and digits only, 128 characters at most with the slashes between them. */
const folders = (parts: readonly string[]) =>
  parts.every(matching(/^[A-Za-z0-9]+$/)) && between(1, 128)(parts.join('/').length);
const isJson = (text: string) => typeof JSON.parse(text) === 'object';
const saltBytes = (text: string) => matching(/^[A-Za-z0-9+/]{43}=$/)(text);

/** Screenshots need video, and a list of it where there is one of audio. */
const showsVideo = (config: Json) =>
  config['streamTypes'] !== 0 &&
  (config['subscribeAudioUids'] === undefined ||
    (config['subscribeVideoUids'] ?? config['unSubscribeVideoUids']) !== undefined);

const is =
  (key: string, ...values: readonly unknown[]) =>
  (beside: Json) =>
    values.includes(beside[key]);
const isNot =
  (key: string, ...values: readonly unknown[]) =>
  (beside: Json) =>
    !values.includes(beside[key]);

type More = Omit<Field, 'path' | 'type' | 'modes'>;
const row = (modes: readonly FieldMode[], path: string, type: FieldType, more: More = {}): Field => ({
  path,
  type,
  modes,
  ...more,
});

const layout = (modes: readonly FieldMode[], at: string): Field[] => [
  row(modes, `${at}mixedVideoLayout`, 'integer', { allowed: upTo(3), default: 0 }),
  row(modes, `${at}maxResolutionUid`, 'string', { allowed: isUid, only: is('mixedVideoLayout', 2) }),
  row(modes, `${at}backgroundColor`, 'string', { allowed: color, default: '#000000' }),
  row(modes, `${at}backgroundImage`, 'string', { allowed: link }),
  row(modes, `${at}defaultUserBackgroundImage`, 'string', { allowed: link }),
  row(modes, `${at}layoutConfig`, 'object[]', {
    allowed: ({ length }: Json[]) => between(1, 17)(length),
    needed: is('mixedVideoLayout', 3),
    only: is('mixedVideoLayout', 3),
  }),
  row(modes, `${at}layoutConfig[].uid`, 'string', { allowed: isUid }),
  ...['x_axis', 'y_axis', 'width', 'height'].map((name) =>
    row(modes, `${at}layoutConfig[].${name}`, 'number', { allowed: upTo(1), needed: always }),
  ),
  row(modes, `${at}layoutConfig[].alpha`, 'number', { allowed: upTo(1), default: 1 }),
  row(modes, `${at}layoutConfig[].render_mode`, 'integer', { allowed: upTo(1), default: 0 }),
  row(modes, `${at}backgroundConfig`, 'object[]'),
  row(modes, `${at}backgroundConfig[].uid`, 'string', { allowed: isUid, needed: always }),
  row(modes, `${at}backgroundConfig[].image_url`, 'string', { allowed: link, needed: always }),
  row(modes, `${at}backgroundConfig[].render_mode`, 'integer', { allowed: upTo(1), default: 0 }),
];

/** A list of those who are recorded and one of those who are not exclude each other. */
const lists = (modes: readonly FieldMode[], at: string, medium: 'Audio' | 'Video', more: More = {}): Field[] => {
  const [only, except] = [`subscribe${medium}Uids`, `unSubscribe${medium}Uids`];
  const within = more.only ?? always;
  const alone = (other: string) => (beside: Json) => beside[other] === undefined && within(beside);
  const rest = { ...more, allowed: uidList };
  return [
    row(modes, `${at}${only}`, 'string[]', { ...rest, only: alone(except) }),
    row(modes, `${at}${except}`, 'string[]', { ...rest, only: alone(only) }),
  ];
};

const storage: Field[] = [
  row(everyMode, 'storageConfig.vendor', 'integer', { allowed: oneOf(1, 2, 3, 5, 6, 7, 8, 11), needed: always }),
  row(everyMode, 'storageConfig.region', 'integer', { allowed: upTo(28), needed: always }),
  ...['bucket', 'accessKey', 'secretKey'].map((name) =>
    row(everyMode, `storageConfig.${name}`, 'string', { allowed: filled, needed: always }),
  ),
  row(everyMode, 'storageConfig.stsToken', 'string', { allowed: filled, only: is('vendor', 1, 2, 3) }),
  row(everyMode, 'storageConfig.stsExpiration', 'integer', {
    allowed: (seconds: number) => seconds >= 4 * 3600,
    only: ({ stsToken }) => stsToken !== undefined,
  }),
  row(everyMode, 'storageConfig.fileNamePrefix', 'string[]', { allowed: folders }),
  row(everyMode, 'storageConfig.extensionParams', 'object', { needed: is('vendor', 11) }),
  row(everyMode, 'storageConfig.extensionParams.sse', 'string', { allowed: oneOf('kms', 'aes256') }),
  row(everyMode, 'storageConfig.extensionParams.tag', 'string', { allowed: filled }),
  row(everyMode, 'storageConfig.extensionParams.endpoint', 'string', { allowed: matching(/^[a-z0-9.-]+$/) }),
];

const acquire: Field[] = [
  // 2, postponed transcoding, is no longer offered.
  row(rtc, 'scene', 'integer', { allowed: oneOf(0), default: 0 }),
  row(web, 'scene', 'integer', { allowed: oneOf(1), needed: always }),
  row(everyMode, 'resourceExpiredHour', 'integer', { allowed: between(1, 720), default: 72 }),
  row(everyMode, 'excludeResourceIds', 'string[]'),
  row(everyMode, 'region', 'string', { allowed: oneOf('CN', 'AP', 'EU', 'NA') }),
  row(everyMode, 'regionAffinity', 'integer', { allowed: upTo(4), default: 0 }),
  row(everyMode, 'startParameter', 'object'),
];

const config = 'recordingConfig.';
const recordingConfig: Field[] = [
  row(rtc, 'recordingConfig', 'object', { needed: always }),
  row(rtc, `${config}channelType`, 'integer', { allowed: upTo(1), default: 0, needed: always }),
  row(rtc, `${config}streamTypes`, 'integer', { allowed: upTo(2), default: 2 }),
  row(individual, `${config}streamMode`, 'string', {
    allowed: oneOf('default', 'standard', 'original'),
    default: 'default',
    // `original` is for audio alone.
    only: (beside) => isNot('streamMode', 'original')(beside) || is('streamTypes', 0)(beside),
  }),
  row(rtc, `${config}decryptionMode`, 'integer', { allowed: upTo(8), default: 0 }),
  row(rtc, `${config}secret`, 'string', { allowed: filled, needed: isNot('decryptionMode', undefined, 0) }),
  row(rtc, `${config}salt`, 'string', { allowed: saltBytes, needed: is('decryptionMode', 7, 8) }),
  row(mix, `${config}audioProfile`, 'integer', { allowed: upTo(2), default: 0 }),
  row(rtc, `${config}videoStreamType`, 'integer', { allowed: upTo(1), default: 0 }),
  row(rtc, `${config}maxIdleTime`, 'integer', { allowed: between(5, 2_592_000), default: 30 }),
  ...lists(rtc, config, 'Audio', { only: isNot('streamTypes', 1) }),
  ...lists(rtc, config, 'Video', { only: isNot('streamTypes', 0) }),
  row(individual, `${config}subscribeUidGroup`, 'integer', { allowed: upTo(5), needed: always }),
  row(rtc, `${config}privateParams`, 'string', { allowed: isJson }),
];

const canvas = `${config}transcodingConfig.`;
const transcodingConfig: Field[] = [
  row(mix, `${config}transcodingConfig`, 'object', {
    allowed: ({ width, height }: { width: number; height: number }) => width * height <= 1920 * 1080,
  }),
  row(mix, `${canvas}width`, 'integer', { allowed: between(1, 1920), default: 360, needed: always }),
  row(mix, `${canvas}height`, 'integer', { allowed: between(1, 1920), default: 640, needed: always }),
  // Any other number falls back to 15.
  row(mix, `${canvas}fps`, 'integer', { allowed: oneOf(1, 7, 10, 15, 24, 30, 60), default: 15, needed: always }),
  row(mix, `${canvas}bitrate`, 'integer', { allowed: between(1, 6500), default: 500, needed: always }),
  ...layout(mix, canvas),
];

const files: Field[] = [
  row(everyMode, 'recordingFileConfig', 'object'),
  row(individual, 'recordingFileConfig.avFileType', 'string[]', { allowed: oneOf(['hls']), default: ['hls'] }),
  ...[mix, web].map((mode) =>
    row(mode, 'recordingFileConfig.avFileType', 'string[]', {
      allowed: oneOf(['hls'], ['hls', 'mp4']),
      default: ['hls'],
    }),
  ),
  row(individual, 'snapshotConfig', 'object', { only: ({ recordingConfig }) => showsVideo(recordingConfig as Json) }),
  // The pages disagree on the least interval, 1 or 5: the greater one is safe.
  row(individual, 'snapshotConfig.captureInterval', 'integer', { allowed: between(5, 3600), default: 10 }),
  row(individual, 'snapshotConfig.fileType', 'string[]', { allowed: oneOf(['jpg']), needed: always }),
];

const services = 'extensionServiceConfig.extensionServices';
const page = `${services}[].serviceParam.`;
const side = { allowed: between(240, 1920), needed: always };
const extensionServices: Field[] = [
  row(web, 'extensionServiceConfig', 'object', { needed: always }),
  row(web, 'extensionServiceConfig.errorHandlePolicy', 'string', {
    allowed: oneOf('error_abort'),
    default: 'error_abort',
  }),
  row(web, 'extensionServiceConfig.apiVersion', 'string', { allowed: oneOf('v1'), default: 'v1' }),
  row(web, services, 'object[]', { allowed: ({ length }: Json[]) => length > 0, needed: always }),
  row(web, `${services}[].serviceName`, 'string', {
    allowed: oneOf('web_recorder_service', 'rtmp_publish_service'),
    needed: always,
  }),
  row(web, `${services}[].errorHandlePolicy`, 'string', { allowed: oneOf('error_abort', 'error_ignore') }),
  row(web, `${services}[].serviceParam`, 'object', {
    allowed: ({ videoWidth = 0, videoHeight = 0 }: { videoWidth?: number; videoHeight?: number }) =>
      videoWidth * videoHeight <= 1920 * 1080,
    needed: always,
  }),
  row(web, `${page}url`, 'string', { allowed: link, needed: always }),
  row(web, `${page}audioProfile`, 'integer', { allowed: upTo(2), default: 0, needed: always }),
  row(web, `${page}videoWidth`, 'integer', side),
  row(web, `${page}videoHeight`, 'integer', side),
  row(web, `${page}maxRecordingHour`, 'integer', { allowed: between(1, 720), needed: always }),
  // Left out: 2000 from 1280 × 720 on, 1500 for less.
  row(web, `${page}videoBitrate`, 'integer', { allowed: between(50, 8000), default: 2000 }),
  row(web, `${page}videoFps`, 'integer', { allowed: between(5, 60), default: 15 }),
  row(web, `${page}mobile`, 'boolean', { default: false }),
  row(web, `${page}maxVideoDuration`, 'integer', { allowed: between(30, 240), default: 120 }),
  row(web, `${page}onhold`, 'boolean', { default: false }),
  row(web, `${page}readyTimeout`, 'integer', { allowed: upTo(60), default: 0 }),
];

const start: Field[] = [
  row(everyMode, 'token', 'string', { allowed: filled }),
  ...recordingConfig,
  ...transcodingConfig,
  ...files,
  ...extensionServices,
  row(everyMode, 'storageConfig', 'object', { needed: always }),
  ...storage,
];

const update: Field[] = [
  row(rtc, 'streamSubscribe', 'object'),
  ...(['audio', 'video'] as const).flatMap((medium) => {
    const at = `streamSubscribe.${medium}UidList`;
    return [
      row(rtc, at, 'object', { allowed: (list: Json) => Object.keys(list).length === 1 }),
      ...lists(rtc, `${at}.`, medium === 'audio' ? 'Audio' : 'Video'),
    ];
  }),
  row(web, 'webRecordingConfig', 'object'),
  row(web, 'webRecordingConfig.onhold', 'boolean', { default: false }),
  row(web, 'rtmpPublishConfig', 'object'),
  row(web, 'rtmpPublishConfig.outputs', 'object[]', { allowed: ({ length }: Json[]) => length === 1, needed: always }),
  row(web, 'rtmpPublishConfig.outputs[].rtmpUrl', 'string', { allowed: matching(/^rtmps?:/), needed: always }),
  row(everyMode, 'storageConfig', 'object'),
  ...storage,
];

const stop: Field[] = [row(everyMode, 'async_stop', 'boolean', { default: false })];

export const requestFields: Readonly<Record<FieldCall, readonly Field[]>> = {
  acquire,
  start,
  update,
  updateLayout: layout(mix, ''),
  stop,
};

const inModes = (modes: readonly FieldMode[], ...paths: readonly string[]): string[] =>
  paths.flatMap((path) => modes.map((mode) => `${mode}: ${path}`));

/** What the bot has no use for, so that no request of it holds it. */
export const neverSent: Readonly<Record<FieldCall, readonly string[]>> = {
  // `scene` has the right default; another start than an announced one would be refused.
  acquire: [...inModes(rtc, 'scene'), ...inModes(everyMode, 'excludeResourceIds', 'startParameter')],
  start: inModes(web, 'extensionServiceConfig.apiVersion'),
  update: inModes(web, ...['', '.outputs', '.outputs[].rtmpUrl'].map((path) => `rtmpPublishConfig${path}`)),
  updateLayout: [],
  stop: [],
};
