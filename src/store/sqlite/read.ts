/** Recordings, read. Nothing here writes; all of it is synchronous, so that no write can come between two statements. */
import type { Database } from 'better-sqlite3';
import type { Queue } from '../../recording/jobs.ts';
import { livePhases, type Recording } from '../../recording/recording.ts';
import type { Store } from '../../service/ports.ts';
import { type AttemptRow, type RecordingRow, recordingFrom } from './rows.ts';

// The partial indexes have this condition. SQLite uses them only if the terms are the same, in the same order.
const isLive = `phase IN (${livePhases.map((phase) => `'${phase}'`).join(', ')})`;

/** Exported so that a test can look at SQLite's plans for them. */
export const readSql = {
  byId: 'SELECT * FROM recordings WHERE id = ?',
  // A list of any length is one JSON parameter, so that the statement is always the same.
  byIds: 'SELECT * FROM recordings WHERE id IN (SELECT value FROM json_each(?))',
  attempts: 'SELECT * FROM attempts WHERE recording IN (SELECT value FROM json_each(?)) ORDER BY recording, n',
  bySid: 'SELECT r.* FROM recordings r JOIN attempts a ON a.recording = r.id WHERE a.sid = ?',
  withoutSid: `SELECT r.* FROM attempts a JOIN recordings r ON r.id = a.recording
    WHERE a.uid = ? AND a.sid IS NULL AND a.fate IN ('sent', 'orphan') AND r.cname = ?`,
  withOrphans: `SELECT * FROM recordings
    WHERE id IN (SELECT recording FROM attempts WHERE fate = 'orphan') AND ended_at IS NOT NULL ORDER BY created_at, id`,
  running: `SELECT * FROM recordings WHERE app_id = ? AND cname = ? AND ${isLive}`,
  live: `SELECT * FROM recordings WHERE ${isLive} ORDER BY created_at, id`,
  recordingIds: `SELECT id FROM recordings WHERE ${isLive} AND phase = 'recording' ORDER BY created_at, id`,
  ended: 'SELECT * FROM recordings WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, id DESC LIMIT ?',
  jobCounts: 'SELECT lane AS name, count(*) AS n FROM jobs GROUP BY lane',
  liveCounts: `SELECT phase AS name, count(*) AS n FROM recordings WHERE ${isLive} GROUP BY phase`,
};

type Count<Name> = { name: Name; n: number };

export type Reader = ReturnType<typeof reader>;

export function reader(db: Database) {
  const byId = db.prepare<[string], RecordingRow>(readSql.byId);
  const byIds = db.prepare<[string], RecordingRow>(readSql.byIds);
  const attempts = db.prepare<[string], AttemptRow>(readSql.attempts);
  const running = db.prepare<[string, string], RecordingRow>(readSql.running);
  const bySid = db.prepare<[string], RecordingRow>(readSql.bySid);
  const withoutSid = db.prepare<[string, string], RecordingRow>(readSql.withoutSid);
  const withOrphans = db.prepare<[], RecordingRow>(readSql.withOrphans);
  const live = db.prepare<[], RecordingRow>(readSql.live);
  const recordingIds = db.prepare<[], string>(readSql.recordingIds).pluck();
  const ended = db.prepare<[number], RecordingRow>(readSql.ended);
  const jobCounts = db.prepare<[], Count<Queue>>(readSql.jobCounts);
  const liveCounts = db.prepare<[], Count<Recording['phase']>>(readSql.liveCounts);

  function withAttempts(rows: readonly RecordingRow[]): Recording[] {
    if (rows.length === 0) return [];
    const all = attempts.all(JSON.stringify(rows.map((row) => row.id)));
    const of = Map.groupBy(all, (attempt) => attempt.recording);
    return rows.map((row) => recordingFrom(row, of.get(row.id) ?? []));
  }

  const one = (row: RecordingRow | undefined) => (row === undefined ? undefined : withAttempts([row])[0]);

  return {
    find: (id: string) => one(byId.get(id)),
    running: (appId: string, cname: string) => one(running.get(appId, cname)),
    holder: (sid: string, cname: string, uid: string) => one(bySid.get(sid) ?? withoutSid.get(uid, cname)),
    withOrphans: () => withAttempts(withOrphans.all()),
    live: () => withAttempts(live.all()),
    recordingIds: () => recordingIds.all(),
    ended: (limit: number) => withAttempts(ended.all(limit)),
    /** In no particular order; unknown ids are left out. */
    several: (ids: readonly string[]) => withAttempts(byIds.all(JSON.stringify(ids))),
    counts(): Awaited<ReturnType<Store['counts']>> {
      return { jobs: record(jobCounts.all()), live: record(liveCounts.all()) };
    },
  };
}

function record<Name extends string>(counts: readonly Count<Name>[]): Partial<Record<Name, number>> {
  return Object.fromEntries(counts.map(({ name, n }) => [name, n])) as Partial<Record<Name, number>>;
}
