import { describe, expect, test } from 'vitest';
import {
  type Catalogue,
  type Resolved,
  resolveSpec,
  type SpecProblem,
  type SpecRequest,
} from '../../src/recording/resolve.ts';
import type { Preset, Spec } from '../../src/recording/spec.ts';

const minute = 60_000;
const hour = 60 * minute;
const now = Date.UTC(2026, 10, 30, 23, 30);

const presets: readonly Preset[] = [
  {
    name: 'lesson',
    project: 'school',
    storage: 'archive',
    folders: '{channel}/{date}/{preset}',
    area: 'eu',
    affinity: 'europe',
    maxDuration: 2 * hour,
    options: {
      mode: 'mix',
      audioProfile: 1,
      files: ['hls', 'mp4'],
      layout: { kind: 'vertical', largeUid: '7' },
      video: { fps: 30 },
      subscription: { audio: { only: ['7'] } },
    },
  },
  { name: 'bare', options: { mode: 'mix' } },
  { name: 'tracks', options: { mode: 'individual', uidGroup: 5, snapshots: { every: 20_000, only: true } } },
  { name: 'voices', options: { mode: 'individual', streams: 'audio', streamMode: 'original' } },
  {
    name: 'board',
    options: { mode: 'web', url: 'https://example.com/', maxHours: 2, video: { width: 640, height: 480 } },
  },
  { name: 'inside', allowPrivateUrl: true, options: { mode: 'web', url: 'http://wiki/' } },
];

const catalogue: Catalogue = {
  presets: new Map(presets.map((preset) => [preset.name, preset])),
  projects: new Map([
    ['default', { appId: 'a'.repeat(32), usesTokens: false, channelType: 'communication' }],
    ['school', { appId: 'b'.repeat(32), usesTokens: true, channelType: 'live' }],
  ]),
  storages: new Map([
    ['default', {}],
    ['archive', { prefix: ['lessons', '2026'] }],
  ]),
  defaults: { project: 'default', storage: 'default' },
};

const resolve = (request: Partial<SpecRequest>): Resolved =>
  resolveSpec({ cname: 'maths', ...request }, catalogue, now);

function specOf(request: Partial<SpecRequest>): Spec {
  const resolved = resolve(request);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.problems));
  return resolved.spec;
}

describe('defaults', () => {
  const common = { project: 'default', appId: 'a'.repeat(32), usesTokens: false, storage: 'default', folders: [] };
  const channel = {
    channelType: 'communication',
    streams: 'audio+video',
    videoStream: 'high',
    maxIdle: 5 * minute,
    subscription: { audio: 'all', video: 'all' },
  };

  test('mix, the default', () => {
    const spec = {
      ...common,
      options: {
        mode: 'mix',
        ...channel,
        audioProfile: 0,
        files: ['hls'],
        layout: { kind: 'grid' },
        video: { width: 1280, height: 720, fps: 15, bitrate: 1130 },
      },
    };
    expect(resolve({})).toEqual({ ok: true, spec });
    expect(resolve({ mode: 'mix' })).toEqual({ ok: true, spec });
    expect(resolve({ preset: 'bare' })).toEqual({ ok: true, spec: { ...spec, preset: 'bare' } });
  });

  test('individual', () => {
    expect(resolve({ mode: 'individual' })).toEqual({
      ok: true,
      spec: { ...common, options: { mode: 'individual', ...channel, streamMode: 'standard', uidGroup: 3 } },
    });
  });

  test('web', () => {
    expect(resolve({ mode: 'web', url: 'https://example.com/' })).toEqual({
      ok: true,
      spec: {
        ...common,
        options: {
          mode: 'web',
          url: 'https://example.com/',
          audioProfile: 0,
          files: ['hls'],
          maxHours: 3,
          paused: false,
          video: { width: 1280, height: 720, fps: 15, bitrate: 2000 },
        },
      },
    });
  });
});

