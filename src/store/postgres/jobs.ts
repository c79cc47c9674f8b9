/** The jobs of recordings. */
import { keys } from '../../recording/effects.ts';
import { type DueJob, type NewJob, type Priority, priority, type Queue } from '../../recording/jobs.ts';
import { uploadTimeout } from '../../recording/policy.ts';
import type { Ms } from '../../recording/recording.ts';
import type { Counts, JobSource } from '../../service/ports.ts';
import { StoreError } from '../error.ts';
import { DamagedRow, jobFrom, storedPayload } from '../rows.ts';
import type { Query } from './access.ts';
import { type Boss, schema } from './boss.ts';
import { type BossJob, bossQueues, type TakenJob } from './boss-jobs.ts';
import type { Reader } from './read.ts';

const queues = ['agora', 'card', 'thread', 'person', 'timer'] as const satisfies readonly Queue[];

/** pg-boss takes the highest first. */
const rankOf = (level: Priority): number => priority.watch - level;

/** A database that can't be asked gives nothing, and is asked again. It is reported once for each time that it fails. */
export function patient(onError: (error: StoreError) => void) {
  let isFailing = false;
  return async <T>(ask: () => Promise<T[]>): Promise<T[]> => {
    try {
      const found = await ask();
      isFailing = false;
      return found;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (!isFailing) onError(error);
      isFailing = true;
      return [];
    }
  };
}

/** When the database is asked again whether a job of another replica, or one that has become due, can be taken. */
export const pollInterval: Ms = 500;

export function bossJob(recording: string, job: NewJob): BossJob {
  const { key, dueAt, priority: level, payload } = job;
  return {
    owner: recording,
    queue: payload.queue,
    ...(key !== undefined && { key }),
    dueAt,
    rank: rankOf(level),
    payload: storedPayload(job),
  };
}

type Options = Readonly<{
  query: Query;
  several: Reader['several'];
  onDamaged: (id: string, reason: string) => void;
  /** The database can't be asked. */
  onError: (error: StoreError) => void;
}>;

export function jobSource(boss: Boss, { query, several, onDamaged, onError }: Options): JobSource {
  async function dueJob(taken: TakenJob, recording: DueJob['recording'] | undefined): Promise<DueJob[]> {
    try {
      if (recording === undefined) throw new DamagedRow('its recording can’t be read');
      return [{ job: jobOf(taken), recording }];
    } catch (error) {
      if (!(error instanceof DamagedRow)) throw error;
      await boss.setAside(taken, error.message);
      onDamaged(`job ${taken.id}`, error.message);
      return [];
    }
  }

  const whileReachable = patient(onError);

  async function dueJobs(taken: readonly TakenJob[]): Promise<DueJob[]> {
    const recordings = await several(taken.map(({ owner }) => owner));
    const byId = new Map(recordings.map((r) => [r.id, r]));
    const due = await Promise.all(taken.map((one) => dueJob(one, byId.get(one.owner))));
    return due.flat();
  }

  async function waiting(queue: Queue, recordings: readonly string[], atLeast: Priority): Promise<string[]> {
    const rows = await query<{ owner: string }>(
      `SELECT DISTINCT singleton_key AS owner FROM ${schema}.job
         WHERE name = @queue AND state < 'active' AND priority >= @rank AND start_after <= now()
           AND singleton_key = ANY (@recordings)`,
      { queue, rank: rankOf(atLeast), recordings },
    );
    return rows.map(({ owner }) => owner);
  }

  return {
    take: async (queue, _now, limit, _except, atLeast = priority.watch) =>
      limit <= 0 ? [] : whileReachable(() => boss.take({ queue, limit, minRank: rankOf(atLeast) }, dueJobs)),
    waiting: (queue, _now, ...wanted) => whileReachable(() => waiting(queue, ...wanted)),
    nextDue: async (now) => now + pollInterval,
    postpone: (job, dueAt) => boss.postpone(job, dueAt),
    release: (job) => boss.release(job),
  };
}

function jobOf({ id, owner, revision, rank, dueAt, postponed, payload }: TakenJob): DueJob['job'] {
  return jobFrom({
    id,
    recording: owner,
    revision,
    priority: priority.watch - rank,
    due_at: dueAt,
    postponed,
    payload,
  });
}

/** By the jobs that there are: recordings that are over keep their keys. */
const uploadTimeoutSql = `SELECT floor(extract(epoch FROM min(start_after)) * 1000)::bigint AS due FROM ${schema}.job AS job
  WHERE name = @queue AND state IN ('created', 'retry', 'active')
    AND (SELECT key FROM job_keys WHERE job_keys.job = job.id) = @key`;

type JobCounts = Pick<Counts, 'jobs' | 'earliestDue' | 'earliestUpload'>;

/** How many wait or are being executed, and since when. pg-boss's own figures are up to a minute old. */
export async function countJobs(query: Query): Promise<JobCounts> {
  const rows = await query<{ name: string; n: number; due: Ms }>(
    `SELECT name, count(*) AS n, floor(extract(epoch FROM min(start_after)) * 1000)::bigint AS due FROM ${schema}.job
     WHERE state IN ('created', 'retry', 'active') AND name = ANY (@bossQueues) GROUP BY name`,
    { bossQueues },
  );
  const [upload] = await query<{ due: Ms | null }>(uploadTimeoutSql, { queue: 'timer', key: keys.uploadTimeout });
  const due = rows.map((row) => row.due);
  const ofRecordings = queues.flatMap((queue) => rows.filter(({ name }) => name === queue));
  return {
    jobs: Object.fromEntries(ofRecordings.map(({ name, n }) => [name, n])),
    ...(due.length > 0 && { earliestDue: Math.min(...due) }),
    // The timeout was set when the upload began.
    ...(typeof upload?.due === 'number' && { earliestUpload: upload.due - uploadTimeout }),
  };
}
