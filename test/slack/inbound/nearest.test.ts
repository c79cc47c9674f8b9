import { expect, it } from 'vitest';
import { nearest } from '../../../src/slack/inbound/nearest.ts';

it.each([
  ['strat', ['start', 'stop', 'list'], ['start']],
  ['stpo', ['start', 'stop', 'list'], ['stop']],
  ['STOPP', ['start', 'stop'], ['stop']],
  ['stat', ['start', 'status'], ['status', 'start']],
  ['fro', ['for', 'url'], ['for']],
  ['a', ['url', 'for'], []],
  ['standup', ['start', 'stop', 'status'], []],
  ['kitten', ['sitting'], []],
  ['room9', ['room1', 'room2', 'room3', 'room4'], ['room1', 'room2', 'room3']],
])('%s among %j', (word, options, found) => expect(nearest(word, options)).toEqual(found));

it('accepts a lower limit of edits', () => {
  expect(nearest('gird', ['grid'], 1)).toEqual(['grid']);
  expect(nearest('Greg', ['grid'], 1)).toEqual([]);
});
