import { expect, test } from 'vitest';
import { formatSpan, parseSpan } from '../../src/recording/spans.ts';

const minute = 60_000;

test.each([
  ['90s', 1.5 * minute],
  ['5m', 5 * minute],
  ['90m', 90 * minute],
  ['5min', 5 * minute],
  ['2h', 120 * minute],
  ['1h30m', 90 * minute],
  ['1h 30m', 90 * minute],
  ['1H30M', 90 * minute],
  ['1:30', 90 * minute],
  ['0:05', 5 * minute],
  ['30d', 30 * 24 * 60 * minute],
  ['1d2h3m4s', 1563 * minute + 4_000],
])('%s', (text, expected) => {
  expect(parseSpan(text)).toBe(expected);
});

test.each([
  '',
  ' ',
  '0',
  '0s',
  '0:00',
  '90',
  '1.5h',
  '-5m',
  '5m1h',
  '5x',
  '1:60',
  '1:3',
  ':30',
  '1h1h',
  '٣m',
  'for 5m',
])('no span: %j', (text) => {
  expect(parseSpan(text)).toBeUndefined();
});

test.each([
  [0, '0s'],
  [90_000, '1m30s'],
  [90 * minute, '1h30m'],
  [24 * 60 * minute, '24h'],
  [30 * 24 * 60 * minute, '30d'],
])('%d ms as text', (span, text) => {
  expect(formatSpan(span)).toBe(text);
});
