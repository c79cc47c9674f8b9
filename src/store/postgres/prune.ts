/** Deletes recordings and schedules that ended long ago. Must run inside a transaction. */
import { endPhases, type Ms } from '../../recording/recording.ts';
import type { Boss } from './boss.ts';
import type { Transaction } from './boss-jobs.ts';

// `uploading` is not the end yet, and a recorder that may bill is known for as long as anybody may ask about it. A row that another
// replica is pruning is left to it.
const over = `
  SELECT id FROM recordings
  WHERE ended_at < @before AND phase IN (${endPhases.map((phase) => `'${phase}'`).join(', ')}) AND NOT EXISTS (
    SELECT 1 FROM recorders c
    WHERE c.recording = recordings.id AND c.status = 'orphan' AND coalesce(c.started_at, c.acquired_at) >= @before
  ) ORDER BY ended_at, id LIMIT @limit FOR UPDATE SKIP LOCKED`;
const schedulesOver =
  'SELECT id FROM schedules WHERE ended_at < @before ORDER BY ended_at, id LIMIT @limit FOR UPDATE SKIP LOCKED';

// What refers to a row goes before it.
const deletions = [
  'DELETE FROM audit WHERE recording = ANY (@ids)',
  'DELETE FROM usage WHERE recording = ANY (@ids)',
  'DELETE FROM recorders WHERE recording = ANY (@ids)',
  'DELETE FROM recordings WHERE id = ANY (@ids)',
];
const scheduleDeletions = [
  'DELETE FROM schedule_audit WHERE schedule = ANY (@ids)',
  'DELETE FROM occurrences WHERE schedule = ANY (@ids)',
  'DELETE FROM schedules WHERE id = ANY (@ids)',
];

/** Deletes up to `limit` recordings that ended before `before`, the oldest first; resolves with how many. */
export async function prune(transaction: Transaction, boss: Boss, before: Ms, limit: number): Promise<number> {
  const { query } = transaction;
  const idsOf = async (sql: string) => (await query<{ id: string }>(sql, { before, limit })).map(({ id }) => id);
  const ids = await idsOf(over);
  for (const id of ids) await boss.removeAll(transaction, id);
  for (const deletion of deletions) await query(deletion, { ids });
  await query('DELETE FROM refusals WHERE at < @before', { before: Math.floor(before) });
  const schedules = await idsOf(schedulesOver);
  for (const id of schedules) await boss.removeAll(transaction, id);
  for (const deletion of scheduleDeletions) await query(deletion, { ids: schedules });
  return ids.length;
}
