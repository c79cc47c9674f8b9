/** What recordings have used: written with their end, added up by SQLite. */
import type { Database } from 'better-sqlite3';
import type { Actor } from '../../recording/events.ts';
import { isLive, type Recording } from '../../recording/recording.ts';
import type { Period } from '../../recording/usage/month.ts';
import type { Dimension, KeyedSum } from '../../recording/usage/report.ts';
import { addSums, noUsage, sumOf } from '../../recording/usage/sums.ts';
import { usageClasses, usageOf } from '../../recording/usage/usage.ts';
import { viewerOf, visibleSql } from './visible.ts';

const columns = { channel: 'cname', person: 'started_by', preset: 'preset' } as const satisfies Record<
  Dimension,
  string
>;

const sums = (column: string, also = '') => `
  SELECT ${column} AS key, class, count(*) AS recordings, sum(seconds) AS seconds, max(estimated) AS estimated FROM usage
  WHERE ended_at >= @from AND ended_at < @until${also} GROUP BY ${column}, class`;

/** Exported so that a test can look at SQLite's plans for them. */
export const usageSql = Object.fromEntries(
  Object.entries(columns).map(([dimension, column]) => [
    dimension,
    visibleSql((isVisible) => sums(column, ` AND ${isVisible}`)),
  ]),
) as Readonly<Record<Dimension, ReturnType<typeof visibleSql<string>>>>;

type SumRow = { key: string; class: string; recordings: number; seconds: number; estimated: number };
type Wanted = Period & ReturnType<typeof viewerOf>['params'];

export function usageReader(db: Database) {
  const prepare = (sql: string) => db.prepare<[Wanted], SumRow>(sql);
  const statements = new Map(
    Object.entries(usageSql).map(([dimension, { all, none, usual, within }]) => [
      dimension,
      { all: prepare(all), none: prepare(none), usual: prepare(usual), within: prepare(within) },
    ]),
  );

  return (dimension: Dimension, { from, until }: Period, viewer: Actor): KeyedSum[] => {
    const prepared = statements.get(dimension) as NonNullable<ReturnType<typeof statements.get>>;
    const { kind, params } = viewerOf(viewer);
    const rows = prepared[kind].all({ from, until, ...params });
    return [...Map.groupBy(rows, (row) => row.key)].map(([key, group]) => ({
      key,
      sum: group.reduce((sum, row) => addSums(sum, sumOfRow(row)), noUsage),
    }));
  };
}

function sumOfRow({ class: name, recordings, seconds, estimated }: SumRow) {
  // A class of a later version counts as the dearest one: a limit must not be missed.
  const known = usageClasses.find((one) => one === name) ?? 'above';
  return sumOf({ class: known, seconds, estimated: estimated === 1 }, recordings);
}

type UsageRow = Omit<SumRow, 'key' | 'recordings'> & {
  ended_at: number;
  recording: string;
  cname: string;
  started_by: string;
  preset: string;
  card_team: string;
  card_channel: string;
  card_private: number;
};

/** Writes what a recording has used once it is over; the first word counts. Must run inside the transaction that ends it. */
export function usageWriter(db: Database) {
  const insert = db.prepare<[UsageRow]>(`
    INSERT INTO usage
      (card_team, ended_at, recording, cname, started_by, preset, card_channel, card_private, class, seconds, estimated)
    VALUES
      (@card_team, @ended_at, @recording, @cname, @started_by, @preset, @card_channel, @card_private, @class, @seconds, @estimated)
    ON CONFLICT (recording) DO NOTHING`);
  return (r: Recording): void => {
    const endedAt = r.ending?.endedAt;
    if (endedAt === undefined || isLive(r)) return;
    const usage = usageOf(r, endedAt);
    if (usage.seconds === 0) return;
    insert.run({
      ended_at: Math.ceil(endedAt),
      recording: r.id,
      cname: r.cname,
      started_by: r.startedBy,
      preset: r.spec.preset ?? '',
      card_team: r.card.teamId,
      card_channel: r.card.channelId,
      card_private: r.card.isPrivate ? 1 : 0,
      class: usage.class,
      seconds: usage.seconds,
      estimated: usage.estimated ? 1 : 0,
    });
  };
}
