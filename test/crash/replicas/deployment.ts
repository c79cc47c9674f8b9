/** Several replicas of the real program on one PostgreSQL, between a local Slack and a local Agora, in real time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool, types } from 'pg';
import { startAgora } from '../../../src/sandbox/agora/agora-server.ts';
import { environment } from '../../../src/sandbox/local-environment.ts';
import { startSlack } from '../../../src/sandbox/slack/slack-server.ts';
import { startPostgres } from '../../support/postgres.ts';
import type { Deployment } from '../deployment.ts';
import { noStorage, notifySecret } from '../system.ts';
import { openReplica, type Replica } from './replica.ts';
import { type DueJob, dueJobs, takeoverMeter, type Wait } from './takeover.ts';

export type ReplicaDeployment = Deployment &
  Readonly<{
    replicas: readonly Replica[];
    /** The database breaks all connections, and is there again when this resolves. */
    restartDatabase(how: 'fast' | 'immediate'): Promise<void>;
    longestWait(): Wait;
    [Symbol.asyncDispose](): Promise<void>;
  }>;

type Options = Readonly<{ count: number; notifications: boolean; timeZone: string }>;

/** Between two looks at the jobs, in milliseconds. */
const lookInterval = 250;

/** Jobs to wait for: not the timers for the end of an orphan and for the timeout of an upload, which are hours away. */
const jobsLeft = `SELECT name || ' ' || data::text AS payload FROM pgboss.job WHERE state IN ('created', 'retry', 'active')
  AND name NOT LIKE '\\_\\_pgboss%' AND coalesce(data -> 'payload' ->> 'timer', '') NOT IN ('orphansExpired', 'uploadTimeout')`;

export async function openReplicas({ count, notifications, timeZone }: Options): Promise<ReplicaDeployment> {
  const [slack, agora, server] = await Promise.all([
    startSlack(),
    // Orphans keep running and count: nobody leaves a channel here.
    startAgora({ maxRunning: 10_000 }),
    startPostgres(),
  ]);
  const databaseUrl = await server.createDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-replicas-'));
  const pool = openPool(databaseUrl);
  let isDatabaseUp = true;
  const replicas: Replica[] = [];
  const { changed, ableSince, uptime } = watchReplicas(() => (isDatabaseUp ? replicas : []));
  const onChange = () => {
    const port = changed();
    if (notifications && port !== undefined) agora.notifyTo(`http://127.0.0.1:${port}/agora/events`, notifySecret);
  };
  const env = {
    ...environment(slack, agora),
    ...noStorage,
    TZ: timeZone,
    LOG_LEVEL: 'info',
    ...(notifications ? { AGORA_NOTIFY_SECRET: notifySecret } : {}),
    // A status post would not be the effect of any command.
    STATUS_CRON: '0 0 1 1 *',
  };
  for (let n = 0; n < count; n += 1) replicas.push(await openReplica({ databaseUrl, folder, env, onChange }));

  const query = async <T>(sql: string): Promise<T[]> => (await pool.query({ text: sql, types: parsers })).rows as T[];
  const meter = takeoverMeter();
  const over = new AbortController();
  const looking = lookAtJobs();

  return {
    slack,
    agora,
    pace: 5,
    replicas,
    query,
    jobsLeft: async () => (await query<{ payload: string }>(jobsLeft)).map(({ payload }) => payload),
    now: () => Date.now(),
    uptime,
    async restartDatabase(how) {
      isDatabaseUp = false;
      onChange();
      await server.restart(how);
      isDatabaseUp = true;
      onChange();
    },
    longestWait: meter.longest,
    async [Symbol.asyncDispose]() {
      over.abort();
      await looking;
      await Promise.all(replicas.map((replica) => replica.close()));
      await pool.end();
      await Promise.all([slack.close(), agora.close(), server.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };

  async function lookAtJobs(): Promise<void> {
    while (!over.signal.aborted) {
      const able = ableSince();
      // The first replica makes the tables, and at its restart the database does not answer.
      const due = able.length === 0 ? undefined : await query<DueJob>(dueJobs).catch(() => undefined);
      if (due !== undefined) meter.look(Date.now(), due, ableSince());
      await sleep(lookInterval, undefined, { signal: over.signal }).catch(() => undefined);
    }
  }
}

const int8: number = types.builtins.INT8;
const parsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 ? Number : types.getTypeParser(oid, format === 'binary' ? format : 'text'),
};

function openPool(connectionString: string): Pool {
  const pool = new Pool({ connectionString, application_name: 'test', max: 2 });
  // A restart of the database breaks it: the next statement gets another one.
  pool.on('error', () => undefined);
  return pool;
}

/** Since when each of those that are up is, and for how long any was. */
function watchReplicas(all: () => readonly Replica[]) {
  const upSince = new Map<Replica, number>();
  const lives: { from: number; to?: number }[] = [];
  return {
    /** To be called after every change; returns the port of one that is up. */
    changed: (): number | undefined => {
      const up = all().filter((replica) => replica.isUp());
      for (const replica of upSince.keys()) if (!up.includes(replica)) upSince.delete(replica);
      for (const replica of up) if (!upSince.has(replica)) upSince.set(replica, Date.now());
      const last = lives.at(-1);
      const isAlive = last !== undefined && last.to === undefined;
      if (up.length > 0 && !isAlive) lives.push({ from: Date.now() });
      if (up.length === 0 && isAlive) last.to = Date.now();
      return up[0]?.port();
    },
    ableSince: () => [...upSince.values()],
    uptime: (since: number, until: number) =>
      lives.reduce((sum, life) => sum + Math.max(0, Math.min(until, life.to ?? until) - Math.max(since, life.from)), 0),
  };
}
