/** What the App Home shows, page by page, and who looks at it. Functions that write must run inside a transaction. */
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { Actor } from '../../recording/events.ts';
import { livePhases, type Ms, type Recording } from '../../recording/recording.ts';
import type { Schedule } from '../../recording/schedule/schedule.ts';
import { homeStart, type OpenHome, type Slice, type Wanted } from '../../service/home.ts';
import { isVisible } from './visible.ts';

// As the partial indexes have it.
const isLive = `phase IN (${livePhases.map((phase) => `'${phase}'`).join(', ')})`;
const matches = 'instr(lower(cname), @search) > 0';
const isScheduleVisible = '(private = 0 OR channel = @channelId OR created_by = @userId)';
const mostCounted = 1000;

/** Ids alone: they come from an index, however far a page is from the first. */
const pages = (from: string, [own, others]: readonly [string, string], order: string): PageSql => {
  const part = (whose: string) => `FROM ${from} AND ${whose} AND ${matches}`;
  return {
    own: `SELECT id ${part(own)} ORDER BY ${order} LIMIT @limit OFFSET @offset`,
    ownCount: `SELECT count(*) ${part(own)}`,
    others: `SELECT id ${part(others)} ORDER BY ${order} LIMIT @limit OFFSET @offset`,
  };
};
type PageSql = Readonly<{ own: string; ownCount: string; others: string }>;

const ofRecordings = ['started_by = @userId', `started_by <> @userId AND ${isVisible}`] as const;
const ofSchedules = ['created_by = @userId', `created_by <> @userId AND ${isScheduleVisible}`] as const;

/** Exported so that a test can look at SQLite's plans for them. */
export const homeSql = {
  live: pages(`recordings WHERE ${isLive}`, ofRecordings, 'created_at DESC, id DESC'),
  ended: pages('recordings WHERE ended_at IS NOT NULL', ofRecordings, 'ended_at DESC, id DESC'),
  schedules: pages('schedules WHERE ended_at IS NULL', ofSchedules, 'next_at, id'),
  liveCount: `SELECT count(*) FROM (SELECT 1 FROM recordings WHERE ${isLive} AND ${isVisible} AND ${matches} LIMIT ${mostCounted})`,
  openHomes: 'SELECT user, opened_at, position FROM homes WHERE opened_at >= ? ORDER BY opened_at',
  forget: 'DELETE FROM homes WHERE opened_at < ?',
};

type Viewer = Readonly<{ userId: string; channelId: string; search: string }>;
type Row = Readonly<{ user: string; opened_at: number; position: string }>;

const whole = z.int().nonnegative();
const positionSchema = z.strictObject({
  v: z.literal(1),
  search: z.string(),
  live: whole,
  scheduled: whole,
  ended: whole,
});

/** Each by its id; those that can't be read are left out. */
type Readers = Readonly<{
  recordings(ids: readonly string[]): readonly Recording[];
  schedule(id: string): Schedule | undefined;
}>;

export function homes(db: Database, read: Readers) {
  const [live, ended, schedules] = [paged(db, homeSql.live), paged(db, homeSql.ended), paged(db, homeSql.schedules)];
  const liveCount = db.prepare<[Viewer], number>(homeSql.liveCount).pluck();
  const recordings = ({ items, ...rest }: Slice<string>): Slice<Recording> => {
    const found = new Map(read.recordings(items).map((r) => [r.id, r]));
    return { ...rest, items: items.flatMap((id) => found.get(id) ?? []) };
  };
  return {
    searchLive: (viewer: Actor, wanted: Wanted) => recordings(live(viewer, wanted)),
    countLive: (viewer: Actor, search: string) => liveCount.get(viewerOf(viewer, search)) ?? 0,
    searchEnded: (viewer: Actor, wanted: Wanted) => recordings(ended(viewer, wanted)),
    searchSchedules(viewer: Actor, wanted: Wanted): Slice<Schedule> {
      const { items, ...rest } = schedules(viewer, wanted);
      return { ...rest, items: items.flatMap((id) => read.schedule(id) ?? []) };
    },
    ...openHomes(db),
  };
}

/** Names are ASCII but for what they were given before a rule said so: `lower` of SQLite knows no other letters. */
function viewerOf({ userId, channelId }: Actor, search: string): Viewer {
  return { userId, channelId, search: search.replaceAll(/[A-Z]/gu, (letter) => letter.toLowerCase()) };
}

function paged(db: Database, sql: PageSql) {
  type Page = Viewer & { limit: number; offset: number };
  const own = db.prepare<[Page], string>(sql.own).pluck();
  const ownCount = db.prepare<[Viewer], number>(sql.ownCount).pluck();
  const others = db.prepare<[Page], string>(sql.others).pluck();
  return (actor: Actor, { search, offset, limit }: Wanted): Slice<string> => {
    const viewer = viewerOf(actor, search);
    // One more than wanted tells whether others follow.
    const first = own.all({ ...viewer, limit: limit + 1, offset });
    const left = limit + 1 - first.length;
    const counted = first.length > 0 || offset === 0 ? offset + first.length : (ownCount.get(viewer) ?? 0);
    const then = left > 0 ? others.all({ ...viewer, limit: left, offset: Math.max(0, offset - counted) }) : [];
    const found = [...first, ...then];
    return { items: found.slice(0, limit), offset, more: found.length > limit };
  };
}

function openHomes(db: Database) {
  const put = db.prepare<[string, number, string]>(`
    INSERT INTO homes (user, opened_at, position) VALUES (?, ?, ?)
    ON CONFLICT (user) DO UPDATE SET opened_at = excluded.opened_at, position = excluded.position`);
  const forget = db.prepare<[number]>(homeSql.forget);
  const since = db.prepare<[number], Row>(homeSql.openHomes);
  return {
    noteHome({ user, openedAt, position }: OpenHome, before: Ms): void {
      put.run(user, Math.floor(openedAt), JSON.stringify({ v: 1, ...position }));
      forget.run(Math.floor(before));
    },
    openHomes: (from: Ms): OpenHome[] =>
      since
        .all(Math.floor(from))
        .map(({ user, opened_at, position }) => ({ user, openedAt: opened_at, position: positionFrom(position) })),
  };
}

/** A position is no more than a convenience: one that can't be read is the beginning. */
function positionFrom(json: string): OpenHome['position'] {
  try {
    const { v: _, ...position } = positionSchema.parse(JSON.parse(json));
    return position;
  } catch {
    return homeStart;
  }
}
