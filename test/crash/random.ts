/** The program, killed at random times while people start, change, schedule and stop recordings. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SlackWorkspace } from '../../src/sandbox/slack/slack-server.ts';
import type { Child } from '../support/child.ts';
import { recordClasses } from './classes.ts';
import { type Row, rows } from './judged.ts';
import { click, type Random, type Typed } from './people.ts';
import { scheduledPost, scheduleLessons, timeZone } from './plans.ts';
import { jobsLeft, openSystem, type System, scheduleJobsLeft, waitTimeout } from './system.ts';
import { judge, type Verdict } from './verdict.ts';
import { limitTolerance } from './verdict-limits.ts';

/** Each has a room of their own. */
const people = [...Array(4).fill(recordClasses), ...Array(5).fill(scheduleLessons)] as (typeof recordClasses)[];

/** How often a kill is followed by an outage that is not over at once, and how long that is at most. */
const outages = { share: 0.05, longest: 5 * 60_000 };

/**
 * Kills the program this often; `note` receives the progress. The same seed draws the same times and commands. With an odd seed
 * Agora's notifications are on. `tolerance`: by how many milliseconds a recorder may run on after its limit.
 */
export async function killAtRandom(
  kills: number,
  seed: number,
  note: (line: string) => void,
  tolerance = limitTolerance,
): Promise<Verdict> {
  await using system = await openSystem({ notifications: seed % 2 === 1, timeZone });
  // Without a delay hardly any kill would fall between an effect at Agora and the response to the bot.
  system.agora.fault({ call: 'any', kind: 'delay', ms: 40, by: 'real', times: Infinity });
  const over = new AbortController();
  const typed: Typed = { limits: new Map(), plans: new Map(), starts: new Set(), schedules: new Set() };
  const random = randomFrom(seed);
  const problems: string[] = [];
  const acting = people.map((act, index) => {
    const room = system.slack.addChannel(`room-${index}`);
    const user = system.slack.addUser(`user-${index}`);
    const own = { room, user, index, random: randomFrom(seed + index + 1) };
    return act({ system, ...own, typed, signal: over.signal });
  });

  for (let done = 0; done < kills; done += 1) {
    const bot = system.start();
    await untilNextKill(system, bot, random);
    await bot.kill('SIGKILL');
    const found = system.integrity();
    if (found !== 'ok') problems.push(`After kill ${done + 1} the database is damaged: ${found}`);
    if (random() < outages.share) system.pass(random() * outages.longest);
    if ((done + 1) % 50 === 0) note(`${done + 1} of ${kills} kills`);
  }
  const last = system.start();
  await untilReady(last);
  over.abort();
  await Promise.all(acting);
  await endAll(system);
  const code = await last.kill('SIGTERM');
  if (code !== 0) problems.push(`The last bot ended with ${code}`);
  return judge(system, kills, typed, tolerance, problems);
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
  await changes(slack, 1 + Math.floor(share * 25), 1_000);
  await sleep(random() * 15);
}

/** Waits at most `ms` for so many changes of the workspace. */
async function changes(slack: SlackWorkspace, count: number, ms: number): Promise<void> {
  const enough = new AbortController();
  let left = count;
  const unsubscribe = slack.subscribe(() => {
    left -= 1;
    if (left <= 0) enough.abort();
  });
  await sleep(ms, undefined, { signal: enough.signal }).catch(() => undefined);
  unsubscribe();
}

async function untilReady(bot: Child): Promise<void> {
  const waiting = new AbortController();
  const timeout = sleep(waitTimeout, undefined, { signal: waiting.signal }).then(
    () => {
      const latest = [...bot.out.slice(-10), ...bot.err].join('\n');
      return Promise.reject(new Error(`The bot was not ready within ${waitTimeout} ms:\n${latest}`));
    },
    () => undefined,
  );
  await Promise.race([bot.logged('ready'), timeout]);
  waiting.abort();
}

type OpenSchedule = { cname: string; channel: string; created_by: string };

/** Cancels what is scheduled and stops what is still live, as the people who did it would, until no job is left. */
async function endAll({ slack, query }: System): Promise<void> {
  // Notifications on uploads arrive for some more seconds of the simulated time, and update cards.
  let quietRounds = 0;
  for (const deadline = Date.now() + 120_000; Date.now() < deadline && quietRounds < 8; ) {
    const open = query<OpenSchedule>('SELECT cname, channel, created_by FROM schedules WHERE ended_at IS NULL');
    for (const { cname, channel, created_by } of open)
      await click(slack, created_by, scheduledPost(slack, channel, cname), 'Cancel');
    const live = query<Row>(`${rows} WHERE phase IN ('starting', 'confirming', 'recording')`);
    for (const { id, started_by, card_channel } of live)
      await slack.type(started_by, card_channel, `/record stop ${id}`);
    const left = [...open, ...live, ...query(jobsLeft), ...query(scheduleJobsLeft)];
    quietRounds = left.length === 0 ? quietRounds + 1 : 0;
    await sleep(250);
  }
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
