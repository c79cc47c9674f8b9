/** What must hold after the program has been killed at random, or has met other faults. */
import type { Message } from '../../src/sandbox/slack/types.ts';
import type { Deployment } from './deployment.ts';
import { assign, type Judged, type Row, rows } from './judged.ts';
import { ended, type Typed } from './people.ts';
import { duplicatesIn, orphansIn } from './threads.ts';
import { judgeLimits, type LimitCounts } from './verdict-limits.ts';
import { judgeSchedules, type ScheduleCounts } from './verdict-schedules.ts';

export type Verdict = Readonly<{
  /** Start commands that were acknowledged, and how many of them a fault lost before anything had been started. */
  starts: number;
  lost: number;
  /** Recorders that ever ran at Agora, and how many of them the threads name as orphans. */
  recorders: number;
  orphans: number;
  /** Duplicates: second cards, and texts that occur twice in a thread, a channel or a direct conversation. */
  duplicates: number;
  /** Recorders that run and that no thread names. */
  forgotten: number;
  /** What went wrong, one sentence each. */
  problems: readonly string[];
}> &
  ScheduleCounts &
  LimitCounts;

/** Compares the database, the channels and the threads with what ran at Agora, after so many `faults`. */
export async function judge(
  system: Deployment,
  faults: number,
  typed: Typed,
  tolerance: number,
  problems: string[],
): Promise<Verdict> {
  const { slack, agora } = system;
  const found = await system.query<Row>(rows);
  const messages = [...new Set(found.map((row) => row.card_channel))].flatMap((room) => slack.messages(room));
  const cards = Map.groupBy(messages, (message) => recordingOf(message, found));
  const orphaned = new Set(messages.flatMap((message) => orphansIn([message])));
  const judged = await assign(system, found, cards, orphaned, problems);
  for (const one of judged) problems.push(...problemsOf(one));
  for (const id of cards.keys()) {
    if (id !== undefined && !found.some((row) => row.id === id)) problems.push(`${id} has a card and no row`);
  }

  const forgotten = agora.recorders.filter(({ uid, endedAt }) => endedAt === undefined && !orphaned.has(uid));
  for (const { cname, uid } of forgotten) problems.push(`Forgotten: recorder ${uid} in ${cname}`);
  for (const payload of await system.jobsLeft()) problems.push(`A job is left: ${payload}`);
  const duplicates = duplicatesOf(system, judged);
  for (const [conversation, count] of duplicates) {
    if (count > faults) problems.push(`${conversation}: ${count} messages too many after ${faults} faults`);
  }

  return {
    starts: typed.starts.size,
    lost: [...typed.starts].filter((cname) => !found.some((row) => row.cname === cname)).length,
    recorders: agora.recorders.length,
    orphans: orphaned.size,
    duplicates: [...duplicates.values()].reduce((sum, count) => sum + count, 0),
    forgotten: forgotten.length,
    ...(await judgeSchedules(system, judged, typed, problems)),
    ...judgeLimits(system, judged, typed, tolerance, problems),
    problems,
  };
}

/** The id of the recording that the message is a card of. An outdated card names only its class, which is recorded once. */
function recordingOf({ text, blocks }: Message, found: readonly Row[]): string | undefined {
  const about = blocks.find((block) => block['block_id'] === 'about');
  const named = / · `(r\w{5})`/u.exec(JSON.stringify(about ?? ''))?.[1];
  return named ?? found.find(({ cname }) => cname === /class-\d+-\d+/u.exec(text)?.[0])?.id;
}

function problemsOf({ id, cname, phase, card_ts, cards, said, recorders, schedule }: Judged): string[] {
  const about = `${cname} (${id}, ${phase})`;
  const problems: string[] = [];
  const shown = cards.find(({ ts }) => ts === card_ts);
  const state = phase.charAt(0).toUpperCase() + phase.slice(1);
  if (!ended.includes(state)) problems.push(`${about} has not come to its end`);
  if (shown?.text.startsWith(state) !== true) problems.push(`${about}: the card says "${shown?.text ?? ''}"`);
  const tellsFiles = said.some((text) =>
    /\.m3u8|\.jpg|nothing was recorded|reported no files|look in the bucket/iu.test(text),
  );
  if (phase === 'finished' && !tellsFiles)
    problems.push(`${about}: the thread does not say what became of it: ${said.join(' | ')}`);
  if (phase !== 'finished' && said.length === 0) problems.push(`${about}: the thread says nothing`);
  const known = recorders.filter(({ orphan }) => !orphan);
  // A scheduled recording may have one after the other: nobody was there.
  const beside = known.filter(({ endedAt }, n) => {
    const next = known[n + 1];
    return next !== undefined && (schedule === null || (endedAt ?? next.startedAt + 1) > next.startedAt);
  });
  if (beside.length > 0) problems.push(`${about} has ${beside.length + 1} recorders that no thread names`);
  return problems;
}

/** By conversation: each is posted to one message at a time, so that a fault loses sight of one in each. */
function duplicatesOf({ slack }: Deployment, judged: readonly Judged[]): Map<string, number> {
  const cards = new Set(judged.flatMap((one) => one.cards.map(({ ts }) => ts)));
  const repeated = (messages: readonly Message[]) => messages.length - new Set(messages.map(({ text }) => text)).size;
  const counts = new Map<string, number>();
  for (const [room, own] of Map.groupBy(judged, ({ card_channel }) => card_channel)) {
    const ofCards = own.map((one) => Math.max(0, one.cards.length - 1) + one.cards.flatMap(duplicatesIn).length);
    const others = repeated(slack.messages(room).filter(({ ts }) => !cards.has(ts)));
    counts.set(
      room,
      ofCards.reduce((sum, count) => sum + count, others),
    );
  }
  for (const user of new Set(judged.map(({ started_by }) => started_by))) counts.set(user, repeated(slack.dms(user)));
  return counts;
}
