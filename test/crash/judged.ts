/** Recordings as the database, the channels and the simulator know them, for the verdict. */
import type { Message } from '../../src/sandbox/slack/types.ts';
import type { Deployment } from './deployment.ts';

/** `stop_at` and `by_limit`: of a time limit. `schedule` and `at`: what it was scheduled for. */
export type Row = {
  id: string;
  cname: string;
  phase: string;
  started_by: string;
  card_channel: string;
  card_ts: string | null;
  stop_at: number | null;
  by_limit: unknown;
  schedule: string | null;
  at: number | null;
};

/** Both databases read it. */
export const rows = `SELECT id, cname, phase, started_by, card_channel, card_ts,
  CAST(state -> 'limit' ->> 'stopAt' AS bigint) AS stop_at, state -> 'ending' -> 'stop' ->> 'limit' AS by_limit,
  state -> 'scheduled' ->> 'scheduleId' AS schedule, CAST(state -> 'scheduled' ->> 'at' AS bigint) AS at FROM recordings`;

/** A recorder as the simulator knows it; `orphan`: a thread names it. */
type Ran = Readonly<{ uid: string; startedAt: number; endedAt?: number; orphan: boolean }>;

/** A recording with all that belongs to it: its cards, what their threads say, its recorders in the order of their start. */
export type Judged = Row & Readonly<{ cards: readonly Message[]; said: readonly string[]; recorders: readonly Ran[] }>;

/** What belongs to each recording. A recorder that belongs to none is a problem. */
export async function assign(
  { agora, query }: Deployment,
  found: readonly Row[],
  cards: ReadonlyMap<string | undefined, Message[]>,
  orphaned: ReadonlySet<string>,
  problems: string[],
): Promise<Judged[]> {
  const known = await query<{ uid: string; recording: string }>('SELECT uid, recording FROM recorders');
  const owners = new Map(known.map(({ uid, recording }) => [uid, recording]));
  const { recorders } = agora;
  for (const { uid, cname } of recorders) {
    if (!owners.has(uid)) problems.push(`Recorder ${uid} in ${cname} belongs to no recording`);
  }
  const byOwner = Map.groupBy(recorders, ({ uid }) => owners.get(uid));
  return found.map((row) => {
    const own = cards.get(row.id) ?? [];
    return {
      ...row,
      cards: own,
      said: own.flatMap(({ replies }) => replies.map(({ text }) => text)),
      recorders: (byOwner.get(row.id) ?? []).map((one) => ({ ...one, orphan: orphaned.has(one.uid) })),
    };
  });
}
