/** What is copied is all that there is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgres } from '../../../src/store/postgres/open.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { notCopied, type Table, tables } from '../../../src/store/transfer/tables.ts';
import { startPostgres, type TestServer } from '../../support/postgres.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

/** What only the database itself needs of a job. */
const ofJobs = ['id', 'revision', 'postponed'];
const isJobs = ({ name }: Table) => name === 'jobs' || name === 'schedule_jobs';

it('every table and column of SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-tables-'));
  await openStore(join(folder, 'bot.db')).close();
  const db = new Database(join(folder, 'bot.db'), { readonly: true });
  const names = db
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`)
    .pluck()
    .all();
  const columnsOf = (table: string) =>
    db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
  const found = Object.fromEntries(
    names.filter((name) => !notCopied.sqlite.includes(name)).map((name) => [name, columnsOf(name).toSorted()]),
  );
  db.close();
  rmSync(folder, { recursive: true });
  expect(found).toEqual(
    Object.fromEntries(
      tables.map((table) => {
        const columns = Object.keys(table.columns).map((name) => table.inSqlite?.[name] ?? name);
        return [table.name, [...columns, ...(isJobs(table) ? ofJobs : [])].toSorted()];
      }),
    ),
  );
});

it('every table and column of PostgreSQL, with its type', async () => {
  const url = await server.createDatabase();
  const store = await openPostgres(url);
  await store.close();
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ table: string; column: string; type: string; counted: boolean }>(
    `SELECT table_name AS table, column_name AS column, data_type AS type, is_identity = 'YES' AS counted
     FROM information_schema.columns WHERE table_schema = 'public'`,
  );
  await client.end();
  const kinds: Record<string, string> = { bigint: 'number', integer: 'number' };
  const ours = rows.filter(({ table }) => !notCopied.postgres.includes(table));
  const found = Map.groupBy(ours, ({ table }) => table);
  expect(Object.fromEntries([...found].map(([table, columns]) => [table, fieldsOf(columns)]))).toEqual(
    Object.fromEntries(tables.filter((table) => !isJobs(table)).map(({ name, columns }) => [name, columns])),
  );
  const counted = new Set(ours.filter((column) => column.counted).map(({ table }) => table));
  expect(counted).toEqual(new Set(tables.filter((table) => table.counted === true).map(({ name }) => name)));

  function fieldsOf(columns: readonly { column: string; type: string }[]) {
    return Object.fromEntries(columns.map(({ column, type }) => [column, kinds[type] ?? type]));
  }
});
