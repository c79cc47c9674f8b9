/** What is read from the names that Agora gives to files. */
import { describe, expect, test } from 'vitest';
import {
  describeFile,
  describeFiles,
  namePrefixes,
  namesByMessage,
  type RecordedFile,
  splitName,
} from '../../src/recording/files.ts';
import { beginMode } from '../../src/recording/modes/index.ts';
import type { Recording } from '../../src/recording/recording.ts';
import { runningRecording } from '../support/recordings.ts';
import { individualOptions, mixState, webOptions } from '../support/specs.ts';

const sid = '0123456789abcdef0123456789abcdef';
const later = 'fedcba9876543210fedcba9876543210';
const t0 = Date.UTC(2026, 10, 16, 10, 0);
const t1 = t0 + 60_000;
const recorders: Recording['recorders'] = [
  { uid: '1', status: 'ended', sendCount: 1, sid, startedAt: t0 },
  { uid: '2', status: 'ended', sendCount: 1, sid: later, startedAt: t1 },
];
const modes = {
  mix: mixState(),
  individual: beginMode(individualOptions),
  web: beginMode(webOptions),
} as const;
const utc = '20261116100230250';
const atUtc = Date.UTC(2026, 10, 16, 10, 2, 30, 250);

type Row = readonly [mode: keyof typeof modes, cname: string, name: string, expected: Omit<RecordedFile, 'name'>];

const track = { kind: 'track', uid: '5' } as const;
const rows: readonly Row[] = [
  ['mix', 'maths', `${sid}_maths.m3u8`, { kind: 'playlist', startedAt: t0 }],
  ['mix', 'maths', `${later}_maths.m3u8`, { kind: 'playlist', startedAt: t1 }],
  ['mix', 'maths', `a/b/${sid}_maths.m3u8`, { kind: 'playlist', startedAt: t0 }],
  ['mix', 'maths', `${sid}_maths_0.mp4`, { kind: 'mp4', startedAt: t0 }],
  ['mix', 'maths', `${sid}_maths_1.mp4`, { kind: 'mp4' }],
  ['mix', 'maths', `${sid}_maths_${utc}.ts`, { kind: 'slice', startedAt: atUtc }],
  ['mix', 'maths', `${sid}_maths.txt`, { kind: 'other' }],
  // After a fail-over, and from Agora's backup.
  ['mix', 'maths', `bak0_${sid}_maths.m3u8`, { kind: 'playlist' }],
  ['mix', 'maths', `a/bak12_${sid}_maths_0.mp4`, { kind: 'mp4' }],
  ['mix', 'maths', `${sid}_maths_1731751200_2.m3u8`, { kind: 'playlist', startedAt: t0 }],
  // Channels whose names look like parts of Agora's.
  ['mix', 'a_b', `${sid}_a_b.m3u8`, { kind: 'playlist', startedAt: t0 }],
  ['mix', 'a_0', `${sid}_a_0.mp4`, { kind: 'mp4' }],
  ['mix', 'a_0', `${sid}_a_0_0.mp4`, { kind: 'mp4', startedAt: t0 }],
  ['mix', 'a__uid_s_7__uid_e_video', `${sid}_a__uid_s_7__uid_e_video.m3u8`, { kind: 'playlist', startedAt: t0 }],
  ['mix', `a_${utc}`, `${sid}_a_${utc}.m3u8`, { kind: 'playlist', startedAt: t0 }],
  ['mix', 'maths', 'unknown_maths.m3u8', { kind: 'playlist', startedAt: t1 }],

  ['individual', 'maths', `${sid}_maths__uid_s_5__uid_e_audio.m3u8`, { ...track, medium: 'audio' }],
  ['individual', 'maths', `${sid}_maths__uid_s_5__uid_e_video.m3u8`, { ...track, medium: 'video' }],
  ['individual', 'maths', `${sid}_maths__uid_s_5__uid_e_audio_and_video.m3u8`, { ...track, medium: 'audioVideo' }],
  ['individual', 'maths', `${sid}_maths__uid_s_5__uid_e_av.mpd`, track],
  ['individual', 'maths', `bak1_${sid}_maths__uid_s_5__uid_e_audio.m3u8`, { ...track, medium: 'audio' }],
  ['individual', 'maths', `${sid}_maths__uid_s_5__uid_e_video_1731751200_0.m3u8`, { ...track, medium: 'video' }],
  [
    'individual',
    'maths',
    `${sid}_maths__uid_s_5__uid_e_video_${utc}.webm`,
    { kind: 'slice', uid: '5', medium: 'video', startedAt: atUtc },
  ],
  [
    'individual',
    'maths',
    `lessons/${sid}_maths__uid_s_5__uid_e_video_${utc}.jpg`,
    { kind: 'snapshot', uid: '5', startedAt: atUtc },
  ],
  ['individual', 'maths', `${sid}_maths__uid_s_5__uid_e_video_20261399999999999.jpg`, { kind: 'snapshot', uid: '5' }],
  ['individual', 'a__uid_s_7', `${sid}_a__uid_s_7__uid_s_5__uid_e_audio.m3u8`, { ...track, medium: 'audio' }],
  [
    'individual',
    'a__uid_s_7__uid_e_video',
    `${sid}_a__uid_s_7__uid_e_video__uid_s_5__uid_e_audio.m3u8`,
    { ...track, medium: 'audio' },
  ],
  ['individual', 'maths', `${sid}_maths.m3u8`, { kind: 'track' }],

  ['web', 'class page', `${sid}_class-page.m3u8`, { kind: 'playlist', startedAt: t0 }],
  ['web', 'class page', `${sid}_class-page_0.mp4`, { kind: 'mp4', startedAt: t0 }],
  ['web', 'page', 'test_p1627613634_www_0.mp4', { kind: 'mp4', startedAt: t1 }],
];

