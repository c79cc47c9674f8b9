/** What changes the jobs of an owner, in the transaction that decides it. */
import type { Db, PgBoss } from 'pg-boss';
import { storableValue } from '../storable.ts';
import type { Query } from './access.ts';
import {
  type BossJob,
  type BossQueue,
  bossQueues,
  databaseOf,
  dateOf,
  type JobData,
  type Transaction,
} from './boss-jobs.ts';
import { orderedId } from './ordered-id.ts';

export function sending(boss: PgBoss) {
  return {
    /** With a key it takes the place of the job of that key; where that one is being executed, it comes after it. */
    async put({ query, client }: Transaction, { owner, queue, key, dueAt, rank, payload }: BossJob): Promise<void> {
      const db = databaseOf(client);
      const data: JobData = { ...(key !== undefined && { key }), postponed: 0, payload: inJsonb(payload) };
      const when = { priority: rank, startAfter: dateOf(dueAt), db };
      const [known] = key === undefined ? [] : await keyedJob(query, owner, key);
      if (known?.queue === queue) {
        const { updated } = await boss.update(queue, data, { ...when, id: known.job });
        if (updated > 0) return;
      } else if (known !== undefined) await removeWaiting(boss, known, db);
      const id = orderedId();
      await boss.send(queue, data, { ...when, id, singletonKey: owner });
      if (key === undefined) return;
      await query(
        `INSERT INTO job_keys (owner, key, queue, job) VALUES (@owner, @key, @queue, @id)
         ON CONFLICT (owner, key) DO UPDATE SET queue = excluded.queue, job = excluded.job`,
        { owner, key, queue, id },
      );
    },
    async cancel({ query, client }: Transaction, owner: string, key: string): Promise<void> {
      const known = await keyedJob(query, owner, key);
      for (const one of known) await removeWaiting(boss, one, databaseOf(client));
      await query('DELETE FROM job_keys WHERE owner = @owner AND key = @key', { owner, key });
    },
    /** All that an owner has. */
    async removeAll({ query, client }: Transaction, owner: string): Promise<void> {
      const db = databaseOf(client);
      await query('DELETE FROM job_keys WHERE owner = @owner', { owner });
      for (const queue of bossQueues) {
        const found = await boss.findJobs(queue, { key: owner, db });
        const ids = found.map(({ id }) => id);
        if (ids.length > 0) await boss.deleteJob(queue, ids, { db });
      }
    },
  };
}

/** pg-boss keeps it as `jsonb`, which refuses texts that `json` takes. */
function inJsonb(payload: object): JobData['payload'] {
  return JSON.parse(JSON.stringify(payload, (_, value) => storableValue(value)));
}

type Keyed = Readonly<{ queue: BossQueue; job: string }>;

function keyedJob(query: Query, owner: string, key: string): Promise<Keyed[]> {
  return query<Keyed>('SELECT queue, job FROM job_keys WHERE owner = @owner AND key = @key', { owner, key });
}

/** One that is being executed ends by itself: its outcome still counts. */
async function removeWaiting(boss: PgBoss, { queue, job }: Keyed, db: Db): Promise<void> {
  // Locks it, so that nobody takes it in between.
  const { updated } = await boss.update(queue, undefined, { id: job, db });
  if (updated > 0) await boss.deleteJob(queue, job, { db });
}
