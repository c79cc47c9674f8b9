/** Brings a database to the newest schema, whichever of several replicas comes first. */
import type { ClientBase } from 'pg';
import type { Ms } from '../../recording/recording.ts';
import { StoreError } from '../error.ts';
import { type AppliedMigration, checkApplied, type Migration } from '../migrations.ts';
import { unhurried } from './access.ts';

/** Of this program alone: the first bytes of `clapperbot`, as a number that PostgreSQL takes as the key of a lock. */
export const lockKey = 0x636c6170;

/**
 * Applies what is missing, all of it or nothing. Replicas that start at the same time wait for the one that holds the lock, which ends
 * with its transaction, also where the replica is killed.
 * Must run inside a transaction. Throws a `StoreError`: `newer_version`, `altered_migration`, `foreign_database`.
 */
export async function migrate(
  client: ClientBase,
  database: string,
  migrations: readonly Migration[],
  now: Ms,
): Promise<void> {
  await client.query({ text: 'SELECT pg_advisory_xact_lock($1)', values: [lockKey], ...unhurried });
  const applied = await readApplied(client, database);
  checkApplied(applied, migrations, database);
  for (const { number, name, sql, checksum } of migrations.slice(applied.length)) {
    await client.query({ text: sql, ...unhurried });
    await client.query('INSERT INTO migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)', [
      number,
      name,
      checksum,
      Math.floor(now),
    ]);
  }
}

async function readApplied(client: ClientBase, database: string): Promise<AppliedMigration[]> {
  const found = await client.query<{ name: string }>(
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()',
  );
  if (found.rows.length > 0 && !found.rows.some(({ name }) => name === 'migrations')) {
    throw new StoreError(
      'foreign_database',
      `The database ${database} is that of another program. Set DATABASE_URL to a database of the bot’s own.`,
    );
  }
  await client.query(`CREATE TABLE IF NOT EXISTS migrations (
    number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL
  )`);
  const { rows } = await client.query<AppliedMigration>(
    'SELECT number, name, checksum FROM migrations ORDER BY number',
  );
  return rows;
}
