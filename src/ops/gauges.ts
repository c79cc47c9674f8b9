/** The gauges, which are read at every scrape. A stale figure would be worse than none. */
import { Gauge, type Registry } from 'prom-client';
import type { Queue } from '../recording/jobs.ts';
import { livePhases, type Ms } from '../recording/recording.ts';
import type { Counts } from '../service/ports.ts';

/** Where the gauges are read from. */
export type MetricSources = Readonly<{
  /** Of the bot. */
  version: string;
  now: () => Ms;
  /** Agora requests that hold a permit of the budget now. */
  budgetInUse: () => number;
  /** Socket Mode connections that are up now; undefined in HTTP mode. */
  socketsConnected: () => number | undefined;
  /** Workspaces whose bot token Slack rejects. */
  tokensRejected: () => number;
  /** Whether the database can be read and written. */
  databaseWorks: () => Promise<boolean>;
  counts: () => Promise<Counts>;
}>;

const queues = ['agora', 'thread', 'card', 'person', 'timer'] as const satisfies readonly Queue[];

/** Gauges that hold what is true when they are read. */
export function addGauges(registry: Registry, sources: MetricSources): void {
  const gauge = (name: string, help: string, read: () => number | undefined | Promise<number>) =>
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        async collect() {
          const value = await read();
          if (value === undefined) this.remove();
          else this.set(value);
        },
      }),
    );
  gauge('clapperbot_agora_budget_in_use', 'Permits of the Agora request budget in use, of 10.', sources.budgetInUse);
  gauge(
    'clapperbot_slack_sockets_connected',
    'Socket Mode connections that are up, of 2. Absent in HTTP mode.',
    sources.socketsConnected,
  );
  gauge('clapperbot_slack_tokens_rejected', 'Workspaces whose bot token Slack rejects.', sources.tokensRejected);
  gauge('clapperbot_database_up', 'Whether the database can be read and written: 1 or 0.', async () =>
    (await sources.databaseWorks()) ? 1 : 0,
  );
  const help = 'Always 1; the label says which version runs.';
  new Gauge({ name: 'clapperbot_build_info', help, labelNames: ['version'], registers: [registry] }).set(
    { version: sources.version },
    1,
  );
}

/** One question to the database fills all of these, and while it fails they are absent. */
export function addStoreGauges(registers: Registry[], { counts: read, now }: MetricSources): () => Promise<void> {
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name, help, labelNames, registers });
  const jobs = gauge('clapperbot_jobs_waiting', 'Jobs in the database, by queue.', 'lane');
  const live = gauge('clapperbot_recordings_live', 'Live recordings, by phase.', 'phase');
  const orphans = gauge('clapperbot_orphans', "Recordings with a recorder that may run and can't be controlled.");
  const notStopping = gauge(
    'clapperbot_recordings_not_stopping',
    "Recordings that were asked to stop and can't be stopped yet.",
  );
  const oldestJob = gauge('clapperbot_oldest_due_job_seconds', 'How long the oldest due job has been due.');
  const oldestUpload = gauge(
    'clapperbot_oldest_upload_seconds',
    'How long the oldest upload that is not reported complete has taken. Usually up to 20 minutes.',
  );
  /** 0 where there is none, or it lies ahead. */
  const since = (at: Ms | undefined) => (at === undefined ? 0 : Math.max(0, now() - at) / 1000);
  return async () => {
    for (const each of [jobs, live]) each.reset();
    for (const each of [orphans, notStopping, oldestJob, oldestUpload]) each.remove();
    try {
      const counts = await read();
      for (const lane of queues) jobs.set({ lane }, counts.jobs[lane] ?? 0);
      for (const phase of livePhases) live.set({ phase }, counts.live[phase] ?? 0);
      orphans.set(counts.orphans);
      notStopping.set(counts.notStopping);
      oldestJob.set(since(counts.earliestDue));
      oldestUpload.set(since(counts.earliestUpload));
    } catch {
      // The series are missing, and /readyz says why.
    }
  };
}
