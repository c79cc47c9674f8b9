/** The worker on a real database, with an Agora and a Slack that respond at once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CallOutcome } from '../../src/recording/call-outcome.ts';
import type { Call } from '../../src/recording/jobs.ts';
import type { Recording } from '../../src/recording/recording.ts';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { passUntil } from '../../src/sandbox/time.ts';
import { createAuditService } from '../../src/service/audit.ts';
import type { AgoraApi, Messenger, SendOutcome, Store } from '../../src/service/ports.ts';
import { createRecordingService } from '../../src/service/recording-service.ts';
import { createTransitionRunner, type TransitionRunner } from '../../src/service/transition-runner.ts';
import { createWorker } from '../../src/service/worker.ts';
import { openStore } from '../../src/store/sqlite/open.ts';
import { resourceId, second, sid, t0, uid } from '../support/scenario.ts';
import { catalogue } from '../support/specs.ts';

const responses: Readonly<Record<Call, CallOutcome>> = {
  acquire: { kind: 'acquired', resourceId },
  start: { kind: 'started', sid },
  query: { kind: 'status', status: 5, files: [] },
  stop: { kind: 'stopped', files: ['a.m3u8'], uploading: 'uploaded' },
  update: { kind: 'updated' },
  updateLayout: { kind: 'updated' },
};

/** What a test changes while the worker runs. */
export type Faults = {
  isDiskFull: boolean;
  /** Another replica has taken over: what is committed for a job counts no more. */
  isTakenOver: boolean;
  /** A call to Agora that gets no response until it is aborted. */
  hangs?: Call;
  /** Called with a call and its recording as sent, and with a message, when each is done. */
  after: (done: string, r: Recording) => void;
  /** What becomes of messages in the thread. */
  post: SendOutcome;
};

/** `seed` fills the database before the worker begins. */
export async function startWorker(seed: (store: Store) => Promise<unknown> = async () => undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-worker-'));
  const clock = new MovableClock(t0);
  const store = openStore(join(folder, 'bot.db'), { clock });
  await seed(store);
  const faults: Faults = {
    isDiskFull: false,
    isTakenOver: false,
    after: () => undefined,
    post: { kind: 'sent', ts: '1.2' },
  };
  const failing: Store = {
    ...store,
    apply(id, change, about) {
      if (faults.isDiskFull) return Promise.reject(new Error('disk full'));
      const isOfJob = about?.done !== undefined || about?.held !== undefined;
      return faults.isTakenOver && isOfJob ? Promise.resolve({ kind: 'duplicate' }) : store.apply(id, change, about);
    },
  };
  const plain = createTransitionRunner({
    store: failing,
    clock,
    newUid: () => uid,
    notifications: false,
    jitter: () => 0,
  });
  const committed: string[] = [];
  const runner: TransitionRunner = {
    ...plain,
    async apply(id, event, about) {
      const applied = await plain.apply(id, event, about);
      committed.push(event.type);
      return applied;
    },
  };
  const service = createRecordingService({
    store: failing,
    runner,
    clock,
    catalogue,
    audit: createAuditService(store, () => undefined),
    random: () => 1,
  });
  const calls: string[] = [];
  const posts: string[] = [];
  const privateMessages: string[] = [];
  const errors: unknown[] = [];
  /** The queues of the jobs that were executed, in the order of their ends. */
  const released: string[] = [];
  const abandon = new AbortController();
  const end = new AbortController();
  const worker = createWorker({
    jobs: {
      ...store,
      async release(job) {
        released.push(job.queue);
        return true;
      },
    },
    runner,
    clock,
    agora: agoraThat(faults, calls),
    messenger: messengerThat(faults, posts, privateMessages),
    abandon: abandon.signal,
    onError: (error) => errors.push(error),
  });
  const running = worker.run(end.signal);
  const stopWorker = async () => {
    end.abort();
    abandon.abort();
    clock.advance(60 * second);
    await running;
  };
  onTestFinished(async () => {
    await stopWorker();
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const until = (done: () => boolean, seconds = 60) => passUntil(clock, seconds * second, done);
  /** `committed`: the types of the committed events. */
  return {
    service,
    runner,
    store,
    faults,
    calls,
    posts,
    privateMessages,
    committed,
    released,
    errors,
    until,
    stopWorker,
  };
}

function agoraThat(faults: Faults, calls: string[]): AgoraApi {
  return {
    async call({ call }, r, signal, preempt) {
      calls.push(call);
      if (call === faults.hangs) {
        const end = AbortSignal.any(preempt === undefined ? [signal] : [signal, preempt]);
        await new Promise((resolve) => end.addEventListener('abort', resolve));
        return { kind: 'notSent', errorCode: 'agora_unreachable' };
      }
      faults.after(call, r);
      return responses[call];
    },
  };
}

function messengerThat(faults: Faults, posts: string[], privateMessages: string[]): Messenger {
  return {
    card: async () => ({ kind: 'sent', ts: '1.1' }),
    async post(r, message) {
      posts.push(message.type);
      faults.after(message.type, r);
      return faults.post;
    },
    async notify(user, _r, message) {
      privateMessages.push(`${user} ${message.type}`);
      return { kind: 'sent', ts: '' };
    },
  };
}
