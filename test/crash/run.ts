/** `npm run test:crash -- --kills N [--seed S]`: prints the seed, the progress and the verdict; exits with 1 where something is wrong. */
import { randomInt } from 'node:crypto';
import { fail, readArguments } from '../../src/cli/program-options.ts';
import { killAtRandom } from './random.ts';

const usage = 'npm run test:crash -- [--kills N] [--seed S] (whole numbers; 20 kills and a new seed by default)';
const options = {
  kills: { type: 'string', default: '20' },
  seed: { type: 'string' },
  replicas: { type: 'string' },
} as const;

function readRequest(): { kills: number; seed: number } | { mistake: string } {
  const read = readArguments(process.argv.slice(2), options, usage);
  if ('mistake' in read) return read;
  const { values } = read;
  if (values.replicas !== undefined) return { mistake: '`--replicas` is not available yet. Leave it out.' };
  const kills = Number(values.kills);
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  const isValid = Number.isSafeInteger(kills) && kills >= 1 && Number.isSafeInteger(seed);
  return isValid ? { kills, seed } : { mistake: `--kills and --seed must be whole numbers. Use: ${usage}` };
}

async function main(): Promise<void> {
  const request = readRequest();
  if ('mistake' in request) return fail(request.mistake);
  const { kills, seed } = request;
  const write = (line: string) => process.stdout.write(`${line}\n`);
  write(`Seed ${seed}`);
  const { problems, ...counts } = await killAtRandom(kills, seed, write);
  for (const [name, count] of Object.entries(counts)) write(`${name.padEnd(12)} ${String(count).padStart(5)}`);
  for (const problem of problems) write(problem);
  write(problems.length === 0 ? 'Nothing is forgotten.' : `${problems.length} problems, with seed ${seed}.`);
  if (problems.length > 0) process.exitCode = 1;
}

await main();
