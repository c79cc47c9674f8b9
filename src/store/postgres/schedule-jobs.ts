/** The jobs of schedules, handed out. */
import type { Schedule } from '../../recording/schedule/schedule.ts';
import type { DueScheduleJob, ScheduleJobSource } from '../../service/schedule-ports.ts';
import type { StoreError } from '../error.ts';
import { DamagedRow } from '../rows.ts';
import { scheduleJobFrom } from '../schedule-rows.ts';
import type { Boss } from './boss.ts';
import type { TakenJob } from './boss-jobs.ts';
import { patient, pollInterval } from './jobs.ts';
import { scheduleBossRef } from './schedule-write.ts';
import type { ScheduleReader } from './schedules.ts';

type Options = Readonly<{
  several: ScheduleReader['several'];
  onDamaged: (id: string, reason: string) => void;
  /** The database can't be asked. */
  onError: (error: StoreError) => void;
}>;

export function scheduleJobSource(boss: Boss, { several, onDamaged, onError }: Options): ScheduleJobSource {
  async function dueJob(taken: TakenJob, schedule: Schedule | undefined): Promise<DueScheduleJob[]> {
    try {
      if (schedule === undefined) throw new DamagedRow('its schedule can’t be read');
      return [{ job: scheduleJobFrom({ ...taken, schedule: schedule.id }), schedule }];
    } catch (error) {
      if (!(error instanceof DamagedRow)) throw error;
      await boss.setAside(taken, error.message);
      onDamaged(`schedule job ${taken.id}`, error.message);
      return [];
    }
  }

  const whileReachable = patient(onError);

  async function dueJobs(taken: readonly TakenJob[]): Promise<DueScheduleJob[]> {
    const schedules = await several(taken.map(({ owner }) => owner));
    const byId = new Map(schedules.map((s) => [s.id, s]));
    const due = await Promise.all(taken.map((one) => dueJob(one, byId.get(one.owner))));
    return due.flat();
  }

  return {
    takeScheduleJobs: async (queue, _now, limit) =>
      limit <= 0 ? [] : whileReachable(() => boss.take({ queue: `schedule-${queue}`, limit }, dueJobs)),
    nextScheduleJob: async (now) => now + pollInterval,
    async postponeScheduleJob(job, dueAt) {
      await boss.postpone(scheduleBossRef(job), dueAt);
    },
    async releaseScheduleJob(job) {
      await boss.release(scheduleBossRef(job));
    },
  };
}
