/** What the App Home shows, page by page, and who looks at it. */
import type { Actor } from '../../recording/events.ts';
import type { HomeStore, Slice, Wanted } from '../../service/home.ts';
import { positionFrom, positionText } from '../home-position.ts';
import type { Access } from './access.ts';
import { isLive, type Reader } from './read.ts';
import type { scheduleReader } from './schedules.ts';
import { ofSchedules, visibleTo } from './visible.ts';

type Row = Readonly<{ team: string; person: string; opened_at: number; position: string }>;

// Columns of names know no letters but ASCII, as the search.
const matches = 'strpos(lower(cname), @search) > 0';
const mostCounted = 1000;

type Readers = Readonly<{
  recordings: Pick<Reader, 'several'>;
  schedules: Pick<ReturnType<typeof scheduleReader>, 'several'>;
}>;

export function homeStore({ query, transaction }: Access, read: Readers): HomeStore {
  /** Ids alone, the person's own first. */
  const page = async (what: PageOf, viewer: Actor, { search, offset, limit }: Wanted): Promise<Slice<string>> => {
    const { isVisible, isOwnVisible, params } = visibleTo(viewer, what.columns);
    const isOwn = `${what.person} = @userId`;
    const rows = await query<{ id: string }>(
      `SELECT id FROM ${what.from} AND ${matches} AND CASE WHEN ${isOwn} THEN ${isOwnVisible} ELSE ${isVisible} END
       ORDER BY ${isOwn} DESC, ${what.order} LIMIT @limit OFFSET @offset`,
      { ...params, search: lowered(search), offset, limit: limit + 1 },
    );
    // One more than wanted tells whether others follow.
    return { items: rows.slice(0, limit).map(({ id }) => id), offset, more: rows.length > limit };
  };
  const inOrder = <T extends { id: string }>({ items, ...rest }: Slice<string>, found: readonly T[]): Slice<T> => {
    const byId = new Map(found.map((one) => [one.id, one]));
    return { ...rest, items: items.flatMap((id) => byId.get(id) ?? []) };
  };
  const recordings = async (ids: Slice<string>) => inOrder(ids, await read.recordings.several(ids.items));
  return {
    searchLive: async (viewer, wanted) => recordings(await page(live, viewer, wanted)),
    searchEnded: async (viewer, wanted) => recordings(await page(ended, viewer, wanted)),
    async searchSchedules(viewer, wanted) {
      const ids = await page(planned, viewer, wanted);
      return inOrder(ids, await read.schedules.several(ids.items));
    },
    async countLive(viewer, search) {
      const { isVisible, params } = visibleTo(viewer);
      const [counted] = await query<{ n: number }>(
        `SELECT count(*) AS n FROM (SELECT 1 FROM ${live.from} AND ${isVisible} AND ${matches} LIMIT ${mostCounted}) AS counted`,
        { ...params, search: lowered(search) },
      );
      return counted?.n ?? 0;
    },
    noteHome: ({ teamId, user, openedAt, position }, since) =>
      transaction(async (inside) => {
        await inside(
          `INSERT INTO homes (team, person, opened_at, position) VALUES (@teamId, @user, @openedAt, @position)
           ON CONFLICT (team, person) DO UPDATE SET opened_at = excluded.opened_at, position = excluded.position`,
          { teamId, user, openedAt: Math.floor(openedAt), position: positionText(position) },
        );
        await inside('DELETE FROM homes WHERE opened_at < @since', { since: Math.floor(since) });
      }),
    async openHomes(since) {
      const rows = await query<Row>(
        'SELECT team, person, opened_at, position FROM homes WHERE opened_at >= @since ORDER BY opened_at',
        { since: Math.floor(since) },
      );
      return rows.map(({ team, person, opened_at, position }) => ({
        teamId: team,
        user: person,
        openedAt: opened_at,
        position: positionFrom(position),
      }));
    },
  };
}

type PageOf = Readonly<{ from: string; person: string; order: string; columns?: typeof ofSchedules }>;
const live: PageOf = {
  from: `recordings WHERE ${isLive}`,
  person: 'started_by',
  order: 'created_at DESC, id DESC',
};
const ended: PageOf = {
  from: 'recordings WHERE ended_at IS NOT NULL',
  person: 'started_by',
  order: 'ended_at DESC, id DESC',
};
const planned: PageOf = {
  from: 'schedules WHERE ended_at IS NULL',
  person: 'created_by',
  order: 'next_at NULLS FIRST, id',
  columns: ofSchedules,
};

function lowered(search: string): string {
  return search.replaceAll(/[A-Z]/gu, (letter) => letter.toLowerCase());
}
