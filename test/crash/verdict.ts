/** What must hold after the program has been killed at random. */
import type { SlackWorkspace } from '../../src/sandbox/slack/slack-server.ts';
import type { Channel, Message } from '../../src/sandbox/slack/types.ts';
import { duplicatesIn, jobsLeft, orphansIn, type System } from './system.ts';

export type Verdict = Readonly<{
  kills: number;
  /** Start commands that were acknowledged, and how many of them a kill lost before anything had been started. */
  starts: number;
  lost: number;
  /** Recorders that ever ran at Agora, and how many of them the threads name as orphans. */
  recorders: number;
  orphans: number;
  /** Duplicates: second cards, and texts that occur twice in a thread. */
  duplicates: number;
  /** Recorders that run and that no thread names. */
  forgotten: number;
  /** What went wrong, one sentence each. */
  problems: readonly string[];
}>;

export type Row = {
  id: string;
  cname: string;
  phase: string;
  started_by: string;
  card_channel: string;
  card_ts: string | null;
};

export const rows = 'SELECT id, cname, phase, started_by, card_channel, card_ts FROM recordings';

/** `Uploading` stays where the notification on the upload came while no bot ran. */
export const ended = ['Finished', 'Failed', 'Lost', 'Canceled', 'Uploading'];

/** Compares the database and the threads with what ran at Agora. `starts`: the cname of every start that was acknowledged. */
export function judge(system: System, kills: number, starts: ReadonlySet<string>, problems: string[]): Verdict {
  const { slack, agora } = system;
  const found = system.query<Row>(rows);
  const cards = new Map<string, Message[]>();
  for (const room of new Set(found.map((row) => row.card_channel))) {
    for (const [cname, messages] of cardsIn(slack, room)) cards.set(cname, messages);
  }
  const known = new Map(found.map((row) => [row.cname, row]));
  const orphaned = new Set([...cards.values()].flatMap(orphansIn));
  let duplicates = 0;

  for (const { id, cname, phase, card_ts } of found) {
    const about = `${cname} (${id}, ${phase})`;
    const own = cards.get(cname) ?? [];
    const said = own.flatMap(({ replies }) => replies.map(({ text }) => text));
    const shown = own.find(({ ts }) => ts === card_ts);
    const state = phase.charAt(0).toUpperCase() + phase.slice(1);
    duplicates += Math.max(0, own.length - 1) + own.flatMap(duplicatesIn).length;
    if (!ended.includes(state)) problems.push(`${about} has not come to its end`);
    if (shown?.text.startsWith(state) !== true) problems.push(`${about}: the card says "${shown?.text ?? ''}"`);
    if (
      phase === 'finished' &&
      !said.some((text) => /\.m3u8|\.jpg|nothing was recorded|look in the bucket/iu.test(text))
    ) {
      problems.push(`${about}: the thread does not say what became of it: ${said.join(' | ')}`);
    }
    if (phase !== 'finished' && said.length === 0) problems.push(`${about}: the thread says nothing`);
    const recorders = agora.recorders.filter((recorder) => recorder.cname === cname);
    const more = recorders.filter(({ uid }) => !orphaned.has(uid));
    if (more.length > 1) problems.push(`${about} has ${more.length} recorders that no thread names`);
  }
  const strays = [...cards.keys()].filter((cname) => !known.has(cname));
  for (const cname of strays) problems.push(`${cname} has a card and no row`);

  const forgotten = agora.recorders.filter(({ uid, endedAt }) => endedAt === undefined && !orphaned.has(uid));
  for (const { cname, uid } of forgotten) problems.push(`Forgotten: recorder ${uid} in ${cname}`);
  for (const { cname, uid } of agora.recorders) {
    if (!known.has(cname)) problems.push(`Recorder ${uid} in ${cname} belongs to no recording`);
  }
  const left = system.query<{ payload: string }>(jobsLeft);
  for (const { payload } of left) problems.push(`A job is left: ${payload}`);
  if (duplicates > kills) problems.push(`${duplicates} messages too many after ${kills} kills`);
  const integrity = system.integrity();
  if (integrity !== 'ok') problems.push(`At the end the database is damaged: ${integrity}`);

  return {
    kills,
    starts: starts.size,
    lost: [...starts].filter((cname) => !known.has(cname)).length,
    recorders: agora.recorders.length,
    orphans: orphaned.size,
    duplicates,
    forgotten: forgotten.length,
    problems,
  };
}

/** The cards of a room by the Agora channel that they name, oldest first. */
export function cardsIn(slack: SlackWorkspace, room: Channel | string): Map<string, Message[]> {
  return Map.groupBy(slack.messages(room), ({ text }) => /class-\d+-\d+/u.exec(text)?.[0] ?? '');
}
