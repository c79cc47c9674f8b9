/** Recordings, read. Nothing here writes; all of it is synchronous, so that no write can come between two statements. */
import type { Database } from 'better-sqlite3';
import type { Actor } from '../../recording/events.ts';
import type { Queue } from '../../recording/jobs.ts';
import { livePhases, type Recording } from '../../recording/recording.ts';
import type { KnownNames, Page, Store } from '../../service/ports.ts';
import { DamagedRow, type RecorderRow, type RecordingRow, recordingFrom } from './rows.ts';
import { isVisible } from './visible.ts';

// The partial indexes have this condition. SQLite uses them only if the terms are the same, in the same order.
const isLive = `phase IN (${livePhases.map((phase) => `'${phase}'`).join(', ')})`;
const hasOrphan = `id IN (SELECT recording FROM recorders WHERE status = 'orphan') AND ended_at IS NOT NULL`;
const ofChannel = 'card_channel = @channelId';

/** Exported so that a test can look at SQLite's plans for them. */
export const readSql = {
  byId: 'SELECT * FROM recordings WHERE id = ?',
  // A list of any length is one JSON parameter, so that the statement is always the same.
  byIds: 'SELECT * FROM recordings WHERE id IN (SELECT value FROM json_each(?))',
  recorders: 'SELECT * FROM recorders WHERE recording IN (SELECT value FROM json_each(?)) ORDER BY recording, n',
  bySid: 'SELECT r.* FROM recordings r JOIN recorders c ON c.recording = r.id WHERE c.sid = ?',
  withoutSid: `SELECT r.* FROM recorders c JOIN recordings r ON r.id = c.recording
    WHERE c.uid = ? AND c.sid IS NULL AND c.status IN ('sent', 'orphan') AND r.cname = ?`,
  active: `SELECT * FROM recordings WHERE app_id = ? AND cname = ? AND ${isLive}`,
  // Live recordings have no end time: they come first.
  byName: 'SELECT * FROM recordings WHERE cname = ? ORDER BY ended_at DESC NULLS FIRST LIMIT 1',
  endedByName: `SELECT * FROM recordings
    WHERE cname = @cname AND ended_at IS NOT NULL AND ${isVisible} ORDER BY ended_at DESC LIMIT 1`,
  // Found from the latest end on: in a Slack channel that records, it is among the first.
  endedInChannel: `SELECT * FROM recordings WHERE ended_at IS NOT NULL AND ${ofChannel} ORDER BY ended_at DESC, id DESC LIMIT 1`,
  recordingIds: `SELECT id FROM recordings WHERE ${isLive} AND phase = 'recording' ORDER BY created_at, id`,
  allLive: `SELECT * FROM recordings WHERE ${isLive} ORDER BY created_at, id`,
  visibleLive: `SELECT * FROM recordings WHERE ${isLive} AND ${isVisible} ORDER BY created_at, id`,
  jobCounts: 'SELECT queue AS name, count(*) AS n FROM jobs GROUP BY queue',
  liveCounts: `SELECT phase AS name, count(*) AS n FROM recordings WHERE ${isLive} GROUP BY phase`,
  orphanCount: `SELECT count(DISTINCT recording) FROM recorders WHERE status = 'orphan'`,
  liveNames: `SELECT cname FROM recordings WHERE ${isLive} AND ${isVisible} ORDER BY created_at DESC, id DESC LIMIT @limit`,
  liveIds: `SELECT id FROM recordings WHERE ${isLive} AND ${isVisible} ORDER BY created_at DESC, id DESC LIMIT @limit`,
  endedIds: `SELECT id FROM recordings WHERE ended_at IS NOT NULL AND ${isVisible} ORDER BY ended_at DESC, id DESC LIMIT @limit`,
};

/** Nobody needs to know exactly how many there are beyond this, and to count all that ever ended takes its time. */
const mostCounted = 1000;

type ListSql = Readonly<{ page: string; count: string }>;
const list = (where: string, order: string): ListSql => ({
  page: `SELECT * FROM recordings WHERE ${where} ORDER BY ${order} LIMIT @limit`,
  count: `SELECT count(*) FROM (SELECT 1 FROM recordings WHERE ${where} LIMIT ${mostCounted})`,
});

export const listSql = {
  active: list(`${isLive} AND ${isVisible}`, 'created_at, id'),
  withOrphans: list(`${hasOrphan} AND ${isVisible}`, 'created_at, id'),
  ended: list(`ended_at IS NOT NULL AND NOT (${hasOrphan}) AND ${isVisible}`, 'ended_at DESC, id DESC'),
  liveInChannel: list(`${isLive} AND ${ofChannel}`, 'created_at, id'),
  orphansInChannel: list(`${hasOrphan} AND ${ofChannel}`, 'created_at, id'),
};

type Count<Name> = { name: Name; n: number };
type Viewer = { userId: string; channelId: string };
type Listed = Viewer & { limit: number };

export type Reader = ReturnType<typeof reader>;

