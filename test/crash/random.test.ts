import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { killAtRandom } from './random.ts';

const kills = 20;
const seed = randomInt(2 ** 31);

test(`killed ${kills} times at random, nothing is forgotten (npm run test:crash -- --kills ${kills} --seed ${seed})`, async () => {
  const { problems, ...counts } = await killAtRandom(kills, seed, () => undefined);
  expect(problems, `seed ${seed}`).toEqual([]);
  // Some recorders must have run.
  expect(counts.recorders).toBeGreaterThan(0);
  process.stdout.write(`Random kills with seed ${seed}: ${JSON.stringify(counts)}\n`);
}, 180_000);
