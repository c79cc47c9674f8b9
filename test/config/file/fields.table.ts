/** Every field by itself: values that it takes, and values that it does not, with the fix for those. */
import type { sections } from '../../../src/config/file/load.ts';
import { hex, planted } from './support.ts';
import { workspaces } from './workspaces.table.ts';

/** Where a rule holds. */
function placeRows(rule: string): Row[] {
  return [
    [
      `${rule}.channels`,
      'must be a list of Slack channel ids: for example [C0CLASSES]',
      ['[C0A, G0B, D0C]'],
      ['', 'C0A', '[]', '[U0A]'],
    ],
    [
      `${rule}.recordings`,
      "must be a list of Agora channel names, where * stands for any characters: for example ['maths*']",
      ["['maths*']", '[a, "team sync", "*"]'],
      ['', 'maths', '[]', "['é*']", "['']"],
    ],
  ];
}

/** The values are YAML. `x` of the path is the name of the entry. */
export type Row = readonly [path: string, fix: string, good: readonly string[], bad: readonly string[]];

const anyText = ['', '[]', '{}', '1'];
export const notFlag = ['', 'yes', '1', planted];
const variableFix = (example: string) =>
  `must be the name of a variable that holds it, and not the value: for example ${example}`;
const notVariable = ['', '1', '[]', `"${planted} secret"`, 'abcdef0123456789', 'ABCDEF0123456789XYZ0'];
export const side = (from: number, example: string) =>
  `must be a whole number from ${from} to 1920: for example ${example}`;
const imageFix = 'must be the https:// address of a JPG, PNG or BMP file: for example https://example.com/image.jpg';
const images = ['https://example.com/a.jpg', "'http://example.com/a.png?x=1#y'"];
const notImages = ['', planted, 'ftp://example.com/a.jpg', `https://me:${planted}@example.com/a.jpg`, 'https://'];
export const uidFix = 'must be a uid from 1 to 4294967295: for example 527841';
export const notUid = ['', '0', '4294967296', '-1', '1.5', planted, '[1]'];
export const flagFix = 'must be true or false: for example true';
export const flags = ['true', 'false'];
const announcement = (example: string) => `must be a text of at most 500 characters: for example ${example}`;
const notAnnouncement = ['', '1', 'x'.repeat(501)];
const uidLists = [
  'all',
  '[1]',
  "['1', 4294967295]",
  '{ except: [1, 2] }',
  `[${Array.from({ length: 32 }, (_, i) => i + 1).join()}]`,
];
const notUidLists = ['', 'none', '1', '[]', '[0]', '{ except: all }', '{ only: [1] }', `[${Array(33).fill(1).join()}]`];
const uidListFix = 'must be all, a list of 1 to 32 uids, or { except: [a list of uids] }: for example [527841, 527842]';
const priceFix = (example: string) => `must be a number from 0: for example ${example}`;
const notPrice = ['', '-1', "'1'", planted];

