/** What the App Home shows, page by page, and who looks at it. Functions that write must run inside a transaction. */
import type { Database } from 'better-sqlite3';
import type { Actor } from '../../recording/events.ts';
import { livePhases, type Ms, type Recording } from '../../recording/recording.ts';
import type { Schedule } from '../../recording/schedule/schedule.ts';
import type { OpenHome, Slice, Wanted } from '../../service/home.ts';
import { positionFrom, positionText } from '../home-position.ts';
import { viewerOf as visibleFor, visibleSql } from './visible.ts';

// As the partial indexes have it.
const isLive = `phase IN (${livePhases.map((phase) => `'${phase}'`).join(', ')})`;
const matches = 'instr(lower(cname), @search) > 0';
const scheduleColumns = { team: 'team', isPrivate: 'private', channel: 'channel', person: 'created_by' };
const mostCounted = 1000;

/** Ids alone: they come from an index, however far a page is from the first. `person`: the column of whose it is. */
const pages = (from: string, person: string, [isVisible, isOwnVisible]: [string, string], order: string) => {
  const part = (whose: string, isSeen: string) => `FROM ${from} AND ${whose} AND ${isSeen} AND ${matches}`;
  const own = part(`${person} = @userId`, isOwnVisible);
  const others = part(`${person} <> @userId`, isVisible);
  return {
    own: `SELECT id ${own} ORDER BY ${order} LIMIT @limit OFFSET @offset`,
    ownCount: `SELECT count(*) ${own}`,
    others: `SELECT id ${others} ORDER BY ${order} LIMIT @limit OFFSET @offset`,
  };
};
type PageSql = ReturnType<typeof pages>;

/** Exported so that a test can look at SQLite's plans for them. */
export const homeSql = {
  live: visibleSql((...visible) =>
    pages(`recordings WHERE ${isLive}`, 'started_by', visible, 'created_at DESC, id DESC'),
  ),
  ended: visibleSql((...visible) =>
    pages('recordings WHERE ended_at IS NOT NULL', 'started_by', visible, 'ended_at DESC, id DESC'),
  ),
  schedules: visibleSql(
    (...visible) => pages('schedules WHERE ended_at IS NULL', 'created_by', visible, 'next_at, id'),
    scheduleColumns,
  ),
  liveCount: visibleSql(
    (isVisible) =>
      `SELECT count(*) FROM (SELECT 1 FROM recordings WHERE ${isLive} AND ${isVisible} AND ${matches} LIMIT ${mostCounted})`,
  ),
  openHomes: 'SELECT team, user, opened_at, position FROM homes WHERE opened_at >= ? ORDER BY opened_at',
  forget: 'DELETE FROM homes WHERE opened_at < ?',
};

type Viewer = ReturnType<typeof visibleFor>['params'] & Readonly<{ search: string }>;
type Kind = ReturnType<typeof visibleFor>['kind'];
type Row = Readonly<{ team: string; user: string; opened_at: number; position: string }>;

/** Each by its id; those that can't be read are left out. */
type Readers = Readonly<{
  recordings(ids: readonly string[]): readonly Recording[];
  schedule(id: string): Schedule | undefined;
}>;

export function homes(db: Database, read: Readers) {
  const [live, ended, schedules] = [paged(db, homeSql.live), paged(db, homeSql.ended), paged(db, homeSql.schedules)];
  const liveCount = forKinds((kind) => db.prepare<[Viewer], number>(homeSql.liveCount[kind]).pluck());
  const recordings = ({ items, ...rest }: Slice<string>): Slice<Recording> => {
    const found = new Map(read.recordings(items).map((r) => [r.id, r]));
    return { ...rest, items: items.flatMap((id) => found.get(id) ?? []) };
  };
  return {
    searchLive: (viewer: Actor, wanted: Wanted) => recordings(live(viewer, wanted)),
    countLive(actor: Actor, search: string): number {
      const { kind, viewer } = viewerOf(actor, search);
      return liveCount[kind].get(viewer) ?? 0;
    },
    searchEnded: (viewer: Actor, wanted: Wanted) => recordings(ended(viewer, wanted)),
    searchSchedules(viewer: Actor, wanted: Wanted): Slice<Schedule> {
      const { items, ...rest } = schedules(viewer, wanted);
      return { ...rest, items: items.flatMap((id) => read.schedule(id) ?? []) };
    },
    ...openHomes(db),
  };
}

/** Names are ASCII but for what they were given before a rule said so: `lower` of SQLite knows no other letters. */
function viewerOf(actor: Actor, search: string): { kind: Kind; viewer: Viewer } {
  const { kind, params } = visibleFor(actor);
  return { kind, viewer: { ...params, search: search.replaceAll(/[A-Z]/gu, (letter) => letter.toLowerCase()) } };
}

function forKinds<T>(make: (kind: Kind) => T): Readonly<Record<Kind, T>> {
  return { all: make('all'), none: make('none'), usual: make('usual'), within: make('within') };
}

function paged(db: Database, sql: Readonly<Record<Kind, PageSql>>) {
  type Page = Viewer & { limit: number; offset: number };
  const statements = forKinds((kind) => ({
    own: db.prepare<[Page], string>(sql[kind].own).pluck(),
    ownCount: db.prepare<[Viewer], number>(sql[kind].ownCount).pluck(),
    others: db.prepare<[Page], string>(sql[kind].others).pluck(),
  }));
  return (actor: Actor, { search, offset, limit }: Wanted): Slice<string> => {
    const { kind, viewer } = viewerOf(actor, search);
    const { own, ownCount, others } = statements[kind];
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
  const put = db.prepare<[string, string, number, string]>(`
    INSERT INTO homes (team, user, opened_at, position) VALUES (?, ?, ?, ?)
    ON CONFLICT (team, user) DO UPDATE SET opened_at = excluded.opened_at, position = excluded.position`);
  const forget = db.prepare<[number]>(homeSql.forget);
  const since = db.prepare<[number], Row>(homeSql.openHomes);
  return {
    noteHome({ teamId, user, openedAt, position }: OpenHome, before: Ms): void {
      put.run(teamId, user, Math.floor(openedAt), positionText(position));
      forget.run(Math.floor(before));
    },
    openHomes: (from: Ms): OpenHome[] =>
      since.all(Math.floor(from)).map(({ team, user, opened_at, position }) => ({
        teamId: team,
        user,
        openedAt: opened_at,
        position: positionFrom(position),
      })),
  };
}
