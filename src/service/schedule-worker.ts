/** Executes what is due of schedules. As with recordings, a row stays until its outcome is committed, so that a crash executes it again. */
import { databaseRetryInterval, postRetryWaits } from '../recording/policy.ts';
import type { Ms } from '../recording/primitives.ts';
import type { NotStarted, Schedule, StorageTrouble } from '../recording/schedule/schedule.ts';
import { isOutdated, type ScheduleEvent } from '../recording/schedule/transition.ts';
import type { Spec } from '../recording/spec.ts';
import type { Buckets, StorageCheck } from './buckets.ts';
import type { Clock, SendOutcome } from './ports.ts';
import type { DueScheduleJob, ScheduleJobSource, ScheduleMessenger, ScheduleQueue } from './schedule-ports.ts';
import type { ScheduleRunner } from './schedule-runner.ts';
import { runWorkLoop } from './work-loop.ts';

export type ScheduleWorkerOptions = Readonly<{
  jobs: ScheduleJobSource;
  runner: ScheduleRunner;
  messenger: ScheduleMessenger;
  buckets: Pick<Buckets, 'check'>;
  /** Why the person who made a schedule may start nothing just now. */
  refusalOf: (s: Schedule, spec: Spec) => Promise<NotStarted | undefined>;
  clock: Clock;
  /** Aborted when what is in flight must be abandoned: its rows stay for the next start. */
  abandon: AbortSignal;
  /** Called when the outcome of a job could not be committed; it is executed again. */
  onError: (error: unknown, due: DueScheduleJob) => void;
}>;

export type ScheduleWorker = Readonly<{
  /** Executes until `signal` aborts; resolves when nothing is in flight any more. Rejects if the database fails. */
  run(signal: AbortSignal): Promise<void>;
  inFlight(): number;
}>;

/** So many schedules at a time: a recording that is to begin never waits for messages and checks of others, nor of its own schedule. */
const concurrency: Readonly<Record<ScheduleQueue, number>> = { timer: 100, other: 20 };
const queues = ['timer', 'other'] as const satisfies readonly ScheduleQueue[];

export function createScheduleWorker(options: ScheduleWorkerOptions): ScheduleWorker {
  const { jobs, runner, clock, abandon, onError } = options;
  const inFlight: Readonly<Record<ScheduleQueue, Set<string>>> = { timer: new Set(), other: new Set() };
  const count = () => inFlight.timer.size + inFlight.other.size;

  async function perform(due: DueScheduleJob): Promise<void> {
    try {
      await execute(options, due);
    } catch (error) {
      onError(error, due);
      await clock.until(clock.now() + databaseRetryInterval, abandon);
    }
    // What can't be released is handed out again when its holder is taken for dead.
    await jobs.releaseScheduleJob(due.job).catch((error: unknown) => onError(error, due));
  }

  /** Takes what is due of a queue. */
  async function begin(queue: ScheduleQueue, now: Ms, wake: () => void): Promise<void> {
    const taken = inFlight[queue];
    for (const due of await jobs.takeScheduleJobs(queue, now, concurrency[queue] - taken.size, taken)) {
      const { id } = due.schedule;
      taken.add(id);
      void perform(due).finally(() => {
        taken.delete(id);
        wake();
      });
    }
  }

  const nextDue = (now: Ms) => jobs.nextScheduleJob(now);
  const loop = { clock, runner, queues, take: begin, nextDue, inFlight: count, batchInterval: 0 };
  return { run: (signal) => runWorkLoop(loop, signal), inFlight: count };
}

async function execute(options: ScheduleWorkerOptions, due: DueScheduleJob): Promise<void> {
  const { job, schedule } = due;
  const { payload } = job;
  const { messenger, abandon, buckets } = options;
  switch (payload.queue) {
    case 'timer': {
      const isStart = payload.timer !== 'check';
      const resolved = options.runner.resolve(schedule);
      const refusal = isStart && resolved.ok ? await options.refusalOf(schedule, resolved.spec) : undefined;
      return commit(options, due, { type: 'timerDue', timer: payload.timer }, refusal);
    }
    case 'storage': {
      const trouble = troubleOf(payload.storage, await buckets.check(payload.storage));
      return commit(options, due, { type: 'storageChecked', ...(trouble === undefined ? {} : { trouble }) });
    }
    case 'channel':
      if (isOutdated(schedule, payload.message)) return commit(options, due, { type: 'completed' });
      return settle(options, due, await messenger.announce(schedule, payload.message, abandon));
    case 'person':
      if (isOutdated(schedule, payload.message)) return commit(options, due, { type: 'completed' });
      return settle(options, due, await messenger.tell(schedule, payload.message, abandon));
  }
}

/** What Agora needs is to write; a key that may not read or delete is fine. */
function troubleOf(storage: string, check: StorageCheck): StorageTrouble | undefined {
  if (check.kind === 'notConfigured') return { storage, refused: false, detail: '' };
  if (check.kind === 'unsupported' || check.write.kind === 'done') return undefined;
  return { storage, refused: check.write.kind === 'refused', detail: check.write.detail };
}

async function settle(options: ScheduleWorkerOptions, due: DueScheduleJob, sent: SendOutcome): Promise<void> {
  const { job } = due;
  const { jobs, clock, abandon } = options;
  switch (sent.kind) {
    case 'sent':
      return commit(options, due, { type: 'completed' });
    case 'rejected':
      if (job.payload.queue !== 'channel') return commit(options, due, { type: 'completed' });
      return commit(options, due, { type: 'postFailed', message: job.payload.message, code: sent.code });
    case 'later': {
      if (abandon.aborted) return;
      const wait = postRetryWaits[Math.min(job.postponed, postRetryWaits.length - 1)] ?? 0;
      await jobs.postponeScheduleJob(job, clock.now() + Math.max(sent.after, wait));
    }
  }
}

/** Kept until the database takes it: to execute the job again would post twice. */
async function commit(
  { runner, clock, abandon, onError }: ScheduleWorkerOptions,
  due: DueScheduleJob,
  event: ScheduleEvent,
  refusal?: NotStarted,
): Promise<void> {
  for (;;) {
    try {
      await runner.apply(due.schedule.id, event, { done: due.job, refusal });
      return;
    } catch (error) {
      if (abandon.aborted) throw error;
      onError(error, due);
      await clock.until(clock.now() + databaseRetryInterval, abandon);
    }
  }
}
