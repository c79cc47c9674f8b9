/** The rows that wait to be performed. */
import type { Database } from 'better-sqlite3';
import { type DueJob, type JobRef, type NewJob, type Priority, priority, type Queue } from '../../recording/jobs.ts';
import type { Ms } from '../../recording/recording.ts';
import { StoreError } from './error.ts';
import type { Reader } from './read.ts';
import { type JobRow, jobFrom, type NewJobRow, newJobRow, whole } from './rows.ts';

type Wanted = { lane: Queue; priority: number; now: Ms };

const dueInLane = `
  SELECT id, recording, priority, due_at, revision, postponed, work FROM jobs
  WHERE lane = @lane AND priority = @priority AND due_at <= @now`;

/** Exported so that a test can look at SQLite's plans for them. */
export const jobSql = {
  due: `${dueInLane} ORDER BY due_at, id`,
  dueHeads: `${dueInLane}
    AND NOT EXISTS (
      SELECT 1 FROM jobs AS older
      WHERE older.recording = jobs.recording AND older.lane = jobs.lane AND older.id < jobs.id
    ) ORDER BY due_at, id`,
  nextDue: 'SELECT min(due_at) FROM jobs WHERE due_at > ?',
};

/** Where a job that waits holds up the ones behind it: people read these in the order in which they were said. */
const inOrder: ReadonlySet<Queue> = new Set(['thread', 'person']);

const priorities = Object.values(priority).sort((a, b) => a - b);

export type Jobs = ReturnType<typeof jobs>;

export function jobs(db: Database, read: Reader) {
  const anyDue = db.prepare<[Wanted], JobRow>(jobSql.due);
  const headsDue = db.prepare<[Wanted], JobRow>(jobSql.dueHeads);
  const nextDue = db.prepare<[Ms], number | null>(jobSql.nextDue).pluck();
  const remove = db.prepare<[JobRef]>('DELETE FROM jobs WHERE id = @id AND revision = @revision');
  const cancel = db.prepare<[string, string]>('DELETE FROM jobs WHERE recording = ? AND key = ?');
  const postpone = db.prepare<[Ms, number, number]>(
    'UPDATE jobs SET due_at = ?, postponed = postponed + 1 WHERE id = ? AND revision = ?',
  );
  // The row that is replaced keeps its id, and with it its place in a lane that goes by id; the revision tells whoever is
  // performing the old work that it is not what waits now.
  const add = db.prepare<[NewJobRow]>(`
    INSERT INTO jobs (recording, key, lane, priority, due_at, work)
    VALUES (@recording, @key, @lane, @priority, @due_at, @work)
    ON CONFLICT (recording, key) WHERE key IS NOT NULL DO UPDATE SET
      lane = excluded.lane, priority = excluded.priority, due_at = excluded.due_at, work = excluded.work,
      revision = revision + 1, postponed = 0`);

  return {
    /** Walks the index from the most urgent row on and stops when `limit` recordings are found: what is not due costs nothing. */
    due(
      lane: Queue,
      now: Ms,
      limit: number,
      except: ReadonlySet<string>,
      atLeast: Priority = priority.watch,
    ): DueJob[] {
      const select = inOrder.has(lane) ? headsDue : anyDue;
      const taken = new Map<string, JobRow>();
      for (const priority of priorities) {
        if (taken.size >= limit || priority > atLeast) break;
        for (const row of select.iterate({ lane, priority, now })) {
          if (except.has(row.recording) || taken.has(row.recording)) continue;
          taken.set(row.recording, row);
          if (taken.size >= limit) break;
        }
      }
      const recordings = new Map(read.several([...taken.keys()]).map((r) => [r.id, r]));
      return [...taken.values()].map((row) => {
        const recording = recordings.get(row.recording);
        if (recording !== undefined) return { job: jobFrom(row), recording };
        throw new StoreError('corrupt', `Job ${row.id} belongs to no recording. Restore a backup of the database.`);
      });
    },

    nextDue: (now: Ms): Ms | undefined => nextDue.get(now) ?? undefined,

    postpone(job: JobRef, dueAt: Ms): void {
      postpone.run(whole(dueAt), job.id, job.revision);
    },

    remove({ id, revision }: JobRef): void {
      remove.run({ id, revision });
    },

    cancel(recording: string, key: string): void {
      cancel.run(recording, key);
    },

    add(recording: string, job: NewJob): void {
      add.run(newJobRow(recording, job));
    },
  };
}
