/** Deletes recordings and schedules that ended long ago. Must run inside a transaction. */
import type { Database } from 'better-sqlite3';
import { endPhases, type Ms } from '../../recording/recording.ts';

/** Exported so that a test can look at SQLite's plans for them. */
export const pruneSql = {
  // `uploading` is not the end yet, and a recorder that may bill is known for as long as anybody may ask about it.
  over: `
    SELECT id FROM recordings
    WHERE ended_at < @before AND phase IN (${endPhases.map((phase) => `'${phase}'`).join(', ')}) AND NOT EXISTS (
      SELECT 1 FROM recorders
      WHERE recording = recordings.id AND status = 'orphan' AND coalesce(started_at, acquired_at) >= @before
    ) ORDER BY ended_at, id LIMIT @limit`,
  // What refers to a recording goes before it.
  deletions: [
    'DELETE FROM jobs WHERE recording = ?',
    'DELETE FROM audit WHERE recording = ?',
    'DELETE FROM usage WHERE recording = ?',
    'DELETE FROM recorders WHERE recording = ?',
    'DELETE FROM recordings WHERE id = ?',
  ],
  refusals: 'DELETE FROM refusals WHERE at < ?',
  schedulesOver: 'SELECT id FROM schedules WHERE ended_at < @before ORDER BY ended_at, id LIMIT @limit',
  scheduleDeletions: [
    'DELETE FROM schedule_jobs WHERE schedule = ?',
    'DELETE FROM schedule_audit WHERE schedule = ?',
    'DELETE FROM occurrences WHERE schedule = ?',
    'DELETE FROM schedules WHERE id = ?',
  ],
};

export function pruner(db: Database) {
  const over = db.prepare<[{ before: Ms; limit: number }], string>(pruneSql.over).pluck();
  const deletions = pruneSql.deletions.map((sql) => db.prepare<[string]>(sql));
  const schedulesOver = db.prepare<[{ before: Ms; limit: number }], string>(pruneSql.schedulesOver).pluck();
  const scheduleDeletions = pruneSql.scheduleDeletions.map((sql) => db.prepare<[string]>(sql));
  const forget = db.prepare<[Ms]>(pruneSql.refusals);

  /** Deletes up to `limit` recordings that ended before `before`, the oldest first; returns how many. */
  return (before: Ms, limit: number): number => {
    const ids = over.all({ before, limit });
    for (const id of ids) for (const deletion of deletions) deletion.run(id);
    forget.run(Math.floor(before));
    for (const id of schedulesOver.all({ before, limit })) for (const deletion of scheduleDeletions) deletion.run(id);
    return ids.length;
  };
}
