import { expect, test } from 'vitest';
import { acceptanceTests } from '../../docs/acceptance.ts';

test('each of the 25 acceptance points has a test', () => {
  const points = new Set(acceptanceTests().map(({ point }) => point));
  expect([...points]).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
});