test('a preset fills in what the request leaves open', () => {
  expect(resolve({ preset: 'lesson', cname: 'team sync, 5b' })).toEqual({
    ok: true,
    spec: {
      project: 'school',
      appId: 'b'.repeat(32),
      usesTokens: true,
      storage: 'archive',
      folders: ['lessons', '2026', 'teamsync5b', '20261130', 'lesson'],
      preset: 'lesson',
      area: 'eu',
      affinity: 'europe',
      duration: 2 * hour,
      options: {
        mode: 'mix',
        channelType: 'live',
        streams: 'audio+video',
        videoStream: 'high',
        maxIdle: 5 * minute,
        subscription: { audio: { only: ['7'] }, video: 'all' },
        audioProfile: 1,
        files: ['hls', 'mp4'],
        layout: { kind: 'vertical', largeUid: '7' },
        video: { width: 1280, height: 720, fps: 30, bitrate: 3420 },
      },
    },
  });
});

test('the request takes precedence over its preset', () => {
  const layout = { kind: 'float' } as const;
  const resolved = resolve({ preset: 'lesson', project: 'default', storage: 'default', layout });
  expect(resolved).toMatchObject({
    spec: {
      project: 'default',
      storage: 'default',
      options: { layout, channelType: 'communication', video: { bitrate: 1710 } },
    },
  });
  expect(specOf({ preset: 'tracks', snapshots: 5_000 }).options).toMatchObject({
    snapshots: { every: 5_000, only: true },
  });
  expect(specOf({ preset: 'board', url: 'https://example.org/' }).options).toMatchObject({
    url: 'https://example.org/',
  });
});

test('the snapshots of a preset, and those of a request without one', () => {
  expect(specOf({ preset: 'tracks' }).options).toMatchObject({ uidGroup: 5, snapshots: { every: 20_000, only: true } });
  expect(specOf({ mode: 'individual', snapshots: 10_000 }).options).toMatchObject({
    snapshots: { every: 10_000, only: false },
  });
});

test.each([
  ['bare', 'communication', {}, 1130],
  ['as live', 'live', {}, 2260],
  ['frame rate', 'communication', { fps: 30 }, 1710],
  ['frame rate of no row', 'communication', { fps: 60 }, 4520],
  ['upright', 'communication', { width: 1080, height: 1920 }, 2080],
  ['360p', 'communication', { width: 640, height: 360 }, 400],
  ['480p', 'communication', { width: 640, height: 480 }, 500],
  ['Full HD', 'communication', { width: 1920, height: 1080, fps: 60 }, 4780],
  ['Agora’s limit', 'live', { width: 1920, height: 1080, fps: 60 }, 6500],
  ['tiny', 'communication', { width: 1, height: 1, fps: 1 }, 1],
  ['said', 'live', { bitrate: 900 }, 900],
] as const)('bit rate: %s', (_name, channelType, video, bitrate) => {
  const preset: Preset = { name: 'x', options: { mode: 'mix', video } };
  const projects = new Map([['default', { appId: 'a', usesTokens: false, channelType }]]);
  const resolved = resolveSpec(
    { cname: 'maths', preset: 'x' },
    { ...catalogue, presets: new Map([['x', preset]]), projects },
    now,
  );
  expect(resolved).toMatchObject({ spec: { options: { video: { bitrate } } } });
});

test('web: small pages need less', () => {
  expect(specOf({ preset: 'board' }).options).toMatchObject({
    video: { width: 640, height: 480, fps: 15, bitrate: 1500 },
  });
});

test.each([
  [undefined, 3],
  [minute, 3],
  [hour, 3],
  [hour + 1, 4],
  [24 * hour, 26],
])('web: %d ms need maxHours %d', (duration, maxHours) => {
  const request = { mode: 'web', url: 'https://example.com/', ...(duration !== undefined && { duration }) } as const;
  expect(specOf(request).options).toMatchObject({ maxHours });
});

describe('folders', () => {
  const foldersOf = (folders: string, cname: string, prefix: string[] = []): readonly string[] => {
    const storages = new Map([['default', { prefix }]]);
    const preset: Preset = { name: 'pre-set_1', folders, options: { mode: 'mix' } };
    const resolved = resolveSpec(
      { cname, preset: 'x' },
      { ...catalogue, storages, presets: new Map([['x', preset]]) },
      now,
    );
    return resolved.ok ? (resolved.spec.folders ?? []) : [];
  };

  test.each([
    ['{channel}', 'a-b_c.d', ['abcd']],
    ['{channel}/{date}', '!!!', ['20261130']],
    ['{preset}x{channel}', '$&', ['preset1x']],
    ['{channel}{channel}', '{date}', ['datedate']],
    ['fixed', 'maths', ['fixed']],
  ])('%s of channel %s', (template, cname, expected) => {
    expect(foldersOf(template, cname)).toEqual(expected);
  });

  test('128 characters in all at most', () => {
    expect(foldersOf('{channel}/{channel}', 'x'.repeat(63), ['a'])).toEqual(['a', 'x'.repeat(63), 'x'.repeat(62)]);
    expect(foldersOf('{channel}/{channel}', 'x'.repeat(63), ['ab']).join('/')).toHaveLength(128);
    expect(foldersOf('{channel}', 'x', ['a'.repeat(127)])).toEqual(['a'.repeat(127)]);
  });
});

