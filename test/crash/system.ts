/** The real program between a local Slack and a local Agora, with one clock, killed and started again. */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { startAgora } from '../../src/sandbox/agora/agora-server.ts';
import { environment } from '../../src/sandbox/local-environment.ts';
import { startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { type Child, run } from '../support/child.ts';
import type { Deployment } from './deployment.ts';
import { scaledClock } from './scaled-clock.ts';

export type System = Omit<Deployment, 'query'> &
  Readonly<{
    /** Starts the bot. It is killed at `killPoint`, one of `points.ts`, if it gets there. */
    start(killPoint?: string): Child;
    /** The result of SQLite's integrity check of the database as a crash left it; `ok` where there is none yet. */
    integrity(): string;
    query<T>(sql: string): T[];
    /** While no bot runs, so many milliseconds pass. */
    pass(ms: number): void;
    [Symbol.asyncDispose](): Promise<void>;
  }>;

/** One that nobody can reach, known at once: schedules check it, and nothing is uploaded. */
export const noStorage = { STORAGE_VENDOR: 's3-compatible', STORAGE_REGION: '', STORAGE_ENDPOINT: 'storage.invalid' };

export const notifySecret = 'local-notify-secret';

/** The clock runs this many times as fast: a recording is confirmed in a quarter of a second. */
const speed = 20;

/** Real milliseconds that any step may take on a busy machine. */
export const waitTimeout = 25_000;

type SystemOptions = Readonly<{
  /** Agora's notification service calls the webhook of the bot that runs. */
  notifications?: boolean;
  /** What the clock shows at first; default: the present. */
  from?: number;
  /** Writes a database to the path before the first start. */
  database?: (path: string) => void;
  /** Of the bot; default: that of the machine. */
  timeZone?: string;
}>;

export async function openSystem(options: SystemOptions = {}): Promise<System> {
  const { notifications = false, from, database, timeZone } = options;
  const clock = scaledClock(from ?? Date.now(), speed);
  // Orphans keep running and count: nobody leaves a channel here.
  const [slack, agora] = await Promise.all([
    startSlack({ clock, ackTimeoutMs: 1_000 }),
    startAgora({ clock, maxRunning: 10_000 }),
  ]);
  const folder = mkdtempSync(join(tmpdir(), `clapperbot-crash-`));
  const path = join(folder, 'bot.db');
  database?.(path);
  const children = new Set<Child>();
  const lives: { from: number; to?: number }[] = [];

  const read = <T>(file: string, use: (db: Database.Database) => T): T => {
    const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
    try {
      return use(db);
    } finally {
      db.close();
    }
  };

  const query = <T>(sql: string): T[] => read(path, (db) => db.prepare(sql).all() as T[]);

  return {
    slack,
    agora,
    pace: 1,
    start(killPoint = '') {
      // Without a bot time stands still: a start that takes seconds on a busy machine would take minutes on this clock.
      clock.hold();
      const child = run('src/start.js', {
        nodeArgs: ['--import', new URL('arm.ts', import.meta.url).href],
        cwd: folder,
        env: {
          ...environment(slack, agora),
          ...noStorage,
          ...(timeZone === undefined ? {} : { TZ: timeZone }),
          DATABASE_PATH: path,
          LOG_LEVEL: 'info',
          ...(notifications ? { AGORA_NOTIFY_SECRET: notifySecret } : {}),
          // Cron follows the machine's own time: a status post would not be the effect of any command.
          STATUS_CRON: '0 0 1 1 *',
          CRASH_AT: killPoint,
          CRASH_FROM: String(clock.now()),
          CRASH_SPEED: String(speed),
        },
      });
      children.add(child);
      const goes = ({ realTime }: Record<string, unknown>) => {
        if (child.process.exitCode === null && child.process.signalCode === null) clock.go(Number(realTime));
      };
      child.logged('clock started').then(goes, () => undefined);
      let life: (typeof lives)[number] | undefined;
      const begins = () => {
        life = { from: clock.now() };
        lives.push(life);
      };
      // Killed before it was ready.
      child.logged('ready').then(begins, () => undefined);
      if (notifications) {
        const listens = ({ port }: Record<string, unknown>) =>
          agora.notifyTo(`http://127.0.0.1:${String(port)}/agora/events`, notifySecret);
        // Killed before it listened.
        child.logged('ready').then(listens, () => undefined);
      }
      void child.ended.then(() => {
        children.delete(child);
        clock.hold();
        if (life !== undefined) life.to = clock.now();
      });
      return child;
    },
    integrity() {
      if (!existsSync(path)) return 'ok';
      // A copy, because opening the file itself would repair it before the bot can.
      const copy = mkdtempSync(join(folder, 'copy-'));
      for (const end of ['', '-wal', '-journal']) {
        if (existsSync(path + end)) cpSync(path + end, join(copy, `bot.db${end}`));
      }
      const db = new Database(join(copy, 'bot.db'));
      const found = [...(db.pragma('integrity_check') as object[]), ...(db.pragma('foreign_key_check') as object[])];
      db.close();
      rmSync(copy, { recursive: true });
      return found.map((row) => Object.values(row).join(' ')).join(', ');
    },
    now: () => clock.now(),
    pass: (ms) => clock.skip(ms),
    uptime: (since, until) =>
      lives.reduce((sum, life) => sum + Math.max(0, Math.min(until, life.to ?? until) - Math.max(since, life.from)), 0),
    query,
    jobsLeft: () =>
      [jobsLeft, scheduleJobsLeft].flatMap((sql) => query<{ payload: string }>(sql).map(({ payload }) => payload)),
    async [Symbol.asyncDispose]() {
      await Promise.all([...children].map((child) => child.kill('SIGKILL')));
      await Promise.all([slack.close(), agora.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Jobs to wait for: not the timers for the end of an orphan and for the timeout of an upload, which are hours away. */
export const jobsLeft =
  "SELECT payload FROM jobs WHERE coalesce(json_extract(payload, '$.timer'), '') NOT IN ('orphansExpired', 'uploadTimeout')";

export const scheduleJobsLeft = 'SELECT payload FROM schedule_jobs';
