/** Rows that can't be read: reported once, and set aside so that the others continue. */
import type { Database } from 'better-sqlite3';
import type { JobRef } from '../../recording/jobs.ts';
import type { Clock } from '../../service/ports.ts';
import type { DamagedReport } from '../bot-store.ts';

export type Damaged = Readonly<{
  recording(id: string, reason: string): void;
  /** Moves a job into `damaged_jobs`. Must not run inside a transaction. */
  job(id: JobRef['id'], reason: string): void;
  /** How many rows were reported since the database was opened. */
  count(): number;
}>;

export function damagedRows(
  db: Database,
  clock: Pick<Clock, 'now'>,
  onDamaged: ((report: DamagedReport) => void) | undefined,
): Damaged {
  const reported = new Set<string>();
  const copy = db.prepare<[{ id: JobRef['id']; reason: string; at: number }]>(`
    INSERT INTO damaged_jobs (id, recording, key, queue, priority, due_at, payload, reason, at)
    SELECT id, recording, key, queue, priority, due_at, payload, @reason, @at FROM jobs WHERE id = @id`);
  const remove = db.prepare<[JobRef['id']]>('DELETE FROM jobs WHERE id = ?');
  const setAside = db.transaction((id: JobRef['id'], reason: string) => {
    copy.run({ id, reason, at: Math.ceil(clock.now()) });
    remove.run(id);
  });
  const report = (id: string, reason: string) => {
    if (reported.has(id)) return;
    reported.add(id);
    onDamaged?.({ id, reason });
  };
  return {
    recording: report,
    job(id, reason) {
      setAside.immediate(id, reason);
      report(`job ${id}`, reason);
    },
    count: () => reported.size,
  };
}
