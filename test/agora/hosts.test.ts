import { expect, test } from 'vitest';
import { afterFailure, hostOrder } from '../../src/agora/hosts.ts';

test('hosts are used in the order of the list until one does not respond', () => {
  expect(hostOrder(2, undefined, 0)).toEqual([0, 1]);
  expect(hostOrder(0, undefined, 0)).toEqual([]);
});

test('after that the next host is used first for five minutes', () => {
  const preference = afterFailure(3, 0, 1_000);
  expect(hostOrder(3, preference, 1_000)).toEqual([1, 2, 0]);
  expect(hostOrder(3, preference, 300_999)).toEqual([1, 2, 0]);
  expect(hostOrder(3, preference, 301_000)).toEqual([0, 1, 2]);
});

test('when the last host does not respond either, the first one is used first again', () => {
  expect(hostOrder(2, afterFailure(2, 1, 0), 0)).toEqual([0, 1]);
  expect(hostOrder(1, afterFailure(1, 0, 0), 0)).toEqual([0]);
});
