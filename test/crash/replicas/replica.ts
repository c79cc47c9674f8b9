/** One replica of the real program, with its own way to the database, and somebody who starts it again when it ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, run } from '../../support/child.ts';
import { untilReady } from '../waiting.ts';
import { type Cut, openProxy } from './proxy.ts';

export type Replica = Readonly<{
  /** Whether it runs, is ready, and reaches the proxy's end of the database. */
  isUp(): boolean;
  /** The port of its HTTP server, once it is ready. */
  port(): number | undefined;
  start(): void;
  kill(): Promise<void>;
  /** It stands still, and knows nothing of it. */
  pause(): void;
  resume(): void;
  cut(how: Cut): Promise<void>;
  reset(): void;
  restore(): Promise<void>;
  ready(): Promise<void>;
  /** How often it has ended by itself and was started again. */
  ends(): number;
  /** What it has written at last. */
  lines(): readonly string[];
  /** Ends it as an operator does; resolves with the exit code. */
  stop(): Promise<number | NodeJS.Signals>;
  close(): Promise<void>;
}>;

/** As systemd waits before it starts a service again, in milliseconds. */
const restartAfter = 1_000;

type Options = Readonly<{
  databaseUrl: string;
  folder: string;
  env: Record<string, string>;
  /** Called when something of it has changed. */
  onChange: () => void;
}>;

/** It has not been started yet. */
export async function openReplica({ databaseUrl, folder, env, onChange }: Options): Promise<Replica> {
  const proxy = await openProxy(databaseUrl);
  let child: Child | undefined;
  /** Of the child, once it is ready. */
  let port: number | undefined;
  let isPaused = false;
  let isCut = false;
  let isWanted = false;
  let ends = 0;
  const isReady = () => port !== undefined;

  const start = () => {
    isWanted = true;
    port = undefined;
    const own = run('src/start.js', { cwd: folder, env: { ...env, DATABASE_URL: proxy.url } });
    child = own;
    own.logged('ready').then(
      (line) => {
        if (child !== own || own.process.signalCode !== null) return;
        port = Number(line['port']);
        onChange();
      },
      // It ended before.
      () => undefined,
    );
    void own.ended.then(async () => {
      if (child !== own) return;
      port = undefined;
      onChange();
      if (!isWanted) return;
      ends += 1;
      await sleep(restartAfter);
      if (isWanted && child === own) start();
    });
  };
  const end = async (signal: NodeJS.Signals) => {
    isWanted = false;
    const result = await child?.kill(signal);
    port = undefined;
    onChange();
    return result ?? 0;
  };
  const change = (apply: () => void) => () => {
    apply();
    onChange();
  };

  return {
    isUp: () => isReady() && !isPaused && !isCut,
    port: () => port,
    start,
    async kill() {
      await end('SIGKILL');
    },
    pause: change(() => {
      isPaused = true;
      child?.process.kill('SIGSTOP');
    }),
    resume: change(() => {
      isPaused = false;
      child?.process.kill('SIGCONT');
    }),
    async cut(how) {
      isCut = true;
      onChange();
      await proxy.cut(how);
    },
    reset: proxy.reset,
    async restore() {
      await proxy.restore();
      isCut = false;
      onChange();
    },
    async ready() {
      // One that ends by itself is started again.
      while (!isReady()) {
        const own = child;
        if (own === undefined) throw new Error('The replica was not started.');
        await untilReady(own).catch((error: unknown) => {
          const { exitCode, signalCode } = own.process;
          if (exitCode === null && signalCode === null) throw error;
          return sleep(2 * restartAfter);
        });
      }
    },
    ends: () => ends,
    lines: () => [...(child?.out.slice(-10) ?? []), ...(child?.err ?? [])],
    stop: () => end('SIGTERM'),
    async close() {
      await end('SIGKILL');
      await proxy.close();
    },
  };
}