/** `onDamaged` is told of every recording that can't be read; it is left out of what is listed. */
export function reader(db: Database, onDamaged: (id: string, reason: string) => void) {
  const one = oneOf(db, onDamaged);
  const select = (sql: string) => db.prepare<string[], RecordingRow>(sql);
  const [byId, byIds, active, bySid, withoutSid, byName] = [
    select(readSql.byId),
    select(readSql.byIds),
    select(readSql.active),
    select(readSql.bySid),
    select(readSql.withoutSid),
    select(readSql.byName),
  ];
  const endedByName = db.prepare<[Viewer & { cname: string }], RecordingRow>(readSql.endedByName);
  const endedInChannel = db.prepare<[Viewer], RecordingRow>(readSql.endedInChannel);
  const recordingIds = db.prepare<[], string>(readSql.recordingIds).pluck();
  const allLive = db.prepare<[], RecordingRow>(readSql.allLive);
  const visibleLive = db.prepare<[Omit<Listed, 'limit'>], RecordingRow>(readSql.visibleLive);
  return {
    find: (id: string) => one(byId.get(id)),
    findActive: (appId: string, cname: string) => one(active.get(appId, cname)),
    /** Whether the channel is taken, also by a recording that can't be read. */
    isActive: (appId: string, cname: string) => active.get(appId, cname) !== undefined,
    isId: (id: string) => byId.get(id) !== undefined,
    findByName: (cname: string) => one(byName.get(cname)),
    findEnded({ userId, channelId }: Actor, cname?: string) {
      const viewer = { userId, channelId };
      return one(cname === undefined ? endedInChannel.get(viewer) : endedByName.get({ ...viewer, cname }));
    },
    findByRecorder: (sid: string, cname: string, uid: string) => one(bySid.get(sid) ?? withoutSid.get(uid, cname)),
    listRecordingIds: () => recordingIds.all(),
    /** In no particular order; unknown and damaged ones are left out. */
    several: (ids: readonly string[]) => one.all(byIds.all(JSON.stringify(ids))),
    listLive: (viewer: Actor | undefined) =>
      one.all(
        viewer === undefined ? allLive.all() : visibleLive.all({ userId: viewer.userId, channelId: viewer.channelId }),
      ),
    ...listing(db, one.all),
    knownNames: namesOf(db),
    counts: countsOf(db),
  };
}

/** Rows with their recorders, as recordings. */
function oneOf(db: Database, onDamaged: (id: string, reason: string) => void) {
  const recorders = db.prepare<[string], RecorderRow>(readSql.recorders);

  function all(rows: readonly RecordingRow[]): Recording[] {
    if (rows.length === 0) return [];
    const found = recorders.all(JSON.stringify(rows.map((row) => row.id)));
    const of = Map.groupBy(found, (recorder) => recorder.recording);
    return rows.flatMap((row) => {
      try {
        return [recordingFrom(row, of.get(row.id) ?? [])];
      } catch (error) {
        if (!(error instanceof DamagedRow)) throw error;
        onDamaged(row.id, error.message);
        return [];
      }
    });
  }

  const one = (row: RecordingRow | undefined) => (row === undefined ? undefined : all([row])[0]);
  return Object.assign(one, { all });
}

function listing(db: Database, all: (rows: readonly RecordingRow[]) => Recording[]) {
  const pages = ({ page, count }: ListSql) => {
    const rows = db.prepare<[Listed], RecordingRow>(page);
    const total = db.prepare<[Listed], number>(count).pluck();
    return ({ userId, channelId }: Actor, limit: number): Page => {
      const viewer = { userId, channelId, limit };
      const found = rows.all(viewer);
      return { recordings: all(found), total: found.length < limit ? found.length : (total.get(viewer) ?? 0) };
    };
  };
  const [live, orphans] = [pages(listSql.liveInChannel), pages(listSql.orphansInChannel)];
  return {
    listActive: pages(listSql.active),
    listWithOrphans: pages(listSql.withOrphans),
    listEnded: pages(listSql.ended),
    /** Live recordings come first: a command without a name means one of these. */
    listInChannel(viewer: Actor, limit: number): Page {
      const first = live(viewer, limit);
      const then = orphans(viewer, limit - first.recordings.length);
      return { recordings: [...first.recordings, ...then.recordings], total: first.total + then.total };
    },
  };
}

function namesOf(db: Database) {
  const select = (sql: string) => db.prepare<[Listed], string>(sql).pluck();
  const [cnames, live, ended] = [select(readSql.liveNames), select(readSql.liveIds), select(readSql.endedIds)];
  return ({ userId, channelId }: Actor, limit: number): KnownNames => {
    const viewer = { userId, channelId, limit };
    return { cnames: [...new Set(cnames.all(viewer))], ids: [...live.all(viewer), ...ended.all(viewer)] };
  };
}

function countsOf(db: Database) {
  const jobs = db.prepare<[], Count<Queue>>(readSql.jobCounts);
  const live = db.prepare<[], Count<Recording['phase']>>(readSql.liveCounts);
  const orphans = db.prepare<[], number>(readSql.orphanCount).pluck();
  return (): Awaited<ReturnType<Store['counts']>> => ({
    jobs: record(jobs.all()),
    live: record(live.all()),
    orphans: orphans.get() ?? 0,
  });
}

function record<Name extends string>(counts: readonly Count<Name>[]): Partial<Record<Name, number>> {
  return Object.fromEntries(counts.map(({ name, n }) => [name, n])) as Partial<Record<Name, number>>;
}
