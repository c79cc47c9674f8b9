/** What becomes of a file that is right. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse, parseDocument, visit } from 'yaml';
import { catalogueOf } from '../../../src/config/catalogue.ts';
import { sections } from '../../../src/config/file/load.ts';
import { fieldsOf, isGroup } from '../../../src/config/file/walk.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { resolveSpec } from '../../../src/recording/resolve.ts';
import { base, hex, load, salt, variables } from './support.ts';

const minute = 60_000;
const example = readFileSync(new URL('../../../clapperbot.example.yml', import.meta.url), 'utf8');

/** Every variable that the example names. */
const named = Object.fromEntries(
  [...example.matchAll(/Env: (\w+)/gu)].map(([, name = '']) => {
    if (name.endsWith('CERTIFICATE')) return [name, 'f'.repeat(32)];
    return [name, name.endsWith('SALT') ? salt : 'value'];
  }),
);

test('the example is valid, and its presets can be recorded', () => {
  const loaded = loadConfig({ ...variables, ...named }, { name: 'clapperbot.example.yml', text: example });
  expect(loaded).toMatchObject({
    ok: true,
    warnings: [],
  });
  if (!loaded.ok) return;
  const catalogue = catalogueOf(loaded.config);
  expect(catalogue.projects.get('school')).toEqual({ appId: hex, usesTokens: true, channelType: 'live' });
  const resolved = [...catalogue.presets.keys()].map((preset) => resolveSpec({ cname: 'maths', preset }, catalogue, 0));
  expect(resolved.map(({ ok }) => ok)).toEqual([true, true, true]);
});

test('the example needs every variable that it names', () => {
  const loaded = loadConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }, { name: 'x.yml', text: example });
  const lines = loaded.ok ? [] : loaded.problems;
  const missing = lines.map((line) => / names (\w+), which is not set/u.exec(line)?.[1] ?? line);
  expect(new Set(missing)).toEqual(new Set(Object.keys(named)));
});

test('the example shows every field', () => {
  const value = parse(example) as Record<string, unknown>;
  const pathsIn = (part: unknown, above: readonly string[]): string[] => {
    if (Array.isArray(part)) return part.flatMap((item) => pathsIn(item, [...above, '[]']));
    if (!isGroup(part)) return [];
    return Object.entries(part).flatMap(([key, inner]) => [
      [...above, key].join('.'),
      ...pathsIn(inner, [...above, key]),
    ]);
  };
  for (const [name, { schemas, entries }] of Object.entries(sections)) {
    const parts = entries ? Object.values(value[name] as object) : [value[name]];
    const shown = new Set(parts.flatMap((part: unknown) => pathsIn(part, [])));
    const fields = Object.values(schemas).flatMap((schema) => fieldsOf(schema).map(({ path }) => path.join('.')));
    // Permissions are all alike, and are shown by two of them; what a workspace may hold is shown by the sections of that name.
    const isShownOnce = ['permissions', 'workspaces'].includes(name);
    const expected = fields.filter((path) => !path.endsWith('[]') && !(isShownOnce && path.includes('.')));
    expect(
      expected.filter((path) => !shown.has(path)),
      name,
    ).toEqual([]);
  }
  expect(example.split('\n').every((line) => line.length <= 140)).toBe(true);
});

test('the example has no value that is a secret', () => {
  const secretive: string[] = [];
  visit(parseDocument(example), {
    Pair: (_key, { key, value }) => {
      const [name, text] = [String(key), String(value)];
      if (name.endsWith('Env') && !/^[A-Z_]+$/u.test(text)) secretive.push(name);
    },
  });
  expect(secretive).toEqual([]);
});

test('a project', () => {
  const text = base.replace(
    'SCHOOL_SECRET }',
    'SCHOOL_SECRET, certificateEnv: SCHOOL_CERT, notifySecretEnv: SCHOOL_NOTIFY, channelType: live, apiUrl: [https://a.io/, https://b.io] }',
  );
  expect(load(text, { SCHOOL_ID: ' id ' }).config.projects.get('school')).toEqual({
    name: 'school',
    appId: hex,
    customerId: 'id',
    customerSecret: variables['SCHOOL_SECRET'],
    certificate: 'f'.repeat(32),
    notifySecret: variables['SCHOOL_NOTIFY'],
    channelType: 'live',
    apiUrls: ['https://a.io', 'https://b.io'],
  });
  expect(load(base).config.projects.get('school')).toEqual({
    name: 'school',
    appId: hex,
    customerId: variables['SCHOOL_ID'],
    customerSecret: variables['SCHOOL_SECRET'],
    channelType: 'communication',
    apiUrls: ['https://api.agora.io', 'https://api.sd-rtn.com'],
  });
});

test('storages', () => {
  const keys = 'accessKeyEnv: A_KEY, secretKeyEnv: A_SECRET';
  const { storages } = load(`${base.split('\n')[0]}
storages:
  full: { vendor: s3, region: eu-west-1, bucket: b, ${keys}, prefix: a/b, publicUrl: 'https://f.io/x/', linkValidity: 12h, serverSideEncryption: kms, tag: t }
  own: { vendor: 11, bucket: b, ${keys}, endpoint: s3.example.com }
  file: { vendor: 2, region: Hangzhou, bucket: b, ${keys}, sts: { file: /run/sts } }
  command: { vendor: tencent, region: 1, bucket: b, sts: { command: [sts, -j] } }
`).config;
  const own = { accessKey: variables['A_KEY'], secretKey: variables['A_SECRET'], bucket: 'b' };
  const none = { accessKey: '', secretKey: '', bucket: 'b' };
  expect([...storages.values()]).toEqual([
    {
      name: 'full',
      vendor: 1,
      region: 4,
      ...own,
      prefix: ['a', 'b'],
      publicUrl: 'https://f.io/x',
      linkValidity: 43_200_000,
      serverSideEncryption: 'kms',
      tag: 't',
    },
    { name: 'own', vendor: 11, region: 0, ...own, endpoint: 's3.example.com' },
    { name: 'file', vendor: 2, region: 0, ...none, sts: { file: '/run/sts' } },
    { name: 'command', vendor: 3, region: 1, ...none, sts: { command: ['sts', '-j'] } },
  ]);
});

