/** Ten thousand live recordings: restart, memory, and the use of Agora's request budget on good and bad networks. */
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULTS } from '../../src/sandbox/agora/agora-server.ts';
import { environment } from '../../src/sandbox/local-environment.ts';
import { type SlackWorkspace, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { run } from '../support/child.ts';
import { mostWithin } from '../support/load.ts';
import { startBot } from './bot.ts';
import { type BenchDatabase, onPostgres, postgresAt, sqliteAt } from './databases.ts';
import { table, times, verdict } from './figures.ts';
import { addLive, atOnce, cardsIn } from './rows.ts';
import { slowNetwork } from './slow-network.ts';

const live = 10_000;
const rooms = 200;
/** Seconds in which the bot learns how long the network takes, and of the measurement. */
const learnFor = 27;
const measuredFor = 13;
const limits = { readyMs: 2_000, rssMb: 250, share: 0.9, perSecond: 10 };

type Delays = { name: string; there: () => number; back: () => number; tick?: string };

/** The first one has status ticks, which ask for everything at once. */
const never = '0 0 1 1 *';

const networks: Delays[] = [
  { name: 'loopback', there: () => 0, back: () => 0, tick: '*/15 * * * * *' },
  { name: 'answers 300 ms late', there: () => 0, back: () => 300 },
  { name: 'requests 100–180 ms, answers 50–100 ms on their way', there: between(100, 180), back: between(50, 100) },
  { name: 'requests held back 50–400 ms', there: between(50, 400), back: () => 0 },
];

function between(least: number, most: number): () => number {
  return () => least + Math.random() * (most - least);
}

export async function many(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clapperbot-bench-'));
  const path = join(folder, 'many.db');
  const slack = await startSlack();
  await addLive(sqliteAt(path), DEFAULTS.appId, cardsIn(slack, rooms, live));
  for (const n of networks.keys()) await copyFile(path, join(folder, `${n}.db`));
  const start = await starts(slack, path);
  const rows = await Promise.all(
    networks.map((network, n) => watched(network, sqliteAt(join(folder, `${n}.db`)), slack)),
  );
  await slack.close();
  await rm(folder, { recursive: true, force: true });
  const rssMb = Math.max(...rows.map((row) => row.rssMb));
  return table(
    ['with 10,000 live recordings', 'figure', 'limit', ''],
    [
      [
        'start to `ready`, own time',
        `${start.ownMs} ms`,
        `${limits.readyMs} ms`,
        verdict(start.ownMs < limits.readyMs),
      ],
      ['the same, to an empty database', times(start.ratio), '1.5×', verdict(start.ratio < 1.5)],
      ['memory (RSS) at its highest', `${rssMb} MB`, `${limits.rssMb} MB`, verdict(rssMb < limits.rssMb)],
      ...rows.flatMap(({ name, share, most, refused }) => [
        [`share of the budget used, ${name}`, percent(share), percent(limits.share), verdict(share >= limits.share)],
        [
          `most requests in a sliding second, and 429s, ${name}`,
          `${most}, ${refused}`,
          `${limits.perSecond}, 0`,
          verdict(most <= limits.perSecond && refused === 0),
        ],
      ]),
    ],
  );
}

export const manyOnPostgres = (): Promise<string> =>
  onPostgres(async (server) => {
    const slack = await startSlack();
    const database = postgresAt(await server.createDatabase());
    const sids = await addLive(database, DEFAULTS.appId, cardsIn(slack, rooms, live));
    const [network] = networks;
    if (network === undefined) throw new Error('no network');
    const { rssMb, share, most, refused, paths } = await watched({ ...network, tick: never }, database, slack);
    await slack.close();
    // One more request at the start asks whether the credentials are right.
    const turns = paths.map((path) => sids.findIndex((sid) => path.includes(sid))).filter((turn) => turn >= 0);
    const again = turns.length - new Set(turns).size;
    // Those that were due earlier than one that was asked about, and were not asked about.
    const passed = Math.max(...turns) + 1 - new Set(turns).size;
    return table(
      ['with 10,000 live recordings, one replica', 'figure', 'limit', ''],
      [
        ['memory (RSS) at its highest', `${rssMb} MB`, `${limits.rssMb} MB`, verdict(rssMb < limits.rssMb)],
        ['share of the budget used', percent(share), percent(limits.share), verdict(share >= limits.share)],
        [
          'most requests in a sliding second, and 429s',
          `${most}, ${refused}`,
          `${limits.perSecond}, 0`,
          verdict(most <= limits.perSecond && refused === 0),
        ],
        ['asked about twice before the others once', `${again}`, '0', verdict(again === 0)],
        ['passed over by one that was due later', `${passed}`, `${atOnce}`, verdict(passed <= atOnce)],
      ],
    );
  });

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;

/** In its first second the bot may not ask Agora anything, because of what a process before it may have asked. */
const silence = 1_000;

/** Starts on the database and on an empty one in turn; of each the quickest counts. */
async function starts(slack: SlackWorkspace, full: string) {
  const far = run('test/bench/agora.ts', { args: ['--records'] });
  const { url } = await far.logged('ready');
  const took = { full: Number.POSITIVE_INFINITY, empty: Number.POSITIVE_INFINITY };
  for (const path of [`${full}.empty`, full, `${full}.empty`, full]) {
    const begin = performance.now();
    const env = environment(slack, { ...DEFAULTS, url: String(url) });
    const bot = startBot({ ...env, DATABASE_PATH: path, LOG_LEVEL: 'info' });
    await bot.logged('ready');
    const side = path === full ? 'full' : 'empty';
    took[side] = Math.min(took[side], performance.now() - begin - silence);
    await bot.kill('SIGTERM');
  }
  await far.kill('SIGTERM');
  return { ownMs: Math.round(took.full), ratio: took.full / took.empty };
}

/** Starts the bot on its recordings and watches the requests that arrive at Agora. */
async function watched(network: Delays, database: BenchDatabase, slack: SlackWorkspace) {
  const { name, there, back, tick } = network;
  const far = run('test/bench/agora.ts', { args: ['--records', '--arrivals'] });
  const { url } = await far.logged('ready');
  const between = await slowNetwork(String(url), there, back);
  const env = { ...environment(slack, { ...DEFAULTS, url: between.url }), ...database.env, LOG_LEVEL: 'info' };
  const bot = startBot({ ...env, STATUS_CRON: tick ?? never });
  await bot.logged('ready');
  await pause(learnFor * 1_000);
  const from = performance.timeOrigin + performance.now();
  await pause(measuredFor * 1_000);
  const to = performance.timeOrigin + performance.now();
  const status = await readFile(`/proc/${bot.process.pid}/status`, 'utf8').catch(() => '');
  const rssMb = Math.round(Number(/VmHWM:\s+(\d+)/u.exec(status)?.[1] ?? Number.NaN) / 1_024);
  await bot.kill('SIGTERM');
  await far.kill('SIGTERM');
  const { heard } = (await far.logged('arrivals')) as { heard: { at: number; status?: number; path: string }[] };
  await between.close();

  const arrivals = heard.map(({ at }) => at);
  const used = arrivals.filter((at) => at >= from && at < to).length;
  return {
    name,
    rssMb,
    share: used / (((to - from) / 1_000) * limits.perSecond),
    most: mostWithin(arrivals, 1_000),
    refused: heard.filter((request) => request.status === 429).length,
    paths: heard.filter(({ path }) => path.includes('/query')).map(({ path }) => path),
  };
}
