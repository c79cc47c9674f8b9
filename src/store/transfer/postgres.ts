/** The PostgreSQL database, as a source and as a target. */
import type { PoolClient } from 'pg';
import { StoreError } from '../error.ts';
import { type AppliedMigration, readMigrations } from '../migrations.ts';
import { applicationName, connect, unhurried } from '../postgres/access.ts';
import { openBoss } from '../postgres/boss.ts';
import { isDatabaseFailure, storeError } from '../postgres/error.ts';
import { lockKey, migrate } from '../postgres/migrate.ts';
import { migrationsFolder } from '../postgres/open.ts';
import { checkVersion } from '../postgres/server.ts';
import { countSetAside, isJobs, jobReader, jobWriter } from './postgres-jobs.ts';
import { assertCurrent } from './schema.ts';
import { batchSize, type Kind, tables, type Value } from './tables.ts';
import type { CountedSource, Source, Target } from './transfer.ts';
import { valueOf } from './values.ts';

/** `onError` receives what fails in the background. */
export type PostgresOptions = Readonly<{ url: string; onError: (error: StoreError) => void }>;

type Open = ReturnType<typeof connect> & Readonly<{ client: PoolClient }>;

/** Calls `use` with the database as it is at one moment, while no bot can start on it. Rejects with a `StoreError`. */
export function fromPostgres<T>(options: PostgresOptions, use: (source: CountedSource) => Promise<T>): Promise<T> {
  return withDatabase(options, async ({ client, name }) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    assertCurrent(await appliedOf(client), readMigrations(migrationsFolder), name);
    return use({ name, rows: reader(client), setAside: await countSetAside(client) });
  });
}

/**
 * Calls `use` with the database, which must be empty and gets its schema first. What is written is there when that resolves, or not
 * at all. Rejects with a `StoreError`.
 */
export function intoPostgres<T>(options: PostgresOptions, use: (target: Target) => Promise<T>): Promise<T> {
  return withDatabase(options, async ({ client, ...access }) => {
    const { name, pool, transaction } = access;
    await client.query('BEGIN');
    await migrate(client, name, readMigrations(migrationsFolder), Date.now());
    await client.query('COMMIT');
    const boss = await openBoss(access, pool, (error) => options.onError(storeError(error, name)));
    try {
      return await transaction(async (query, inside) => {
        await assertEmpty(inside, name);
        const writeJobs = jobWriter(boss, { query, client: inside });
        return use({ name, rows: reader(inside), ...writer(inside, writeJobs) });
      });
    } finally {
      await boss.close();
    }
  });
}

async function withDatabase<T>({ url, onError }: PostgresOptions, use: (open: Open) => Promise<T>): Promise<T> {
  const access = connect(url, onError, {
    application: `${applicationName} migrate`,
    answerWithin: unhurried.query_timeout,
  });
  const { name } = access;
  let client: PoolClient | undefined;
  try {
    client = await connected(access);
    await checkVersion(access.query, name);
    await assertAlone(client, name);
    return await use({ ...access, client });
  } catch (error) {
    throw isDatabaseFailure(error) ? storeError(error, name) : error;
  } finally {
    if (client !== undefined) await endSession(client);
    await access.close();
  }
}

/** Frees the lock at once: PostgreSQL takes a moment to notice that a connection has ended. */
async function endSession(client: PoolClient): Promise<void> {
  try {
    await client.query('ROLLBACK');
    await client.query('SELECT pg_advisory_unlock_all()');
  } catch (error) {
    // The lock goes with the connection.
    if (!isDatabaseFailure(error)) throw error;
  } finally {
    client.release(true);
  }
}

async function connected({ pool, name }: ReturnType<typeof connect>): Promise<PoolClient> {
  try {
    const client = await pool.connect();
    // The next statement fails, and says why.
    return client.on('error', () => {});
  } catch (error) {
    const { code, cause } = storeError(error, name);
    if (code !== 'cannot_open') throw error;
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(
      code,
      `The database ${name} can’t be reached (${detail}). Check its address, and that PostgreSQL runs and lets you in.`,
      error,
    );
  }
}

/** PostgreSQL lists a connection for a moment after it has ended. `betweenLooks`: seconds. */
const looks = 10;
const betweenLooks = 0.1;

