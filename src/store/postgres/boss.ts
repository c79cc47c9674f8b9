/** pg-boss, which keeps the jobs of recordings and schedules, and hands each of them out to one replica at a time. */
import type { Pool } from 'pg';
import { type Db, PgBoss, type QueueOptions } from 'pg-boss';
import { z } from 'zod';
import type { Ms } from '../../recording/primitives.ts';
import { type Access, type Query, unhurried } from './access.ts';
import {
  attemptOf,
  type BossQueue,
  type BossRef,
  bossQueues,
  byPriority,
  dateOf,
  policies,
  preparedOn,
  type TakenJob,
  type Transaction,
  takenJob,
} from './boss-jobs.ts';
import { sending } from './boss-sending.ts';
import { type HeldJobs, heldJobs } from './held-jobs.ts';

/** Beside ours, from our first migration; pg-boss brings it up to date by itself. */
export const schema = 'pgboss';

/** Jobs that can't be read are kept here; nobody takes them. */
export const unreadableQueue = 'unreadable';

const day = 24 * 3_600;
const longest = 50 * 365 * day;
/** A job ends by its outcome alone: never by how often it was handed out, nor by how long it has waited. */
const queueOptions: QueueOptions = {
  retryLimit: 1_000_000_000,
  retentionSeconds: longest,
  expireInSeconds: day,
  deleteAfterSeconds: 60,
  // The least that pg-boss allows.
  heartbeatSeconds: 10,
};

/** Of a statement of pg-boss that hands out again what is lost, or deletes what is done. */
const maintenanceTimeout: Ms = 60_000;

export type Boss = Awaited<ReturnType<typeof openBoss>>;

/** What pg-boss answers where jobs are settled; its types leave that out. */
const settledSchema = z.object({ affected: z.int() });

function hasEffect(response: unknown): boolean {
  return settledSchema.parse(response).affected > 0;
}

/** `onError` receives what fails in the background. */
export async function openBoss(access: Access, pool: Pool, onError: (error: unknown) => void) {
  // At first it may bring its tables up to date.
  let limit: Readonly<{ query_timeout: Ms }> = unhurried;
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query({ text, ...(values !== undefined && { values }), ...limit }) },
    schema,
    createSchema: false,
    schedule: false,
    registerInstance: false,
    // `heldJobs` does, each second.
    supervise: false,
    monitorIntervalSeconds: 1,
    maintenanceIntervalSeconds: 60,
  });
  boss.on('error', onError);
  try {
    await boss.start();
    for (const queue of bossQueues) await boss.createQueue(queue, { ...queueOptions, policy: policies[queue] });
    await boss.createQueue(unreadableQueue, { retentionSeconds: longest });
    limit = { query_timeout: maintenanceTimeout };
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
  const db = preparedOn(pool);
  const held = heldJobs(boss, { query: access.query, db }, onError);
  return {
    ...sending(boss),
    ...taking(boss, held, db, access),
    ...settling(boss, held, db, access),
    async close(): Promise<void> {
      await held.stop();
      await boss.stop({ graceful: false });
    },
  };
}

type Wanted = Readonly<{ queue: BossQueue; limit: number; minRank?: number }>;

/** A statement of pg-boss has this number in its text: only a few are prepared. */
const batchSize = (limit: number): number => 2 ** Math.floor(Math.log2(limit));

function taking(boss: PgBoss, held: HeldJobs, db: Db, { query, using }: Access) {
  /** Undefined where none is due. */
  async function fetch(queue: BossQueue, limit: number, minPriority: number): Promise<TakenJob[] | undefined> {
    const jobs = await boss.fetch<object>(queue, {
      batchSize: batchSize(limit),
      minPriority,
      includeMetadata: true,
      db,
    });
    if (jobs.length === 0) return undefined;
    // They come in any order.
    const taken = jobs.toSorted(byPriority).map((job) => takenJob(queue, job));
    const obsolete = await replaced(query, taken);
    for (const job of obsolete) await boss.complete(queue, attemptOf(job), null, { db });
    return taken.filter((job) => !obsolete.includes(job));
  }

  return {
    /**
     * Hands out due jobs, at most one for each owner: to this process until it is done, postponed, released or set aside, or until
     * this process has sent no heartbeat for ten seconds. `prepare` makes of them what is executed.
     */
    async take<T>(
      { queue, limit, minRank = 0 }: Wanted,
      prepare: (taken: readonly TakenJob[]) => Promise<T[]>,
    ): Promise<T[]> {
      const taken: TakenJob[] = [];
      try {
        while (taken.length < limit) {
          const more = await using(() => fetch(queue, limit - taken.length, minRank));
          if (more === undefined) break;
          taken.push(...more);
          for (const job of more) held.add(job);
        }
        return taken.length === 0 ? [] : await prepare(taken);
      } catch (error) {
        // Nobody executes them: without heartbeats they are handed out again.
        for (const job of taken) held.remove(job);
        throw error;
      }
    },
  };
}

function settling(boss: PgBoss, held: HeldJobs, db: Db, { transaction, using }: Access) {
  return {
    /** In the transaction: whether this process still holds it. */
    async isHeld({ client }: Transaction, job: BossRef): Promise<boolean> {
      return hasEffect(await boss.touch(job.queue, attemptOf(job), { db: preparedOn(client) }));
    },
    /** In the transaction: false where another replica has taken over. `forget` it once that is committed. */
    async complete({ client }: Transaction, job: BossRef): Promise<boolean> {
      return hasEffect(await boss.complete(job.queue, attemptOf(job), null, { db: preparedOn(client) }));
    },
    forget: held.remove,
    /** False where another replica has taken over. */
    async postpone(ref: BossRef, dueAt: Ms): Promise<boolean> {
      const job = held.get(ref);
      if (job === undefined) return false;
      const isOurs = await transaction(async (_, client) => {
        const db = preparedOn(client);
        if (!hasEffect(await boss.fail(job.queue, attemptOf(job), null, { db }))) return false;
        // As one that waits for its retry it holds back those behind it; when it is due is set again.
        const data = { ...job.data, postponed: job.postponed + 1 };
        await boss.update(job.queue, data, { id: job.id, startAfter: dateOf(dueAt), db });
        return true;
      });
      held.remove(job);
      return isOurs;
    },
    /** False where it is done or postponed, or another replica has taken over. */
    async release(ref: BossRef): Promise<boolean> {
      const job = held.get(ref);
      if (job === undefined) return false;
      held.remove(job);
      return hasEffect(await using(() => boss.fail(job.queue, attemptOf(job), null, { db })));
    },
    /** It can't be read: the others continue. */
    async setAside(ref: BossRef, reason: string): Promise<void> {
      const job = held.get(ref);
      if (job === undefined) return;
      await transaction(async (_, client) => {
        const db = preparedOn(client);
        await boss.send(unreadableQueue, { ...job.data, owner: job.owner, queue: job.queue, reason }, { db });
        await boss.complete(job.queue, attemptOf(job), null, { db });
      });
      held.remove(job);
    },
  };
}

/** Those that were replaced or canceled while they were executed, and came back. */
async function replaced(query: Query, taken: readonly TakenJob[]): Promise<TakenJob[]> {
  const keyed = taken.filter(({ data }) => data.key !== undefined);
  if (keyed.length === 0) return [];
  const current = await query<{ job: string }>('SELECT job FROM job_keys WHERE job = ANY (@ids)', {
    ids: keyed.map(({ id }) => id),
  });
  const known = new Set(current.map(({ job }) => job));
  return keyed.filter(({ id }) => !known.has(id));
}
