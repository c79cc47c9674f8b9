/** Which tables PostgreSQL reads as a whole where there is much in them, by its own count. */
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dimensions } from '../../../src/recording/usage/report.ts';
import type { BotStore } from '../../../src/store/bot-store.ts';
import { copyFinished } from '../../bench/copy-finished.ts';
import { postgresAt } from '../../bench/databases.ts';
import { addHundredFinished, addLive } from '../../bench/rows.ts';
import { startPostgres, type TestServer } from '../../support/postgres.ts';

const stored = 10_000;

let server: TestServer;
let url: string;
beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
  await addLive(
    postgresAt(url),
    'app1',
    Array.from({ length: 20 }, () => ({ channel: 'C1', ts: '1795000000.000100' })),
  );
  await addHundredFinished(postgresAt(url), 'app1');
  await copyFinished(url, stored);
}, 120_000);
afterAll(() => server.stop(), 60_000);

async function rowsOf<Row extends object>(sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Row>(sql);
  await client.end();
  return rows;
}

/** The rows that were read so, by table; the figures of a connection are complete once it has ended. */
async function readWhole(run: (store: BotStore) => Promise<unknown>): Promise<Record<string, number>> {
  // Opening migrates, which is not counted.
  const store = await postgresAt(url).open();
  await rowsOf('SELECT pg_stat_reset()');
  await run(store);
  await store.close();
  const rows = await rowsOf<{ name: string; n: string }>(
    `SELECT relname AS name, seq_tup_read AS n FROM pg_stat_user_tables WHERE schemaname = 'public' AND seq_tup_read > 0`,
  );
  return Object.fromEntries(rows.map(({ name, n }) => [name, Number(n)]));
}

const viewer = { teamId: 'T1', userId: 'U1', channelId: 'C1' };
const month = { from: 0, until: 1 };

it.each<[string, (store: BotStore) => Promise<unknown>]>([
  ['taking what is due', (store) => store.take('agora', Date.now(), 20, new Set())],
  ['counting', (store) => store.counts()],
  ['what is live', (store) => store.listActive(viewer, 10)],
  ['what has an orphan', (store) => store.listWithOrphans(viewer, 10)],
  ['what has ended, and how many', (store) => store.listEnded(viewer, 10)],
  ['what is in a channel', (store) => store.listInChannel(viewer, 10)],
  ['the latest that has ended', (store) => store.findEnded(viewer)],
  ['the latest of a name', (store) => store.findByName('T1', 'over 1')],
  ['by recorder', (store) => store.findByRecorder('unknown', 'over 1', '4000000001')],
  ['known names', (store) => store.knownNames(viewer, 10)],
  ['usage', (store) => Promise.all(dimensions.map((dimension) => store.usageBy(dimension, month, viewer)))],
  ['the audit', (store) => store.listAudit('T1', {}, 10)],
  ['pruning', (store) => store.prune(1, 10)],
])('%s: reads no table as a whole', async (_, run) => {
  const { recordings, recorders, job_keys: jobKeys, audit, usage } = await readWhole(run);
  expect({ recordings, recorders, jobKeys, audit, usage }).toEqual({});
});
