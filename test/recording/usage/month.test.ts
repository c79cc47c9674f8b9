import { expect, it } from 'vitest';
import { isMonth, monthOf, periodOf } from '../../../src/recording/usage/month.ts';

it.each([
  ['2026-11', '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
  ['2026-12', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['2028-02', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
  ['0042-01', '0042-01-01T00:00:00.000Z', '0042-02-01T00:00:00.000Z'],
])('%s begins and ends at midnight UTC', (month, from, until) => {
  expect(isMonth(month)).toBe(true);
  const period = periodOf(month);
  expect([period.from, period.until].map((at) => new Date(at).toISOString())).toEqual([from, until]);
  expect([monthOf(period.from), monthOf(period.until - 1)]).toEqual([month, month]);
});

it.each(['', '2026', '2026-1', '2026-00', '2026-13', '26-11', '2026-11-01', '2026/11', 'november', '٢٠٢٦-١١'])(
  '%j is no month',
  (text) => expect(isMonth(text)).toBe(false),
);
