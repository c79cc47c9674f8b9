/**
 * The points at which the program can be killed. Runs inside it, loaded by `arm.ts`. CRASH_AT names the point, CRASH_NTH says which
 * time it is to killPoint (default: the first); with CRASH_TIMES, time begins at CRASH_FROM
 * (milliseconds since 1970) and runs so many times as fast.
 */
import type { sendRequest as HttpResult } from '../../src/agora/http-client.ts';
import type { cronTicker as CronTicker } from '../../src/ops/cron.ts';
import type { Event } from '../../src/recording/events.ts';
import type { JobPayload, JobRef } from '../../src/recording/jobs.ts';
import type { transition as Decide } from '../../src/recording/transition.ts';
import type { Clock } from '../../src/service/ports.ts';
import type { createTransitionRunner as CreateJournal } from '../../src/service/transition-runner.ts';
import type { createSlackClient as CreateSlackClient } from '../../src/slack/transport/client.ts';
import type { connectSlack as ConnectSlack } from '../../src/slack/transport/connection.ts';
import type { lockInstance as LockInstance } from '../../src/store/sqlite/lock.ts';
import type { migrate as Migrate } from '../../src/store/sqlite/migrate.ts';
import type { openStore as OpenStore } from '../../src/store/sqlite/open.ts';
import { pacedClock } from './pace.ts';

const { CRASH_AT, CRASH_NTH = '1', CRASH_FROM, CRASH_TIMES } = process.env;
let left = Number(CRASH_NTH);

/** Ends the process as abruptly as `kill -9` does: nothing is flushed, nothing is told. */
function reach(point: string): void {
  if (point !== CRASH_AT) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

/** `before X`, the work, `after X`. */
async function around<T>(point: string, payload: () => Promise<T>): Promise<T> {
  reach(`before ${point}`);
  const done = await payload();
  reach(`after ${point}`);
  return done;
}

/** Begins to run when it is first read: how long the program takes to load has nothing to do with the pace. */
export function systemClock(real: Clock): Clock {
  if (CRASH_TIMES === undefined) return real;
  let running: Clock | undefined;
  const clock = () => {
    running ??= pacedClock(Number(CRASH_FROM), Number(CRASH_TIMES));
    return running;
  };
  return { now: () => clock().now(), until: (at, signal) => clock().until(at, signal) };
}

/** The status posts are the last thing that is set up. */
export const cronTicker =
  (real: typeof CronTicker): typeof CronTicker =>
  (expression, onTick, log) => {
    reach('before ready');
    return real(expression, onTick, log);
  };

export const lockInstance =
  (real: typeof LockInstance): typeof LockInstance =>
  (path) => {
    const lock = real(path);
    reach('after lock');
    return lock;
  };

export const migrate =
  (real: typeof Migrate): typeof Migrate =>
  (db, path, migrations, now, steps) => {
    reach('before migration');
    real(db, path, migrations, now, steps);
    reach('after migration');
  };

export const openStore =
  (real: typeof OpenStore): typeof OpenStore =>
  (path, options) => {
    const store = real(path, options);
    reach('after open');
    return {
      ...store,
      create: (first, request) => around('create', () => store.create(first, request)),
      close: () => around('close', () => store.close()),
    };
  };

/** The middle of a transaction: the job that brought the event is removed, and nothing of it is committed. */
export const transition =
  (real: typeof Decide): typeof Decide =>
  (r, event, env) => {
    const decision = real(r, event, env);
    reach(`within ${nameOf(event)}`);
    return decision;
  };

export const createTransitionRunner =
  (real: typeof CreateJournal): typeof CreateJournal =>
  (...settings) => {
    const journal = real(...settings);
    return {
      ...journal,
      apply: (id, event, about) => around(nameOf(event, about?.done), () => journal.apply(id, event, about)),
    };
  };

export const sendRequest =
  (real: typeof HttpResult): typeof HttpResult =>
  (baseUrl, request, options) => {
    const probe = request.path.includes('/resourceid/none/');
    const call = probe ? 'probe' : (/\/(\w+)$/u.exec(request.path)?.[1] ?? '');
    return around(`request ${call}`, () => real(baseUrl, request, options));
  };

export const createSlackClient =
  (real: typeof CreateSlackClient): typeof CreateSlackClient =>
  (options) => {
    const client = real(options);
    const apiCall = client.apiCall.bind(client);
    client.apiCall = (method, args) => around(messageOf(method, args), () => apiCall(method, args));
    return client;
  };

export const connectSlack =
  (real: typeof ConnectSlack): typeof ConnectSlack =>
  (options) =>
    around('connect', () => real(options));

/** `asked stop`, `sending start`, `answered query`, `done thread`, or just the type of the event. */
function nameOf(event: Event, done?: JobRef & { payload?: JobPayload }): string {
  switch (event.type) {
    case 'commandReceived':
      return `asked ${event.command.type}`;
    case 'sendStarted':
      return `sending ${event.call}`;
    case 'responseReceived':
      return `answered ${event.payload.call}`;
    case 'completed':
      return done?.payload === undefined ? 'done' : `done ${done.payload.queue}`;
    default:
      return event.type;
  }
}

function messageOf(method: string, args: Record<string, unknown> = {}): string {
  if (method === 'chat.update') return 'update';
  if (method !== 'chat.postMessage') return method;
  return args['thread_ts'] === undefined ? 'card' : 'line';
}
