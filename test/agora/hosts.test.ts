import { expect, test } from 'vitest';
import { afterFailure, hostOrder } from '../../src/agora/hosts.ts';

test('the order of the list, until one gives no answer', () => {
  expect(hostOrder(2, undefined, 0)).toEqual([0, 1]);
  expect(hostOrder(0, undefined, 0)).toEqual([]);
});

test('the next one goes first for five minutes', () => {
  const preference = afterFailure(3, 0, 1_000);
  expect(hostOrder(3, preference, 1_000)).toEqual([1, 2, 0]);
  expect(hostOrder(3, preference, 300_999)).toEqual([1, 2, 0]);
  expect(hostOrder(3, preference, 301_000)).toEqual([0, 1, 2]);
});

test('when the last one gives no answer either, the first one goes first again', () => {
  expect(hostOrder(2, afterFailure(2, 1, 0), 0)).toEqual([0, 1]);
  expect(hostOrder(1, afterFailure(1, 0, 0), 0)).toEqual([0]);
});
