/**
 * The points at which the program can be killed. Runs inside it, loaded by `arm.ts`. CRASH_AT names the one that
 * applies. With CRASH_SPEED, time begins at CRASH_FROM (milliseconds since 1970) and runs that many times as fast.
 */
import { writeSync } from 'node:fs';
import type { sendRequest as SendRequest } from '../../src/agora/http-client.ts';
import type { cronTicker as CronTicker } from '../../src/ops/cron.ts';
import type { Event } from '../../src/recording/events.ts';
import type { JobPayload, JobRef } from '../../src/recording/jobs.ts';
import type { ScheduleJobPayload } from '../../src/recording/schedule/schedule.ts';
import type {
  ScheduleEvent,
  scheduleTransition as ScheduleTransition,
} from '../../src/recording/schedule/transition.ts';
import type { transition as Transition } from '../../src/recording/transition.ts';
import type { Clock } from '../../src/service/ports.ts';
import type { ScheduleJobRef } from '../../src/service/schedule-ports.ts';
import type { createScheduleRunner as CreateScheduleRunner } from '../../src/service/schedule-runner.ts';
import type { createTransitionRunner as CreateTransitionRunner } from '../../src/service/transition-runner.ts';
import type { createSlackClient as CreateSlackClient } from '../../src/slack/transport/client.ts';
import type { connectSlack as ConnectSlack } from '../../src/slack/transport/connection.ts';
import type { lockInstance as LockInstance } from '../../src/store/sqlite/lock.ts';
import type { migrate as Migrate } from '../../src/store/sqlite/migrate.ts';
import type { openStore as OpenStore } from '../../src/store/sqlite/open.ts';
import { scaledClock } from './scaled-clock.ts';

const { CRASH_AT, CRASH_FROM, CRASH_SPEED } = process.env;

/** Ends the process as abruptly as `kill -9` does: nothing is flushed, no handler runs. */
function reach(point: string): void {
  if (point === CRASH_AT) process.kill(process.pid, 'SIGKILL');
}

/** `before X`, the action, `after X`. */
async function around<T>(point: string, action: () => Promise<T>): Promise<T> {
  reach(`before ${point}`);
  const done = await action();
  reach(`after ${point}`);
  return done;
}

/** Starts when it is first read, so that the time for loading the program is not multiplied, and says when that was. */
export function systemClock(real: Clock): Clock {
  if (CRASH_SPEED === undefined) return real;
  let running: Clock | undefined;
  const clock = () => {
    if (running === undefined) {
      const realTime = Date.now();
      running = scaledClock(Number(CRASH_FROM), Number(CRASH_SPEED), realTime);
      writeSync(1, `${JSON.stringify({ msg: 'clock started', realTime })}\n`);
    }
    return running;
  };
  return { now: () => clock().now(), until: (at, signal) => clock().until(at, signal) };
}

/** The schedule of status posts is set up last. */
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
  (real: typeof Transition): typeof Transition =>
  (r, event, env) => {
    const result = real(r, event, env);
    reach(`within ${nameOf(event)}`);
    return result;
  };

export const scheduleTransition =
  (real: typeof ScheduleTransition): typeof ScheduleTransition =>
  (s, event, env) => {
    const result = real(s, event, env);
    reach(`within ${nameOfSchedule(event)}`);
    return result;
  };

export const createScheduleRunner =
  (real: typeof CreateScheduleRunner): typeof CreateScheduleRunner =>
  (options) => {
    const runner = real(options);
    return {
      ...runner,
      apply: (id, event, about) => around(nameOfSchedule(event, about?.done), () => runner.apply(id, event, about)),
    };
  };

export const createTransitionRunner =
  (real: typeof CreateTransitionRunner): typeof CreateTransitionRunner =>
  (...settings) => {
    const runner = real(...settings);
    return {
      ...runner,
      apply: (id, event, about) => around(nameOf(event, about?.done), () => runner.apply(id, event, about)),
    };
  };

export const sendRequest =
  (real: typeof SendRequest): typeof SendRequest =>
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

/** `command stop`, `sending start`, `response query`, `completed thread`, or just the type of the event. */
function nameOf(event: Event, done?: JobRef & { payload?: JobPayload }): string {
  switch (event.type) {
    case 'commandReceived':
      return `command ${event.command.type}`;
    case 'sendStarted':
      return `sending ${event.call}`;
    case 'responseReceived':
      return `response ${event.payload.call}`;
    case 'completed':
      return done?.payload === undefined ? 'completed' : `completed ${done.payload.queue}`;
    case 'timerDue':
      return `timer ${event.timer}`;
    default:
      return event.type;
  }
}

/** `schedule command skip`, `schedule run`, `schedule completed reminder`, or the type of the event after `schedule`. */
function nameOfSchedule(event: ScheduleEvent, done?: ScheduleJobRef & { payload?: ScheduleJobPayload }): string {
  switch (event.type) {
    case 'commandReceived':
      return `schedule command ${event.command.type}`;
    case 'timerDue':
      return `schedule ${event.timer}`;
    case 'completed':
      return done?.payload === undefined || !('message' in done.payload)
        ? 'schedule completed'
        : `schedule completed ${done.payload.message.type}`;
    default:
      return `schedule ${event.type}`;
  }
}

function messageOf(method: string, args: Record<string, unknown> = {}): string {
  if (method === 'chat.update')
    return JSON.stringify(args).includes('Changing the layout') ? 'layout update' : 'update';
  if (method !== 'chat.postMessage') return method;
  return args['thread_ts'] === undefined ? 'card' : 'message';
}
