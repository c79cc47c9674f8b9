/** Fields that go together, and sections that know one another. */
import { describe, expect, test } from 'vitest';
import { base, keys, layouts, presets, problems, storages } from './support.ts';

describe('fields that exclude each other', () => {
  const region = '{ x: 0, y: 0, width: 1, height: 1 }';
  const cases: [text: string, line: unknown][] = [
    [presets('url: https://a.io'), 'presets.x.url is no field of mode mix, since only web records a page: remove it'],
    [
      presets('uidGroup: 1'),
      'presets.x.uidGroup is no field of mode mix, since only individual keeps participants apart: remove it',
    ],
    [
      presets('mode: individual, layout: grid'),
      'presets.x.layout is no field of mode individual, since only mix arranges participants in one picture: remove it',
    ],
    [
      presets('mode: individual, video: {}'),
      'presets.x.video is no field of mode individual, which records pictures as they are sent: remove it',
    ],
    [
      presets('mode: individual, audioProfile: 1'),
      'presets.x.audioProfile is no field of mode individual, whose sound is kept as streamMode says: remove it',
    ],
    [
      presets('mode: individual, files: [hls]'),
      'presets.x.files is no field of mode individual, which makes HLS files only: remove it',
    ],
    [
      presets('mode: web, maxIdle: 5m'),
      'presets.x.maxIdle is no field of mode web, which records a page and no participants: remove it',
    ],
    [
      presets('mode: web, layout: grid'),
      'presets.x.layout is no field of mode web, since only mix arranges participants in one picture: remove it',
    ],
    [
      presets('video: { width: 1920, height: 1081 }'),
      'presets.x.video must have at most 1920 × 1080 pixels in all: make width or height smaller',
    ],
    [
      presets('video: { height: 1920 }'),
      'presets.x.video must have at most 1920 × 1080 pixels in all: make width or height smaller',
    ],
    [
      presets('mode: web, video: { width: 1920, height: 1081 }'),
      'presets.x.video must have at most 1920 × 1080 pixels in all: make width or height smaller',
    ],
    [
      presets('streams: audio, subscribe: { video: all }'),
      'presets.x.subscribe.video goes not with streams: audio: remove one of them',
    ],
    [
      presets('streams: video, subscribe: { audio: [1] }'),
      'presets.x.subscribe.audio goes not with streams: video: remove one of them',
    ],
    [
      presets('mode: individual, streamMode: original'),
      'presets.x.streamMode original goes only with streams: audio: add that, or choose standard',
    ],
    [
      presets('mode: individual, streams: audio, snapshots: 10s'),
      'presets.x.snapshots needs video: remove it, or set streams to audio+video',
    ],
    [
      presets('mode: individual, snapshots: 10s, subscribe: { audio: [1] }'),
      'presets.x.subscribe must say video too where there are snapshots: for example video: all',
    ],
    [
      presets('encryption: { mode: aes-128-gcm2, secretEnv: LESSON_KEY }'),
      'presets.x.encryption.saltEnv is missing: set it to the name of a variable that holds it, and not the value, for example LESSON_SALT',
    ],
    [
      presets('mode: web, url: http://10.0.0.1/'),
      'presets.x.url is in a private network: add allowPrivateUrl: true if Agora can open it',
    ],
    [
      presets('mode: web, maxHours: 1, maxDuration: 61m'),
      'presets.x.maxDuration must not be longer than maxHours, which is 1',
    ],
    [
      `${base}limits:\n  cost: 5\n`,
      'limits.cost needs prices, which the file does not have: add the section prices, or remove it',
    ],
    [
      `${base}workspaces:\n  T0SCHOOL: { limits: { cost: 5 } }\n`,
      'workspaces.T0SCHOOL.limits.cost needs prices, which the file does not have: add the section prices, or remove it',
    ],
    [
      `${base}workspaces:\n  school:\n    limits: { minutes: 5 }\n`,
      'workspaces.school must be the id of a Slack workspace, as in its address: for example T0SCHOOL',
    ],
    [
      presets('mode: web, monthlyCost: 5'),
      'presets.x.monthlyCost needs prices, which the file does not have: add the section prices, or remove it',
    ],
    [presets('project: scool'), 'presets.x.project must be one of school (did you mean school?)'],
    [presets('layout: gird'), 'presets.x.layout must be one of float, grid, vertical (did you mean grid?)'],
    [
      layouts('background: "#000000"'),
      'layouts.x.layout is missing: set it to one of float, grid, vertical, custom, for example vertical',
    ],
    [
      layouts('layout: custom'),
      'layouts.x.regions is missing: set it to a list of 1 to 17, for example [{ x: 0, y: 0, width: 0.5, height: 1 }]',
    ],
    [
      layouts(`layout: float, regions: [${region}]`),
      'layouts.x.regions are only for custom layouts: remove them, or the line "layout: float"',
    ],
    [layouts('layout: grid, largeUid: 1'), 'layouts.x.largeUid is only for vertical layouts: remove it'],
    [
      layouts('regions: [{ x: 0.5, y: 0, width: 0.6, height: 1 }]'),
      'layouts.x.regions[0] must lie within the canvas: x + width and y + height are at most 1',
    ],
    [
      layouts(`regions: [{ uid: 1, x: 0, y: 0, width: 1, height: 1 }, { uid: "1", x: 0, y: 0, width: 1, height: 1 }]`),
      'layouts.x.regions[1].uid has a region already: one is enough',
    ],
    [
      layouts('layout: grid, userImages: [{ uid: 1, url: https://a.io/a }, { uid: 1, url: https://a.io/b }]'),
      'layouts.x.userImages[1].uid has an image already: one is enough',
    ],
    [
      `${base}layouts:\n  Grid: { layout: grid }\n`,
      'layouts.Grid must not have the name of a kind (one of float, grid, vertical, custom): give it another one',
    ],
    [
      storages(`vendor: aws, region: us-east-1, ${keys}`),
      'storages.x.vendor must be one of: s3, alibaba, tencent, azure, google, huawei, baidu, s3-compatible (did you mean s3?)',
    ],
    [
      storages(`vendor: alibaba, ${keys}`),
      expect.stringMatching(
        /^storages\.x\.region is missing: set it to the region of the bucket at alibaba, one of: CN_Hangzhou/u,
      ),
    ],
    [
      storages(`vendor: s3, region: us-est-1, ${keys}`),
      expect.stringMatching(/^storages\.x\.region must be a region of s3 \(did you mean US_EAST_1\?\)/u),
    ],
    [
      storages(`vendor: s3-compatible, ${keys}`),
      'storages.x.endpoint is missing: set it to the host name of the storage, which s3-compatible needs, such as s3.example.com',
    ],
    [
      storages(`vendor: s3-compatible, endpoint: https://a.io, ${keys}`),
      'storages.x.endpoint must be a host name alone, without https://, port or path, such as s3.example.com',
    ],
    [
      storages(`vendor: azure, serverSideEncryption: kms, ${keys}`),
      'storages.x.serverSideEncryption is only for s3: remove it',
    ],
    [storages(`vendor: google, tag: a, ${keys}`), 'storages.x.tag is only for s3, alibaba: remove it'],
    [
      storages('vendor: huawei, region: 0, sts: { file: a }'),
      'storages.x.sts is only for s3, alibaba, tencent: remove it',
    ],
    [
      storages('vendor: azure, accessKeyEnv: A_KEY'),
      'storages.x.secretKeyEnv is missing: set it to the name of a variable that holds it, and not the value, for example ARCHIVE_SECRET_KEY',
    ],
    [
      `${base}presets:\n  a b: {}\n`,
      'presets.(a key) must have a name of at most 40 letters, digits, - and _, which begins with a letter or digit',
    ],
    [`${base}presets:\n  x:\n`, 'presets.x must be a group of fields'],
  ];

  test.each(cases.map(([text, line]) => ({ text, line })))('$line', ({ text, line }) => {
    const found = problems(text);
    expect(found).toHaveLength(1);
    expect(found[0]?.slice(0, 17)).toBe('clapperbot.yml:4 ');
    expect(found[0]?.slice(17)).toEqual(line);
  });
});

