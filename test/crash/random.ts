/** The program, killed at random times while people start, change, schedule and stop recordings. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../support/child.ts';
import { type Random, randomFrom } from './people.ts';
import { timeZone } from './plans.ts';
import { openSystem, type System } from './system.ts';
import { judge, type Verdict } from './verdict.ts';
import { limitTolerance } from './verdict-limits.ts';
import { changes, untilReady } from './waiting.ts';
import { startWorkload } from './workload.ts';

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
): Promise<Verdict & { kills: number }> {
  await using system = await openSystem({ notifications: seed % 2 === 1, timeZone });
  // Without a delay hardly any kill would fall between an effect at Agora and the response to the bot.
  system.agora.fault({ call: 'any', kind: 'delay', ms: 40, by: 'real', times: Infinity });
  const workload = startWorkload(system, seed);
  const random = randomFrom(seed);
  const problems: string[] = [];

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
  await workload.end();
  const code = await last.kill('SIGTERM');
  if (code !== 0) problems.push(`The last bot ended with ${code}`);
  const integrity = system.integrity();
  if (integrity !== 'ok') problems.push(`At the end the database is damaged: ${integrity}`);
  return { kills, ...(await judge(system, kills, workload.typed, tolerance, problems)) };
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
