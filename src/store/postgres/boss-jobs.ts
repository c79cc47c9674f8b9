/** What a job is, between pg-boss and us. */
import type { Pool, PoolClient } from 'pg';
import type { Db, JobWithMetadata, QueuePolicy } from 'pg-boss';
import { z } from 'zod';
import type { Ms } from '../../recording/primitives.ts';
import { prepared, type Query } from './access.ts';

/** One job of its owner at a time, the most urgent first; or, where people read the result, in the order of their making. */
export const policies = {
  agora: 'singleton',
  card: 'singleton',
  thread: 'key_strict_fifo',
  person: 'key_strict_fifo',
  timer: 'singleton',
  'schedule-timer': 'singleton',
  'schedule-other': 'key_strict_fifo',
} as const satisfies Record<string, QueuePolicy>;
export type BossQueue = keyof typeof policies;
export const bossQueues = Object.keys(policies) as BossQueue[];

/** `owner`: a recording or a schedule, by its id. `rank`: the highest goes first. */
export type BossJob = Readonly<{
  owner: string;
  queue: BossQueue;
  key?: string;
  dueAt: Ms;
  rank: number;
  payload: object;
}>;

/** `revision`: which of pg-boss's attempts it is. */
export type BossRef = Readonly<{ queue: BossQueue; id: number | string; revision: number }>;

/** Handed out to this process. `payload` is JSON. */
export type TakenJob = BossRef &
  Readonly<{ id: string; owner: string; dueAt: Ms; rank: number; postponed: number; payload: string; data: JobData }>;

export type Transaction = Readonly<{ query: Query; client: PoolClient }>;

const dataSchema = z.object({
  key: z.string().optional(),
  postponed: z.int().nonnegative(),
  payload: z.record(z.string(), z.unknown()),
});
/** What pg-boss keeps for us. */
export type JobData = z.infer<typeof dataSchema>;

export function byPriority(a: JobWithMetadata, b: JobWithMetadata): number {
  return b.priority - a.priority || a.createdOn.getTime() - b.createdOn.getTime() || (a.id < b.id ? -1 : 1);
}

export function takenJob(queue: BossQueue, job: JobWithMetadata): TakenJob {
  // What can't be read is said by who reads the payload.
  const data = dataSchema.safeParse(job.data).data ?? { postponed: 0, payload: {} };
  return {
    queue,
    id: job.id,
    revision: job.retryCount,
    owner: job.singletonKey ?? '',
    dueAt: job.startAfter.getTime(),
    rank: job.priority,
    postponed: data.postponed,
    payload: JSON.stringify(data.payload),
    data,
  };
}

export function attemptOf({ id, revision }: BossRef): { id: string; retryCount: number } {
  return { id: String(id), retryCount: revision };
}

/** Columns of times have parts of a millisecond, ours do not: nothing is due early. */
export function dateOf(dueAt: Ms): Date {
  return new Date(Math.ceil(dueAt));
}

/** For the statements that are frequent: what pg-boss sends takes longer to plan than to execute. */
export function preparedOn(client: Pool | PoolClient): Db {
  return { executeSql: (text, values) => client.query(prepared(text, values ?? [])) };
}
