import { expect, test } from 'vitest';
import { run } from '../support/child.ts';

test('the demo runs a recording from start to file list, and ends by itself', async () => {
  const demo = run('src/start.js', { args: ['demo', '--story', 'all'] });
  expect(await demo.ended).toBe(0);
  const text = demo.out.join('\n');
  for (const state of ['Starting', 'Recording', 'Finished']) expect(text).toContain(state);
  expect(text).toMatch(/@ben .*vertical/iu);
  expect(text).toMatch(/[0-9a-f]{32}_standup\.m3u8/u);
  expect(text).toContain('uploaded');
  expect(text).toMatch(/1 acquire, 1 start, 2 updateLayout, 1 stop$/mu);
  expect(demo.err).toEqual([]);
});

test.each(['SIGINT', 'SIGTERM'] as const)('the demo without a prompt ends on %s', async (signal) => {
  const demo = run('src/start.js', { args: ['demo', '--no-prompt'] });
  await expect.poll(() => demo.out.join('\n'), { timeout: 15_000 }).toContain('Press Ctrl-C to stop.');
  expect(await demo.kill(signal)).toBe(0);
  expect(demo.err).toEqual([]);
});