export const table: Readonly<Record<keyof typeof sections, readonly Row[]>> = {
  projects: [
    [
      'x.appId',
      `must be 32 hexadecimal digits in quotes: for example '${hex}'`,
      [hex, hex.toUpperCase(), `'${'1'.repeat(32)}'`],
      ['', '1'.repeat(32)],
    ],
    [
      'x.appId',
      'must be 32 hexadecimal digits: copy it again from the Agora Console',
      [],
      ['fade', `${hex}0`, planted],
    ],
    ['x.customerIdEnv', variableFix('SCHOOL_CUSTOMER_ID'), ['SCHOOL_ID'], notVariable],
    ['x.customerSecretEnv', variableFix('SCHOOL_CUSTOMER_SECRET'), ['SCHOOL_SECRET'], notVariable],
    ['x.certificateEnv', variableFix('SCHOOL_CERTIFICATE'), ['SCHOOL_CERT'], notVariable],
    ['x.notifySecretEnv', variableFix('SCHOOL_NOTIFY_SECRET'), ['SCHOOL_NOTIFY'], notVariable],
    [
      'x.channelType',
      'must be one of communication, live: for example live',
      ['communication', 'live'],
      ['', '0', 'Live', planted],
    ],
    [
      'x.apiUrl',
      'must be a base URL, or a list of them: for example [https://api.agora.io, https://api.sd-rtn.com]',
      ['https://a.io', 'https://a.io,https://b.io', '[https://a.io, https://b.io]'],
      ['', '1', '{}', '[1]'],
    ],
    [
      'x.apiUrl',
      'must be a whole URL that begins with https:// (or http:// on your own machine)',
      [],
      [planted, `[https://a.io, ${planted}]`],
    ],
  ],
  storages: [
    [
      'x.vendor',
      'must be the name or number of a storage service: for example s3',
      ['s3', '1', 'S3'],
      ['', '[]', 'true'],
    ],
    [
      'x.vendor',
      'must be one of: s3, alibaba, tencent, azure, google, huawei, baidu, s3-compatible',
      [],
      [planted, '99'],
    ],
    [
      'x.region',
      'must be the name or number of a region: for example eu-west-1',
      ['us-east-1', 'US_EAST_1', '0', "'0'"],
      ['', '[]'],
    ],
    ['x.bucket', 'must be the name of a bucket: for example lessons', ['a-b.c'], [...anyText, "''"]],
    ['x.bucket', 'must have no spaces, line breaks or letters beyond ASCII: copy it again', [], ['a b', 'ö']],
    ['x.accessKeyEnv', variableFix('ARCHIVE_ACCESS_KEY'), ['A_KEY'], notVariable],
    ['x.secretKeyEnv', variableFix('ARCHIVE_SECRET_KEY'), ['A_SECRET'], notVariable],
    [
      'x.prefix',
      'must be folder names of letters and digits only, separated by single slashes, such as recordings/2026',
      ['a', 'a/B/2026'],
      ['a-b', '/a', 'a//b'],
    ],
    [
      'x.prefix',
      'must be folder names of letters and digits, separated by slashes: for example recordings/2026',
      [],
      anyText,
    ],
    ['x.endpoint', 'must be a host name: for example s3.example.com', [], anyText],
    ['x.linkValidity', 'must be a span from 1m to 7d: for example 12h', ['1m', '7d'], ['59s', '8d', '1', ...anyText]],
    ['x.publicUrl', 'must be a base URL: for example https://files.example.com', ['https://a.io/b/'], anyText],
    ['x.publicUrl', 'must be a whole URL that begins with https:// (or http:// on your own machine)', [], [planted]],
    [
      'x.serverSideEncryption',
      'must be one of kms, aes256: for example aes256',
      ['kms', 'aes256'],
      ['', 'AES256', planted],
    ],
    [
      'x.tag',
      'must be a text of at most 256 characters: for example RETENTION_DAYS=30',
      ['a=b'],
      [...anyText, 'x'.repeat(257)],
    ],
    [
      'x.sts',
      'must be { file: … } or { command: […] }: for example { file: /run/secrets/sts.json }',
      [],
      [...anyText, '{ file: a, command: [b] }', `{ token: ${planted} }`],
    ],
    ['x.sts.file', '', ['/run/a'], []],
    ['x.sts.command', '', ['[a]', '[a, b]'], []],
  ],
  layouts: [
    [
      'x.layout',
      'must be one of float, grid, vertical, custom: for example vertical',
      ['float', 'grid', 'vertical'],
      ['', 'Grid', '0', planted],
    ],
    [
      'x.regions',
      'must be a list of 1 to 17: for example [{ x: 0, y: 0, width: 0.5, height: 1 }]',
      [`[${Array(17).fill('{ x: 0, y: 0, width: 1, height: 1 }').join()}]`],
      ['', '[]', '{}', planted, `[${Array(18).fill('{ x: 0, y: 0, width: 1, height: 1 }').join()}]`],
    ],
    ['x.largeUid', uidFix, ['1', '4294967295', "'7'"], notUid],
    [
      'x.background',
      "must be a color #RRGGBB in quotes: for example '#101010'",
      ["'#0a1B2c'"],
      ['', '#101010', planted, '101010'],
    ],
    ['x.backgroundImage', imageFix, images, notImages],
    ['x.userImage', imageFix, images, notImages],
    [
      'x.userImages',
      'must be a list of 1 to 17: for example [{ uid: 527841, url: https://example.com/ana.jpg }]',
      ['[{ uid: 1, url: https://a.io/a.jpg, fit: true }]'],
      ['', '[]', '{}', planted],
    ],
  ],
  presets: [
    ['x.mode', 'must be one of mix, individual, web: for example mix', ['mix', 'individual', 'web'], ['', 'Mix', '1']],
    ['x.project', 'must be the name of a project: for example school', ['school'], ['', '1']],
    ['x.project', 'must be one of school', [], [planted]],
    ['x.storage', 'must be the name of a storage: for example archive', ['archive'], ['', '1']],
    ['x.storage', 'must be one of archive', [], [planted]],
    [
      'x.prefix',
      "must be folder names of letters, digits, {channel}, {date}, {preset}, separated by slashes: for example '{channel}/{date}'",
      ["'{channel}/{date}/{preset}'", 'a/b', "'a{channel}b'"],
      ['', '1', "'{time}'", "'{}'", "'{channel'", 'a//b', '/a', 'a/', 'a-b', 'x'.repeat(129)],
    ],
    [
      'x.maxDuration',
      'must be a span from 1m to 24h: for example 2h',
      ['1m', '24h', '1d', '1:30'],
      ['', '59s', '25h', '60', planted],
    ],
    ['x.region', 'must be one of cn, ap, eu, na: for example eu', ['cn', 'ap', 'eu', 'na'], ['', 'EU', '1']],
    [
      'x.affinity',
      'must be one of nearest, china, southeast-asia, europe, north-america: for example europe',
      ['nearest', 'china', 'southeast-asia', 'europe', 'north-america'],
      ['', '1'],
    ],
    [
      'x.streams',
      'must be one of audio, video, audio+video: for example audio',
      ['audio', 'video', 'audio+video'],
      ['', '2'],
    ],
    ['x.videoStream', 'must be one of high, low: for example low', ['high', 'low'], ['', '1']],
    ['x.maxIdle', 'must be a span from 5s to 30d: for example 10m', ['5s', '30d'], ['', '4s', '31d', '300']],
    [
      'x.subscribe',
      'must be a group of fields: for example { audio: all, video: [527841] }',
      ['{ audio: all }', '{}'],
      ['', 'all', '[]'],
    ],
    ['x.subscribe.audio', uidListFix, uidLists, notUidLists],
    ['x.subscribe.video', uidListFix, uidLists, notUidLists],
    [
      'x.encryption',
      'must be a group of fields: for example { mode: aes-256-gcm2, secretEnv: LESSON_KEY, saltEnv: LESSON_SALT }',
      [],
      ['', planted, '[]'],
    ],
    [
      'x.encryption.mode',
      'must be one of aes-128-xts, aes-128-ecb, aes-256-xts, sm4-128-ecb, aes-128-gcm, aes-256-gcm, aes-128-gcm2, aes-256-gcm2: for example aes-256-gcm2',
      [],
      ['', '8', planted],
    ],
    ['x.encryption.secretEnv', variableFix('LESSON_KEY'), [], notVariable],
    ['x.encryption.saltEnv', variableFix('LESSON_SALT'), [], notVariable],
    [
      'x.privateParams',
      `must be the text of a JSON object in quotes: for example '{"correctEXTINF":true}'`,
      [`'{"a":1}'`, "'{}'"],
      ['', '{ a: 1 }', "'[]'", "'1'", "'null'", planted],
    ],
    [
      'x.layout',
      'must be float, grid, vertical, or the name of a layout: for example grid',
      ['float', 'grid', 'vertical'],
      ['', '1'],
    ],
    ['x.layout', 'must be one of float, grid, vertical', [], ['custom', planted]],
    [
      'x.video',
      'must be a group of fields: for example { width: 1280, height: 720, fps: 15, bitrate: 1130 }',
      ['{}', '{ width: 640 }'],
      ['', '720p'],
    ],
    ['x.video.width', side(1, '1280'), ['1', '1920'], ['', '0', '1921', '1.5', "'720'"]],
    ['x.video.height', side(1, '720'), ['1', '720'], ['', '0', '1921', '1.5', "'720'"]],
    [
      'x.video.fps',
      'must be one of 1, 7, 10, 15, 24, 30, 60: for example 15',
      ['1', '7', '10', '15', '24', '30', '60'],
      ['', '0', '25', "'15'"],
    ],
    [
      'x.video.bitrate',
      'must be a whole number from 1 to 6500: for example 1130',
      ['1', '6500'],
      ['', '0', '6501', '1.5'],
    ],
    ['x.audioProfile', 'must be one of 0, 1, 2: for example 1', ['0', '1', '2'], ['', '3', "'1'"]],
    [
      'x.files',
      'must be [hls] or [hls, mp4]: for example [hls, mp4]',
      ['[hls]', '[hls, mp4]'],
      ['', 'hls', '[]', '[mp4]', '[mp4, hls]', '[hls, hls]'],
    ],
    [
      'x.streamMode',
      'must be one of default, standard, original: for example standard',
      ['default', 'standard'],
      ['', '1'],
    ],
    ['x.uidGroup', 'must be one of 0, 1, 2, 3, 4, 5: for example 3', ['0', '1', '2', '3', '4', '5'], ['', '6', "'3'"]],
    [
      'x.snapshots',
      'must be a span from 5s to 1h, or { every: a span, only: true }: for example 10s',
      ['5s', '1h', '{ every: 10s }', '{ every: 10s, only: true }'],
      ['', '4s', '61m', '10', '{}', '{ every: 10s, only: yes }', '{ only: true }'],
    ],
    [
      'x.url',
      'must be the https:// address of a web page, without user name and password: for example https://example.com/board',
      ['https://example.com/a?b#c'],
      ['', 'example.com', 'ftp://example.com', `https://me:${planted}@example.com/`],
    ],
    ['x.allowPrivateUrl', flagFix, flags, notFlag],
    ['x.maxHours', 'must be a whole number from 1 to 720: for example 3', ['1', '720'], ['', '0', '721', '1.5', '2h']],
    ['x.maxVideoMinutes', 'must be a whole number from 30 to 240: for example 120', ['30', '240'], ['', '29', '241']],
    ['x.mobile', flagFix, flags, notFlag],
    [
      'x.readyTimeout',
      'must be a span from 0s to 1m: for example 30s',
      ['0s', "'0'", '1s', '60s', '1m'],
      ['', '30', '61s'],
    ],
    ['x.paused', flagFix, flags, notFlag],
    [
      'x.monthlyMinutes',
      'must be a whole number from 1 to 100000000: for example 2000',
      ['1', '2000'],
      ['', '0', '1.5'],
    ],
    [
      'x.announce',
      'must be a group of fields: for example { begin: This class is being recorded., end: The recording has ended. }',
      ['{ begin: Recorded. }', '{ begin: Recorded., end: Over. }'],
      ['Recorded.', '[]'],
    ],
    [
      'x.announce.begin',
      announcement('This class is being recorded.'),
      ['Recorded.', 'x'.repeat(500)],
      notAnnouncement,
    ],
    ['x.announce.end', announcement('The recording has ended.'), ['Over.'], notAnnouncement],
    ['x.monthlyCost', 'must be a number above 0: for example 20', [], ['', '0', '-1', 'much']],
  ],
  permissions: [
    ...'view start stop layout subscribe pause extend schedule files usage admin'
      .split(' ')
      .flatMap((action): Row[] => [
        [
          action,
          `must be a group of ${action === 'admin' ? 'users, groups or both' : 'users, groups, channels or recordings'}: for example { groups: [S0TEACHERS], users: [U0ADMIN] }`,
          ['{ users: [U0A, W0B], groups: [S0C] }'],
          ['', 'all', '{}', '[U0ADMIN]'],
        ],
        [`${action}.users`, 'must be a list of Slack member ids: for example [U0ADMIN]', ['[U0A]'], ['', 'U0A', '[]']],
        [
          `${action}.groups`,
          'must be a list of Slack user group ids: for example [S0TEACHERS]',
          ['[S0A]'],
          ['', 'S0A', '[]'],
        ],
        ...(action === 'admin' ? [] : placeRows(action)),
      ]),
    [
      'workflows',
      'must be a group of channels, recordings or both: for example { channels: [C0CLASSES] }',
      ['{ channels: [C0A], recordings: [maths] }'],
      ['', 'all', '{}', '{ users: [U0A] }'],
    ],
    ...placeRows('workflows'),
    ['externalUsers', flagFix, flags, notFlag],
    ['guests', flagFix, flags, notFlag],
  ],
  prices: [
    ['currency', 'must be a code of three letters: for example USD', ['USD', 'eur'], ['', '$', 'dollar', '1']],
    [
      'per1000Minutes',
      'must be a group of fields: for example { audio: 1.49, hd: 5.99, fullHd: 13.49, 2k: 23.99 }',
      [],
      ['', '1.49'],
    ],
    ['per1000Minutes.audio', priceFix('1.49'), ['0', '1.49', '10'], notPrice],
    ['per1000Minutes.hd', priceFix('5.99'), ['0', '5.99'], notPrice],
    ['per1000Minutes.fullHd', priceFix('13.49'), ['0', '13.49'], notPrice],
    ['per1000Minutes.2k', priceFix('23.99'), ['0', '23.99'], notPrice],
  ],
  limits: [
    [
      'minutes',
      'must be a whole number from 1 to 100000000: for example 10000',
      ['1', '10000'],
      ['', '0', '1.5', '-1', 'many'],
    ],
    ['cost', 'must be a number above 0: for example 50', [], ['', '0', '-1', 'much']],
  ],
  workspaces,
};
