/** Schedules on a real database, with a Slack, a bucket and people that do what the test says. */
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { NotStarted, Schedule } from '../../src/recording/schedule/schedule.ts';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { passUntil } from '../../src/sandbox/time.ts';
import { createAuditService } from '../../src/service/audit.ts';
import type { StorageCheck } from '../../src/service/buckets.ts';
import type { SendOutcome } from '../../src/service/ports.ts';
import type { ScheduleMessenger } from '../../src/service/schedule-ports.ts';
import { createScheduleRunner } from '../../src/service/schedule-runner.ts';
import { createScheduleService, type ScheduleRequest } from '../../src/service/schedule-service.ts';
import { createScheduleWorker } from '../../src/service/schedule-worker.ts';
import { createTransitionRunner } from '../../src/service/transition-runner.ts';
import type { BotStore } from '../../src/store/bot-store.ts';
import { openStore } from '../../src/store/sqlite/open.ts';
import { uid } from '../support/scenario.ts';
import { nineOClock } from '../support/schedules.ts';
import { catalogue } from '../support/specs.ts';

/** What a test changes while the worker runs. */
export type Faults = {
  isDiskFull: boolean;
  /** What becomes of a message; it may take any time. */
  send: (text: string) => Promise<SendOutcome>;
  check: () => Promise<StorageCheck>;
  refusal: () => Promise<NotStarted | undefined>;
};

export const sent: SendOutcome = { kind: 'sent', ts: '1.1' };

/** It is two hours before nine. */
export async function startSchedules(seed: (store: BotStore) => Promise<unknown> = async () => undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-schedules-'));
  const clock = new MovableClock(nineOClock - 2 * 3_600_000);
  const store = openStore(join(folder, 'bot.db'), { clock });
  await seed(store);
  const faults: Faults = {
    isDiskFull: false,
    send: async () => sent,
    check: async () => ({ kind: 'checked', write: { kind: 'done' } }),
    refusal: async () => undefined,
  };
  const recordings = createTransitionRunner({
    store,
    clock,
    newUid: () => uid,
    notifications: false,
    jitter: () => 0,
  });
  const making = { clock, catalogue, random: (below: number) => randomInt(below) };
  const failing: BotStore = {
    ...store,
    applySchedule: (...call) =>
      faults.isDiskFull ? Promise.reject(new Error('disk full')) : store.applySchedule(...call),
  };
  const runner = createScheduleRunner({ store: failing, recordings, ...making });
  const service = createScheduleService({
    store,
    runner,
    audit: createAuditService(store, () => undefined),
    ...making,
  });
  /** `channel scheduled`, `person blocked`, in the order in which they were given to Slack. */
  const said: string[] = [];
  const errors: unknown[] = [];
  const abandon = new AbortController();
  const end = new AbortController();
  const worker = createScheduleWorker({
    jobs: store,
    runner,
    messenger: messengerThat(faults, said, abandon.signal),
    buckets: { check: () => Promise.race([faults.check(), aborted(abandon.signal, { kind: 'unsupported' } as const)]) },
    refusalOf: () => faults.refusal(),
    clock,
    abandon: abandon.signal,
    onError: (error) => errors.push(error),
  });
  const running = worker.run(end.signal);
  onTestFinished(async () => {
    end.abort();
    abandon.abort();
    clock.advance(60_000);
    await running;
    await store.close();
    rmSync(folder, { recursive: true });
  });
  let hanging = 0;
  /** What never comes; meanwhile time passes as if nothing were in flight. */
  const hang = <T>(): Promise<T> => {
    hanging += 1;
    return new Promise(() => undefined);
  };
  const busy = () => worker.inFlight() > hanging;
  const until = (done: () => boolean, seconds = 60) => passUntil(clock, seconds * 1000, done, { busy, idle: 60_000 });
  /** Lets time pass until so many minutes after nine. */
  const untilNine = (minutes: number) =>
    passUntil(clock, nineOClock + minutes * 60_000 - clock.now(), () => false, { busy, idle: 60_000 });
  return { store, service, runner, worker, clock, faults, said, errors, until, untilNine, hang };
}

/** Resolves when the signal aborts, so that no test waits for what never comes. */
function aborted<T>(signal: AbortSignal, value: T): Promise<T> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(value), { once: true }));
}

function messengerThat(faults: Faults, said: string[], signal: AbortSignal): ScheduleMessenger {
  const send = (text: string) => {
    said.push(text);
    return Promise.race([faults.send(text), aborted(signal, { kind: 'later', after: 1_000 } as const)]);
  };
  return {
    announce: (_s: Schedule, message) => send(`channel ${message.type}`),
    tell: (_s: Schedule, message) => send(`person ${message.type}`),
  };
}

/** Every Monday, Wednesday and Friday at nine in Berlin, for an hour. */
export function requestOf(change: Partial<ScheduleRequest> = {}): ScheduleRequest {
  return {
    cname: 'maths',
    wanted: { duration: 3_600_000 },
    rule: { kind: 'weekly', days: [1, 3, 5], time: '09:00' },
    timeZone: 'Europe/Berlin',
    actor: { teamId: 'T1', userId: 'UANA', channelId: 'C1' },
    isPrivate: false,
    ...change,
  };
}
