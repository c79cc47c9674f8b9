import { expect, it } from 'vitest';
import {
  messagePriority,
  nextPost,
  nextPublish,
  nextUpdate,
  recent,
  updateWindow,
} from '../../../src/slack/delivery/rates.ts';
import { pauseBefore } from '../../../src/slack/transport/socket-pool.ts';

const times = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

it.each([
  ['the first post goes at once', undefined, 5_000, 5_000],
  ['a second one waits for the rest of the second', 5_000, 5_300, 6_000],
  ['a later one goes at once', 5_000, 6_001, 6_001],
])('%s', (_, last, now, expected) => {
  expect(nextPost(last, now)).toBe(expected);
});

it.each([
  ['nothing sent yet', [], messagePriority.background, 100, 100],
  ['39 sent: the 40th may go', times(39), messagePriority.background, 100, 100],
  [
    '40 sent: background waits for the first to fall out of the window',
    times(40),
    messagePriority.background,
    100,
    updateWindow,
  ],
  ['40 sent: so does a change', times(40), messagePriority.change, 100, updateWindow],
  ['40 sent: the end of a recording does not wait', times(40), messagePriority.end, 100, 100],
  ['45 sent: the end of a recording waits', times(45), messagePriority.end, 100, updateWindow],
  ['40 sent: a person does not wait', times(40), messagePriority.person, 100, 100],
  ['50 sent: a person waits', times(50), messagePriority.person, 100, updateWindow],
  ['50 sent: background waits for eleven to fall out', times(50), messagePriority.background, 100, updateWindow + 10],
  ['the window has passed', times(50), messagePriority.background, updateWindow + 49, updateWindow + 49],
] as const)('%s', (_, sent, of, now, expected) => {
  expect(nextUpdate(sent, of, now)).toBe(expected);
});

it('never sends more than fifty updates in any minute, at any priority', () => {
  let sent: readonly number[] = [];
  let now = 0;
  for (let index = 0; index < 400; index += 1) {
    now = nextUpdate(sent, index % 3 === 0 ? messagePriority.person : messagePriority.background, now);
    sent = [...recent(sent, now), now];
    expect(sent.filter((at) => at > now - 60_000).length).toBeLessThanOrEqual(50);
  }
});

it('never sends more than a hundred views in any minute, and reserves twenty for people', () => {
  expect(nextPublish(times(79), messagePriority.background, 100)).toBe(100);
  expect(nextPublish(times(80), messagePriority.background, 100)).toBe(updateWindow);
  expect(nextPublish(times(99), messagePriority.person, 100)).toBe(100);
  expect(nextPublish(times(100), messagePriority.person, 100)).toBe(updateWindow);
});

it.each([
  [0, 0, 0],
  [1, 0, 100],
  [1, 1, 200],
  [3, 1, 800],
  [9, 0, 2_500],
  [9, 1, 5_000],
])('after %i failures it pauses between half and all of the time (%d)', (failures, random, expected) => {
  expect(pauseBefore(failures, random)).toBe(expected);
});
