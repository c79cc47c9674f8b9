/** Which steps of workflows something was committed for: the audit has their requests. */
import type { Database } from 'better-sqlite3';
import type { Ms } from '../../recording/recording.ts';
import type { TakenStep } from '../../service/workflow-steps.ts';
import type { Reader } from './read.ts';

type Row = { request: string; recording: string; action: string | null };

const columns = 'SELECT request, recording, action FROM audit';

/** Exported so that a test can look at SQLite's plans for them. `!` follows the space: all that begins with `step `. */
export const stepSql = {
  find: `${columns} WHERE request = ?`,
  list: `${columns} WHERE request > 'step ' AND request < 'step!' AND at >= ? ORDER BY at`,
};

export function workflowSteps(db: Database, read: Pick<Reader, 'find'>) {
  const find = db.prepare<[string], Row>(stepSql.find);
  const list = db.prepare<[Ms], Row>(stepSql.list);

  const takenStep = ({ request, recording: id, action }: Row): TakenStep | undefined => {
    const recording = read.find(id);
    return recording && { request, recording, ...(action !== null && { action }) };
  };

  return {
    find(request: string): TakenStep | undefined {
      const row = find.get(request);
      return row && takenStep(row);
    },
    list: (since: Ms): TakenStep[] => list.all(since).flatMap((row) => takenStep(row) ?? []),
  };
}
