/** From a slash command to its acknowledgement: clapperbot with real work behind it, beside a bare Bolt app in the same run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULTS } from '../../src/sandbox/agora/agora-server.ts';
import { environment } from '../../src/sandbox/local-environment.ts';
import { type SlackWorkspace, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { run } from '../support/child.ts';
import { startBot } from './bot.ts';
import { type BenchDatabase, onPostgres, postgresAt, sqliteAt } from './databases.ts';
import { ms, percentile, table, times, verdict } from './figures.ts';
import { addLive, cardsIn } from './rows.ts';

/** Unmeasured rounds at the beginning, in which the engine compiles. */
const warm = 3;
const paced = { commands: 150, everyMs: 5 };
const burst = { commands: 50, times: 8 };
/** The first ones are not measured. */
const alternating = { warm: 500, commands: 1000 };

type Limits = Readonly<Record<Kind, Readonly<{ median?: number; p99?: number }>>>;

/** What the ratios to the bare app must keep to. In a burst the hundredth waits for the other 49, with both. */
const onSqlite: Limits = {
  paced: { median: 1.25, p99: 2 },
  burst: { median: 1.6 },
  alternating: { median: 1.25 },
};
const onServer: Limits = { paced: { median: 1.5 }, burst: {}, alternating: {} };

type Kind = 'paced' | 'burst' | 'alternating';

type Side = { slack: SlackWorkspace; command: (line?: string) => Promise<number> };

/** What the bot does meanwhile, and what people type: the nth line. */
type Workload = {
  name: string;
  transport: SlackWorkspace['transport'];
  live: number;
  tick: string;
  line: (n: number) => string;
  measured: number;
  /** Whether commands that start nothing are measured first, one of the bot and one of its peer in turn. */
  isAlternating?: true;
};

const starting = {
  live: 0,
  tick: '*/10 * * * *',
  // The other half ask for the status of one that was started.
  line: (n: number) => (n % 2 === 0 ? `/record start bench-${n}` : `/record status bench-${Math.max(0, n - 101)}`),
  measured: 10,
};

const overSockets: Workload[] = [
  { ...starting, name: 'half of them start a recording', transport: 'socket' },
  {
    name: '50 recordings are supervised',
    transport: 'socket',
    live: 50,
    // Agora is asked about all of them all the time: the request budget is used up.
    tick: '*/2 * * * * *',
    line: (n) => (n % 2 === 0 ? `/record start bench-${n}` : `/record status "class ${n % 50}"`),
    measured: 8,
  },
];

const overHttp: Workload[] = [
  { ...starting, name: 'half of them start a recording', transport: 'http', isAlternating: true },
];

/** What a workload runs on; a database of its own. */
type Ground = Readonly<{ databaseIn: (folder: string) => Promise<BenchDatabase>; limits: Limits }>;

const sqlite: Ground = { databaseIn: async (folder) => sqliteAt(join(folder, 'bot.db')), limits: onSqlite };

export const acknowledgement = (): Promise<string> => figuresOf(overSockets, sqlite);
export const acknowledgementOverHttp = (): Promise<string> => figuresOf(overHttp, sqlite);
export const acknowledgementOnPostgres = (): Promise<string> =>
  onPostgres((server) => {
    const databaseIn = async () => postgresAt(await server.createDatabase());
    return figuresOf(overSockets, { databaseIn, limits: onServer });
  });

async function figuresOf(workloads: readonly Workload[], ground: Ground): Promise<string> {
  const rows: string[][] = [];
  for (const workload of workloads) rows.push(...(await measure(workload, ground)));
  return table(['commands', '', 'number', 'clapperbot', 'bare Bolt', 'ratio', 'limit', ''], rows);
}

