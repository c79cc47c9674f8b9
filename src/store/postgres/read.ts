/** Recordings, read. Every statement brings a recording with its recorders, so that both are of the same moment. */
import type { Actor } from '../../recording/events.ts';
import { livePhases, type Phase, type Recording } from '../../recording/recording.ts';
import type { Counts, KnownNames, Page } from '../../service/ports.ts';
import { DamagedRow, type RecorderRow, type RecordingRow, recordingFrom } from '../rows.ts';
import type { Query } from './access.ts';
import { visibleTo } from './visible.ts';

// The partial indexes have this condition.
export const isLive = `phase IN (${livePhases.map((phase) => `'${phase}'`).join(', ')})`;
const hasOrphan = `id IN (SELECT recording FROM recorders WHERE status = 'orphan') AND ended_at IS NOT NULL`;
const isHere = 'card_channel = @channelId';
// Named, because a statement that is prepared fails once another replica has added a column to what it returns.
const columns = `id, version, phase, app_id, cname, started_by, created_at, ended_at, card_team, card_channel, card_private, card_ts, state`;
const recordings = `SELECT ${columns}, (SELECT json_agg(c ORDER BY c.n) FROM recorders c WHERE c.recording = r.id) AS recorders
  FROM recordings r`;

/** Nobody needs to know exactly how many there are beyond this, and to count all that ever ended takes its time. */
const mostCounted = 1000;

/** What PostgreSQL gives: its own booleans, and the recorders as JSON, null where there is none. */
type Row = Omit<RecordingRow, 'card_private'> & { card_private: boolean; recorders: string | null };

export type Reader = ReturnType<typeof reader>;

/** `onDamaged` is called for every recording that can't be read; it is left out of what is listed. */
export function reader(query: Query, onDamaged: (id: string, reason: string) => void) {
  const several = async (rest: string, params: Readonly<Record<string, unknown>>) =>
    readable(await query<Row>(`${recordings} ${rest}`, params), onDamaged);
  const one = async (rest: string, params: Readonly<Record<string, unknown>>) => (await several(rest, params))[0];
  return {
    find: (id: string) => one('WHERE id = @id', { id }),
    findActive: (appId: string, cname: string) =>
      one(`WHERE app_id = @appId AND cname = @cname AND ${isLive}`, { appId, cname }),
    // Live recordings have no end time: they come first.
    findByName: (teamId: string, cname: string) =>
      one('WHERE card_team = @teamId AND cname = @cname ORDER BY ended_at DESC NULLS FIRST LIMIT 1', { teamId, cname }),
    findEnded(viewer: Actor, cname?: string) {
      const { isVisible, params } = visibleTo(viewer);
      const wanted = cname === undefined ? isHere : 'cname = @cname';
      return one(`WHERE ended_at IS NOT NULL AND ${wanted} AND ${isVisible} ORDER BY ended_at DESC, id DESC LIMIT 1`, {
        ...params,
        cname,
      });
    },
    async findByRecorder(sid: string, cname: string, uid: string) {
      const bySid = await one('WHERE id IN (SELECT recording FROM recorders WHERE sid = @sid)', { sid });
      const withoutSid = `WHERE cname = @cname AND id IN (
        SELECT recording FROM recorders WHERE uid = @uid AND sid IS NULL AND status IN ('sent', 'orphan'))`;
      return bySid ?? one(withoutSid, { cname, uid });
    },
    async listRecordingIds() {
      const rows = await query<{ id: string }>(
        `SELECT id FROM recordings WHERE ${isLive} AND phase = 'recording' ORDER BY created_at, id`,
      );
      return rows.map(({ id }) => id);
    },
    /** In no particular order; unknown and damaged ones are left out. */
    several: (ids: readonly string[]) => several('WHERE id = ANY (@ids)', { ids }),
    listLive(viewer: Actor) {
      const { isVisible, params } = visibleTo(viewer);
      return several(`WHERE ${isLive} AND ${isVisible} ORDER BY created_at, id`, params);
    },
    async listLiveTeams() {
      const rows = await query<{ team: string }>(
        `SELECT DISTINCT card_team AS team FROM recordings WHERE ${isLive} ORDER BY team`,
      );
      return rows.map(({ team }) => team);
    },
    knownNames: (viewer: Actor, limit: number) => knownNames(query, viewer, limit),
    ...listing(query, several),
    liveCounts: () => liveCounts(query),
  };
}