test('what is required in an entry', () => {
  const fields = (text: string) =>
    problems(text).map((line) => / is missing: set it to /u.test(line) && line.split(' ')[1]);
  expect(fields(`${base.split('\n')[1]}\nprojects: { x: {} }`)).toEqual(
    ['appId', 'customerIdEnv', 'customerSecretEnv'].map((name) => `projects.x.${name}`),
  );
  expect(fields(`${base.split('\n')[0]}\nstorages: { x: {} }`)).toEqual(
    ['vendor', 'bucket', 'region', 'accessKeyEnv', 'secretKeyEnv'].map((name) => `storages.x.${name}`),
  );
  expect(fields(presets('encryption: {}'))).toEqual(
    ['mode', 'secretEnv'].map((name) => `presets.x.encryption.${name}`),
  );
  expect(fields(layouts('regions: [{ x: 0 }]'))).toEqual(
    ['y', 'width', 'height'].map((name) => `layouts.x.regions[0].${name}`),
  );
  expect(fields(`${base}prices: { per1000Minutes: {} }`)).toEqual(
    ['currency', ...['audio', 'hd', 'fullHd', '2k'].map((name) => `per1000Minutes.${name}`)].map(
      (name) => `prices.${name}`,
    ),
  );
});

test('a mistyped mode is the only problem: its fields are checked as those of the intended mode', () => {
  expect(problems(presets('mode: Web, url: https://a.io, maxHours: 1'))).toEqual([
    'clapperbot.yml:4 presets.x.mode must be one of mix, individual, web: for example mix',
  ]);
});

test('names that differ only in letter case, which commands can’t distinguish', () => {
  expect(problems(`${base}presets:\n  a: {}\n  A: {}\n`).map((line) => line.slice(0, 50))).toEqual([
    'clapperbot.yml:4 presets.a has the name of another',
    'clapperbot.yml:5 presets.A has the name of another',
  ]);
});
