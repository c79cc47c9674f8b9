/** The jobs of schedules, handed out. */
import type { Schedule } from '../../recording/schedule/schedule.ts';
import type { DueScheduleJob, ScheduleJobSource } from '../../service/schedule-ports.ts';
import { DamagedRow } from '../rows.ts';
import { scheduleJobFrom } from '../schedule-rows.ts';
import type { Boss, TakenJob } from './boss.ts';
import { pollInterval } from './jobs.ts';
import { scheduleBossRef } from './schedule-write.ts';
import type { ScheduleReader } from './schedules.ts';

type Options = Readonly<{
  several: ScheduleReader['several'];
  onDamaged: (id: string, reason: string) => void;
}>;

export function scheduleJobSource(boss: Boss, { several, onDamaged }: Options): ScheduleJobSource {
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

  return {
    async takeScheduleJobs(queue, _now, limit, _except) {
      if (limit <= 0) return [];
      const taken = await boss.take(`schedule-${queue}`, limit);
      if (taken.length === 0) return [];
      const schedules = await several(taken.map(({ owner }) => owner));
      const byId = new Map(schedules.map((s) => [s.id, s]));
      const due = await Promise.all(taken.map((one) => dueJob(one, byId.get(one.owner))));
      return due.flat();
    },
    nextScheduleJob: async (now) => now + pollInterval,
    postponeScheduleJob: (job, dueAt) => boss.postpone(scheduleBossRef(job), dueAt),
    releaseScheduleJob: (job) => boss.release(scheduleBossRef(job)),
  };
}
