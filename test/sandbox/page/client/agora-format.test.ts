/** How the Agora side of the page writes times, sizes and outcomes, and how it lists files. */
import { describe, expect, test } from 'vitest';
import { foldersOf } from '../../../../src/sandbox/page/client/agora/folders.ts';
import {
  colorOf,
  formatBytes,
  formatDuration,
  formatTime,
  outcomeOf,
  runTime,
  tileLabel,
} from '../../../../src/sandbox/page/client/agora/format.ts';

test.each([
  [-5, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_599_999, '59 min'],
  [3_600_000, '1 h'],
  [5_100_000, '1 h 25 min'],
])('%i ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [999, '999 B'],
  [35_908, '36 kB'],
  [1_240_000, '1.2 MB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('a time of day has two digits for each part', () => {
  const at = new Date(2026, 0, 5, 9, 4, 7).getTime();
  expect(formatTime(at)).toBe('09:04:07');
  expect(formatTime(at, false)).toBe('09:04');
});

test('the time of a recorder stands still when it has ended', () => {
  const recorder = { sid: 's', cname: 'maths', uid: '1', mode: 'mix', status: '', tiles: [], files: [] } as const;
  expect(runTime({ ...recorder, startedAt: 0 }, 120_000)).toBe('2 min');
  expect(runTime({ ...recorder, startedAt: 0, endedAt: 30_000 }, 120_000)).toBe('30 s');
});

describe('requests', () => {
  const request = { number: 1, at: 0, call: 'query' };
  test.each([
    [{}, 'waiting', 'no answer yet'],
    [{ status: 200, code: 0 }, 'good', 'OK'],
    [{ status: 201, code: 7 }, 'warning', 'already started, code 7'],
    [{ status: 206, code: 435 }, 'warning', 'not completed, code 435'],
    [{ status: 404, code: 404 }, 'warning', 'not found'],
    [{ status: 400, code: 2 }, 'bad', 'rejected, code 2'],
    [{ status: 418 }, 'bad', 'rejected'],
    [{ status: 503 }, 'bad', 'server error'],
  ] as const)('%o', (answer, tone, words) => {
    expect(outcomeOf({ ...request, ...answer })).toMatchObject({ tone, words });
  });
});

test('a narrow tile shows the end of a long uid', () => {
  const tile = { uid: '27182801', x: 0, y: 0, width: 0.5, height: 0.5 };
  expect(tileLabel(tile)).toBe('27182801');
  expect(tileLabel({ ...tile, width: 0.1 })).toBe('…801');
  expect(tileLabel({ ...tile, uid: '42', width: 0.1 })).toBe('42');
});

test('participants who join one after another have different colors', () => {
  const uids = ['27182801', '27182802', '27182803', '27182804'];
  expect(new Set(uids.map(colorOf)).size).toBe(4);
});

test('files stand in their folders', () => {
  const file = (key: string, kind: 'hls' | 'mp4' | 'other') => ({ key, kind, url: `/files/${key}`, bytes: 1 });
  const folders = foldersOf([
    file('a/b/1_maths.m3u8', 'hls'),
    file('2_maths_0.mp4', 'mp4'),
    file('a/b/notes.txt', 'other'),
  ]);
  expect(folders.map(({ path, files }) => [path, files.map(({ name }) => name)])).toEqual([
    ['a/b', ['1_maths.m3u8', 'notes.txt']],
    ['', ['2_maths_0.mp4']],
  ]);
});
