/** Recordings, read. Nothing here writes; all of it is synchronous, so that no write can come between two statements. */
import type { Database, Statement } from 'better-sqlite3';
import { keys } from '../../recording/effects.ts';
import type { Actor } from '../../recording/events.ts';
import type { Queue } from '../../recording/jobs.ts';
import { uploadTimeout } from '../../recording/policy.ts';
import { livePhases, type Ms, type Recording } from '../../recording/recording.ts';
import type { Counts, KnownNames, Page } from '../../service/ports.ts';
import { DamagedRow, type RecorderRow, type RecordingRow, recordingFrom } from '../rows.ts';
import { viewerOf, visibleSql } from './visible.ts';

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
  byName: 'SELECT * FROM recordings WHERE card_team = ? AND cname = ? ORDER BY ended_at DESC NULLS FIRST LIMIT 1',
  recordingIds: `SELECT id FROM recordings WHERE ${isLive} AND phase = 'recording' ORDER BY created_at, id`,
  liveTeams: `SELECT DISTINCT card_team FROM recordings WHERE ${isLive}`,
  jobCounts: 'SELECT queue AS name, count(*) AS n FROM jobs GROUP BY queue',
  liveCounts: `SELECT phase AS name, count(*) AS n FROM recordings WHERE ${isLive} GROUP BY phase`,
  orphanCount: `SELECT count(DISTINCT recording) FROM recorders WHERE status = 'orphan'`,
  notStoppingCount: `SELECT count(*) FROM recordings
    WHERE ${isLive} AND phase = 'stopping' AND json_extract(state, '$.health.problem') IS NOT NULL`,
  earliestDue: 'SELECT min(due_at) FROM jobs',
  earliestDueSchedule: 'SELECT min(due_at) FROM schedule_jobs',
  uploadTimeouts: `SELECT due_at FROM jobs WHERE queue = 'timer' AND key = '${keys.uploadTimeout}'`,
};

/** What a viewer may see, by what that depends on. */
export const viewerSql = visibleSql((isVisible) => ({
  endedByName: `SELECT * FROM recordings
    WHERE cname = @cname AND ended_at IS NOT NULL AND ${isVisible} ORDER BY ended_at DESC LIMIT 1`,
  // Found from the latest end on: in a Slack channel that records, it is among the first.
  endedInChannel: `SELECT * FROM recordings
    WHERE ended_at IS NOT NULL AND ${ofChannel} AND ${isVisible} ORDER BY ended_at DESC, id DESC LIMIT 1`,
  live: `SELECT * FROM recordings WHERE ${isLive} AND ${isVisible} ORDER BY created_at, id`,
  liveNames: `SELECT cname FROM recordings WHERE ${isLive} AND ${isVisible} ORDER BY created_at DESC, id DESC LIMIT @limit`,
  liveIds: `SELECT id FROM recordings WHERE ${isLive} AND ${isVisible} ORDER BY created_at DESC, id DESC LIMIT @limit`,
  endedIds: `SELECT id FROM recordings WHERE ended_at IS NOT NULL AND ${isVisible} ORDER BY ended_at DESC, id DESC LIMIT @limit`,
}));

/** Nobody needs to know exactly how many there are beyond this, and to count all that ever ended takes its time. */
const mostCounted = 1000;

type ListSql = Readonly<{ page: string; count: string }>;
const list = (where: string, order: string): ListSql => ({
  page: `SELECT * FROM recordings WHERE ${where} ORDER BY ${order} LIMIT @limit`,
  count: `SELECT count(*) AS n FROM (SELECT 1 FROM recordings WHERE ${where} LIMIT ${mostCounted})`,
});

export const listSql = visibleSql((isVisible) => ({
  active: list(`${isLive} AND ${isVisible}`, 'created_at, id'),
  withOrphans: list(`${hasOrphan} AND ${isVisible}`, 'created_at, id'),
  ended: list(`ended_at IS NOT NULL AND NOT (${hasOrphan}) AND ${isVisible}`, 'ended_at DESC, id DESC'),
  liveInChannel: list(`${isLive} AND ${ofChannel} AND ${isVisible}`, 'created_at, id'),
  orphansInChannel: list(`${hasOrphan} AND ${ofChannel} AND ${isVisible}`, 'created_at, id'),
}));

type Count<Name> = { name: Name; n: number };
type Viewer = ReturnType<typeof viewerOf>['params'];

export type Reader = ReturnType<typeof reader>;

