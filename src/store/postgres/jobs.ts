/** Jobs, which pg-boss keeps and hands out: sent, replaced and canceled in the transaction that decides it. */
import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { type Db, PgBoss, type QueuePolicy } from 'pg-boss';
import { keys } from '../../recording/effects.ts';
import { type NewJob, priority, type Queue } from '../../recording/jobs.ts';
import { uploadTimeout } from '../../recording/policy.ts';
import type { Ms } from '../../recording/recording.ts';
import type { Counts } from '../../service/ports.ts';
import { storedPayload } from '../rows.ts';
import type { Query } from './access.ts';

/** Beside ours, from our first migration; pg-boss brings it up to date by itself. */
const schema = 'pgboss';

/** One job of a recording at a time, the most urgent first; or, where people read the result, in the order of their making. */
const policies: Readonly<Record<Queue, QueuePolicy>> = {
  agora: 'singleton',
  card: 'singleton',
  thread: 'key_strict_fifo',
  person: 'key_strict_fifo',
  timer: 'standard',
};
const queues = Object.keys(policies) as Queue[];

export type Transaction = Readonly<{ query: Query; client: PoolClient }>;
export type Jobs = Awaited<ReturnType<typeof openJobs>>;

/** `onError` receives what fails in the background. */
export async function openJobs(pool: Pool, onError: (error: Error) => void) {
  const boss = new PgBoss({ db: databaseOf(pool), schema, createSchema: false, schedule: false });
  boss.on('error', onError);
  await boss.start();
  for (const queue of queues) await boss.createQueue(queue, { policy: policies[queue] });

  return {
    async add(transaction: Transaction, recording: string, newJob: NewJob) {
      const { key, dueAt, priority: rank, payload } = newJob;
      if (key !== undefined) await removeKeyed(boss, transaction, recording, key);
      const job = randomUUID();
      await boss.send(payload.queue, storedPayload(newJob), {
        id: job,
        singletonKey: recording,
        // pg-boss takes the highest first.
        priority: priority.watch - rank,
        startAfter: new Date(Math.ceil(dueAt)),
        db: databaseOf(transaction.client),
      });
      if (key === undefined) return;
      await transaction.query(
        'INSERT INTO job_keys (recording, key, queue, job) VALUES (@recording, @key, @queue, @job)',
        { recording, key, queue: payload.queue, job },
      );
    },
    cancel: (transaction: Transaction, recording: string, key: string) =>
      removeKeyed(boss, transaction, recording, key),
    /** All that a recording has. */
    removeAll: (transaction: Transaction, recording: string) => removeAll(boss, transaction, recording),
    counts: countJobs,
    close: () => boss.stop({ graceful: false }),
  };
}

async function removeKeyed(
  boss: PgBoss,
  { query, client }: Transaction,
  recording: string,
  key: string,
): Promise<void> {
  const removed = await query<{ queue: Queue; job: string }>(
    'DELETE FROM job_keys WHERE recording = @recording AND key = @key RETURNING queue, job',
    { recording, key },
  );
  const db = databaseOf(client);
  for (const { queue, job } of removed) {
    // One that is being executed ends by itself.
    const waiting = await boss.findJobs(queue, { id: job, queued: true, db });
    if (waiting.length > 0) await boss.deleteJob(queue, job, { db });
  }
}

async function removeAll(boss: PgBoss, { query, client }: Transaction, recording: string): Promise<void> {
  const db = databaseOf(client);
  await query('DELETE FROM job_keys WHERE recording = @recording', { recording });
  for (const queue of queues) {
    const found = await boss.findJobs(queue, { key: recording, db });
    const ids = found.map(({ id }) => id);
    if (ids.length > 0) await boss.deleteJob(queue, ids, { db });
  }
}

type JobCounts = Pick<Counts, 'jobs' | 'earliestDue' | 'earliestUpload'>;

/** How many wait or are being executed, and since when. pg-boss's own figures are up to a minute old. */
async function countJobs(query: Query): Promise<JobCounts> {
  const rows = await query<{ name: Queue; n: number; due: Ms }>(
    `SELECT name, count(*) AS n, floor(extract(epoch FROM min(start_after)) * 1000)::bigint AS due FROM ${schema}.job
     WHERE state IN ('created', 'retry', 'active') AND name = ANY (@queues) GROUP BY name`,
    { queues },
  );
  const [upload] = await query<{ due: Ms | null }>(
    `SELECT floor(extract(epoch FROM min(start_after)) * 1000)::bigint AS due FROM ${schema}.job
     WHERE id IN (SELECT job FROM job_keys WHERE key = @key) AND state IN ('created', 'retry', 'active')`,
    { key: keys.uploadTimeout },
  );
  const due = rows.map((row) => row.due);
  return {
    jobs: Object.fromEntries(rows.map(({ name, n }) => [name, n])),
    ...(due.length > 0 && { earliestDue: Math.min(...due) }),
    // The timeout was set when the upload began.
    ...(typeof upload?.due === 'number' && { earliestUpload: upload.due - uploadTimeout }),
  };
}

function databaseOf(client: Pool | PoolClient): Db {
  return { executeSql: (text, values) => client.query(text, values) };
}
