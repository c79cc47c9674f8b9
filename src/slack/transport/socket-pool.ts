import { setTimeout as sleep } from 'node:timers/promises';
import { lastingCodeOf, SlackAuthError } from '../delivery/slack-errors.ts';
import { type Log, wordsOf } from '../sdk-log.ts';
import type { Socket } from './socket.ts';

/** Connections that are kept up, whatever happens to each. */
export type Sockets = Readonly<{
  /** Resolves when the first connection is up. Rejects with a `SlackAuthError` when Slack refuses the app token before that. */
  up: Promise<void>;
  live(): number;
  /** Why nothing can arrive; undefined while at least one connection is up. */
  trouble(): string | undefined;
  /** Ends all of them, within `withinMs`, and opens no more. */
  stop(withinMs: number): Promise<void>;
}>;

const settledMs = 10_000;
// Slack was asked and said no. Asking more often would not help, but somebody may mend it while we run.
const refusedPauseMs = 30_000;

/** How long to wait before the next connection, after this many that failed or lasted only moments. `random` is 0…1. */
export function pauseBefore(failures: number, random: number): number {
  if (failures <= 0) return 0;
  return Math.min(5_000, 200 * 2 ** (failures - 1)) * (0.5 + random / 2);
}

/**
 * Keeps `count` connections, so that one serves while another is being replaced. Slack delivers each payload to one of them.
 * A connection that Slack wants to end is replaced at once; one that fails, after a growing pause of at most 5 s.
 */
export function keepSockets(options: { count: number; open: () => Socket; log: Log }): Sockets {
  const { log } = options;
  const all = new Set<Socket>();
  const up = Promise.withResolvers<void>();
  // Whoever waits for it sees the rejection; if nobody does, it is in the log.
  up.promise.catch(() => undefined);
  const stopping = new AbortController();
  let refusal: string | undefined;

  const refused = (code: string) => {
    if (refusal !== code) log.error({ code }, 'Slack refuses the Socket Mode connection');
    refusal = code;
    up.reject(new SlackAuthError('app', code));
  };

  /** One connection from its opening to its end: whether it opened, and whether Slack said no. */
  const serve = async (): Promise<{ opened: boolean; refused: boolean }> => {
    const socket = options.open();
    all.add(socket);
    void socket.closed.then(() => all.delete(socket));
    const failure = await socket.opened.then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    if (failure === undefined) {
      refusal = undefined;
      up.resolve();
      log.info({ live: live() }, 'connected to Slack');
    }
    const reason = await socket.leaving;
    const opened = failure === undefined;
    if (stopping.signal.aborted) return { opened, refused: false };
    const code = reason === 'link_disabled' ? reason : lastingCodeOf(failure?.error);
    if (code !== undefined) refused(code);
    else if (opened) log.info({ reason, live: live() }, 'a connection to Slack is replaced');
    else log.warn({ reason, error: wordsOf(failure.error) }, 'no connection to Slack');
    return { opened, refused: code !== undefined };
  };

  const keep = async () => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const since = performance.now();
      const end = await serve();
      failures = performance.now() - since >= settledMs ? 0 : failures + 1;
      // The first replacement of a connection that worked comes at once, however short it lasted.
      const pause = end.refused ? refusedPauseMs : pauseBefore(end.opened ? failures - 1 : failures, Math.random());
      if (pause > 0) await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  const live = () => [...all].filter((socket) => socket.isLive()).length;
  const keepers = Array.from({ length: options.count }, keep);

  return {
    up: up.promise,
    live,
    trouble: () => {
      if (live() > 0) return undefined;
      return refusal === undefined ? 'not connected to Slack' : `Slack refuses the Socket Mode connection: ${refusal}`;
    },
    async stop(withinMs) {
      stopping.abort();
      const ended = Promise.all([...[...all].map((socket) => socket.close()), ...keepers]);
      const failConfirmation = new AbortController();
      await Promise.race([
        ended,
        sleep(withinMs, undefined, { signal: failConfirmation.signal }).catch(() => undefined),
      ]);
      failConfirmation.abort();
    },
  };
}