/** `onDamaged` is called for every recording that can't be read; it is left out of what is listed. */
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
  const endedByName = forViewers<{ cname: string }, RecordingRow>(db, ({ viewer }) => viewer.endedByName);
  const endedInChannel = forViewers<object, RecordingRow>(db, ({ viewer }) => viewer.endedInChannel);
  const recordingIds = db.prepare<[], string>(readSql.recordingIds).pluck();
  const liveTeams = db.prepare<[], string>(readSql.liveTeams).pluck();
  const visibleLive = forViewers<object, RecordingRow>(db, ({ viewer }) => viewer.live);
  return {
    find: (id: string) => one(byId.get(id)),
    findActive: (appId: string, cname: string) => one(active.get(appId, cname)),
    /** Whether the channel is taken, also by a recording that can't be read. */
    isActive: (appId: string, cname: string) => active.get(appId, cname) !== undefined,
    isId: (id: string) => byId.get(id) !== undefined,
    findByName: (teamId: string, cname: string) => one(byName.get(teamId, cname)),
    findEnded: (viewer: Actor, cname?: string) =>
      one(cname === undefined ? endedInChannel.get(viewer, {}) : endedByName.get(viewer, { cname })),
    findByRecorder: (sid: string, cname: string, uid: string) => one(bySid.get(sid) ?? withoutSid.get(uid, cname)),
    listRecordingIds: () => recordingIds.all(),
    /** In no particular order; unknown and damaged ones are left out. */
    several: (ids: readonly string[]) => one.all(byIds.all(JSON.stringify(ids))),
    listLive: (viewer: Actor) => one.all(visibleLive.all(viewer, {})),
    listLiveTeams: () => liveTeams.all(),
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
  const pages = (name: keyof (typeof listSql)['usual']) => {
    const rows = forViewers<{ limit: number }, RecordingRow>(db, ({ list: lists }) => lists[name].page);
    const count = forViewers<{ limit: number }, { n: number }>(db, ({ list: lists }) => lists[name].count);
    return (viewer: Actor, limit: number): Page => {
      const found = rows.all(viewer, { limit });
      return {
        recordings: all(found),
        total: found.length < limit ? found.length : (count.get(viewer, { limit })?.n ?? 0),
      };
    };
  };
  const [live, orphans] = [pages('liveInChannel'), pages('orphansInChannel')];
  return {
    listActive: pages('active'),
    listWithOrphans: pages('withOrphans'),
    listEnded: pages('ended'),
    /** Live recordings come first: a command without a name means one of these. */
    listInChannel(viewer: Actor, limit: number): Page {
      const first = live(viewer, limit);
      const then = orphans(viewer, limit - first.recordings.length);
      return { recordings: [...first.recordings, ...then.recordings], total: first.total + then.total };
    },
  };
}

function namesOf(db: Database) {
  type Limit = { limit: number };
  const cnames = forViewers<Limit, { cname: string }>(db, ({ viewer }) => viewer.liveNames);
  const live = forViewers<Limit, { id: string }>(db, ({ viewer }) => viewer.liveIds);
  const ended = forViewers<Limit, { id: string }>(db, ({ viewer }) => viewer.endedIds);
  return (viewer: Actor, limit: number): KnownNames => ({
    cnames: [...new Set(cnames.all(viewer, { limit }).map(({ cname }) => cname))],
    ids: [...live.all(viewer, { limit }), ...ended.all(viewer, { limit })].map(({ id }) => id),
  });
}

type SqlOf = Readonly<{ viewer: (typeof viewerSql)['usual']; list: (typeof listSql)['usual'] }>;

/** One statement for each kind of viewer, prepared when the first one comes. */
function forViewers<Params extends object, Row>(db: Database, sqlOf: (sql: SqlOf) => string) {
  const prepared = new Map<keyof typeof viewerSql, Statement<[Viewer & Params], Row>>();
  const statement = (kind: keyof typeof viewerSql) => {
    const known = prepared.get(kind);
    if (known !== undefined) return known;
    const made = db.prepare<[Viewer & Params], Row>(sqlOf({ viewer: viewerSql[kind], list: listSql[kind] }));
    prepared.set(kind, made);
    return made;
  };
  return {
    all(actor: Actor, more: Params): Row[] {
      const { kind, params } = viewerOf(actor);
      return statement(kind).all({ ...params, ...more });
    },
    get(actor: Actor, more: Params): Row | undefined {
      const { kind, params } = viewerOf(actor);
      return statement(kind).get({ ...params, ...more });
    },
  };
}

function countsOf(db: Database) {
  const jobs = db.prepare<[], Count<Queue>>(readSql.jobCounts);
  const live = db.prepare<[], Count<Recording['phase']>>(readSql.liveCounts);
  const orphans = db.prepare<[], number>(readSql.orphanCount).pluck();
  const notStopping = db.prepare<[], number>(readSql.notStoppingCount).pluck();
  const earliestDue = [readSql.earliestDue, readSql.earliestDueSchedule].map((sql) =>
    db.prepare<[], Ms | null>(sql).pluck(),
  );
  const uploadTimeouts = db.prepare<[], Ms>(readSql.uploadTimeouts).pluck();
  return (): Counts => {
    const due = earliestDue.flatMap((select) => select.get() ?? []);
    const timeouts = uploadTimeouts.all();
    return {
      jobs: record(jobs.all()),
      live: record(live.all()),
      orphans: orphans.get() ?? 0,
      notStopping: notStopping.get() ?? 0,
      ...(due.length > 0 && { earliestDue: Math.min(...due) }),
      // The timeout was set when the upload began.
      ...(timeouts.length > 0 && { earliestUpload: Math.min(...timeouts) - uploadTimeout }),
    };
  };
}

function record<Name extends string>(counts: readonly Count<Name>[]): Partial<Record<Name, number>> {
  return Object.fromEntries(counts.map(({ name, n }) => [name, n])) as Partial<Record<Name, number>>;
}
