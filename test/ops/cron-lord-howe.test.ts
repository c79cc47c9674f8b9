/** Where the change is half an hour: node-cron's own scheduler loops here. */
import { expect, test } from 'vitest';
import { every, ticksBetween, useZone } from './cron.support.ts';

useZone('Australia/Lord_Howe');

// UTC+11 until 15:00 UTC, then +10:30; and back at 15:30 UTC.
test.each([
  ['ends', '2026-04-04T12:00:00Z', '2026-04-04T18:00:00Z', '2026-04-04T15:00:00Z'],
  ['begins', '2026-10-03T12:00:00Z', '2026-10-03T18:00:00Z', '2026-10-03T15:30:00Z'],
])('a schedule continues when daylight saving time %s', async (_change, from, to, change) => {
  const before = new Date(Date.parse(change) - 1).getTimezoneOffset();
  expect(Math.abs(new Date(change).getTimezoneOffset() - before)).toBe(30);
  expect(await ticksBetween('*/10 * * * *', from, to)).toEqual({ ticks: every(600_000, from, to), lines: [] });
});

test.each([
  ['ends', '2026-04-04T14:00:00Z', '2026-04-04T16:30:00Z'],
  ['begins', '2026-10-03T14:00:00Z', '2026-10-03T16:30:00Z'],
])('so does one of six fields when it %s', async (_change, from, to) => {
  expect(await ticksBetween('*/30 * * * * *', from, to)).toEqual({ ticks: every(30_000, from, to), lines: [] });
});
