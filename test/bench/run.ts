/**
 * `npm run bench -- [--only PART]`: prints the figures of docs/performance.md. The machine is noisy: compare the ratios,
 * which are of one run.
 */
import { fail, readArguments } from '../../src/cli/program-options.ts';
import { acknowledgement, acknowledgementOnPostgres, acknowledgementOverHttp } from './acknowledgement.ts';
import { budget } from './budget.ts';
import { commits } from './commits.ts';
import { due } from './due.ts';
import { dueOnPostgres } from './due-postgres.ts';
import { fifty } from './fifty.ts';
import { many, manyOnPostgres } from './many.ts';
import { page } from './page.ts';
import { sizing } from './sizing.ts';

const parts: Readonly<Record<string, { title: string; measure: () => Promise<string> }>> = {
  acknowledgement: { title: 'From slash command to acknowledgement', measure: acknowledgement },
  http: { title: 'From slash command to acknowledgement, over HTTP', measure: acknowledgementOverHttp },
  fifty: { title: 'Fifty recordings at once', measure: fifty },
  many: { title: 'Ten thousand recordings at once', measure: many },
  due: { title: 'Taking what is due', measure: due },
  postgres: { title: 'From slash command to acknowledgement, on PostgreSQL', measure: acknowledgementOnPostgres },
  live: { title: 'Ten thousand recordings at once, on PostgreSQL', measure: manyOnPostgres },
  scale: { title: 'Taking what is due, listing and counting, on PostgreSQL', measure: dueOnPostgres },
  commits: { title: 'Commits on PostgreSQL', measure: commits },
  budget: { title: 'The request budget of several replicas', measure: budget },
  sizing: { title: 'Sizing', measure: sizing },
  page: { title: 'A key press and a click in the page of the demo', measure: page },
};
const usage = `npm run bench -- [--only PART], where PART is one of ${Object.keys(parts).join(', ')}`;

async function main(): Promise<void> {
  const read = readArguments(process.argv.slice(2), { only: { type: 'string' } }, usage);
  if ('mistake' in read) return fail(read.mistake);
  const { only } = read.values;
  if (only !== undefined && !Object.hasOwn(parts, only)) return fail(`There is no part “${only}”. Use: ${usage}`);

  let separator = '';
  for (const [name, { title, measure }] of Object.entries(parts)) {
    if (only !== undefined && only !== name) continue;
    process.stdout.write(`${separator}## ${title}\n\n`);
    process.stdout.write(`${await measure()}\n`);
    separator = '\n';
  }
}

await main();
