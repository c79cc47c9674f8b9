/** Commits, sent to the other replicas by LISTEN and NOTIFY. */
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { z } from 'zod';
import type { Ms } from '../../recording/recording.ts';
import type { Commit, CommittedEvent, Following } from '../../service/commits.ts';
import type { Matches } from '../schema/matches.ts';

const channel = 'clapperbot_commits';

const reconnectInterval: Ms = 500;
/** How often the connection is tried, and how long it may take: one that was cut without an error would receive nothing any more. */
const checkInterval: Ms = 5_000;
const checkTimeout: Ms = 5_000;

const event = z.object({
  type: z.enum([
    'startRequested',
    'commandReceived',
    'sendStarted',
    'responseReceived',
    'cardPosted',
    'cardOverwritten',
    'settingOverwritten',
    'postFailed',
    'completed',
    'timerDue',
    'notificationReceived',
    'tick',
    'usageLimitNear',
  ]),
  call: z.enum(['acquire', 'start', 'query', 'update', 'updateLayout', 'stop']).exactOptional(),
  outcome: z
    .enum([
      'acquired',
      'started',
      'alreadyStarted',
      'status',
      'updated',
      'stopped',
      'nothingRecorded',
      'notFound',
      'exiting',
      'conflict',
      'expired',
      'notSent',
      'indeterminate',
      'restartRequired',
      'rejected',
    ])
    .exactOptional(),
});

true satisfies Matches<z.output<typeof event>, CommittedEvent>;

// Replicas of two versions may run at the same time. What one of them does not know of the other is left out.
const notification = z.object({
  origin: z.string(),
  id: z.string(),
  version: z.number(),
  event: event.optional().catch(undefined),
  urgent: z.array(z.enum(['agora', 'card', 'thread', 'person', 'timer'])).catch([]),
});

/** A part of the statement that writes the change: the others receive it when it is committed, and not at all where it is not. */
export const notifyCall = `pg_notify('${channel}', @commit)`;

/** The parameter of that call. */
export type CommitMessage = Readonly<{ commit: string }>;

export function commitMessage(origin: string, commit: Commit): CommitMessage {
  return { commit: JSON.stringify({ origin, ...commit }) };
}

/** `onError`: from now on nothing is received, or something was not understood. */
type Listening = Following & Readonly<{ onError: (error: unknown) => void }>;

/**
 * Listens to all replicas but `origin` on a connection of its own, which is made again whenever it is lost. Returns the end of it.
 */
export function followCommits(url: string, origin: string, following: Listening): () => Promise<void> {
  const ended = new AbortController();
  const run = async () => {
    while (!ended.signal.aborted) {
      try {
        await listen(url, origin, following, ended.signal);
      } catch (error) {
        if (!ended.signal.aborted) following.onError(error);
      }
      await pause(reconnectInterval, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return async () => {
    ended.abort();
    await running;
  };
}

/** Until the connection is lost, which is an error, or `signal` aborts. */
async function listen(
  connectionString: string,
  origin: string,
  { onCommit, onMissed, onError }: Listening,
  signal: AbortSignal,
): Promise<void> {
  const client = new Client({
    connectionString,
    application_name: 'clapperbot commits',
    connectionTimeoutMillis: checkTimeout,
    query_timeout: checkTimeout,
    keepAlive: true,
  });
  const lost = Promise.withResolvers<never>();
  // It may be lost before anybody waits for that.
  lost.promise.catch(() => undefined);
  client.on('error', lost.reject);
  client.on('end', () => lost.reject(new Error('The connection that listens for commits has ended.')));
  client.on('notification', ({ payload }) => {
    try {
      const { origin: by, event: received, ...commit } = notification.parse(JSON.parse(payload ?? ''));
      if (by !== origin) onCommit({ ...commit, ...(received !== undefined && { event: received }) });
    } catch (error) {
      onError(error);
    }
  });
  const over = new AbortController();
  try {
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    onMissed();
    await Promise.race([lost.promise, check(client, AbortSignal.any([signal, over.signal]))]);
  } finally {
    over.abort();
    // A connection that was cut without an error would not end.
    client.end().catch(() => undefined);
  }
}

/** Rejects when the server does not answer any more. */
async function check(client: Client, signal: AbortSignal): Promise<never> {
  for (;;) {
    await pause(checkInterval, undefined, { signal });
    await client.query('SELECT 1');
  }
}
