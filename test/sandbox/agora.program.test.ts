import { expect, test } from 'vitest';
import { run } from '../support/child.ts';

test.each(['SIGTERM', 'SIGINT'] as const)('the simulator as a program ends on %s', async (signal) => {
  const simulator = run('src/start.js', { args: ['simulate:agora', '--port', '0'] });
  await expect.poll(() => simulator.out.length, { timeout: 15_000 }).toBe(4);
  expect(await simulator.kill(signal)).toBe(0);
  expect(simulator.err).toEqual([]);
});
