/** A PostgreSQL for the tests of one file; for each test a database on it and a folder. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { openPostgres } from '../../../src/store/postgres/open.ts';
import type { MigrateOptions } from '../../../src/store/transfer/migrate.ts';
import { startPostgres, type TestServer } from '../../support/postgres.ts';

export type Place = Readonly<{
  /** Of the database. */
  url: string;
  /** Of SQLite; nothing is there yet. */
  file: string;
  folder: string;
}>;

export function usePlaces() {
  let server: TestServer;
  let place: Place;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.stop());
  beforeEach(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clapperbot-transfer-'));
    place = { url: await server.createDatabase(), file: join(folder, 'bot.db'), folder };
  });
  afterEach(() => rmSync(place.folder, { recursive: true }));
  return () => place;
}

/** `more` wins; what fails in the background fails the test. */
export function options({ url, file }: Place, more: Partial<MigrateOptions> = {}): MigrateOptions {
  return {
    url,
    path: file,
    onCopied: () => {},
    onError: (error) => {
      throw error;
    },
    ...more,
  };
}

export async function query<Row>({ url }: Place, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows as Row[];
}

/** As a bot leaves it that has started once. */
export async function makeSchema({ url }: Place): Promise<void> {
  const store = await openPostgres(url);
  await store.close();
}

/** How many rows each table of ours has; undefined where there is none. */
export async function rowsIn(place: Place, table: string): Promise<number | undefined> {
  const [found] = await query<{ is: boolean }>(place, `SELECT to_regclass('${table}') IS NOT NULL AS is`);
  if (found?.is !== true) return undefined;
  const [counted] = await query<{ n: number }>(place, `SELECT count(*)::integer AS n FROM ${table}`);
  return counted?.n;
}

/** Files of databases, complete or not; not what SQLite keeps beside one that was read. */
export function databasesIn({ folder }: Place): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => !/-(?:wal|shm)$|\.lock$/u.test(name)) : [];
}
