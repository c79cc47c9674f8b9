/** Jobs as rows: they are pg-boss's, and their keys are ours. */
import type { PoolClient } from 'pg';
import { type Priority, priority } from '../../recording/jobs.ts';
import { type Boss, schema, unreadableQueue } from '../postgres/boss.ts';
import { type BossJob, type BossQueue, bossQueues, type Transaction } from '../postgres/boss-jobs.ts';
import { bossJob } from '../postgres/jobs.ts';
import { scheduleBossJob } from '../postgres/schedule-write.ts';
import { parse } from '../rows.ts';
import { payload } from '../schema/payload.ts';
import { scheduleJobPayload } from '../schema/schedule.ts';
import { inOrder, jobs, type Row, scheduleJobs, type Table } from './tables.ts';
import type { Target } from './transfer.ts';

export function isJobs({ name }: Table): boolean {
  return name === jobs.name || name === scheduleJobs.name;
}

const isOfSchedule = (queue: BossQueue) => queue.startsWith('schedule-');
const listed = (queues: readonly string[]) => queues.map((queue) => `'${queue}'`).join(', ');

/** In their order, which is that of pg-boss: what is or was being executed comes first. */
const order = `(j.state = 'created'), j.created_on, j.id`;

/**
 * Those that wait, and those that were being executed when the bot ended, which are due again: but not those that were replaced or
 * canceled meanwhile. pg-boss takes the highest priority first.
 */
const waiting = `
  SELECT j.singleton_key AS owner, j.name AS queue, j.data ->> 'key' AS key, ${priority.watch} - j.priority AS priority,
    floor(extract(epoch FROM j.start_after) * 1000)::bigint AS starts_at, j.data -> 'payload' AS payload,
    row_number() OVER (ORDER BY ${order}) AS id
  FROM ${schema}.job j
  WHERE j.state IN ('created', 'retry', 'active')
    AND (NOT j.data ? 'key' OR EXISTS (SELECT 1 FROM job_keys k WHERE k.job = j.id))`;

const statements: Readonly<Record<string, string>> = {
  [jobs.name]: `
    SELECT owner AS recording, queue, key, priority, payload,
      CASE WHEN queue IN (${listed(inOrder)}) THEN max(starts_at) OVER (PARTITION BY owner, queue ORDER BY id) ELSE starts_at END AS due_at
    FROM (${waiting}) AS w WHERE queue IN (${listed(bossQueues.filter((queue) => !isOfSchedule(queue)))})
    ORDER BY owner COLLATE "C", queue COLLATE "C", id`,
  [scheduleJobs.name]: `
    SELECT owner AS schedule, key, starts_at AS due_at, payload
    FROM (${waiting}) AS w WHERE queue IN (${listed(bossQueues.filter(isOfSchedule))})
    ORDER BY owner COLLATE "C", id`,
};

/** The statement that gives the rows of such a table. */
export function jobReader({ name }: Table): string {
  return statements[name] ?? '';
}

export async function countSetAside(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `SELECT count(*)::integer AS n FROM ${schema}.job WHERE name = $1`,
    [unreadableQueue],
  );
  return rows[0]?.n ?? 0;
}

export function jobWriter(boss: Pick<Boss, 'put'>, transaction: Transaction): Target['write'] {
  return async ({ name }, rows) => {
    const jobOf = name === jobs.name ? jobOfRecording : jobOfSchedule;
    for (const row of rows) await boss.put(transaction, jobOf(row));
  };
}

/** Columns in the order of the table. */
function jobOfRecording([recording, , key, level, dueAt, json]: Row): BossJob {
  const { v: _, ...rest } = parse(payload, String(json));
  const about = { dueAt: Number(dueAt), priority: Number(level) as Priority, payload: rest };
  return bossJob(String(recording), { ...keyOf(key), ...about });
}

function jobOfSchedule([schedule, key, dueAt, json]: Row): BossJob {
  const { v: _, ...rest } = parse(scheduleJobPayload, String(json));
  return scheduleBossJob(String(schedule), { ...keyOf(key), dueAt: Number(dueAt), payload: rest });
}

function keyOf(key: Row[number] | undefined): { key?: string } {
  return typeof key === 'string' ? { key } : {};
}
