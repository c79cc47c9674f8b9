import { expect, test } from 'vitest';
import {
  channelNameProblem,
  hasTooManyPixels,
  isColor,
  isUid,
  isWithin,
  type NameProblem,
  type RegionProblem,
  regionProblems,
} from '../../src/recording/validate.ts';

test.each<[string, NameProblem | undefined]>([
  ['team sync', undefined],
  ['aZ09 !#$%&()+-:;<=.>?@[]^_{}|~,', undefined],
  ['x'.repeat(63), undefined],
  ['x'.repeat(64), { kind: 'tooLong', bytes: 64 }],
  ['', { kind: 'empty' }],
  ['größe/größe', { kind: 'characters', characters: ['ö', 'ß', '/'] }],
  ['🎬', { kind: 'characters', characters: ['🎬'] }],
  ['a\nb', { kind: 'characters', characters: ['\n'] }],
])('channel name %j', (name, problem) => {
  expect(channelNameProblem(name)).toEqual(problem);
});

test.each([
  ['1', true],
  ['4294967295', true],
  ['4294967296', false],
  ['0', false],
  ['01', false],
  ['-1', false],
  ['1.0', false],
  ['1\n', false],
  ['', false],
])('uid %j: %s', (text, expected) => {
  expect(isUid(text)).toBe(expected);
});

test.each([
  ['#0a1B2c', true],
  ['0a1b2c', false],
  ['#0a1b2', false],
  ['#0a1b2g', false],
  ['#0a1b2c\n', false],
])('color %j: %s', (text, expected) => {
  expect(isColor(text)).toBe(expected);
});

test.each<[string, Parameters<typeof regionProblems>[0], RegionProblem[]]>([
  ['two halves', [half(0), half(0.5)], []],
  ['thirds that add up to a little more than one', [{ x: 0.666667, y: 0, width: 0.333334, height: 1 }], []],
  ['none', [], [{ kind: 'count', range: { from: 1, to: 17 } }]],
  ['18', Array.from({ length: 18 }, () => half(0)), [{ kind: 'count', range: { from: 1, to: 17 } }]],
  ['beyond the right edge', [half(0), half(0.6)], [{ kind: 'outside', index: 1 }]],
  ['beyond the lower edge', [{ x: 0, y: 0.1, width: 1, height: 1 }], [{ kind: 'outside', index: 0 }]],
  [
    'one participant twice',
    [
      { ...half(0), uid: '7' },
      { ...half(0.5), uid: '7' },
    ],
    [{ kind: 'sameUid', index: 1 }],
  ],
])('regions: %s', (_name, regions, problems) => {
  expect(regionProblems(regions)).toEqual(problems);
});

function half(x: number) {
  return { x, y: 0, width: 0.5, height: 1 };
}

test('pictures up to Full HD, portrait too', () => {
  expect(hasTooManyPixels({ width: 1920, height: 1080 })).toBe(false);
  expect(hasTooManyPixels({ width: 1080, height: 1920 })).toBe(false);
  expect(hasTooManyPixels({ width: 1920, height: 1081 })).toBe(true);
});

test('a range has both its ends', () => {
  expect([4, 5, 7, 8].map((value) => isWithin(value, { from: 5, to: 7 }))).toEqual([false, true, true, false]);
});