/** Keeps the lock that a bot needs to start, until the connection ends. */
async function assertAlone(client: PoolClient, name: string): Promise<void> {
  const locked = await client.query<{ done: boolean }>('SELECT pg_try_advisory_lock($1) AS done', [lockKey]);
  if (locked.rows[0]?.done !== true) {
    throw new StoreError(
      'instance_running',
      `A bot is starting on the database ${name}, or it is being migrated. Wait for that, stop the bot, and migrate then.`,
    );
  }
  for (let look = 0; look < looks; look += 1) {
    const { rows } = await client.query<{ n: number }>(
      'SELECT count(*)::integer AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
      [applicationName],
    );
    if (rows[0]?.n === 0) return;
    await client.query('SELECT pg_sleep($1)', [betweenLooks]);
  }
  throw new StoreError(
    'instance_running',
    `A bot is running on the database ${name}. Stop every replica, and migrate then.`,
  );
}

async function appliedOf(client: PoolClient): Promise<AppliedMigration[] | undefined> {
  const has = await client.query<{ name: string | null }>(`SELECT to_regclass('migrations') AS name`);
  if (has.rows[0]?.name === null) return undefined;
  const { rows } = await client.query<AppliedMigration>(
    'SELECT number, name, checksum FROM migrations ORDER BY number',
  );
  return rows;
}

async function assertEmpty(client: PoolClient, name: string): Promise<void> {
  const filled: string[] = [];
  for (const table of tables) {
    const rowsOf = isJobs(table) ? jobReader(table) : `SELECT 1 FROM ${table.name}`;
    const { rows } = await client.query<{ some: boolean }>(`SELECT EXISTS (${rowsOf}) AS some`);
    if (rows[0]?.some === true) filled.push(table.name);
  }
  if (filled.length === 0) return;
  throw new StoreError(
    'cannot_open',
    `The database ${name} is not empty (${filled.join(', ')}) and was left as it is. Create a new database and name that.`,
  );
}

const types: Readonly<Record<Kind, string>> = {
  text: 'text',
  number: 'bigint',
  boolean: 'boolean',
  json: 'json',
  payload: 'json',
};

function reader(client: PoolClient): Source['rows'] {
  return async function* rows(table) {
    const cursor = `rows_of_${table.name}`;
    const names = Object.keys(table.columns);
    const kinds = Object.values(table.columns);
    const select = isJobs(table)
      ? jobReader(table)
      : `SELECT ${names.join(', ')} FROM ${table.name} ORDER BY ${table.order.join(', ')}`;
    // As text: numbers may be big, and JSON is to stay as it was written.
    const asText = names.map((name, i) => (kinds[i] === 'boolean' ? name : `${name}::text`)).join(', ');
    await client.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT ${asText} FROM (${select}) AS t`);
    for (;;) {
      const fetched = await client.query<Value[]>({ text: `FETCH ${batchSize} FROM ${cursor}`, rowMode: 'array' });
      if (fetched.rows.length > 0) yield fetched.rows.map((raw) => kinds.map((kind, i) => valueOf(raw[i], kind)));
      if (fetched.rows.length < batchSize) break;
    }
    await client.query(`CLOSE ${cursor}`);
  };
}

function writer(client: PoolClient, writeJobs: Target['write']): Pick<Target, 'write' | 'finish'> {
  return {
    async write(table, rows) {
      if (isJobs(table)) return writeJobs(table, rows);
      const names = Object.keys(table.columns);
      const kinds = Object.values(table.columns);
      const values = kinds.map((kind, i) => `$${i + 1}::${kind === 'json' ? 'text' : types[kind]}[]`);
      const selected = names.map((name, i) => `${name}::${types[kinds[i] ?? 'text']}`);
      await client.query(
        `INSERT INTO ${table.name} (${names.join(', ')}) OVERRIDING SYSTEM VALUE
         SELECT ${selected.join(', ')} FROM unnest(${values.join(', ')}) AS t (${names.join(', ')})`,
        names.map((_, i) => rows.map((row) => row[i])),
      );
    },
    async finish({ name, counted }) {
      if (counted !== true) return;
      await client.query(
        `SELECT setval(pg_get_serial_sequence('${name}', 'id'), max(id)) FROM ${name} HAVING max(id) IS NOT NULL`,
      );
    },
  };
}