function readable(rows: readonly Row[], onDamaged: (id: string, reason: string) => void): Recording[] {
  return rows.flatMap(({ recorders, card_private, ...row }) => {
    try {
      const ofRow = JSON.parse(recorders ?? '[]') as RecorderRow[];
      return [recordingFrom({ ...row, card_private: card_private ? 1 : 0 }, ofRow)];
    } catch (error) {
      if (!(error instanceof DamagedRow)) throw error;
      onDamaged(row.id, error.message);
      return [];
    }
  });
}

type Several = (rest: string, params: Readonly<Record<string, unknown>>) => Promise<Recording[]>;

function listing(query: Query, several: Several) {
  const list = async (viewer: Actor, limit: number, what: string, order: string): Promise<Page> => {
    const { isVisible, params } = visibleTo(viewer);
    const where = `WHERE ${what} AND ${isVisible}`;
    const found = await several(`${where} ORDER BY ${order} LIMIT @limit`, { ...params, limit });
    if (found.length < limit) return { recordings: found, total: found.length };
    // In order, or PostgreSQL reads the table itself.
    const [counted] = await query<{ n: number }>(
      `SELECT count(*) AS n FROM (SELECT 1 FROM recordings ${where} ORDER BY ${order} LIMIT ${mostCounted}) AS counted`,
      params,
    );
    return { recordings: found, total: counted?.n ?? 0 };
  };
  const oldest = 'created_at, id';
  return {
    listActive: (viewer: Actor, limit: number) => list(viewer, limit, isLive, oldest),
    listWithOrphans: (viewer: Actor, limit: number) => list(viewer, limit, hasOrphan, oldest),
    listEnded: (viewer: Actor, limit: number) =>
      list(viewer, limit, `ended_at IS NOT NULL AND NOT (${hasOrphan})`, 'ended_at DESC, id DESC'),
    /** Live recordings come first: a command without a name means one of these. */
    async listInChannel(viewer: Actor, limit: number): Promise<Page> {
      const first = await list(viewer, limit, `${isLive} AND ${isHere}`, oldest);
      const then = await list(viewer, limit - first.recordings.length, `${hasOrphan} AND ${isHere}`, oldest);
      return { recordings: [...first.recordings, ...then.recordings], total: first.total + then.total };
    },
  };
}

async function knownNames(query: Query, viewer: Actor, limit: number): Promise<KnownNames> {
  const { isVisible, params } = visibleTo(viewer);
  type Known = { id: string; cname: string };
  const latest = (what: string, order: string) =>
    query<Known>(`SELECT id, cname FROM recordings WHERE ${what} AND ${isVisible} ORDER BY ${order} LIMIT @limit`, {
      ...params,
      limit,
    });
  const live = await latest(isLive, 'created_at DESC, id DESC');
  const ended = await latest('ended_at IS NOT NULL', 'ended_at DESC, id DESC');
  return {
    cnames: [...new Set(live.map(({ cname }) => cname))],
    ids: [...live, ...ended].map(({ id }) => id),
  };
}

type LiveCounts = Pick<Counts, 'live' | 'orphans' | 'notStopping'>;

async function liveCounts(query: Query): Promise<LiveCounts> {
  const live = await query<{ name: Phase; n: number }>(
    `SELECT phase AS name, count(*) AS n FROM recordings WHERE ${isLive} GROUP BY phase`,
  );
  const [orphans] = await query<{ n: number }>(
    `SELECT count(DISTINCT recording) AS n FROM recorders WHERE status = 'orphan'`,
  );
  const [notStopping] = await query<{ n: number }>(
    `SELECT count(*) AS n FROM recordings WHERE phase = 'stopping' AND state #> '{health,problem}' IS NOT NULL`,
  );
  const byPhase: Partial<Record<Phase, number>> = Object.fromEntries(live.map(({ name, n }) => [name, n]));
  return { live: byPhase, orphans: orphans?.n ?? 0, notStopping: notStopping?.n ?? 0 };
}
