/** What the bot needs of a machine: memory and CPU while it supervises, and what a thousand recordings take on the disk. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { DEFAULTS } from '../../src/sandbox/agora/agora-server.ts';
import { environment } from '../../src/sandbox/local-environment.ts';
import { startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { openStore } from '../../src/store/sqlite/open.ts';
import { run } from '../support/child.ts';
import { startBot } from './bot.ts';
import { sqliteAt } from './databases.ts';
import { table } from './figures.ts';
import { addFinished, addLive, cardsIn } from './rows.ts';

/** Seconds before and during the measurement. */
const settledFor = 10;
const measuredFor = 20;
/** Of the times in `/proc/PID/stat`, on every usual Linux. */
const ticksPerSecond = 100;

export async function sizing(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clapperbot-bench-'));
  try {
    const rows = [];
    for (const count of [0, 50, 1_000, 10_000]) rows.push(await supervising(folder, count));
    return [
      table(['live recordings', 'memory (RSS), highest', 'CPU, of one core', 'requests to Agora'], rows),
      table(['ended recordings', 'database file', 'for 1,000 more'], await onDisk(folder)),
    ].join('\n\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function supervising(folder: string, count: number): Promise<string[]> {
  const path = join(folder, `${count}.db`);
  const slack = await startSlack();
  if (count > 0) await addLive(sqliteAt(path), DEFAULTS.appId, cardsIn(slack, 10, count));
  const far = run('test/bench/agora.ts', { args: ['--records', '--arrivals'] });
  const { url } = await far.logged('ready');
  const env = environment(slack, { ...DEFAULTS, url: String(url) });
  const bot = startBot({ ...env, DATABASE_PATH: path, LOG_LEVEL: 'info' });
  await bot.logged('ready');
  await pause(settledFor * 1_000);
  const from = Date.now();
  const before = await cpuSeconds(bot.process.pid);
  await pause(measuredFor * 1_000);
  const share = ((await cpuSeconds(bot.process.pid)) - before) / measuredFor;
  const to = Date.now();
  const status = await readFile(`/proc/${bot.process.pid}/status`, 'utf8');
  const rss = Number(/VmHWM:\s+(\d+)/u.exec(status)?.[1]) / 1_024;
  await bot.kill('SIGTERM');
  await far.kill('SIGTERM');
  const { heard } = (await far.logged('arrivals')) as { heard: { at: number }[] };
  await slack.close();
  const requests = heard.filter(({ at }) => at >= from && at < to).length / measuredFor;
  return [
    count.toLocaleString('en'),
    `${rss.toFixed(0)} MB`,
    `${(share * 100).toFixed(1)} %`,
    `${requests.toFixed(1)} a second`,
  ];
}

/** User and system time. The name of the program, which may hold spaces, is in brackets before the fields. */
async function cpuSeconds(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Of the whole database without free pages: what one file grows by. */
async function onDisk(folder: string): Promise<string[][]> {
  const empty = await sizeOf(folder, 0);
  const rows = [];
  for (const count of [1_000, 100_000]) {
    const bytes = await sizeOf(folder, count);
    rows.push([count.toLocaleString('en'), megabytes(bytes), megabytes((bytes - empty) / (count / 1_000))]);
  }
  return rows;
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

async function sizeOf(folder: string, count: number): Promise<number> {
  const path = join(folder, `ended-${count}.db`);
  if (count === 0) await openStore(path).close();
  else await addFinished(path, DEFAULTS.appId, count);
  const db = new Database(path);
  db.exec('VACUUM');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  return (await stat(path)).size;
}
