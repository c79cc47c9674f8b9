/** What taking the due jobs costs beside what is stored. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULTS } from '../../src/sandbox/agora/agora-server.ts';
import { openStore } from '../../src/store/sqlite/open.ts';
import { sqliteAt } from './databases.ts';
import { ms, percentile, table, times, verdict } from './figures.ts';
import { addFinished, addLive } from './rows.ts';

const stored = [100, 10_000, 100_000];
const live = 100;
const rounds = 400;
/** How much more it may cost with a thousand times as much in the database. */
const limit = 2;

export async function due(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clapperbot-bench-'));
  const stores = [];
  for (const count of stored) {
    const path = join(folder, `${count}.db`);
    await addLive(
      sqliteAt(path),
      DEFAULTS.appId,
      Array.from({ length: live }, () => ({ channel: 'C1', ts: '1795000000.000100' })),
    );
    await addFinished(path, DEFAULTS.appId, count);
    const store = openStore(path);
    stores.push({ count, store, took: [] as number[] });
  }
  // They take turns, so that noise meets all of them.
  for (let round = 0; round < rounds; round += 1) {
    for (const { store, took } of stores) {
      const begin = performance.now();
      const found = await store.take('agora', Date.now(), 20, new Set());
      await store.nextDue(Date.now());
      took.push(performance.now() - begin);
      if (found.length !== 20) throw new Error(`${found.length} jobs are due`);
    }
  }
  const smallest = percentile(stores[0]?.took ?? [], 0.5);
  const rows = stores.map(({ count, took }) => {
    const median = percentile(took, 0.5);
    const ratio = median / smallest;
    return [count.toLocaleString('en'), ms(median), times(ratio), times(limit), verdict(ratio < limit)];
  });
  for (const { store } of stores) await store.close();
  await rm(folder, { recursive: true, force: true });
  return table(['finished recordings', 'taking 20 due jobs', 'ratio', 'limit', ''], rows);
}
