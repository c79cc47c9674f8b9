import { expect, test } from 'vitest';
import { followOutages } from '../../../src/store/postgres/outages.ts';

/** `beats`: when a heartbeat was sent, or, negated, was not. Returns whether another replica may be taken for dead at `at`. */
function mayTakeOver(beats: readonly number[], at: number): boolean {
  const outages = followOutages(0);
  for (const beat of beats) {
    if (beat < 0) outages.failed();
    else outages.reached(beat);
  }
  return outages.mayTakeOver(at);
}

test.each<[string, readonly number[], number, boolean]>([
  ['just after the start', [1_000, 2_000], 2_000, false],
  ['five seconds after the start', [1_000, 5_000], 5_000, true],
  ['during an outage', [6_000, -7_000], 7_000, false],
  ['after a connection was reset', [6_000, -7_000, 8_000], 8_000, true],
  ['just after a long outage', [6_000, -7_000, -9_000, 11_000], 12_000, false],
  ['five seconds after a long outage', [6_000, -7_000, -9_000, 11_000], 16_000, true],
  ['after an outage that was there from the start', [-1_000, 9_000], 13_000, false],
  ['when it continues after a pause', [6_000, 66_000], 66_000, true],
  ['just after a pause in which connections were lost', [6_000, -66_000, 67_000], 67_000, false],
])('%s', (_, beats, at, expected) => {
  expect(mayTakeOver(beats, at)).toBe(expected);
});

test('an outage is reported once', () => {
  const outages = followOutages(0);
  expect([outages.failed(), outages.failed()]).toEqual([true, false]);
  outages.reached(3_000);
  expect(outages.failed()).toBe(true);
});
