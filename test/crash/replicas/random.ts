/** Several replicas, killed, paused, and cut off from a database that restarts, while people start, change, schedule and stop recordings. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestLogEntry } from '../../../src/sandbox/agora/request-log.ts';
import { type Random, randomFrom } from '../people.ts';
import { timeZone } from '../plans.ts';
import { judge, type Verdict } from '../verdict.ts';
import { limitTolerance } from '../verdict-limits.ts';
import { changes } from '../waiting.ts';
import { startWorkload } from '../workload.ts';
import { openReplicas, type ReplicaDeployment } from './deployment.ts';
import { drawFault, type Fault, inflict } from './faults.ts';
import type { Wait } from './takeover.ts';

export type ReplicasVerdict = Readonly<{
  faults: number;
  replicas: number;
  /** How many faults of each kind there were. */
  killed: number;
  paused: number;
  cut: number;
  restarted: number;
  /** How often a replica ended by itself and was started again. */
  ends: number;
  /** The most requests that reached Agora in a second, of all replicas together. */
  busiest: number;
  /** The most seconds for which a due job of a live recording waited while a replica was up and could reach the database. */
  takeoverSeconds: number;
}> &
  Verdict;

/** `interval`: at most so many milliseconds between two faults; `longest`: that a pause lasts. `tolerance`: as for random kills. */
export type Pattern = Readonly<{ interval: number; longest: number; tolerance: number; takeoverLimit: number }>;

export const longPattern: Pattern = {
  interval: 5_000,
  longest: 60_000,
  tolerance: limitTolerance,
  takeoverLimit: 15_000,
};

/** Of Agora, in milliseconds. */
const responseDelay = 250;

/** Requests that Agora allows in a sliding second. */
const requestLimit = 10;

/** The same seed draws the same faults and commands. With an odd seed Agora's notifications are on. */
export async function failAtRandom(
  faults: number,
  count: number,
  seed: number,
  note: (line: string) => void,
  pattern = longPattern,
): Promise<ReplicasVerdict> {
  await using system = await openReplicas({ count, notifications: seed % 2 === 1, timeZone });
  const { replicas, agora } = system;
  // Without a delay hardly any fault would fall between an effect at Agora and the response to the bot.
  agora.fault({ call: 'any', kind: 'delay', ms: responseDelay, by: 'real', times: Infinity });
  for (const replica of replicas) replica.start();
  await Promise.all(replicas.map((replica) => replica.ready()));
  const workload = startWorkload(system, seed);
  const happened = await causeFaults(system, faults, randomFrom(seed), note, pattern);
  await Promise.all(replicas.map((replica) => replica.ready()));
  await workload.end();

  const problems: string[] = [];
  const longest = system.longestWait();
  const waited = longest.ms;
  const codes = await Promise.all(replicas.map((replica) => replica.stop()));
  for (const [n, code] of codes.entries()) {
    if (code !== 0) problems.push(`At the end replica ${n} ended with ${code}: ${replicas[n]?.lines().join('\n')}`);
  }
  const busiest = busiestSecond(agora.requests);
  if (busiest > requestLimit) problems.push(`Agora got ${busiest} requests in one second`);
  if (waited > pattern.takeoverLimit)
    problems.push(`A job waited for ${Math.round(waited)} ms:`, ...described(longest, happened));
  const counted = (kind: Fault['kind']) => happened.filter((fault) => fault.kind === kind).length;
  return {
    faults,
    replicas: count,
    killed: counted('killed'),
    paused: counted('paused'),
    cut: counted('cut'),
    restarted: counted('restarted'),
    ends: replicas.reduce((sum, replica) => sum + replica.ends(), 0),
    busiest,
    takeoverSeconds: Math.ceil(waited / 1_000),
    ...(await judge(system, faults, workload.typed, pattern.tolerance, problems)),
  };
}

/** `at`: when it began. */
type Happened = Fault & Readonly<{ at: number; replica: number }>;

/** Faults so many milliseconds before a wait may be its cause. */
const lookBack = 30_000;

/** The job that waited, and the faults by which it did; times count from the beginning of the wait. */
function described({ ms, job, until = 0 }: Wait, happened: readonly Happened[]): string[] {
  if (job === undefined) return [];
  const { dueAt, startedAt, heartbeatAt, ...rest } = job;
  const since = until - ms;
  const after = (time: number | null) => (time === null ? null : Math.round(time - since));
  const times = { dueAt: after(dueAt), startedAt: after(startedAt), heartbeatAt: after(heartbeatAt) };
  const near = happened.filter(({ at }) => at > since - lookBack - longPattern.longest && at < until);
  return [
    `  ${JSON.stringify({ ...rest, ...times })}`,
    ...near.map(
      ({ at, ...fault }) =>
        `  ${JSON.stringify({ at: after(at), ...fault, ms: 'ms' in fault ? Math.round(fault.ms) : undefined })}`,
    ),
  ];
}

/** Resolves when the last fault is over. One replica has one fault at a time. */
async function causeFaults(
  system: ReplicaDeployment,
  count: number,
  random: Random,
  note: (line: string) => void,
  { interval, longest }: Pattern,
): Promise<Happened[]> {
  const happened: Happened[] = [];
  /** What each replica has to go through; `undefined`: the database. */
  const running = new Map<unknown, Promise<void>>();
  while (happened.length < count) {
    await untilNextFault(system, random, interval);
    const fault = drawFault(random, longest);
    const pick = random();
    while (running.size >= system.replicas.length || (fault.kind === 'restarted' && running.has(undefined)))
      await Promise.race(running.values());
    const free = system.replicas.filter((replica) => !running.has(replica));
    const replica = free[Math.floor(pick * free.length)];
    if (replica === undefined) continue;
    const key = fault.kind === 'restarted' ? undefined : replica;
    running.set(
      key,
      inflict(fault, replica, system).finally(() => running.delete(key)),
    );
    happened.push({ ...fault, at: Date.now(), replica: system.replicas.indexOf(replica) });
    if (happened.length % 25 === 0) note(`${happened.length} of ${count} faults`);
  }
  await Promise.all(running.values());
  return happened;
}

/** Some time later; mostly just after a change in Slack, or while a call to Agora is in flight. */
async function untilNextFault({ slack, agora }: ReplicaDeployment, random: Random, interval: number): Promise<void> {
  const [share, kind, count, delay] = [random(), random(), random(), random()];
  await sleep(share * interval);
  if (kind < 0.2) return;
  if (kind < 0.5) {
    await changes(slack, 1 + Math.floor(count * 5), interval / 2);
    await sleep(delay * 15);
  } else {
    await changes(agora, 1, interval);
    await sleep(delay * responseDelay);
  }
}

/** In any sliding second. */
export function busiestSecond(requests: readonly Pick<RequestLogEntry, 'at'>[]): number {
  const times = requests.map(({ at }) => at).sort((a, b) => a - b);
  let from = 0;
  let most = 0;
  for (const [n, at] of times.entries()) {
    while ((times[from] ?? at) <= at - 1_000) from += 1;
    most = Math.max(most, n - from + 1);
  }
  return most;
}
