/** The program, killed at random moments while people start, change and stop recordings; and what must hold afterwards. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SlackWorkspace } from '../../src/sandbox/slack/slack-server.ts';
import type { Channel, Message, User } from '../../src/sandbox/slack/types.ts';
import type { Child } from '../support/child.ts';
import { duplicatesIn, jobsLeft, openSystem, orphansIn, type System, waitLimit } from './fixture.ts';

export type Verdict = Readonly<{
  kills: number;
  /** Start commands that were acknowledged, and how many of them a crash took before anything had been started. */
  starts: number;
  lost: number;
  /** Recorders that ever ran at Agora, and how many of them the threads name as orphans. */
  recorders: number;
  orphans: number;
  /** Duplicates: second cards, and texts that stand twice in a thread. */
  duplicates: number;
  /** Recorders that run and are in no database. */
  forgotten: number;
  /** What went wrong, one sentence each. */
  problems: readonly string[];
}>;

type Random = () => number;
type Row = {
  id: string;
  cname: string;
  phase: string;
  started_by: string;
  card_channel: string;
  card_ts: string | null;
};

const people = 4;
const rows = 'SELECT id, cname, phase, started_by, card_channel, card_ts FROM recordings';
/** `Uploading` stays where the notification on the upload came while no bot ran. */
const ended = ['Finished', 'Failed', 'Lost', 'Canceled', 'Uploading'];

/**
 * Kills the program this often; `note` is told the progress. The same seed draws the same moments and commands. An odd seed
 * has Agora's notifications turned on.
 */
export async function killAtRandom(kills: number, seed: number, note: (line: string) => void): Promise<Verdict> {
  await using system = await openSystem({ notifications: seed % 2 === 1 });
  // Answers take their time, or next to no kill would come between what Agora does and what the bot hears of it.
  system.agora.fault({ call: 'any', kind: 'delay', ms: 40, by: 'real', times: Infinity });
  const over = new AbortController();
  const starts = new Set<string>();
  const random = randomFrom(seed);
  const problems: string[] = [];
  const everybody = Array.from({ length: people }, (_, index) => {
    const room = system.slack.addChannel(`room-${index}`);
    const user = system.slack.addUser(`user-${index}`);
    return person({ system, room, user, index, random: randomFrom(seed + index + 1), starts, signal: over.signal });
  });

  for (let done = 0; done < kills; done += 1) {
    const bot = system.start();
    await moment(system, bot, random);
    await bot.kill('SIGKILL');
    const found = system.integrity();
    if (found !== 'ok') problems.push(`After kill ${done + 1} the database is not in order: ${found}`);
    if ((done + 1) % 50 === 0) note(`${done + 1} of ${kills} kills`);
  }
  const last = system.start();
  await readiness(last);
  over.abort();
  await Promise.all(everybody);
  await stopAll(system);
  const code = await last.kill('SIGTERM');
  if (code !== 0) problems.push(`The last bot ended with ${code}`);
  return judge(system, kills, starts, problems);
}

/** Waits for the moment of the next kill: while it starts up, some time after that, or just after something has happened. */
async function moment({ slack }: System, bot: Child, random: Random): Promise<void> {
  const kind = random();
  const share = random();
  if (kind < 0.2) {
    await sleep(share * 600);
    return;
  }
  await readiness(bot);
  if (kind < 0.5) {
    await sleep(share * 500);
    return;
  }
  let left = 1 + Math.floor(share * 12);
  await seen(slack, () => (left -= 1) < 0, 1_000);
  await sleep(random() * 15);
}

async function readiness(bot: Child): Promise<void> {
  const waiting = new AbortController();
  const late = sleep(waitLimit, undefined, { signal: waiting.signal }).then(
    () => Promise.reject(new Error(`The bot was not ready within ${waitLimit} ms`)),
    () => undefined,
  );
  await Promise.race([bot.logged('ready'), late]);
  waiting.abort();
}

type Part = Readonly<{
  system: System;
  room: Channel;
  user: User;
  index: number;
  random: Random;
  starts: Set<string>;
  signal: AbortSignal;
}>;

