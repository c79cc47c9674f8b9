import { expect, it } from 'vitest';
import { format, formatAny, plainText } from '../../src/messages/format.ts';

it('keeps text from people apart from our own words', () =>
  expect(format('reply.cannotRecordHere', { name: '{name} `x` <b>' })).toEqual([
    { plain: '{name} `x` <b>' },
    ' can’t be recorded from here now.',
  ]));

it('keeps parts as they are, several in one place', () =>
  expect(format('reply.notFound.meant', { choices: [{ code: 'a' }, ', ', { code: 'b' }] })).toEqual([
    'Did you mean ',
    { code: 'a' },
    ', ',
    { code: 'b' },
    '?',
  ]));

it.each([
  [0, '0 files'],
  [1, '1 file'],
  [1_234, '1,234 files'],
])('counts %i', (count, words) => expect(plainText(format('files.count', { count }))).toBe(words));

it('refuses to leave a place empty', () => expect(() => formatAny('files.count')).toThrow());

it('has our own words alone as plain text', () =>
  expect(plainText(['Set `A` to ', { plain: 'x' }, '.'])).toBe('Set A to .'));
