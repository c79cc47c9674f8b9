/**
 * Executes what is due. A job stays until its outcome is committed, so a crash at any point executes it again; that is safe by
 * rule.
 */
import { type DueJob, type Priority, priority, type Queue } from '../recording/jobs.ts';
import type { Ms } from '../recording/recording.ts';
import { createExecutor, type ExecutorOptions } from './execute.ts';
import type { JobSource } from './ports.ts';
import type { TransitionRunner } from './transition-runner.ts';
import { runWorkLoop, woken } from './work-loop.ts';

export type Worker = Readonly<{
  /** Executes until `signal` aborts; resolves when nothing is in flight any more. Rejects if the database fails. */
  run(signal: AbortSignal): Promise<void>;
  /** How many jobs are in flight. */
  inFlight(): number;
}>;

export type WorkerOptions = ExecutorOptions & Readonly<{ jobs: JobSource; runner: TransitionRunner }>;

/**
 * How many jobs of a queue are in flight at a time, in the order in which the queues are served: after a restart with many messages
 * to send, a time limit must not wait for them. Agora's limit is 10 a second, so what would wait for it stays in the database,
 * where what is more urgent can still overtake it.
 */
const concurrency: Record<Queue, number> = { timer: 50, agora: 12, person: 20, card: 100, thread: 100 };
const queues = Object.keys(concurrency) as Queue[];

const batchInterval: Ms = 10;

/** Jobs begin one in each turn of the event loop, so that an acknowledgement need not stand behind all of them. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Posting twice makes a duplicate, updating twice makes no difference; a query that has not left can be sent later. */
function isReplaceable({ job: { payload }, recording }: DueJob): boolean {
  return payload.queue === 'agora'
    ? payload.call === 'query'
    : payload.queue === 'card' && recording.card.ts !== undefined;
}

type InFlightJob = { recording: string; priority: Priority; preempt: AbortController; replaceable: boolean };
type InFlight = Record<Queue, Set<InFlightJob>>;

function inFlightJob(due: DueJob): InFlightJob {
  const { recording, job } = due;
  const preempt = new AbortController();
  return { recording: recording.id, priority: job.priority, preempt, replaceable: isReplaceable(due) };
}

export function createWorker(options: WorkerOptions): Worker {
  const { jobs, runner, clock } = options;
  const inFlight: InFlight = {
    agora: new Set(),
    card: new Set(),
    thread: new Set(),
    person: new Set(),
    timer: new Set(),
  };
  const count = () => queues.reduce((sum, queue) => sum + inFlight[queue].size, 0);
  const take = createTaker(options, inFlight);

  const nextDue = (now: Ms) => jobs.nextDue(now);
  const loop = { clock, runner, queues, take, nextDue, inFlight: count, batchInterval };
  return { run: (signal) => runWorkLoop(loop, signal), inFlight: count };
}

/** A function that begins what is due in a queue, as far as there is room. `wake` is called at the end of each job. */
function createTaker(options: WorkerOptions, inFlight: InFlight) {
  const { jobs } = options;
  const execute = createExecutor(options);

  /** Resolves with whether all that is due of it has started. */
  async function startJobs(queue: Queue, now: Ms, room: number, atLeast: Priority, wake: () => void): Promise<boolean> {
    const running = inFlight[queue];
    if (room <= 0) return false;
    const busy = new Set([...running].map(({ recording }) => recording));
    const taken = (await jobs.take(queue, now, room, busy, atLeast)).map((due) => ({ due, job: inFlightJob(due) }));
    for (const { job } of taken) running.add(job);
    for (const [n, { due, job }] of taken.entries()) {
      if (n > 0) await nextTurn();
      void execute(due, job.preempt.signal).finally(() => {
        running.delete(job);
        wake();
      });
    }
    return taken.length < room;
  }

  /** Slots reserved for urgent jobs, so that watching can't take all of them. */
  function roomFor(queue: Queue, atLeast: Priority): number {
    // A stop takes up to 20 s, nearly all of it Agora's: it must not keep others from their turn.
    const others = [...inFlight[queue]].filter((job) => job.priority > priority.stop && job.priority <= atLeast);
    return concurrency[queue] - others.length;
  }

  /** A waiting background job is preempted by a person's command for the same recording. */
  async function preemptLowerPriority(queue: Queue, now: Ms): Promise<void> {
    const lower = [...inFlight[queue]].filter((job) => job.replaceable && job.priority > priority.person);
    if (lower.length === 0) return;
    const recordings = lower.map(({ recording }) => recording);
    const urgent = new Set(await jobs.waiting(queue, now, recordings, priority.person));
    for (const job of lower) if (urgent.has(job.recording)) job.preempt.abort(woken);
  }

  return async (queue: Queue, now: Ms, wake: () => void): Promise<void> => {
    if (queue === 'card' || queue === 'agora') await preemptLowerPriority(queue, now);
    // One question where there is room for all that is due, the most urgent first.
    if (await startJobs(queue, now, roomFor(queue, priority.watch), priority.watch, wake)) return;
    for (const atLeast of [priority.stop, priority.person, priority.watch])
      await startJobs(queue, now, roomFor(queue, atLeast), atLeast, wake);
  };
}
