import { expect, test } from 'vitest';
import { channelNameProblem, isColor, isUid, type NameProblem } from '../../src/recording/validate.ts';

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
