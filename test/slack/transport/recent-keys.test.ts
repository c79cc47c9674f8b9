import { expect, test } from 'vitest';
import { createRecentKeys } from '../../../src/slack/transport/recent-keys.ts';

function keysAt(limit = 10) {
  let at = 0;
  const keys = createRecentKeys({ keepMs: 100, limit, now: () => at });
  const moveTo = (ms: number) => {
    at = ms;
  };
  return { keys, moveTo };
}

test('a key is new once, until it expires', () => {
  const { keys, moveTo } = keysAt();
  expect(keys.add('a')).toBe(true);
  moveTo(50);
  expect(keys.add('b')).toBe(true);
  moveTo(99);
  expect([keys.add('a'), keys.add('b')]).toEqual([false, false]);
  moveTo(100);
  expect([keys.add('a'), keys.add('b')]).toEqual([true, false]);
});

test('a removed key is new', () => {
  const { keys } = keysAt();
  keys.add('a');
  keys.add('b');
  keys.forget('a');
  expect([keys.add('a'), keys.add('b')]).toEqual([true, false]);
});

test('beyond the limit the oldest is dropped; a known one drops nothing', () => {
  const { keys } = keysAt(3);
  for (const key of ['a', 'b', 'c']) keys.add(key);
  expect(keys.add('c')).toBe(false);
  expect(keys.add('a')).toBe(false);
  expect(keys.add('d')).toBe(true);
  expect([keys.add('c'), keys.add('b')]).toEqual([false, false]);
  expect(keys.add('a')).toBe(true);
});