const url = 'https://example.com/';

describe('invalid combinations', () => {
  const range = (from: number, to: number) => ({ from, to });
  const cases: [Partial<SpecRequest>, SpecProblem[]][] = [
    [{ preset: 'leson' }, [{ kind: 'unknownPreset', name: 'leson', known: presets.map(({ name }) => name) }]],
    [{ project: 'x' }, [{ kind: 'unknownProject', name: 'x', known: ['default', 'school'] }]],
    [{ storage: 'x' }, [{ kind: 'unknownStorage', name: 'x', known: ['default', 'archive'] }]],
    [{ preset: 'lesson', mode: 'individual' }, [{ kind: 'modeNotOfPreset', preset: 'lesson', mode: 'mix' }]],
    [{ mode: 'individual', layout: { kind: 'grid' } }, [{ kind: 'layoutNotInMode', mode: 'individual' }]],
    [{ preset: 'board', layout: { kind: 'grid' } }, [{ kind: 'layoutNotInMode', mode: 'web' }]],
    [{ snapshots: 10_000 }, [{ kind: 'snapshotsOnlyIndividual' }]],
    [{ preset: 'voices', snapshots: 10_000 }, [{ kind: 'snapshotsWithoutVideo' }]],
    [{ mode: 'individual', snapshots: 4_999 }, [{ kind: 'badSnapshots', range: range(5_000, hour) }]],
    [{ mode: 'individual', snapshots: hour + 1 }, [{ kind: 'badSnapshots', range: range(5_000, hour) }]],
    [{ url: 'https://example.com/' }, [{ kind: 'urlOnlyWeb' }]],
    [{ mode: 'web' }, [{ kind: 'webWithoutUrl' }]],
    [{ mode: 'web', url: 'http://127.0.0.1/' }, [{ kind: 'privateUrl' }]],
    [{ mode: 'web', url: 'no address' }, [{ kind: 'badUrl' }]],
    [{ mode: 'web', url: 'https://me:secret@example.com/' }, [{ kind: 'urlWithPassword' }]],
    [{ mode: 'web', url, duration: minute - 1 }, [{ kind: 'badDuration', range: range(minute, 24 * hour) }]],
    [{ duration: 24 * hour + 1 }, [{ kind: 'badDuration', range: range(minute, 24 * hour) }]],
    [{ preset: 'board', duration: 3 * hour }, [{ kind: 'longerThanMaxHours', maxHours: 2 }]],
  ];

  test.each(cases)('%j', (request, problems) => {
    expect(resolve(request)).toEqual({ ok: false, problems });
  });

  test('all at once', () => {
    const request = {
      mode: 'mix',
      preset: 'x',
      project: 'x',
      storage: 'x',
      url: 'y',
      snapshots: 1,
      duration: 1,
    } as const;
    const resolved = resolve(request);
    expect(resolved.ok ? [] : resolved.problems.map(({ kind }) => kind)).toEqual([
      'unknownPreset',
      'unknownProject',
      'unknownStorage',
      'badSnapshots',
      'badDuration',
      'snapshotsOnlyIndividual',
      'urlOnlyWeb',
    ]);
  });

  test('an unknown preset leaves the mode unknown', () => {
    const request = { preset: 'x', url: 'https://example.com/', layout: { kind: 'grid' }, snapshots: 10_000 } as const;
    expect(resolve(request)).toMatchObject({ problems: [{ kind: 'unknownPreset' }] });
  });

  test('a preset may allow a page of a private network', () => {
    expect(specOf({ preset: 'inside' }).options).toMatchObject({ url: 'http://wiki/' });
    expect(specOf({ preset: 'inside', url: 'http://10.0.0.1/' }).options).toMatchObject({ url: 'http://10.0.0.1/' });
  });
});
