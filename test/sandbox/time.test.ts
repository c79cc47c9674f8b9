import { expect, test } from 'vitest';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { followRealTime } from '../../src/sandbox/time.ts';

test('the clock follows real time by whole milliseconds, as times of notifications are', async () => {
  const clock = new MovableClock(1_795_000_000_000);
  const stop = followRealTime(clock);
  for (let moves = 0; moves < 5; moves += 1) {
    await clock.until(clock.now() + 1);
    expect(clock.now()).toSatisfy(Number.isInteger);
  }
  stop();
  expect(clock.now()).toBeGreaterThan(1_795_000_000_000);
});
