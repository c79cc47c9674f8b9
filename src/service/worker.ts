/**
 * Performs what is due. A row stays until its outcome is committed, so a crash at any point performs it again; that is safe by
 * rule, and no row is ever claimed. What is in hand is known to this process only.
 */
import type { Event } from '../recording/events.ts';
import { type DueJob, type Priority, priority, type Queue } from '../recording/jobs.ts';
import { currentRecorder, type Ms } from '../recording/recording.ts';
import type { Clock, Messenger, Recorder, SendOutcome, Store } from './ports.ts';
import type { TransitionRunner } from './transition-runner.ts';

export type Worker = {
  /** Performs until `signal` aborts; resolves when nothing is in hand any more. Rejects if the database fails. */
  run(signal: AbortSignal): Promise<void>;
  /** How many jobs are in hand. */
  inFlight(): number;
};

export type WorkerOptions = {
  store: Store;
  runner: TransitionRunner;
  recorder: Recorder;
  messenger: Messenger;
  clock: Clock;
  /** Aborted when what is in hand must be abandoned: its rows stay for the next start. */
  abandon: AbortSignal;
  /** Told of a job whose outcome could not be committed; it is performed again. */
  onError: (error: unknown, due: DueJob) => void;
};

/**
 * How many jobs of a lane are in hand at a time. Agora's budget is 10 a second, so what would wait for it stays in the
 * database, where what is more urgent can still overtake it.
 */
const atOnce: Record<Queue, number> = { agora: 12, card: 100, thread: 100, person: 20, timer: 50 };
const queues = Object.keys(atOnce) as Queue[];

/** Waits before a post is tried again, by how often it failed; Slack's own Retry-After may be longer. */
const postWaits: readonly Ms[] = [1_000, 2_000, 5_000, 10_000, 20_000];

/** What the database refused (a full disk, a locked file) is tried again after this long. */
const afterError: Ms = 5_000;

/** What becomes due within this long is taken in one go, so that the event loop is left in peace in between. */
const gatherFor: Ms = 10;

/** A reason of our own: without one, every wake would build an exception with its stack. */
const enough = 'woken';

/** Posting twice makes a twin, updating twice makes no difference; a question that has not left can be asked later. */
function isReplaceable({ job: { payload }, recording }: DueJob): boolean {
  return payload.queue === 'agora'
    ? payload.call === 'query'
    : payload.queue === 'card' && recording.card.ts !== undefined;
}

type InFlightJob = { urgency: Priority; give: AbortController; replaceable: boolean };

