/** The jobs that this process holds, and its heartbeats, without which they are handed out to another one. */
import type { Db, PgBoss } from 'pg-boss';
import type { Ms } from '../../recording/primitives.ts';
import type { Query } from './access.ts';
import { attemptOf, type BossRef, type TakenJob } from './boss-jobs.ts';
import { followOutages } from './outages.ts';

const interval: Ms = 1_000;

export type HeldJobs = ReturnType<typeof heldJobs>;

/** `db`: for pg-boss, where it must answer soon. */
type Ways = Readonly<{ query: Query; db: Db }>;

export function heldJobs(boss: PgBoss, { query, db }: Ways, onError: (error: unknown) => void) {
  const jobs = new Map<string, TakenJob>();
  const nameOf = ({ id, revision }: BossRef) => `${id} ${revision}`;
  const outages = followOutages(performance.now());
  let beating: Promise<void> | undefined;
  let supervising: Promise<void> | undefined;

  async function beat(): Promise<void> {
    try {
      await query('SELECT 1');
      const byQueue = Map.groupBy(jobs.values(), ({ queue }) => queue);
      for (const [queue, held] of byQueue) await boss.touch(queue, held.map(attemptOf), { db });
      outages.reached(performance.now());
      if (outages.mayTakeOver(performance.now())) supervise();
    } catch (error) {
      report(error);
    }
  }

  function report(error: unknown): void {
    if (outages.failed()) onError(error);
  }

  /** Hands out again what nobody has sent a heartbeat for, and deletes what is done. Heartbeats do not wait for that. */
  function supervise(): void {
    supervising ??= boss
      .supervise()
      .catch(report)
      .finally(() => {
        supervising = undefined;
      });
  }

  const timer = setInterval(() => {
    beating ??= beat().finally(() => {
      beating = undefined;
    });
  }, interval);
  return {
    add: (job: TakenJob): void => void jobs.set(nameOf(job), job),
    get: (ref: BossRef): TakenJob | undefined => jobs.get(nameOf(ref)),
    remove: (ref: BossRef): void => void jobs.delete(nameOf(ref)),
    async stop(): Promise<void> {
      clearInterval(timer);
      await beating;
      await supervising;
    },
  };
}
