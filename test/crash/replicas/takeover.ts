/** How long due jobs wait while a replica could execute them. */
import type { Ms } from '../../../src/recording/recording.ts';

/**
 * One that is due and not done. `startedAt`: when it was last handed to a replica, which may have been killed since. `heartbeatAt`: when
 * that replica last sent a heartbeat. `isBehind`: another job of the recording is being executed, and goes before it.
 */
export type DueJob = Readonly<{
  id: string;
  queue: string;
  recording: string;
  state: string;
  retries: number;
  dueAt: Ms;
  startedAt: Ms | null;
  heartbeatAt: Ms | null;
  isBehind: boolean;
}>;

/** The longest wait of a job so far. */
export type Wait = Readonly<{ ms: Ms; job?: DueJob; until?: Ms }>;

/**
 * Jobs of live recordings, but for their cards: these wait for Slack's limit of updates, too. Times are those of the server, which are the
 * machine's.
 */
export const dueJobs = `
  SELECT j.id, j.name AS queue, r.id AS recording, j.state, j.retry_count AS retries,
    extract(epoch FROM j.start_after)::float8 * 1000 AS "dueAt",
    extract(epoch FROM j.started_on)::float8 * 1000 AS "startedAt",
    extract(epoch FROM j.heartbeat_on)::float8 * 1000 AS "heartbeatAt",
    j.state <> 'active' AND EXISTS (
      SELECT 1 FROM pgboss.job f WHERE f.name = j.name AND f.singleton_key = j.singleton_key AND f.state = 'active'
    ) AS "isBehind"
  FROM pgboss.job j JOIN recordings r ON r.id = j.singleton_key
  WHERE j.name <> 'card' AND j.state IN ('created', 'retry', 'active') AND j.start_after <= clock_timestamp()
    AND r.phase IN ('starting', 'confirming', 'recording', 'stopping')`;

/**
 * A wait begins when the job becomes due, when it is handed to a replica, or when the replica that has been able the longest became so,
 * whichever is latest; and not before those that go before it are done, which have waits of their own. What a retry moves the due time to
 * does not count: it waits for a replica still.
 */
export function takeoverMeter() {
  const waiting = new Map<string, Ms>();
  let longest: Wait = { ms: 0 };
  return {
    /** `due`: all that are due at `now`. `ableSince`: when each replica that is able to execute jobs became so. */
    look(now: Ms, due: readonly DueJob[], ableSince: readonly Ms[]): void {
      const ids = new Set(due.map(({ id }) => id));
      for (const id of waiting.keys()) if (!ids.has(id)) waiting.delete(id);
      for (const job of due) {
        const since = job.isBehind ? now : Math.max(waiting.get(job.id) ?? job.dueAt, job.startedAt ?? 0);
        waiting.set(job.id, since);
        if (ableSince.length === 0) continue;
        const ms = now - Math.max(since, Math.min(...ableSince));
        if (ms > longest.ms) longest = { ms, job, until: now };
      }
    },
    longest: () => longest,
  };
}
