import { expect, test } from 'vitest';
import { run } from '../support/child.ts';

test('the demo plays a recording from start to file list, and ends by itself', async () => {
  const demo = run('src/start.js', { args: ['demo', '--story'] });
  expect(await demo.ended).toBe(0);
  const text = demo.out.join('\n');
  const states = [...text.matchAll(/standup · (\w+)/gu)].map((match) => match[1]);
  expect([...new Set(states)]).toEqual(['Starting', 'Recording', 'Stopping', 'Finished']);
  expect(text).toContain('@ben changed the layout to vertical');
  // The first tick may come within a minute, by the time of the day.
  expect(text.match(/Recording for \d+ (?:min|s)/gu)).toHaveLength(2);
  expect(text).toMatch(/[0-9a-f]{32}_standup\.m3u8[^]*Upload: uploaded/u);
  expect(text).toMatch(/1 acquire, 1 start/u);
  expect(demo.err).toEqual([]);
});
