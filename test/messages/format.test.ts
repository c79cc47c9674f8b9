import { expect, it } from 'vitest';
import { format, formatAny, plainText } from '../../src/messages/format.ts';

it('keeps user input apart from message text', () =>
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

it('rejects a missing placeholder value', () => expect(() => formatAny('files.count')).toThrow());

it('returns message text without input as plain text', () =>
  expect(plainText(['Set `A` to ', { plain: 'x' }, '.'])).toBe('Set A to .'));
