import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { killAtRandom } from './random.ts';

const kills = 20;
const seed = randomInt(2 ** 31);
/** Other files share the machine, and time runs twenty times as fast: a second in which nothing is run counts as many. */
const tolerance = 300_000;

test(`killed ${kills} times at random, no recorder is lost (npm run test:crash -- --kills ${kills} --seed ${seed})`, async () => {
  const { problems, ...counts } = await killAtRandom(kills, seed, () => undefined, tolerance);
  expect(problems, `seed ${seed}`).toEqual([]);
  // Some recorders must have run.
  expect(counts.recorders).toBeGreaterThan(0);
  process.stdout.write(`Random kills with seed ${seed}: ${JSON.stringify(counts)}\n`);
}, 180_000);
