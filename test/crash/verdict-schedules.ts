/** What became of every time of every schedule: it was recorded once, or the reason was reported. */

import type { Deployment } from './deployment.ts';
import type { Judged } from './judged.ts';
import type { Plan, Typed } from './people.ts';

export type ScheduleCounts = Readonly<{
  /** Commands that were acknowledged, and the schedules that they made. */
  plans: number;
  schedules: number;
  /** Times that have come, until the schedule was canceled. */
  due: number;
  /** One recording with a recorder at Agora. */
  recorded: number;
  /** It was not recorded, and a message says so, or somebody has skipped or canceled it. */
  told: number;
  toldAs: string;
  doubled: number;
  dropped: number;
}>;

type ScheduleRow = {
  id: string;
  cname: string;
  channel: string;
  created_by: string;
  created_at: number;
  ended_at: number | null;
  because: string | null;
};
type OccurrenceRow = { schedule: string; at: number; outcome: string; recording: string | null };
type Result = Readonly<{ kind: 'recorded' | 'told' | 'doubled' | 'dropped'; why: string }>;

/** What is due at the moment of a cancel may be canceled with it; in milliseconds of a bot that is ready. */
const cancelTolerance = 20_000;

const minute = 60_000;

export async function judgeSchedules(
  system: Deployment,
  judged: readonly Judged[],
  { plans, schedules: acknowledged }: Typed,
  problems: string[],
): Promise<ScheduleCounts> {
  const schedules = await system.query<ScheduleRow>(`SELECT id, cname, channel, created_by, created_at, ended_at,
    state -> 'ended' ->> 'because' AS because FROM schedules`);
  const occurrences = Map.groupBy(
    await system.query<OccurrenceRow>('SELECT schedule, at, outcome, recording FROM occurrences'),
    ({ schedule }) => schedule,
  );
  const recordings = Map.groupBy(judged, ({ schedule }) => schedule);
  const results: Result[] = [];
  for (const s of schedules) {
    const plan = plans.get(s.cname);
    if (plan === undefined) {
      problems.push(`${s.cname} (${s.id}) was not scheduled by anybody`);
      continue;
    }
    const settled = occurrences.get(s.id) ?? [];
    const own = recordings.get(s.id) ?? [];
    const due = new Set([...dueTimes(plan, s, system.now()), ...skippedAhead(settled, s)]);
    for (const { at } of [...settled, ...own]) {
      if (at !== null && !due.has(at)) problems.push(`${s.cname} (${s.id}) was not due at ${iso(at)}`);
    }
    for (const at of due) {
      const result = resultOf(system, s, plan, at, settled, own);
      const { kind, why } = result;
      results.push(result);
      if (kind === 'doubled' || kind === 'dropped')
        problems.push(`${s.cname} (${s.id}) at ${iso(at)} was ${kind}: ${why}`);
    }
  }
  const count = (wanted: Result['kind']) => results.filter(({ kind }) => kind === wanted).length;
  const told = Map.groupBy(
    results.filter(({ kind }) => kind === 'told'),
    ({ why }) => why,
  );
  return {
    plans: acknowledged.size,
    schedules: schedules.length,
    due: results.length,
    recorded: count('recorded'),
    told: count('told'),
    toldAs: [...told].map(([why, { length }]) => `${why} ${length}`).join(', '),
    doubled: count('doubled'),
    dropped: count('dropped'),
  };
}

const iso = (at: number) => new Date(at).toISOString();

/** By the rule that was typed, not by the bot's. */
function dueTimes({ due }: Plan, { created_at, ended_at, because }: ScheduleRow, now: number): number[] {
  const until = because === 'canceled' || because === 'rejected' ? (ended_at ?? now) : now;
  if ('at' in due) return due.at <= until ? [due.at] : [];
  const times: number[] = [];
  for (let at = (Math.floor(created_at / due.every) + 1) * due.every; at <= until; at += due.every) times.push(at);
  return times;
}

/** A time that somebody skipped before it came. */
function skippedAhead(settled: readonly OccurrenceRow[], { ended_at }: ScheduleRow): number[] {
  return settled
    .filter(({ at, outcome }) => outcome === 'skipped' && ended_at !== null && at > ended_at)
    .map(({ at }) => at);
}

function resultOf(
  system: Deployment,
  s: ScheduleRow,
  { duration }: Plan,
  at: number,
  settled: readonly OccurrenceRow[],
  own: readonly Judged[],
): Result {
  const [recording, ...others] = own.filter((one) => one.at === at);
  if (others.length > 0) return { kind: 'doubled', why: others.map(({ id }) => id).join(', ') };
  const outcome = settled.find((one) => one.at === at);
  if (recording === undefined) {
    const why = howTold(system, s, at, outcome);
    return why === undefined ? { kind: 'dropped', why: outcome?.outcome ?? 'no outcome' } : { kind: 'told', why };
  }
  const { id, phase, recorders, said } = recording;
  if (outcome?.outcome !== 'started' || outcome.recording !== id)
    return { kind: 'doubled', why: `${id} records it, and it counts as ${outcome?.outcome ?? 'open'}` };
  if (recorders.some(({ startedAt }) => startedAt < at - minute))
    return { kind: 'dropped', why: `${id} recorded before its time` };
  if (recorders.some(({ startedAt }) => startedAt <= at + duration + minute)) return { kind: 'recorded', why: id };
  // Killed while a start was in flight, and down until its time was over: the same start is sent again to learn what became of it.
  return said.length > 0 ? { kind: 'told', why: phase } : { kind: 'dropped', why: `${id} did not record at its time` };
}

const sentences: Readonly<Record<string, RegExp>> = {
  missed: /missed because the bot was not running/u,
  notStarted: /did not start\./u,
  skipped: /skipped the recording of/u,
};

/** How people know that it was not recorded; undefined where they do not. */
function howTold(
  { slack, uptime }: Deployment,
  s: ScheduleRow,
  at: number,
  outcome: OccurrenceRow | undefined,
): string | undefined {
  const texts = [...slack.messages(s.channel), ...slack.dms(s.created_by)].map(({ text }) => text);
  const says = (words: RegExp) =>
    texts.some((text) => words.test(text) && text.includes(s.cname) && text.includes(`<!date^${at / 1_000}^`));
  if (outcome !== undefined) {
    const words = sentences[outcome.outcome];
    // A recording that somebody stopped in its time counts for it, and was reported.
    const isTold = words === undefined ? outcome.outcome === 'covered' : says(words);
    return isTold ? outcome.outcome : undefined;
  }
  if (s.ended_at === null || !texts.some((text) => text.includes(`canceled the schedule of ${s.cname}.`)))
    return undefined;
  if (says(/is being recorded already/u)) return 'blocked and canceled';
  return uptime(at, s.ended_at) <= cancelTolerance ? 'canceled' : undefined;
}
