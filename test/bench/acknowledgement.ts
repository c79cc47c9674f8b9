/** From a slash command to its acknowledgement: clapperbot with real work behind it, beside a bare Bolt app in the same run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULTS } from '../../src/sandbox/agora/server.ts';
import { environment } from '../../src/sandbox/environment.ts';
import { type SlackWorkspace, startSlack } from '../../src/sandbox/slack/slack.ts';
import { run } from '../support/child.ts';
import { ms, percentile, table, times } from './figures.ts';

/** Unmeasured rounds at the beginning, in which the engine compiles, and measured ones. */
const rounds = { warm: 4, measured: 12 };
const paced = { commands: 150, everyMs: 5 };
const burst = { commands: 50, times: 8 };

type Side = { slack: SlackWorkspace; command: () => Promise<number> };

export async function acknowledgement(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clapperbot-bench-'));
  const far = run('test/bench/agora.ts');
  const { url } = await far.logged('ready');
  const agora = { ...DEFAULTS, url: String(url) };
  const [ours, theirs] = [await startSlack(), await startSlack()];
  const bot = run('src/start.js', {
    env: { ...environment(ours, agora), DATABASE_PATH: join(folder, 'bot.db'), LOG_LEVEL: 'info' },
  });
  const bare = run('test/bench/bare-bolt.ts', { env: environment(theirs, agora) });
  await Promise.all([bot.logged('ready'), bare.logged('ready')]);
  const sides = { ours: sideOf(ours), theirs: sideOf(theirs) };
  const found = {
    ours: { paced: [] as number[], burst: [] as number[] },
    theirs: { paced: [] as number[], burst: [] as number[] },
  };

  // The two take turns, so that noise meets both.
  for (let round = 0; round < rounds.warm + rounds.measured; round++) {
    for (const side of ['ours', 'theirs'] as const) {
      const pacedTimes = await inPace(sides[side]);
      const burstTimes = await inBursts(sides[side]);
      if (round < rounds.warm) continue;
      found[side].paced.push(...pacedTimes);
      found[side].burst.push(...burstTimes);
    }
  }
  await Promise.all([bot.kill('SIGTERM'), bare.kill('SIGTERM'), far.kill('SIGTERM')]);
  await Promise.all([ours.close(), theirs.close()]);
  await rm(folder, { recursive: true, force: true });

  const row = (name: string, kind: 'paced' | 'burst') => {
    const [mine, peer] = [found.ours[kind], found.theirs[kind]];
    const p50 = [percentile(mine, 0.5), percentile(peer, 0.5)] as const;
    const p99 = [percentile(mine, 0.99), percentile(peer, 0.99)] as const;
    return [name, String(mine.length), ms(p50[0]), ms(p50[1]), times(p50[0] / p50[1]), ms(p99[0]), ms(p99[1])];
  };
  return table(
    ['commands', 'number', 'median', 'bare Bolt', 'ratio', 'p99', 'bare Bolt'],
    [row(`one every ${paced.everyMs} ms`, 'paced'), row(`bursts of ${burst.commands}`, 'burst')],
  );
}

/** Half are starts of new channels, half ask for the status of one that was started; every tenth Slack channel has its turn. */
function sideOf(slack: SlackWorkspace): Side {
  const user = slack.addUser('ana');
  const rooms = Array.from({ length: 50 }, (_, index) => slack.addChannel(`room-${index}`));
  let count = 0;
  return {
    slack,
    async command() {
      const n = count++;
      const room = rooms[n % rooms.length] ?? slack.addChannel('spare');
      const line = n % 2 === 0 ? `/record start bench-${n}` : `/record status bench-${Math.max(0, n - 101)}`;
      const { ok, ackMs, error } = await slack.type(user, room, line);
      if (!ok || ackMs === undefined) throw new Error(`${line}: ${error ?? 'no acknowledgement'}`);
      return ackMs;
    },
  };
}

async function inPace(side: Side): Promise<number[]> {
  const acks: Promise<number>[] = [];
  const begin = performance.now();
  for (let n = 0; n < paced.commands; n++) {
    const left = begin + n * paced.everyMs - performance.now();
    if (left > 0) await pause(left);
    acks.push(side.command());
  }
  return Promise.all(acks);
}

async function inBursts(side: Side): Promise<number[]> {
  const acks: number[] = [];
  for (let n = 0; n < burst.times; n++) {
    acks.push(...(await Promise.all(Array.from({ length: burst.commands }, () => side.command()))));
    await pause(100);
  }
  return acks;
}
