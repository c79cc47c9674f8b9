import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Migration, readMigrations } from '../../../src/store/migrations.ts';
import { migrate } from '../../../src/store/postgres/migrate.ts';
import { startPostgres, type TestServer } from '../../support/postgres.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

let folder: string;
let url: string;
const open: Client[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clapperbot-migrate-'));
  url = await server.createDatabase();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.end()));
  rmSync(folder, { recursive: true });
});

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  open.push(client);
  return client;
}
function files(all: Readonly<Record<string, string>>): void {
  for (const [name, sql] of Object.entries(all)) writeFileSync(join(folder, name), sql);
}
async function apply(client: Client, migrations: readonly Migration[], now: number): Promise<void> {
  await client.query('BEGIN');
  try {
    await migrate(client, 'x', migrations, now);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
const run = async (now = 1, client?: Client) => apply(client ?? (await connect()), readMigrations(folder), now);
async function rows(sql: string): Promise<unknown[][]> {
  const { rows: found } = await (await connect()).query<unknown[]>({ text: sql, rowMode: 'array' });
  return found;
}
const tables = () => rows(`SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`);

const one = { '0001-one.sql': 'CREATE TABLE t (a integer);' };
const two = { '0002-two.sql': 'ALTER TABLE t ADD COLUMN b integer; INSERT INTO t VALUES (1, 2);' };

describe('migrations of PostgreSQL', () => {
  it('are applied in the order of their numbers, each once', async () => {
    files({ ...two, ...one });
    await run(1);
    await run(2);
    files({ '0003-three.sql': 'UPDATE t SET b = b + 1;' });
    await run(3);
    expect(await rows('SELECT * FROM t')).toEqual([[1, 3]]);
    expect(await rows('SELECT number, applied_at::int FROM migrations ORDER BY number')).toEqual([
      [1, 1],
      [2, 1],
      [3, 3],
    ]);
  });

  it('are applied once by three replicas that start at the same time', async () => {
    // The first statement alone would let the second replica fail, or insert twice.
    files({ '0001-one.sql': 'CREATE TABLE t (a integer); INSERT INTO t SELECT 1 FROM pg_sleep(0.2);' });
    const clients = await Promise.all([connect(), connect(), connect()]);
    await Promise.all(clients.map((client, n) => run(n, client)));
    expect(await rows('SELECT * FROM t')).toEqual([[1]]);
    expect(await rows('SELECT number FROM migrations')).toEqual([[1]]);
  });

  it('are those of the bot, by three replicas', async () => {
    const ours = readMigrations(fileURLToPath(new URL('../../../migrations/postgres/', import.meta.url)));
    const clients = await Promise.all([connect(), connect(), connect()]);
    await Promise.all(clients.map((client) => apply(client, ours, 1)));
    expect((await tables()).flat()).toContain('recordings');
    expect(await rows('SELECT count(*)::int FROM migrations')).toEqual([[ours.length]]);
  });

  it('are applied all or none, and let the next replica try', async () => {
    files({ ...one, '0002-bad.sql': 'CREATE TABLE u (a integer); NONSENSE;' });
    const client = await connect();
    await expect(run(1, client)).rejects.toThrow('NONSENSE');
    expect(await tables()).toEqual([]);
    files({ '0002-bad.sql': 'CREATE TABLE u (a integer);' });
    await run(2);
    expect(await tables()).toEqual([['migrations'], ['t'], ['u']]);
  });

  it('are rejected on a database of a newer version', async () => {
    files({ ...one, ...two });
    await run();
    rmSync(join(folder, '0002-two.sql'));
    await expect(run()).rejects.toMatchObject({ code: 'newer_version' });
  });

  it('are rejected when an applied one was altered', async () => {
    files(one);
    await run();
    files({ '0001-one.sql': 'CREATE TABLE t (a text);' });
    await expect(run()).rejects.toMatchObject({ code: 'altered_migration' });
  });

  it('are rejected on the database of another program', async () => {
    await (await connect()).query('CREATE TABLE theirs (a integer)');
    files(one);
    await expect(run()).rejects.toMatchObject({ code: 'foreign_database' });
    expect(await tables()).toEqual([['theirs']]);
  });
});
