/** `npm run test:crash -- --kills N [--seed S]`: prints the seed, the progress and the verdict; exits with 1 where something is wrong. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { killAtRandom } from './random.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '20' }, seed: { type: 'string' } } });
const kills = Number(values.kills);
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const write = (line: string) => process.stdout.write(`${line}\n`);

if (!Number.isSafeInteger(kills) || kills < 1 || !Number.isSafeInteger(seed)) {
  process.stderr.write(
    'Say how often to kill, and with which seed if not a new one: --kills 500 --seed 1 (whole numbers)\n',
  );
  process.exit(1);
}
write(`Seed ${seed}`);
const { problems, ...counts } = await killAtRandom(kills, seed, write);
for (const [name, count] of Object.entries(counts)) write(`${name.padEnd(10)} ${String(count).padStart(5)}`);
for (const problem of problems) write(problem);
write(problems.length === 0 ? 'Nothing is forgotten.' : `${problems.length} problems, with seed ${seed}.`);
process.exitCode = problems.length === 0 ? 0 : 1;
