/** `npm run migrate -- --to postgres://…` or `--from postgres://…`: the database from SQLite to PostgreSQL, and back. */
import { resolve } from 'node:path';
import { type Environment, readDatabase, readEnvironment } from '../config/load.ts';
import { StoreError } from '../store/error.ts';
import { type Migrated, migrateToPostgres, migrateToSqlite } from '../store/transfer/migrate.ts';
import { fail, readArguments } from './program-options.ts';

const usage =
  'npm run migrate -- --to ADDRESS, or --from ADDRESS, where ADDRESS is postgres://user@host:5432/database, or DATABASE_URL for the value of that variable';

/** The value that stands for the variable: what is typed is shown by npm and kept by the shell, and an address may hold a password. */
const variable = 'DATABASE_URL';

type Wanted = Readonly<{ direction: 'to' | 'from'; url: string; path: string }>;

/** Prints a line for each table that was copied, then what to do; on stderr why nothing was copied, and then the exit code is 1. */
export async function main(args: readonly string[]): Promise<void> {
  const wanted = wantedBy(args, readEnvironment(process.cwd(), process.env));
  if ('mistake' in wanted) return fail(wanted.mistake);
  try {
    await migrate(wanted);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    fail(error.message);
  }
}

async function migrate({ direction, url, path }: Wanted): Promise<void> {
  const started = performance.now();
  let total = 0;
  const options = {
    url,
    path,
    onCopied({ table, rows }: { table: string; rows: number }) {
      total += rows;
      process.stdout.write(`${table.padEnd(18)}${count(rows).padStart(12)}  verified\n`);
    },
    onError: (error: StoreError) => process.stderr.write(`${error.message}\n`),
  };
  const migrated = await (direction === 'to' ? migrateToPostgres : migrateToSqlite)(options);
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(
    `${count(total)} rows in ${seconds.toFixed(1)} s (${count(Math.round(total / seconds))} rows per second).\n` +
      notes(migrated, direction === 'to' ? resolve(path) : 'PostgreSQL') +
      next[direction](resolve(path)),
  );
}

const next = {
  to: (file: string) =>
    'Next: set DATABASE_URL to this database and start the bot. ' +
    `Keep ${file}, but never start a bot on it while another one uses the copy: both would control the same recordings.\n`,
  from: (file: string) =>
    `Next: unset DATABASE_URL, set DATABASE_PATH to ${file}, and start one bot. ` +
    'Never start a bot on PostgreSQL while this one runs: both would control the same recordings.\n',
};

function notes({ replaced, setAside }: Migrated, source: string): string {
  const lines = [
    replaced > 0 &&
      `Values with characters that PostgreSQL can’t store (U+0000), which were replaced by U+FFFD: ${count(replaced)}.`,
    setAside > 0 && `Damaged jobs, which the bot had set aside and which stay in ${source}: ${count(setAside)}.`,
  ];
  return lines.map((line) => (line === false ? '' : `${line}\n`)).join('');
}

function count(n: number): string {
  return n.toLocaleString('en');
}

type Read = ReturnType<typeof readEnvironment>;

function wantedBy(args: readonly string[], { env, problems }: Read): Wanted | { mistake: string } {
  const given = readArguments(args, { to: { type: 'string' }, from: { type: 'string' } }, usage);
  // Node’s own sentence would repeat an address that stands without its option.
  if ('mistake' in given)
    return { mistake: given.mistake.startsWith('Unexpected argument') ? `Use: ${usage}` : given.mistake };
  const { to, from } = given.values;
  if ((to === undefined) === (from === undefined)) return { mistake: `Say either --to or --from. Use: ${usage}` };
  const direction = to === undefined ? 'from' : 'to';
  const file = readDatabase({ DATABASE_PATH: env['DATABASE_PATH'] });
  if ('fix' in file) return { mistake: [...problems, file.fix].join('\n') };
  if (problems.length > 0) return { mistake: problems.join('\n') };
  const url = urlOf(direction, to ?? from ?? '', env);
  return 'mistake' in url ? url : { direction, url: url.value, path: file.value.databasePath };
}

function urlOf(direction: string, given: string, env: Environment): { value: string } | { mistake: string } {
  const isVariable = given === variable;
  const name = isVariable ? variable : `--${direction}`;
  const read = readDatabase({ [variable]: isVariable ? env[variable] : given });
  if ('fix' in read) return { mistake: `${read.fix.replace(variable, name)}.` };
  const { databaseUrl } = read.value;
  return databaseUrl === undefined ? { mistake: `${name} is empty. Use: ${usage}` } : { value: databaseUrl };
}