async function measure(workload: Workload, { databaseIn, limits }: Ground): Promise<string[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'clapperbot-bench-'));
  const far = run('test/bench/agora.ts', { args: workload.live > 0 ? ['--records'] : [] });
  const { url } = await far.logged('ready');
  const agora = { ...DEFAULTS, url: String(url) };
  const { transport } = workload;
  const [ours, theirs] = [await startSlack({ transport }), await startSlack({ transport })];
  const sides = { ours: sideOf(ours, workload), theirs: sideOf(theirs, workload) };
  const database = await databaseIn(folder);
  if (workload.live > 0) await addLive(database, agora.appId, cardsIn(ours, 5, workload.live));
  const bot = startBot({
    ...environment(ours, agora),
    ...database.env,
    LOG_LEVEL: 'info',
    STATUS_CRON: workload.tick,
  });
  const bare = run('test/bench/bare-bolt.ts', { env: environment(theirs, agora) });
  const [mine, peers] = await Promise.all([bot.logged('ready'), bare.logged('ready')]);
  ours.deliverTo(`http://127.0.0.1:${String(mine['port'])}/slack/events`);
  theirs.deliverTo(`http://127.0.0.1:${String(peers['port'])}/slack/events`);
  const found = {
    ours: { paced: [] as number[], burst: [] as number[], alternating: [] as number[] },
    theirs: { paced: [] as number[], burst: [] as number[], alternating: [] as number[] },
  };

  if (workload.isAlternating === true) await inTurns(sides, found);
  // The two take turns, so that noise meets both.
  for (let round = 0; round < warm + workload.measured; round++) {
    for (const side of ['ours', 'theirs'] as const) {
      const pacedTimes = await inPace(sides[side]);
      const burstTimes = await inBursts(sides[side]);
      if (round < warm) continue;
      found[side].paced.push(...pacedTimes);
      found[side].burst.push(...burstTimes);
    }
  }
  await Promise.all([bot.kill('SIGTERM'), bare.kill('SIGTERM'), far.kill('SIGTERM')]);
  await Promise.all([ours.close(), theirs.close()]);
  await rm(folder, { recursive: true, force: true });

  const row = (name: string, kind: Kind, share: 'median' | 'p99', work = workload.name): string[] => {
    const at = share === 'median' ? 0.5 : 0.99;
    const [mine, peer] = [found.ours[kind], found.theirs[kind]];
    const [here, there] = [percentile(mine, at), percentile(peer, at)];
    const ratio = here / there;
    const limit = limits[kind][share];
    return [
      `${name}, ${work}`,
      share,
      String(mine.length),
      ms(here),
      ms(there),
      times(ratio),
      limit === undefined ? '–' : times(limit),
      limit === undefined ? '' : verdict(ratio <= limit),
    ];
  };
  const pace = `one every ${paced.everyMs} ms`;
  const bursts = `bursts of ${burst.commands}`;
  const turns =
    workload.isAlternating === true ? [row('one at a time', 'alternating', 'median', 'nothing else to do')] : [];
  return [
    ...turns,
    row(pace, 'paced', 'median'),
    row(pace, 'paced', 'p99'),
    row(bursts, 'burst', 'median'),
    row(bursts, 'burst', 'p99'),
  ];
}

function sideOf(slack: SlackWorkspace, { line: lineOf }: Workload): Side {
  const user = slack.addUser('typist');
  const rooms = Array.from({ length: 50 }, (_, index) => slack.addChannel(`room-${index}`));
  let count = 0;
  return {
    slack,
    async command(given) {
      const n = given === undefined ? count++ : 0;
      const room = rooms[n % rooms.length] ?? slack.addChannel('spare');
      const line = given ?? lineOf(n);
      const { ok, ackMs, error } = await slack.type(user, room, line);
      if (!ok || ackMs === undefined) throw new Error(`${line}: ${error ?? 'no acknowledgement'}`);
      return ackMs;
    },
  };
}

/** One command at a time, which measures the cost of the path itself, without other load. */
async function inTurns(
  sides: Readonly<Record<'ours' | 'theirs', Side>>,
  found: Readonly<Record<'ours' | 'theirs', { alternating: number[] }>>,
): Promise<void> {
  for (let n = 0; n < alternating.warm + alternating.commands; n++) {
    for (const side of ['ours', 'theirs'] as const) {
      const time = await sides[side].command('/record status nothing');
      if (n >= alternating.warm) found[side].alternating.push(time);
    }
  }
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
