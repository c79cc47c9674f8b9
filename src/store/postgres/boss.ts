/** pg-boss, which keeps the jobs of recordings and schedules, and hands each of them out to one replica at a time. */
import type { Pool, PoolClient } from 'pg';
import { type Db, type JobWithMetadata, PgBoss, type QueueOptions, type QueuePolicy } from 'pg-boss';
import { z } from 'zod';
import type { Ms } from '../../recording/primitives.ts';
import type { Access, Query } from './access.ts';
import { orderedId } from './ordered-id.ts';

/** Beside ours, from our first migration; pg-boss brings it up to date by itself. */
export const schema = 'pgboss';

/** One job of its owner at a time, the most urgent first; or, where people read the result, in the order of their making. */
const policies = {
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

/** Jobs that can't be read are kept here; nobody takes them. */
const setAsideQueue = 'set-aside';

const day = 24 * 3_600;
const longest = 50 * 365 * day;
/** A job ends by its outcome alone: never by how often it was handed out, nor by how long it has waited. */
const options: QueueOptions = {
  retryLimit: 1_000_000_000,
  retentionSeconds: longest,
  expireInSeconds: day,
  deleteAfterSeconds: 60,
  // The least that pg-boss allows.
  heartbeatSeconds: 10,
};
const heartbeatInterval: Ms = 2_500;

/** `owner`: a recording or a schedule, by its id. `rank`: the highest goes first. */
export type BossJob = Readonly<{
  owner: string;
  queue: BossQueue;
  key?: string;
  dueAt: Ms;
  rank: number;
  payload: object;
}>;

export type BossRef = Readonly<{ queue: BossQueue; id: number | string; revision: number }>;

/** Handed out to this process. `payload` is JSON. */
export type TakenJob = BossRef &
  Readonly<{ id: string; owner: string; dueAt: Ms; rank: number; postponed: number; payload: string }>;

export type Transaction = Readonly<{ query: Query; client: PoolClient }>;
export type Boss = Awaited<ReturnType<typeof openBoss>>;

const dataSchema = z.object({
  key: z.string().optional(),
  postponed: z.int().nonnegative(),
  payload: z.record(z.string(), z.unknown()),
});
type Data = z.infer<typeof dataSchema>;

/** What pg-boss answers where jobs are settled; its types leave that out. */
const settledSchema = z.object({ affected: z.int() });

function hasEffect(response: unknown): boolean {
  return settledSchema.parse(response).affected > 0;
}

/** `onError` receives what fails in the background. */
export async function openBoss({ query, transaction, using }: Access, pool: Pool, onError: (error: unknown) => void) {
  const boss = new PgBoss({
    db: databaseOf(pool),
    schema,
    createSchema: false,
    schedule: false,
    registerInstance: false,
    // A replica that dies is noticed a second after its heartbeats have stopped counting.
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    maintenanceIntervalSeconds: 60,
  });
  boss.on('error', onError);
  try {
    await boss.start();
    for (const queue of bossQueues) await boss.createQueue(queue, { ...options, policy: policies[queue] });
    await boss.createQueue(setAsideQueue, { retentionSeconds: longest });
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
  const held = heldJobs(boss, onError);

  async function fetch(queue: BossQueue, limit: number, minPriority: number): Promise<TakenJob[]> {
    const jobs = await boss.fetch<object>(queue, { batchSize: limit, minPriority, includeMetadata: true });
    // They come in any order.
    const taken = jobs.toSorted(byUrgency).map((job) => takenJob(queue, job));
    for (const job of taken) held.add(job);
    const obsolete = await replaced(query, taken);
    for (const job of obsolete) {
      await boss.complete(queue, attemptOf(job));
      held.remove(job);
    }
    return taken.filter((job) => !obsolete.includes(job));
  }

  return {
    ...sending(boss),
    /**
     * Hands out due jobs, at most one for each owner: to this process until it is done, postponed, released or set aside, or until
     * this process has sent no heartbeat for ten seconds.
     */
    async take(queue: BossQueue, limit: number, minRank = 0): Promise<TakenJob[]> {
      const taken: TakenJob[] = [];
      while (taken.length < limit) {
        const more = await using(() => fetch(queue, limit - taken.length, minRank));
        if (more.length === 0) break;
        taken.push(...more);
      }
      return taken;
    },
    /** In the transaction: whether this process still holds it. */
    async isHeld({ client }: Transaction, job: BossRef): Promise<boolean> {
      return hasEffect(await boss.touch(job.queue, attemptOf(job), { db: databaseOf(client) }));
    },
    /** In the transaction: false where another replica has taken over. `forget` it once that is committed. */
    async complete({ client }: Transaction, job: BossRef): Promise<boolean> {
      return hasEffect(await boss.complete(job.queue, attemptOf(job), null, { db: databaseOf(client) }));
    },
    forget: held.remove,
    async postpone(ref: BossRef, dueAt: Ms): Promise<void> {
      const job = held.get(ref);
      if (job === undefined) return;
      await transaction(async (_, client) => {
        const db = databaseOf(client);
        if (!hasEffect(await boss.fail(job.queue, attemptOf(job), null, { db }))) return;
        // As one that waits for its retry it holds back those behind it; when it is due is set anew.
        const data = { ...job.data, postponed: job.postponed + 1 };
        await boss.update(job.queue, data, { id: job.id, startAfter: dateOf(dueAt), db });
      });
      held.remove(job);
    },
    async release(ref: BossRef): Promise<void> {
      const job = held.get(ref);
      if (job === undefined) return;
      held.remove(job);
      await using(() => boss.fail(job.queue, attemptOf(job)));
    },
    /** It can't be read: the others continue. */
    async setAside(ref: BossRef, reason: string): Promise<void> {
      const job = held.get(ref);
      if (job === undefined) return;
      await transaction(async (_, client) => {
        const db = databaseOf(client);
        await boss.send(setAsideQueue, { ...job.data, owner: job.owner, queue: job.queue, reason }, { db });
        await boss.complete(job.queue, attemptOf(job), null, { db });
      });
      held.remove(job);
    },
    async close(): Promise<void> {
      held.stop();
      await boss.stop({ graceful: false });
    },
  };
}

/** What changes the jobs of an owner, in the transaction that decides it. */
function sending(boss: PgBoss) {
  return {
    /** With a key it takes the place of the job of that key; where that one is being executed, it comes after it. */
    async put({ query, client }: Transaction, { owner, queue, key, dueAt, rank, payload }: BossJob): Promise<void> {
      const db = databaseOf(client);
      const data: Data = { ...(key !== undefined && { key }), postponed: 0, payload: { ...payload } };
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

/** Those that were replaced or canceled while they were executed, and came back. */
async function replaced<T extends TakenJob & { data: Data }>(query: Query, taken: readonly T[]): Promise<T[]> {
  const keyed = taken.filter(({ data }) => data.key !== undefined);
  if (keyed.length === 0) return [];
  const current = await query<{ job: string }>('SELECT job FROM job_keys WHERE job = ANY (@ids)', {
    ids: keyed.map(({ id }) => id),
  });
  const known = new Set(current.map(({ job }) => job));
  return keyed.filter(({ id }) => !known.has(id));
}

type Held = TakenJob & Readonly<{ data: Data }>;

/** What this process holds, with its heartbeats. */
function heldJobs(boss: PgBoss, onError: (error: unknown) => void) {
  const jobs = new Map<string, Held>();
  const nameOf = ({ id, revision }: BossRef) => `${id} ${revision}`;

  async function beat(): Promise<void> {
    const byQueue = Map.groupBy(jobs.values(), ({ queue }) => queue);
    for (const [queue, held] of byQueue) await boss.touch(queue, held.map(attemptOf));
  }

  const timer = setInterval(() => void beat().catch(onError), heartbeatInterval);
  return {
    add: (job: Held): void => void jobs.set(nameOf(job), job),
    get: (ref: BossRef): Held | undefined => jobs.get(nameOf(ref)),
    remove: (ref: BossRef): void => void jobs.delete(nameOf(ref)),
    stop: (): void => clearInterval(timer),
  };
}

type Fetched = JobWithMetadata;

function byUrgency(a: Fetched, b: Fetched): number {
  return b.priority - a.priority || a.createdOn.getTime() - b.createdOn.getTime() || (a.id < b.id ? -1 : 1);
}

function takenJob(queue: BossQueue, job: Fetched): Held {
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

function attemptOf({ id, revision }: BossRef): { id: string; retryCount: number } {
  return { id: String(id), retryCount: revision };
}

/** Columns of times have parts of a millisecond, ours do not: nothing is due early. */
function dateOf(dueAt: Ms): Date {
  return new Date(Math.ceil(dueAt));
}

function databaseOf(client: Pool | PoolClient): Db {
  return { executeSql: (text, values) => client.query(text, values) };
}
