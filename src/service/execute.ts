/** Executes one job against Agora or Slack, and commits what came of it. */
import type { Event } from '../recording/events.ts';
import { type AgoraPayload, type DueJob, isSetting, priority } from '../recording/jobs.ts';
import { databaseRetryInterval, postRetryWaits } from '../recording/policy.ts';
import type { Recording } from '../recording/recording.ts';
import type { ThreadMessage } from '../recording/thread-message.ts';
import type { About, AgoraApi, Applied, Clock, JobSource, Messenger, SendOutcome } from './ports.ts';
import { type Tracing, untraced } from './tracing.ts';
import type { TransitionRunner } from './transition-runner.ts';

export type ExecutorOptions = Readonly<{
  jobs: Pick<JobSource, 'postpone' | 'release'>;
  runner: Pick<TransitionRunner, 'apply'>;
  agora: AgoraApi;
  messenger: Messenger;
  clock: Clock;
  /** Aborted when what is in flight must be abandoned: its jobs stay for the next start. */
  abandon: AbortSignal;
  /** Called when the outcome of a job could not be committed; it is executed again. */
  onError: (error: unknown, due: DueJob) => void;
  tracing?: Tracing;
}>;

/** Never rejects. `preempt` ends a wait in the background, and the job stays. Afterwards the job is not held here any more. */
export type Executor = (due: DueJob, preempt: AbortSignal) => Promise<void>;

export function createExecutor(options: ExecutorOptions): Executor {
  const { jobs, clock, abandon, onError, tracing = untraced } = options;
  return async (due, preempt) => {
    const { job, recording } = due;
    const { queue } = job.payload;
    const call = job.payload.queue === 'agora' ? job.payload.call : undefined;
    const about = { recording: recording.id, queue, ...(call !== undefined && { call }) };
    try {
      await tracing.resume(job.trace, call ?? queue, about, () => execute(options, due, preempt));
    } catch (error) {
      onError(error, due);
      await clock.until(clock.now() + databaseRetryInterval, abandon);
    }
    // What can't be released is handed out again when its holder is taken for dead.
    await jobs.release(due.job).catch((error: unknown) => onError(error, due));
  };
}

async function execute(options: ExecutorOptions, due: DueJob, preempt: AbortSignal): Promise<void> {
  const { recording, job } = due;
  const { payload } = job;
  const { messenger, abandon } = options;
  const signal = AbortSignal.any([abandon, preempt]);
  switch (payload.queue) {
    case 'agora':
      return callAgora(options, due, payload, preempt);
    case 'timer':
      await commit(options, due, { type: 'timerDue', timer: payload.timer });
      return;
    case 'card': {
      const sent = await messenger.card(recording, job.priority <= priority.person, signal);
      const ts = sent.kind === 'sent' ? sent.ts : '';
      const isOurs = await settle(options, due, sent, { type: 'cardPosted', ts });
      // Another process has taken over, and may have drawn a newer card before this one arrived.
      if (!isOurs) await commit(options, due, { type: 'cardOverwritten' }, {});
      return;
    }
    case 'thread': {
      const sent = await postToThread(options, recording, payload.message, signal);
      await settle(options, due, sent, { type: 'completed' });
      return;
    }
    case 'person': {
      const sent = await messenger.notify(payload.to, recording, payload.message, signal);
      await settle(options, due, sent, { type: 'completed' });
      return;
    }
  }
}

function postToThread(
  { messenger }: ExecutorOptions,
  recording: Recording,
  message: ThreadMessage,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const { ts, rejected } = recording.card;
  // Without a card there is no thread: wait for it, or let go where Slack rejects it permanently.
  if (rejected === true) return Promise.resolve({ kind: 'rejected', code: 'no_thread' });
  if (ts === undefined) return Promise.resolve({ kind: 'later', after: 1_000 });
  return messenger.post(recording, message, signal);
}

async function callAgora(
  options: ExecutorOptions,
  due: DueJob,
  payload: AgoraPayload,
  preempt: AbortSignal,
): Promise<void> {
  const { runner, agora, abandon } = options;
  let { recording } = due;
  const { call, uid } = payload;
  if (call === 'start' || call === 'stop') {
    const sending = await runner.apply(recording.id, { type: 'sendStarted', call, uid }, { held: due.job });
    if (sending.kind !== 'applied') return;
    // Stopped or replaced in the meantime.
    if (sending.transition.dispatch !== 'proceed') {
      await commit(options, due, { type: 'completed' });
      return;
    }
    recording = sending.transition.next;
  }
  const outcome = await agora.call(payload, recording, abandon, preempt);
  const error = 'errorCode' in outcome ? { errorCode: outcome.errorCode } : {};
  options.tracing?.annotate({ outcome: outcome.kind, ...error });
  // It has made way: the job stays.
  if (preempt.aborted && outcome.kind === 'notSent') return;
  // Abandoned by us, not answered by Agora: the job stays, and is taken up again.
  const isAbandoned = abandon.aborted && (outcome.kind === 'notSent' || outcome.kind === 'indeterminate');
  const isOurs = isAbandoned
    ? await options.jobs.release(due.job)
    : isApplied(await commit(options, due, { type: 'responseReceived', payload, outcome }));
  // Another process has taken over, and may have sent a newer value before this one arrived.
  if (!isOurs && isSetting(payload)) await commit(options, due, { type: 'settingOverwritten', payload }, {});
}

/** `then`: the event where the message is there. Resolves with false where another process has taken over. */
async function settle(options: ExecutorOptions, due: DueJob, sent: SendOutcome, then: Event): Promise<boolean> {
  const { payload, postponed } = due.job;
  options.tracing?.annotate({ outcome: sent.kind });
  switch (sent.kind) {
    case 'sent':
      return isApplied(await commit(options, due, then));
    case 'rejected': {
      const { code } = sent;
      const failed: Event =
        payload.queue === 'thread'
          ? { type: 'postFailed', queue: 'thread', code, message: payload.message }
          : { type: 'postFailed', queue: payload.queue === 'card' ? 'card' : 'person', code };
      return isApplied(await commit(options, due, failed));
    }
    case 'later': {
      const { jobs, clock, abandon } = options;
      if (abandon.aborted) return await jobs.release(due.job);
      const wait = postRetryWaits[Math.min(postponed, postRetryWaits.length - 1)] ?? 0;
      return await jobs.postpone(due.job, clock.now() + Math.max(sent.after, wait));
    }
  }
}

const isApplied = ({ kind }: Applied): boolean => kind !== 'duplicate';

/**
 * Once there is an outcome it must be written down: to execute the job again would lose a sid, or post twice. So it is kept
 * in memory until the database takes it (a full disk, a locked file), or the process ends. The event completes the job, unless `about` is
 * given.
 */
async function commit(
  { runner, clock, abandon, onError }: ExecutorOptions,
  due: DueJob,
  event: Event,
  about: About = { done: due.job },
): Promise<Applied> {
  for (;;) {
    try {
      return await runner.apply(due.recording.id, event, about);
    } catch (error) {
      if (abandon.aborted) throw error;
      onError(error, due);
      await clock.until(clock.now() + databaseRetryInterval, abandon);
    }
  }
}
