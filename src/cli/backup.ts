/** The program `npm run backup -- FILE`: a copy of the database, also while the bot runs. */
import { readDatabase, readEnvironment } from '../config/load.ts';
import { StoreError } from '../store/error.ts';
import { backUp } from '../store/sqlite/copy.ts';

const usage =
  'Say where the backup goes, one file that is not there yet: npm run backup -- backups/clapperbot-2026-11-21.db';

/** A dump holds pg-boss's schema, too, and with it the jobs. */
const onPostgres =
  'DATABASE_URL names a PostgreSQL database: back it up with pg_dump, all schemas of it. npm run backup copies SQLite files.';

/** Prints one line: what was written on stdout, or on stderr why nothing was; then the exit code is 1. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const { file, recordings, bytes } = backUp(databasePath(), fileOf(args));
    const kB = Math.ceil(bytes / 1000).toLocaleString('en');
    process.stdout.write(
      `${file}: ${recordings} ${recordings === 1 ? 'recording' : 'recordings'}, ${kB} kB, checked.\n`,
    );
  } catch (error) {
    if (!(error instanceof StoreError || error instanceof Mistake)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/** A problem that the operator can fix: a line for stderr. */
class Mistake extends Error {}

function fileOf([file, ...more]: readonly string[]): string {
  if (file === undefined || file.trim() === '' || file.startsWith('-') || more.length > 0) throw new Mistake(usage);
  return file;
}

function databasePath(): string {
  const { env, problems } = readEnvironment(process.cwd(), process.env);
  const database = readDatabase(env);
  if ('fix' in database) throw new Mistake([...problems, database.fix].join('\n'));
  if (problems.length > 0) throw new Mistake(problems.join('\n'));
  const { databasePath: path, databaseUrl } = database.value;
  if (databaseUrl !== undefined) throw new Mistake(onPostgres);
  return path;
}