test.each(rows)('%s, channel %j: %s', (mode, cname, name, expected) => {
  const r = runningRecording({ mode: modes[mode], cname, recorders });
  expect(describeFile(r, name)).toEqual({ name, ...expected });
});

test('the start in a file name takes precedence over that of its recorder', () => {
  const name = `${sid}_maths_1.mp4`;
  const r = runningRecording({
    cname: 'maths',
    recorders,
    fileStarts: { [name]: t0 + 5, [`${sid}_maths.m3u8`]: t0 + 6 },
  });
  expect(describeFile(r, name).startedAt).toBe(t0 + 5);
  expect(describeFile(r, `${sid}_maths.m3u8`).startedAt).toBe(t0 + 6);
});

test('the playlist comes first, then MP4 files; tracks by user, screenshots by user and time', () => {
  const mixed = runningRecording({ cname: 'maths', recorders });
  const names = [`${sid}_maths_10.mp4`, 'a.txt', `${sid}_maths_2.mp4`, '', `${sid}_maths.m3u8`];
  expect(describeFiles(mixed, names).map(({ name }) => name)).toEqual([
    `${sid}_maths.m3u8`,
    `${sid}_maths_10.mp4`,
    `${sid}_maths_2.mp4`,
    'a.txt',
  ]);
  const apart = runningRecording({ cname: 'maths', recorders, mode: modes.individual });
  const of = (uid: number, end: string) => `${sid}_maths__uid_s_${uid}__uid_e_${end}`;
  const given = [
    of(12, `video_${utc}.jpg`),
    of(12, 'audio.m3u8'),
    of(7, 'video.m3u8'),
    of(7, 'audio.m3u8'),
    of(12, 'video_20261116100000000.jpg'),
  ];
  expect(describeFiles(apart, given).map(({ name }) => name)).toEqual([
    of(7, 'video.m3u8'),
    of(7, 'audio.m3u8'),
    of(12, 'audio.m3u8'),
    of(12, 'video_20261116100000000.jpg'),
    of(12, `video_${utc}.jpg`),
  ]);
});

describe('the names of one message', () => {
  const r = runningRecording({ cname: 'maths', recorders });

  test.each([
    [0, []],
    [1, [1]],
    [100, [100]],
    [101, [100, 1]],
    [250, [100, 100, 50]],
  ])('%i short ones', (count, expected) => {
    const names = Array.from({ length: count }, (_, n) => `${n}.mp4`);
    const parts = namesByMessage(r, names);
    expect(parts.map((part) => part.length)).toEqual(expected);
    expect(parts.flat()).toEqual(names);
  });

  test('are fewer when they are long, and only one when it exceeds the limit', () => {
    const names = ['a'.repeat(7_000), 'b'.repeat(5_000), 'c', 'd'.repeat(20_000), 'e'];
    expect(namesByMessage(r, names).map((part) => part.map((name) => name.charAt(0)).join(''))).toEqual([
      'ab',
      'c',
      'd',
      'e',
    ]);
  });
});

test('folders in front of a name', () => {
  expect(splitName('a/b/c.m3u8')).toEqual({ folders: ['a', 'b'], base: 'c.m3u8' });
  expect(splitName('/c.m3u8')).toEqual({ folders: [], base: 'c.m3u8' });
  expect(splitName('c.m3u8')).toEqual({ folders: [], base: 'c.m3u8' });
});

test('names begin with the sid of each recorder that has one, or with the mark of a fail-over', () => {
  const without = { uid: '3', status: 'ended', sendCount: 1 } as const;
  expect(namePrefixes({ recorders: [...recorders, without] })).toEqual([
    `${sid}_`,
    `bak0_${sid}_`,
    `${later}_`,
    `bak0_${later}_`,
  ]);
});