export function createWorker(options: WorkerOptions): Worker {
  const { store, runner, recorder, messenger, clock, abandon, onError } = options;
  const inFlight: Record<Queue, Map<string, InFlightJob>> = {
    agora: new Map(),
    card: new Map(),
    thread: new Map(),
    person: new Map(),
    timer: new Map(),
  };
  const count = () => queues.reduce((sum, queue) => sum + inFlight[queue].size, 0);

  async function run(signal: AbortSignal): Promise<void> {
    let woken = new AbortController();
    const wake = () => woken.abort(enough);
    const unhook = runner.onCommitted(wake);
    signal.addEventListener('abort', wake, { once: true });
    try {
      while (!signal.aborted) {
        woken = new AbortController();
        // One moment for both questions, or a job that falls due between them is seen by neither.
        const now = clock.now();
        for (const queue of queues) await take(queue, now, wake);
        if (signal.aborted) break;
        const at = await store.nextDue(now);
        await clock.until(at ?? Number.MAX_SAFE_INTEGER, woken.signal);
        await clock.until(clock.now() + gatherFor, signal);
      }
      while (count() > 0) {
        woken = new AbortController();
        await clock.until(Number.MAX_SAFE_INTEGER, woken.signal);
      }
    } finally {
      unhook();
      signal.removeEventListener('abort', wake);
    }
  }

  async function take(queue: Queue, now: Ms, wake: () => void): Promise<void> {
    if (queue === 'card' || queue === 'agora') await preemptLowerPriority(queue, now);
    // Room of its own for what is urgent: nobody waits because watching has its hands full.
    for (const atLeast of [priority.stop, priority.person, priority.watch]) {
      // A stop takes up to 20 s, nearly all of it Agora's: it must not keep others from their turn.
      const others = [...inFlight[queue].values()].filter(
        ({ urgency }) => urgency > priority.stop && urgency <= atLeast,
      );
      await hold(queue, now, atOnce[queue] - others.length, atLeast, wake);
    }
  }

  async function hold(queue: Queue, now: Ms, room: number, atLeast: Priority, wake: () => void): Promise<void> {
    const held = inFlight[queue];
    if (room <= 0) return;
    for (const due of await store.due(queue, now, room, new Set(held.keys()), atLeast)) {
      const mine: InFlightJob = {
        urgency: due.job.priority,
        give: new AbortController(),
        replaceable: isReplaceable(due),
      };
      held.set(due.recording.id, mine);
      void perform(due, mine.give.signal)
        .catch(async (error: unknown) => {
          onError(error, due);
          await clock.until(clock.now() + afterError, abandon);
        })
        .finally(() => {
          held.delete(due.recording.id);
          wake();
        });
    }
  }

  /** What waits for its turn in the background gives way to what a person wants of the same recording. */
  async function preemptLowerPriority(queue: Queue, now: Ms): Promise<void> {
    const held = inFlight[queue];
    const waiting = [...held].filter(([, { replaceable, urgency }]) => replaceable && urgency > priority.person);
    if (waiting.length === 0) return;
    const others = new Set([...held.keys()].filter((id) => !waiting.some(([mine]) => mine === id)));
    for (const due of await store.due(queue, now, waiting.length, others, priority.person)) {
      held.get(due.recording.id)?.give.abort(enough);
    }
  }

  async function perform(due: DueJob, give: AbortSignal): Promise<void> {
    const { payload } = due.job;
    const { recording } = due;
    const signal = AbortSignal.any([abandon, give]);
    switch (payload.queue) {
      case 'agora':
        return callAgora(due, give);
      case 'timer':
        return commit(due, { type: 'timerDue', timer: payload.timer });
      case 'card': {
        const sent = await messenger.card(recording, due.job.priority <= priority.person, signal);
        return settle(due, sent, 'card');
      }
      case 'thread': {
        const { ts, refused } = recording.card;
        // Without a card there is no thread: wait for it, or let go where Slack refuses it for good.
        if (refused === true) return settle(due, { kind: 'rejected', code: 'no_thread' }, 'thread');
        if (ts === undefined) return settle(due, { kind: 'later', after: 1_000 }, 'thread');
        return settle(due, await messenger.say(recording, payload.message, signal), 'thread');
      }
      case 'person':
        return settle(due, await messenger.tell(payload.to, recording, payload.message, signal), 'person');
    }
  }

  async function callAgora(due: DueJob, give: AbortSignal): Promise<void> {
    const { job } = due;
    if (job.payload.queue !== 'agora') return;
    let { recording } = due;
    if (job.payload.call === 'start' || job.payload.call === 'stop') {
      const { call, uid } = job.payload;
      const sending = await runner.apply(recording.id, { type: 'sendStarted', call, uid });
      if (sending.kind !== 'applied') return;
      const { next } = sending.decision;
      // Stopped or replaced in the meantime: the decision has not let it leave.
      const held = call === 'start' && currentRecorder(next).sendCount === currentRecorder(recording).sendCount;
      const { uid: now, status } = currentRecorder(next);
      const skipIf = call === 'stop' && uid === now && status !== 'orphan' && next.phase !== 'stopping';
      if (held || skipIf) return commit(due, { type: 'completed' });
      recording = next;
    }
    const outcome = await recorder.call(job.payload, recording, abandon, give);
    // It has given way: the row stays.
    if (give.aborted && outcome.kind === 'notSent') return;
    // Abandoned by us, not answered by Agora: the row stays, and the next start takes it up.
    if (abandon.aborted && (outcome.kind === 'notSent' || outcome.kind === 'indeterminate')) return;
    await commit(due, { type: 'responseReceived', payload: job.payload, outcome });
  }

  async function settle(due: DueJob, sent: SendOutcome, queue: 'card' | 'thread' | 'person'): Promise<void> {
    switch (sent.kind) {
      case 'sent':
        return commit(due, queue === 'card' ? { type: 'cardPosted', ts: sent.ts } : { type: 'completed' });
      case 'rejected': {
        const { payload } = due.job;
        const { code } = sent;
        if (payload.queue === 'thread')
          return commit(due, { type: 'postFailed', queue: 'thread', code, message: payload.message });
        return commit(due, { type: 'postFailed', queue: payload.queue === 'card' ? 'card' : 'person', code });
      }
      case 'later': {
        if (abandon.aborted) return;
        const wait = postWaits[Math.min(due.job.postponed, postWaits.length - 1)] ?? 0;
        await store.postpone(due.job, clock.now() + Math.max(sent.after, wait));
      }
    }
  }

  /**
   * Once there is an outcome it must be written down: to perform the job again would lose a sid, or post twice. So it is kept
   * in memory until the database takes it (a full disk, a locked file), or the process ends.
   */
  async function commit(due: DueJob, event: Event): Promise<void> {
    for (;;) {
      try {
        await runner.apply(due.recording.id, event, { done: due.job });
        return;
      } catch (error) {
        if (abandon.aborted) throw error;
        onError(error, due);
        await clock.until(clock.now() + afterError, abandon);
      }
    }
  }

  return { run, inFlight: count };
}
