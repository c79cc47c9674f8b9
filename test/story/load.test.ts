import { expect, test } from 'vitest';
import { mostWithin, playLoad } from '../support/load.ts';
import { openWorld } from '../support/world.ts';

test('fifty recordings at once: no 429 in ten minutes, and every click takes effect within three seconds', async () => {
  const world = await openWorld();
  const { slack, agora } = world;
  const load = await playLoad(world);

  expect(slack.requestLog.filter((entry) => 'status' in entry && entry.status === 429)).toEqual([]);
  expect(agora.requests.filter(({ status }) => status === 429)).toEqual([]);
  const arrivals = agora.requests.map(({ at }) => at);
  expect(mostWithin(arrivals, 1_000)).toBeLessThanOrEqual(10);

  expect(load.effects.filter(({ seconds = Number.POSITIVE_INFINITY }) => seconds >= 3)).toEqual([]);
  expect(load.commands.filter(({ answered }) => !answered)).toEqual([]);

  // It was as busy as it claims to be.
  expect(load.running).toBeGreaterThanOrEqual(49);
  expect(load.effects.length).toBeGreaterThan(60);
  expect(load.finished).toBeGreaterThanOrEqual(8);
  expect(load.statusPosts).toBeGreaterThanOrEqual(49);
  expect((agora.requests.at(-1)?.at ?? 0) - (agora.requests[0]?.at ?? 0)).toBeGreaterThanOrEqual(600_000);
}, 60_000);
