import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { failAtRandom } from './replicas/random.ts';

const faults = 12;
const replicas = 3;
const seed = randomInt(2 ** 31);
/** Other files share the machine: how late something is says nothing here. A pause is longer than a takeover takes. */
const pattern = { interval: 2_000, longest: 15_000, tolerance: 300_000, takeoverLimit: 300_000 };

test(`${replicas} replicas meet ${faults} faults at random, and nothing is forgotten`, async () => {
  const { problems, ...counts } = await failAtRandom(faults, replicas, seed, () => undefined, pattern);
  expect(problems, `seed ${seed}`).toEqual([]);
  // Some recorders must have run.
  expect(counts.recorders).toBeGreaterThan(0);
  process.stdout.write(`Replicas with seed ${seed}: ${JSON.stringify(counts)}\n`);
}, 300_000);
