/** What recordings have used: written with their end, added up by PostgreSQL. */
import type { Actor } from '../../recording/events.ts';
import { isLive, type Recording } from '../../recording/recording.ts';
import type { Period } from '../../recording/usage/month.ts';
import type { Dimension, KeyedSum } from '../../recording/usage/report.ts';
import { addSums, noUsage, sumOf } from '../../recording/usage/sums.ts';
import { usageClasses, usageOf } from '../../recording/usage/usage.ts';
import type { Query } from './access.ts';
import { visibleTo } from './visible.ts';

const columns: Readonly<Record<Dimension, string>> = { channel: 'cname', person: 'started_by', preset: 'preset' };

type SumRow = { key: string; class: string; recordings: number; seconds: number; estimated: boolean };

export async function usageBy(
  query: Query,
  dimension: Dimension,
  { from, until }: Period,
  viewer: Actor,
): Promise<KeyedSum[]> {
  const { isVisible, params } = visibleTo(viewer);
  const rows = await query<SumRow>(
    `SELECT ${columns[dimension]} AS key, class, count(*) AS recordings, sum(seconds)::bigint AS seconds, bool_or(estimated) AS estimated
     FROM usage WHERE ended_at >= @from AND ended_at < @until AND ${isVisible} GROUP BY key, class`,
    { ...params, from, until },
  );
  return [...Map.groupBy(rows, (row) => row.key)].map(([key, group]) => ({
    key,
    sum: group.reduce((sum, row) => addSums(sum, sumOfRow(row)), noUsage),
  }));
}

function sumOfRow({ class: name, recordings, seconds, estimated }: SumRow) {
  // A class of a later version counts as the dearest one: a limit must not be missed.
  const known = usageClasses.find((one) => one === name) ?? 'above';
  return sumOf({ class: known, seconds, estimated }, recordings);
}

/** Writes what a recording has used once it is over; the first word counts. */
export async function putUsage(query: Query, r: Recording): Promise<void> {
  const endedAt = r.ending?.endedAt;
  if (endedAt === undefined || isLive(r)) return;
  const usage = usageOf(r, endedAt);
  if (usage.seconds === 0) return;
  await query(
    `INSERT INTO usage
       (card_team, ended_at, recording, cname, started_by, preset, card_channel, card_private, class, seconds, estimated)
     VALUES
       (@card_team, @ended_at, @recording, @cname, @started_by, @preset, @card_channel, @card_private, @class, @seconds, @estimated)
     ON CONFLICT (recording) DO NOTHING`,
    {
      card_team: r.card.teamId,
      ended_at: Math.ceil(endedAt),
      recording: r.id,
      cname: r.cname,
      started_by: r.startedBy,
      preset: r.spec.preset ?? '',
      card_channel: r.card.channelId,
      card_private: r.card.isPrivate,
      class: usage.class,
      seconds: usage.seconds,
      estimated: usage.estimated,
    },
  );
}
