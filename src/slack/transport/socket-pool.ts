import { setTimeout as sleep } from 'node:timers/promises';
import { lastingCodeOf, SlackAuthError } from '../delivery/slack-errors.ts';
import { errorText, type Log } from '../sdk-log.ts';
import type { Socket } from './socket.ts';
import type { Transport } from './transport.ts';

const settledMs = 10_000;
// Slack was asked and said no. Asking more often would not help, but somebody may fix it while we run.
const rejectedPauseMs = 30_000;

/** How long to wait before the next connection, after this many that failed or lasted only moments. `random` is 0…1. */
export function pauseBefore(failures: number, random: number): number {
  if (failures <= 0) return 0;
  return Math.min(5_000, 200 * 2 ** (failures - 1)) * (0.5 + random / 2);
}

/**
 * Keeps `count` connections, so that one serves while another is being replaced. Slack delivers each payload to one of them.
 * A connection that Slack is about to close is replaced at once; one that fails, after a growing pause of at most 5 s.
 */
export function keepSockets(options: {
  count: number;
  open: () => Socket;
  log: Log;
  /** A connection is up in the place of one that was. */
  onReconnected?: (() => void) | undefined;
}): Transport {
  const all = new Set<Socket>();
  const up = Promise.withResolvers<void>();
  // A caller that awaits it gets the rejection; otherwise it is in the log.
  up.promise.catch(() => undefined);
  const stopping = new AbortController();
  const live = () => [...all].filter((socket) => socket.isLive()).length;
  let rejection: string | undefined;

  const pool: Pool = {
    ...options,
    all,
    live,
    stopping: stopping.signal,
    onOpened() {
      rejection = undefined;
      up.resolve();
    },
    onRejected(code) {
      if (rejection !== code) options.log.error({ code }, 'Slack rejects the Socket Mode connection');
      rejection = code;
      up.reject(new SlackAuthError('app', code));
    },
  };
  const keepers = Array.from({ length: options.count }, () => keepOne(pool));

  return {
    up: up.promise,
    live,
    healthIssue: () => {
      if (live() > 0) return undefined;
      return rejection === undefined
        ? 'not connected to Slack'
        : `Slack rejects the Socket Mode connection: ${rejection}`;
    },
    async stop(withinMs) {
      stopping.abort();
      const ended = Promise.all([...[...all].map((socket) => socket.close()), ...keepers]);
      const enough = new AbortController();
      await Promise.race([ended, sleep(withinMs, undefined, { signal: enough.signal }).catch(() => undefined)]);
      enough.abort();
    },
  };
}

type Pool = Readonly<{
  open: () => Socket;
  log: Log;
  onReconnected?: (() => void) | undefined;
  all: Set<Socket>;
  live: () => number;
  stopping: AbortSignal;
  onOpened: () => void;
  /** Slack was asked and said no. */
  onRejected: (code: string) => void;
}>;

/** Opens one connection after another until the pool is stopped. */
async function keepOne(pool: Pool): Promise<void> {
  let failures = 0;
  let wasUp = false;
  while (!pool.stopping.aborted) {
    const since = performance.now();
    const end = await serve(pool, wasUp);
    wasUp ||= end.opened;
    failures = performance.now() - since >= settledMs ? 0 : failures + 1;
    // The first replacement of a connection that worked comes at once, however short it lasted.
    const pause = end.rejected ? rejectedPauseMs : pauseBefore(end.opened ? failures - 1 : failures, Math.random());
    if (pause > 0) await sleep(pause, undefined, { signal: pool.stopping }).catch(() => undefined);
  }
}

/** One connection from its opening to its end: whether it opened, and whether Slack said no. `isReplacement`: another one was up before. */
async function serve(
  { open, log, all, live, stopping, onOpened, onReconnected, onRejected }: Pool,
  isReplacement: boolean,
): Promise<{ opened: boolean; rejected: boolean }> {
  const socket = open();
  all.add(socket);
  void socket.closed.then(() => all.delete(socket));
  const failure = await socket.opened.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const opened = failure === undefined;
  if (opened) {
    onOpened();
    if (isReplacement) onReconnected?.();
    log.info({ live: live() }, 'connected to Slack');
  }
  const reason = await socket.leaving;
  if (stopping.aborted) return { opened, rejected: false };
  const code = reason === 'link_disabled' ? reason : lastingCodeOf(failure?.error);
  if (code !== undefined) onRejected(code);
  else if (opened) log.info({ reason, live: live() }, 'a connection to Slack is replaced');
  else log.warn({ reason, error: errorText(failure.error) }, 'no connection to Slack');
  return { opened, rejected: code !== undefined };
}
