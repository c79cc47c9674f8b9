import { expect, test } from 'vitest';
import { dayOf, dayTitle, formatDate } from '../../../../src/sandbox/page/client/slack/text/days.ts';

// 2026-11-16 23:30 UTC.
const at = 1_794_871_800;
const clock = { now: at * 1000, timeZone: 'UTC' };

test('dates are in the time zone of the browser', () => {
  expect(formatDate(at, '{date_num} {time}', clock)).toBe('2026-11-16 23:30');
  expect(formatDate(at, '{date_num} {time}', { ...clock, timeZone: 'Asia/Tokyo' })).toBe('2026-11-17 08:30');
  expect(formatDate(at, '{nonsense}', clock)).toBeUndefined();
  expect(formatDate(Number.NaN, '{time}', clock)).toBeUndefined();
});

test('a day has the title that it has for the reader', () => {
  expect(dayTitle(at, clock)).toBe('Today');
  expect(dayTitle(at - 86_400, clock)).toBe('Yesterday');
  expect(dayTitle(at - 3 * 86_400, clock)).toBe('Friday, November 13, 2026');
});

test('days change at midnight of the reader', () => {
  expect(dayOf(at, 'UTC')).not.toBe(dayOf(at + 3600, 'UTC'));
  expect(dayOf(at, 'Asia/Tokyo')).toBe(dayOf(at + 3600, 'Asia/Tokyo'));
});
