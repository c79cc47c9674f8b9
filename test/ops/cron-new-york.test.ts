import { expect, test, vi } from 'vitest';
import { every, startTicker, ticksBetween, useZone } from './cron.support.ts';

useZone('America/New_York');

test.each([
  ['ends', '2026-11-01T04:00:00Z', '2026-11-01T10:00:00Z', '2026-11-01T06:00:00Z'],
  ['begins', '2026-03-08T04:00:00Z', '2026-03-08T10:00:00Z', '2026-03-08T07:00:00Z'],
])('a schedule continues when daylight saving time %s', async (_change, from, to, change) => {
  const before = new Date(Date.parse(change) - 1).getTimezoneOffset();
  expect(Math.abs(new Date(change).getTimezoneOffset() - before)).toBe(60);
  expect(await ticksBetween('*/10 * * * *', from, to)).toEqual({ ticks: every(600_000, from, to), lines: [] });
});

test('a time of day keeps its local hour; one that occurs twice ticks twice, one that is skipped does not tick', async () => {
  const autumn = await ticksBetween('30 1 * * *', '2026-10-31T12:00:00Z', '2026-11-03T12:00:00Z');
  expect(autumn.ticks.map((tick) => tick.slice(5, 16))).toEqual([
    '11-01T05:30',
    '11-01T06:30',
    '11-02T06:30',
    '11-03T06:30',
  ]);
  const spring = await ticksBetween('30 2 * * *', '2026-03-07T00:00:00Z', '2026-03-10T00:00:00Z');
  expect(spring.ticks.map((tick) => tick.slice(5, 16))).toEqual(['03-07T07:30', '03-09T06:30']);
});

test('ticks from the first time after the start until stopped', async () => {
  const { ticks, stop } = startTicker('*/10 * * * *', '2026-06-01T12:10:00.500Z');
  await vi.advanceTimersByTimeAsync(599_000);
  expect(ticks).toEqual([]);
  await vi.advanceTimersByTimeAsync(500);
  expect(ticks).toEqual(['2026-06-01T12:20:00.000Z']);
  await stop();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(ticks).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('a blocked process ticks late, once, and a suspended machine does not catch up', async () => {
  const { ticks } = startTicker('0 */10 * * * *', '2026-06-01T12:09:58Z');
  // The clock continues while no timer fires.
  vi.setSystemTime('2026-06-01T12:10:20Z');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(ticks).toHaveLength(1);
  vi.setSystemTime('2026-06-01T15:35:00Z');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ticks).toHaveLength(1);
});

test('a clock set back slightly repeats no tick; one set back far continues at once', async () => {
  const { ticks } = startTicker('*/10 * * * *', '2026-06-01T12:09:59Z');
  await vi.advanceTimersByTimeAsync(1_000);
  vi.setSystemTime('2026-06-01T12:09:59Z');
  await vi.advanceTimersByTimeAsync(61_000);
  expect(ticks).toHaveLength(1);
  vi.setSystemTime('2026-06-01T06:09:59Z');
  await vi.advanceTimersByTimeAsync(120_000);
  expect(ticks).toHaveLength(2);
});