test('layouts', () => {
  const { layouts } = load(`${base}layouts:
  duo: { regions: [{ x: 0, y: 0, width: 1, height: 0.5, uid: 7, alpha: 0.5, fit: true }, { x: 0, y: 0.5, width: 1, height: 0.5, fit: false }] }
  speaker: { layout: vertical, largeUid: 7, background: '#0a1B2c' }
  wall: { layout: grid, backgroundImage: https://a.io/a.jpg, userImage: https://a.io/b.jpg, userImages: [{ uid: 7, url: https://a.io/c.jpg, fit: true }] }
`).config;
  expect([...layouts]).toEqual([
    [
      'duo',
      {
        name: 'duo',
        kind: 'custom',
        regions: [
          { x: 0, y: 0, width: 1, height: 0.5, uid: '7', alpha: 0.5, fit: true },
          { x: 0, y: 0.5, width: 1, height: 0.5 },
        ],
      },
    ],
    ['speaker', { name: 'speaker', kind: 'vertical', largeUid: '7', background: '#0a1B2c' }],
    [
      'wall',
      {
        name: 'wall',
        kind: 'grid',
        backgroundImage: 'https://a.io/a.jpg',
        userImage: 'https://a.io/b.jpg',
        userImages: [{ uid: '7', url: 'https://a.io/c.jpg', fit: true }],
      },
    ],
  ]);
});

test('presets hold what the file sets, without defaults', () => {
  const { presets } = load(`${base}layouts: { duo: { layout: float } }
presets:
  empty: {}
  mix: { project: school, storage: archive, prefix: '{channel}', maxDuration: 1h30m, region: eu, affinity: china, layout: duo, files: [hls, mp4],
         streams: audio, videoStream: low, maxIdle: 1m, subscribe: { audio: { except: [7] } }, privateParams: '{}', audioProfile: 2,
         encryption: { mode: aes-128-xts, secretEnv: LESSON_KEY }, video: { fps: 30 } }
  individual: { mode: individual, streamMode: default, uidGroup: 0, snapshots: 10s, subscribe: { audio: [7], video: all } }
  only: { mode: individual, snapshots: { every: 10s, only: true } }
  web: { mode: web, url: http://wiki/, allowPrivateUrl: true, maxHours: 2, maxVideoMinutes: 30, mobile: true, readyTimeout: 5s, paused: true }
  plain: { mode: web, allowPrivateUrl: false, mobile: false, readyTimeout: 0s, paused: false }
  vertical: { layout: vertical }
`).config;
  expect(Object.fromEntries(presets)).toEqual({
    empty: { name: 'empty', options: { mode: 'mix' } },
    mix: {
      name: 'mix',
      project: 'school',
      storage: 'archive',
      folders: '{channel}',
      maxDuration: 90 * minute,
      area: 'eu',
      affinity: 'china',
      options: {
        mode: 'mix',
        layout: { kind: 'float', name: 'duo' },
        files: ['hls', 'mp4'],
        streams: 'audio',
        videoStream: 'low',
        maxIdle: minute,
        subscription: { audio: { except: ['7'] } },
        privateParams: '{}',
        audioProfile: 2,
        encryption: { mode: 'aes-128-xts', secretEnv: 'LESSON_KEY' },
        video: { fps: 30 },
      },
    },
    individual: {
      name: 'individual',
      options: {
        mode: 'individual',
        streamMode: 'default',
        uidGroup: 0,
        snapshots: { every: 10_000, only: false },
        subscription: { audio: { only: ['7'] }, video: 'all' },
      },
    },
    only: { name: 'only', options: { mode: 'individual', snapshots: { every: 10_000, only: true } } },
    web: {
      name: 'web',
      allowPrivateUrl: true,
      options: {
        mode: 'web',
        url: 'http://wiki/',
        maxHours: 2,
        maxVideoMinutes: 30,
        mobile: true,
        readyTimeout: 5_000,
        paused: true,
      },
    },
    plain: { name: 'plain', options: { mode: 'web', readyTimeout: 0 } },
    vertical: { name: 'vertical', options: { mode: 'mix', layout: { kind: 'vertical' } } },
  });
});

test('permissions and prices', () => {
  const { config } = load(`${base}permissions: { stop: { users: [U0A], groups: [S0B] }, externalUsers: true }
prices: { currency: eur, per1000Minutes: { audio: 1, hd: 2, fullHd: 3, '2k': 4 } }
`);
  expect(config.permissions).toEqual({ stop: { users: ['U0A'], groups: ['S0B'] }, externalUsers: true, guests: false });
  expect(config.prices).toEqual({ currency: 'EUR', per1000Minutes: { audio: 1, hd: 2, fullHd: 3, '2k': 4 } });
  expect(load(base).config.permissions).toEqual({ externalUsers: false, guests: false });
  expect(load(base).config).not.toHaveProperty('prices');
});
