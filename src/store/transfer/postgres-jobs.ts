/** Jobs as rows: they are pg-boss's, and their keys are ours. */
import type { NewJob, Priority } from '../../recording/jobs.ts';
import { priority } from '../../recording/jobs.ts';
import { StoreError } from '../error.ts';
import type { Jobs, Transaction } from '../postgres/jobs.ts';
import { parse } from '../rows.ts';
import { payload as payloadSchema } from '../schema/payload.ts';
import { jobs, type Row, scheduleJobs, type Table } from './tables.ts';
import type { Target } from './transfer.ts';

export function isJobs({ name }: Table): boolean {
  return name === jobs.name || name === scheduleJobs.name;
}

/** Those that wait, and those that were being executed when the bot ended: they are due again. pg-boss takes the highest priority first. */
const waiting = `
  SELECT j.singleton_key AS recording, j.name AS queue, k.key, ${priority.watch} - j.priority AS priority,
    floor(extract(epoch FROM j.start_after) * 1000)::bigint AS due_at, j.data AS payload
  FROM pgboss.job j LEFT JOIN job_keys k ON k.job = j.id
  WHERE j.state IN ('created', 'retry', 'active')
  ORDER BY j.singleton_key COLLATE "C", j.name COLLATE "C", j.created_on, j.id`;

/** None so far: schedules have no jobs in PostgreSQL. */
const none = `SELECT '' AS schedule, NULL AS key, 0 AS due_at, NULL AS payload WHERE false`;

/** The statement that gives the rows of such a table. */
export function jobReader({ name }: Table): string {
  return name === jobs.name ? waiting : none;
}

export function jobWriter(boss: Pick<Jobs, 'add'>, transaction: Transaction): Target['write'] {
  return async ({ name }, rows) => {
    if (name !== jobs.name)
      throw new StoreError('failed', 'Schedules are not available on PostgreSQL yet. Nothing was copied.');
    for (const row of rows) {
      const { recording, job } = jobOf(row);
      await boss.add(transaction, recording, job);
    }
  };
}

function jobOf([recording, , key, rank, dueAt, json]: Row): { recording: string; job: NewJob } {
  const { v: _, ...payload } = parse(payloadSchema, String(json));
  const job: NewJob = {
    ...(key !== null && { key: String(key) }),
    dueAt: Number(dueAt),
    priority: Number(rank) as Priority,
    payload,
  };
  return { recording: String(recording), job };
}
