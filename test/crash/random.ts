/** The program, killed at random times while people start, change and stop recordings. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SlackWorkspace } from '../../src/sandbox/slack/slack-server.ts';
import type { Channel, User } from '../../src/sandbox/slack/types.ts';
import type { Child } from '../support/child.ts';
import { jobsLeft, openSystem, type System, waitTimeout } from './system.ts';
import { cardsIn, ended, judge, type Row, rows, type Verdict } from './verdict.ts';

type Random = () => number;

const peopleCount = 4;

/**
 * Kills the program this often; `note` is told the progress. The same seed draws the same times and commands. With an odd seed
 * Agora's notifications are on.
 */
export async function killAtRandom(kills: number, seed: number, note: (line: string) => void): Promise<Verdict> {
  await using system = await openSystem({ notifications: seed % 2 === 1 });
  // Without a delay hardly any kill would fall between an effect at Agora and the response to the bot.
  system.agora.fault({ call: 'any', kind: 'delay', ms: 40, by: 'real', times: Infinity });
  const over = new AbortController();
  const starts = new Set<string>();
  const random = randomFrom(seed);
  const problems: string[] = [];
  const people = Array.from({ length: peopleCount }, (_, index) => {
    const room = system.slack.addChannel(`room-${index}`);
    const user = system.slack.addUser(`user-${index}`);
    return act({ system, room, user, index, random: randomFrom(seed + index + 1), starts, signal: over.signal });
  });

  for (let done = 0; done < kills; done += 1) {
    const bot = system.start();
    await untilNextKill(system, bot, random);
    await bot.kill('SIGKILL');
    const found = system.integrity();
    if (found !== 'ok') problems.push(`After kill ${done + 1} the database is damaged: ${found}`);
    if ((done + 1) % 50 === 0) note(`${done + 1} of ${kills} kills`);
  }
  const last = system.start();
  await untilReady(last);
  over.abort();
  await Promise.all(people);
  await stopAll(system);
  const code = await last.kill('SIGTERM');
  if (code !== 0) problems.push(`The last bot ended with ${code}`);
  return judge(system, kills, starts, problems);
}

/** Waits until the next kill: during start-up, some time after it, or just after a change in Slack. */
async function untilNextKill({ slack }: System, bot: Child, random: Random): Promise<void> {
  const kind = random();
  const share = random();
  if (kind < 0.2) {
    await sleep(share * 600);
    return;
  }
  await untilReady(bot);
  if (kind < 0.5) {
    await sleep(share * 500);
    return;
  }
  let left = 1 + Math.floor(share * 12);
  await seen(slack, () => (left -= 1) < 0, 1_000);
  await sleep(random() * 15);
}

async function untilReady(bot: Child): Promise<void> {
  const waiting = new AbortController();
  const timeout = sleep(waitTimeout, undefined, { signal: waiting.signal }).then(
    () => Promise.reject(new Error(`The bot was not ready within ${waitTimeout} ms`)),
    () => undefined,
  );
  await Promise.race([bot.logged('ready'), timeout]);
  waiting.abort();
}

type Person = Readonly<{
  system: System;
  room: Channel;
  user: User;
  index: number;
  random: Random;
  starts: Set<string>;
  signal: AbortSignal;
}>;

/** How each mode is started, and what is then asked of a recording of it: buttons, and commands without the Agora channel. */
const modes = [
  { options: () => 'layout=vertical', commands: ['Grid', 'Refresh', '/record layout float', '/record status'] },
  {
    options: () => 'mode=individual snapshots=10s',
    commands: ['/record subscribe audio=all', 'Refresh', '/record unsubscribe video=7', '/record status'],
  },
  {
    options: (cname: string) => `mode=web url=https://example.com/${cname}`,
    commands: ['Pause', 'Refresh', 'Resume', '/record pause', '/record resume', '/record status'],
  },
] as const;

/** Records one class after the other, each in a mode drawn for it, and repeats commands that failed. */
async function act({ system: { slack }, room, user, index, random, starts, signal }: Person): Promise<void> {
  const pause = (most: number) => sleep(random() * most, undefined, { signal }).catch(() => undefined);
  const type = async (line: string) => (await slack.type(user, room, line)).ok;
  for (let n = 0; !signal.aborted; n += 1) {
    const cname = `class-${index}-${n}`;
    const card = () => cardsIn(slack, room).get(cname)?.at(-1);
    const click = async (button: string) => {
      const shown = card();
      // The button may disappear meanwhile.
      if (shown !== undefined) await slack.click(user, shown, button).catch(() => undefined);
    };
    const isOver = () => ended.some((word) => card()?.text.startsWith(word) === true);

    const { options, commands } = modes[Math.floor(random() * modes.length)] ?? modes[0];
    while (!signal.aborted && !(await type(`/record start ${cname} ${options(cname)}`))) await pause(300);
    if (signal.aborted) return;
    starts.add(cname);
    const hasty = random() < 0.2;
    if (!hasty) {
      const isThere = await seen(slack, () => card() !== undefined || signal.aborted, 3_000);
      if (!isThere) continue;
      await pause(1_000);
    }
    for (const command of commands.filter(() => random() < 0.6)) {
      if (command.startsWith('/')) await type(command.replace(/^\/record \w+/u, `$& ${cname}`));
      else await click(command);
      await pause(400);
    }
    for (let attempts = 0; attempts < 10 && !signal.aborted && !isOver(); attempts += 1) {
      if (random() < 0.5) await click('Stop');
      else await type(`/record stop ${cname}`);
      await seen(slack, () => isOver() || signal.aborted, 1_500);
    }
  }
}

/** Stops what is still live, as the people who started it would, until no job is left. */
async function stopAll({ slack, query }: System): Promise<void> {
  // Notifications on uploads arrive for some more seconds of the simulated time, and update cards.
  let quietRounds = 0;
  for (const deadline = Date.now() + 120_000; Date.now() < deadline && quietRounds < 4; ) {
    const live = query<Row>(`${rows} WHERE phase IN ('starting', 'confirming', 'recording')`);
    for (const { id, started_by, card_channel } of live)
      await slack.type(started_by, card_channel, `/record stop ${id}`);
    quietRounds = live.length === 0 && query(jobsLeft).length === 0 ? quietRounds + 1 : 0;
    await sleep(250);
  }
}

/** Waits at most `ms` until `condition` holds, checked after every change of the workspace; whether it did. */
function seen(slack: SlackWorkspace, condition: () => boolean, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (found: boolean) => {
      clearTimeout(timer);
      unsubscribe();
      resolve(found);
    };
    const timer = setTimeout(() => end(false), ms);
    const unsubscribe = slack.subscribe(() => {
      if (condition()) end(true);
    });
    if (condition()) end(true);
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
