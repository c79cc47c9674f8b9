/** What taking the due jobs, listing and counting cost on PostgreSQL, beside what is stored. */
import { DEFAULTS } from '../../src/sandbox/agora/agora-server.ts';
import type { BotStore } from '../../src/store/bot-store.ts';
import type { TestServer } from '../support/postgres.ts';
import { copyFinished } from './copy-finished.ts';
import { onPostgres, postgresAt } from './databases.ts';
import { ms, percentile, table, times, verdict } from './figures.ts';
import { addHundredFinished, addLive } from './rows.ts';

const stored = [100, 10_000, 1_000_000];
const live = 100;
const rounds = 100;
/** How much more it may cost with so many times as much in the database. */
const limit = 2;

const viewer = { teamId: 'T1', userId: 'U1', channelId: 'C1' };
const shown = 10;

type Action = Readonly<{
  name: string;
  run: (store: BotStore) => Promise<unknown>;
  undo?: (store: BotStore) => Promise<void>;
}>;

let taken: Awaited<ReturnType<BotStore['take']>> = [];
const actions: readonly Action[] = [
  {
    name: 'taking 20 due jobs',
    async run(store) {
      taken = await store.take('agora', Date.now(), 20, new Set());
      if (taken.length !== 20) throw new Error(`${taken.length} jobs are due`);
    },
    async undo(store) {
      await Promise.all(taken.map(({ job }) => store.release(job)));
    },
  },
  {
    name: '`/record list`',
    run: (store) =>
      Promise.all([
        store.listActive(viewer, shown),
        store.listWithOrphans(viewer, shown),
        store.listEnded(viewer, shown),
      ]),
  },
  { name: 'counting for `/metrics`', run: (store) => store.counts() },
];

export const dueOnPostgres = (): Promise<string> => onPostgres(figuresOf);

async function figuresOf(server: TestServer): Promise<string> {
  const stores: { count: number; store: BotStore; took: number[][] }[] = [];
  for (const count of stored) {
    const url = await server.createDatabase();
    const cards = Array.from({ length: live }, () => ({ channel: 'C1', ts: '1795000000.000100' }));
    await addLive(postgresAt(url), DEFAULTS.appId, cards);
    await addHundredFinished(postgresAt(url), DEFAULTS.appId);
    await copyFinished(url, count);
    stores.push({ count, store: await postgresAt(url).open(), took: actions.map(() => []) });
  }
  // They take turns, so that noise meets all of them.
  for (let round = 0; round < rounds; round += 1) {
    for (const { store, took } of stores) {
      for (const [n, { run, undo }] of actions.entries()) {
        const begin = performance.now();
        await run(store);
        took[n]?.push(performance.now() - begin);
        await undo?.(store);
      }
    }
  }
  for (const { store } of stores) await store.close();
  const rows = actions.flatMap(({ name }, n) => {
    const medians = stores.map(({ took }) => percentile(took[n] ?? [], 0.5));
    return stores.map(({ count }, i) => {
      const median = medians[i] ?? Number.NaN;
      const ratio = median / (medians[0] ?? Number.NaN);
      return [name, count.toLocaleString('en'), ms(median), times(ratio), times(limit), verdict(ratio < limit)];
    });
  });
  return table(['', 'finished recordings', 'median', 'ratio', 'limit', ''], rows);
}
