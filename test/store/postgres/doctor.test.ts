import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { examine } from '../../../src/service/doctor/examine.ts';
import { postgresCheck, readInstallationsAt } from '../../../src/store/postgres/doctor.ts';
import { openPostgres } from '../../../src/store/postgres/open.ts';
import { startPostgres, type TestServer } from '../../support/postgres.ts';
import { first, query, recordingOf } from '../fixtures.ts';

let server: TestServer;
let url: string;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());
beforeEach(async () => {
  url = await server.createDatabase();
});

/** No check throws here. */
const onBroken = (error: unknown): never => {
  throw error;
};
const diagnose = (at = url) => examine([postgresCheck(at)], { onBroken });

async function run(...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const sql of statements) await client.query(sql);
  await client.end();
}

async function tables(): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query(`SELECT 1 FROM pg_tables WHERE schemaname IN ('public', 'pgboss')`);
  await client.end();
  return rowCount ?? 0;
}

it('says which PostgreSQL answers, and creates nothing', async () => {
  const { host, pathname } = new URL(url);
  expect(await diagnose()).toEqual([
    {
      subject: 'database',
      code: 'postgres.none',
      values: { database: `${host}${pathname}`, version: expect.stringMatching(/^\d+\.\d+$/u) },
    },
  ]);
  expect(await readInstallationsAt(url)).toEqual([]);
  expect(await tables()).toBe(0);
});

it('counts the recordings, and the jobs that were set aside', async () => {
  const store = await openPostgres(url);
  await store.create(first(recordingOf('rgood2')), 'q1');
  await store.create(first(recordingOf('rhurt2'), [query(0), query(0)]), 'q2');
  expect(await diagnose()).toMatchObject([{ code: 'postgres.fine', values: { count: 2, bytes: expect.any(Number) } }]);
  await run(`UPDATE pgboss.job SET data = '{"postponed": 0, "payload": {"v": 99}}' WHERE singleton_key = 'rhurt2'`);
  for (let n = 0; n < 2; n += 1) expect(await store.take('agora', Date.now(), 9, new Set())).toEqual([]);
  expect(await store.healthIssue()).toMatchObject({ code: 'rows_set_aside' });
  expect((await store.counts()).jobs).toEqual({});
  expect(await diagnose()).toMatchObject([
    { code: 'postgres.fine' },
    { code: 'database.rowsSetAside', values: { rows: 2 } },
  ]);
  await store.close();
});

it.each<[string, (address: URL) => void]>([
  ['nothing listens there', (address) => (address.port = '1')],
  ['the password is wrong', (address) => (address.password = 'planted-secret')],
])('says why it can’t be reached where %s, and no password', async (_, alter) => {
  const address = new URL(url);
  alter(address);
  const found = await diagnose(address.href);
  expect(found).toMatchObject([{ code: 'postgres.unreachable', values: { detail: expect.stringMatching(/./u) } }]);
  expect(JSON.stringify(found)).not.toContain('planted');
});

it('recognizes the database of another program', async () => {
  await run('CREATE TABLE customers (id integer)');
  expect(await diagnose()).toMatchObject([{ code: 'postgres.foreign' }]);
});

it('finds out that it can’t be written', async () => {
  const store = await openPostgres(url);
  expect(await store.healthIssue()).toBeUndefined();
  await store.close();
  await run(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_read_only = on`);
  expect(await diagnose()).toMatchObject([{ code: 'postgres.readOnly' }]);
});
