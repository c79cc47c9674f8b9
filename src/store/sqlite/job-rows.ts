/** The rows that wait to be executed. */
import type { Database } from 'better-sqlite3';
import { type DueJob, type JobRef, type NewJob, type Priority, priority, type Queue } from '../../recording/jobs.ts';
import type { Ms, Recording } from '../../recording/recording.ts';
import { DamagedRow, type JobRow, jobFrom, type NewJobRow, newJobRow, whole } from '../rows.ts';
import type { Reader } from './read.ts';

type Wanted = { queue: Queue; priority: number; now: Ms };

const dueInQueue = `
  SELECT id, recording, priority, due_at, revision, postponed, payload FROM jobs
  WHERE queue = @queue AND priority = @priority AND due_at <= @now`;

/** Exported so that a test can look at SQLite's plans for them. */
export const jobSql = {
  due: `${dueInQueue} ORDER BY due_at, id`,
  dueHeads: `${dueInQueue}
    AND NOT EXISTS (
      SELECT 1 FROM jobs AS older
      WHERE older.recording = jobs.recording AND older.queue = jobs.queue AND older.id < jobs.id
    ) ORDER BY due_at, id`,
  waiting: `
    SELECT DISTINCT recording FROM jobs
    WHERE queue = @queue AND priority <= @priority AND due_at <= @now
      AND recording IN (SELECT value FROM json_each(@recordings))`,
  nextDue: 'SELECT min(due_at) FROM jobs WHERE due_at > ?',
};

/** Queues in which a waiting job delays the ones behind it: people read these in the order in which they were posted. */
const inOrder: ReadonlySet<Queue> = new Set(['thread', 'person']);

const priorities = Object.values(priority).sort((a, b) => a - b);

export type Jobs = ReturnType<typeof jobs>;

/** `onUnreadable` is called with a due job that can't be read, or whose recording can't: it must be set aside. */
export function jobs(db: Database, read: Reader, onUnreadable: (id: JobRow['id'], reason: string) => void) {
  const selectDue = dueSelector(db);
  const nextDue = db.prepare<[Ms], number | null>(jobSql.nextDue).pluck();
  const waiting = db.prepare<[Wanted & { recordings: string }], string>(jobSql.waiting).pluck();
  const remove = db.prepare<[Pick<JobRef, 'id' | 'revision'>]>(
    'DELETE FROM jobs WHERE id = @id AND revision = @revision',
  );
  const cancel = db.prepare<[string, string]>('DELETE FROM jobs WHERE recording = ? AND key = ?');
  const postpone = db.prepare<[Ms, JobRef['id'], number]>(
    'UPDATE jobs SET due_at = ?, postponed = postponed + 1 WHERE id = ? AND revision = ?',
  );
  // The row that is replaced keeps its id, and with it its place in a queue that goes by id; the revision tells the worker that
  // executes the old payload that it is not the one that waits now.
  const add = db.prepare<[NewJobRow]>(`
    INSERT INTO jobs (recording, key, queue, priority, due_at, payload)
    VALUES (@recording, @key, @queue, @priority, @due_at, @payload)
    ON CONFLICT (recording, key) WHERE key IS NOT NULL DO UPDATE SET
      queue = excluded.queue, priority = excluded.priority, due_at = excluded.due_at, payload = excluded.payload,
      revision = revision + 1, postponed = 0`);

  const dueJob = (row: JobRow, recording: Recording | undefined): DueJob[] => {
    try {
      if (recording === undefined) throw new DamagedRow('its recording can’t be read');
      return [{ job: jobFrom(row), recording }];
    } catch (error) {
      if (!(error instanceof DamagedRow)) throw error;
      onUnreadable(row.id, error.message);
      return [];
    }
  };

  return {
    take(
      queue: Queue,
      now: Ms,
      limit: number,
      except: ReadonlySet<string>,
      atLeast: Priority = priority.watch,
    ): DueJob[] {
      for (;;) {
        const rows = selectDue(queue, now, limit, except, atLeast);
        const recordings = new Map(read.several(rows.map((row) => row.recording)).map((r) => [r.id, r]));
        const found = rows.flatMap((row) => dueJob(row, recordings.get(row.recording)));
        // Jobs that were set aside make room for others that are due.
        if (found.length === rows.length) return found;
      }
    },
    waiting: (queue: Queue, now: Ms, recordings: readonly string[], atLeast: Priority): string[] =>
      waiting.all({ queue, priority: atLeast, now, recordings: JSON.stringify(recordings) }),
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

/** Walks the index from the most urgent row on and stops when `limit` recordings are found: what is not due costs nothing. */
function dueSelector(db: Database) {
  const anyDue = db.prepare<[Wanted], JobRow>(jobSql.due);
  const headsDue = db.prepare<[Wanted], JobRow>(jobSql.dueHeads);
  return (queue: Queue, now: Ms, limit: number, except: ReadonlySet<string>, atLeast: Priority): JobRow[] => {
    const select = inOrder.has(queue) ? headsDue : anyDue;
    const taken = new Map<string, JobRow>();
    for (const level of priorities) {
      if (taken.size >= limit || level > atLeast) break;
      for (const row of select.iterate({ queue, priority: level, now })) {
        if (except.has(row.recording) || taken.has(row.recording)) continue;
        taken.set(row.recording, row);
        if (taken.size >= limit) break;
      }
    }
    return [...taken.values()];
  };
}
