import { expect, test } from 'vitest';
import { createSystemClock } from '../../src/ops/clock.ts';

test('time continues when the machine’s clock is set back, and follows it forward', () => {
  let wall = 1_000_000;
  let steady = 5;
  const clock = createSystemClock(
    () => wall,
    () => steady,
  );
  const pass = (ms: number, set = 0) => {
    steady += ms;
    wall += ms + set;
    return clock.now();
  };
  expect(clock.now()).toBe(1_000_000);
  expect(pass(10)).toBe(1_000_010);
  expect(pass(10, -3_600_000)).toBe(1_000_020);
  expect(pass(10)).toBe(1_000_030);
  // Corrected, and then a suspend of an hour, in which only the wall clock continued.
  expect(pass(10, 3_600_000)).toBe(1_000_040);
  expect(pass(10, 3_600_000)).toBe(4_600_050);
});

test('waits end at their deadline, or when aborted', async () => {
  const clock = createSystemClock(
    () => Date.now(),
    () => performance.now(),
  );
  await clock.until(clock.now() - 1);
  const acquireEnqueued = clock.now();
  await clock.until(acquireEnqueued + 5);
  expect(clock.now()).toBeGreaterThanOrEqual(acquireEnqueued + 5);
  const end = new AbortController();
  const waiting = clock.until(clock.now() + 3_600_000, end.signal);
  end.abort();
  await waiting;
});
