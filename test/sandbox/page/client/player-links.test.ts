/** Which links the player of the page opens. */
import { describe, expect, test } from 'vitest';
import { fileOfLink, nameOf, problemOf } from '../../../../src/sandbox/page/client/player/links.ts';
import type { PageFile } from '../../../../src/sandbox/page/protocol.ts';

const origin = 'http://127.0.0.1:4000';
const bucket = 'http://127.0.0.1:5000/recordings';
const files: readonly PageFile[] = [
  { key: 'lessons/1_team #1.m3u8', url: '/bucket/lessons/1_team%20%231.m3u8?token=t', kind: 'hls', bytes: 9 },
  {
    key: 'lessons/1_team #1_20260105.ts',
    url: '/bucket/lessons/1_team%20%231_20260105.ts?token=t',
    kind: 'other',
    bytes: 9,
  },
];

describe('a link to a file of the bucket', () => {
  test.each([
    ['presigned', `${bucket}/lessons/1_team%20%231.m3u8?X-Amz-Signature=abc`],
    ['public', `${bucket}/lessons/1_team%20%231.m3u8`],
    ['of the page', `${origin}/bucket/lessons/1_team%20%231.m3u8?token=t`],
  ])('%s: is loaded from where the page can load it', (_, href) => {
    expect(fileOfLink(href, files)).toBe(files[0]);
  });

  test('a segment is not played', () => {
    expect(fileOfLink(`${bucket}/lessons/1_team%20%231_20260105.ts`, files)).toBeUndefined();
  });
});

describe('a link that leads to no file of the list', () => {
  test.each([
    ['a/2_maths_0.mp4', 'mp4'],
    ['a/shot.JPG', 'image'],
    ['a/100%.m3u8', 'hls'],
  ] as const)('%s: its ending says what it is', (key, kind) => {
    const file = fileOfLink(`${bucket}/${key}?X-Amz-Signature=abc`, files);
    expect(file).toEqual({ key, kind, url: `${bucket}/${key}?X-Amz-Signature=abc`, bytes: 0 });
  });

  test.each([
    ['another ending', `${bucket}/a/usage.csv`],
    ['another machine', 'https://files.example.com/lessons/1_team%20%231.m3u8'],
    ['no URL', 'lessons'],
  ])('%s: is left to the browser', (_, href) => {
    expect(fileOfLink(href, files)).toBeUndefined();
  });
});

test('the name of a file is the last part of its key', () => {
  expect(files.map(nameOf)).toEqual(['1_team #1.m3u8', '1_team #1_20260105.ts']);
});

test.each([
  [undefined, 'unreachable'],
  [503, 'unreachable'],
  [403, 'forbidden'],
  [404, 'missing'],
  [206, 'unplayable'],
] as const)('status %s: %s', (status, problem) => {
  expect(problemOf(status)).toBe(problem);
});