/** Somebody who records one class after the other, and has the waitLimit of a person: what failed is tried again. */
async function person({ system: { slack }, room, user, index, random, starts, signal }: Part): Promise<void> {
  const pause = (most: number) => sleep(random() * most, undefined, { signal }).catch(() => undefined);
  const say = async (line: string) => (await slack.type(user, room, line)).ok;
  for (let n = 0; !signal.aborted; n += 1) {
    const cname = `class-${index}-${n}`;
    const card = () => cardsIn(slack, room).get(cname)?.at(-1);
    const press = async (button: string) => {
      const shown = card();
      // The button may go while it is looked for.
      if (shown !== undefined) await slack.click(user, shown, button).catch(() => undefined);
    };
    const isOver = () => ended.some((word) => card()?.text.startsWith(word) === true);

    while (!signal.aborted && !(await say(`/record start ${cname} layout=vertical`))) await pause(300);
    if (signal.aborted) return;
    starts.add(cname);
    const hasty = random() < 0.2;
    if (!hasty) {
      const isThere = await seen(slack, () => card() !== undefined || signal.aborted, 3_000);
      if (!isThere) continue;
      await pause(1_000);
    }
    const acts = ['Grid', 'Refresh', `/record layout ${cname} float`, `/record status ${cname}`];
    for (const act of acts.filter(() => random() < 0.6)) {
      if (act.startsWith('/')) await say(act);
      else await press(act);
      await pause(400);
    }
    for (let tries = 0; tries < 10 && !signal.aborted && !isOver(); tries += 1) {
      if (random() < 0.5) await press('Stop');
      else await say(`/record stop ${cname}`);
      await seen(slack, () => isOver() || signal.aborted, 1_500);
    }
  }
}

/** Ends what is still live, as its starters would, until nothing is left to do. */
async function stopAll({ slack, query }: System): Promise<void> {
  // Notifications on uploads still arrive for some seconds of the simulated time, and draw cards again.
  let quietRounds = 0;
  for (const deadline = Date.now() + 120_000; Date.now() < deadline && quietRounds < 4; ) {
    const live = query<Row>(`${rows} WHERE phase IN ('starting', 'confirming', 'recording')`);
    for (const { id, started_by, card_channel } of live)
      await slack.type(started_by, card_channel, `/record stop ${id}`);
    quietRounds = live.length === 0 && query(jobsLeft).length === 0 ? quietRounds + 1 : 0;
    await sleep(250);
  }
}

function judge(system: System, kills: number, starts: ReadonlySet<string>, problems: string[]): Verdict {
  const { slack, agora } = system;
  const found = system.query<Row>(rows);
  const cards = new Map<string, Message[]>();
  for (const room of new Set(found.map((row) => row.card_channel))) {
    for (const [cname, messages] of cardsIn(slack, room)) cards.set(cname, messages);
  }
  const known = new Map(found.map((row) => [row.cname, row]));
  const uncontrolled = new Set([...cards.values()].flatMap(orphansIn));
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
    if (phase === 'finished' && !said.some((text) => /\.m3u8|nothing was recorded/iu.test(text))) {
      problems.push(`${about}: the thread does not say what became of it: ${said.join(' | ')}`);
    }
    if (phase !== 'finished' && said.length === 0) problems.push(`${about}: the thread says nothing`);
    const recorders = agora.recorders.filter((recorder) => recorder.cname === cname);
    const more = recorders.filter(({ uid }) => !uncontrolled.has(uid));
    if (more.length > 1) problems.push(`${about} has ${more.length} recorders that no thread names`);
  }
  const strays = [...cards.keys()].filter((cname) => !known.has(cname));
  for (const cname of strays) problems.push(`${cname} has a card and no row`);

  const forgotten = agora.recorders.filter(({ uid, endedAt }) => endedAt === undefined && !uncontrolled.has(uid));
  for (const { cname, uid } of forgotten) problems.push(`Forgotten: recorder ${uid} in ${cname}`);
  for (const { cname, uid } of agora.recorders) {
    if (!known.has(cname)) problems.push(`Recorder ${uid} in ${cname} belongs to no recording`);
  }
  const left = system.query<{ payload: string }>(jobsLeft);
  for (const { payload } of left) problems.push(`A job is left: ${payload}`);
  if (duplicates > kills) problems.push(`${duplicates} messages too many after ${kills} kills`);
  const integrity = system.integrity();
  if (integrity !== 'ok') problems.push(`At the end the database is not in order: ${integrity}`);

  return {
    kills,
    starts: starts.size,
    lost: [...starts].filter((cname) => !known.has(cname)).length,
    recorders: agora.recorders.length,
    orphans: uncontrolled.size,
    duplicates,
    forgotten: forgotten.length,
    problems,
  };
}

/** The cards of a room by the Agora channel that they name, oldest first. */
function cardsIn(slack: SlackWorkspace, room: Channel | string): Map<string, Message[]> {
  return Map.groupBy(slack.messages(room), ({ text }) => /class-\d+-\d+/u.exec(text)?.[0] ?? '');
}

/** Waits at most `ms` until `look` holds, looking after every change of the workspace; whether it came to hold. */
function seen(slack: SlackWorkspace, look: () => boolean, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (found: boolean) => {
      clearTimeout(timer);
      unsubscribe();
      resolve(found);
    };
    const timer = setTimeout(() => end(false), ms);
    const unsubscribe = slack.subscribe(() => {
      if (look()) end(true);
    });
    if (look()) end(true);
  });
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
