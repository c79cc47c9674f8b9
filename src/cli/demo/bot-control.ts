/** Starts and ends the process of the demo's bot, and keeps its clock in step with that of the demo. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MovableClock } from '../../sandbox/movable-clock.ts';
import type { Activity, FromBot, ToBot } from './bot-messages.ts';

export type BotState = 'running' | 'starting' | 'stopped';

export type BotControl = Readonly<{
  state(): BotState;
  /** Resolves with the port when it is ready; rejects with a sentence. The clock must move meanwhile. */
  start(variables: Readonly<Record<string, string>>): Promise<number>;
  /** SIGKILL. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** Ends it in order. */
  stop(): Promise<void>;
  /** Whether it had work in flight when it was last asked. */
  busy(): boolean;
  /** Resolves when the bot has followed the clock so far, and has said what it does. */
  settled(): Promise<void>;
  subscribe(listener: () => void): () => void;
}>;

/** The clock of the demo; every move is told to the bot. */
export class SharedClock extends MovableClock {
  /** What the bot waits for, if there is one. */
  nextOfBot: () => number | undefined = () => undefined;
  onMove: (now: number) => void = () => undefined;

  override next(): number | undefined {
    const times = [super.next(), this.nextOfBot()].filter((at) => at !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  override advance(ms: number): void {
    super.advance(ms);
    this.onMove(this.now());
  }
}

/** Real milliseconds after which a bot that does not end in order is killed. It ends within eight seconds. */
const longestStop = 9_500;

const program = fileURLToPath(new URL('bot-process.ts', import.meta.url));

/** A process that lives, and those who wait for what it says of its activity. */
type Running = { process: ChildProcess; isReady: boolean; activity: Activity; asked: Map<number, () => void> };

export function createBotControl(clock: SharedClock): BotControl {
  const listeners = new Set<() => void>();
  let running: Running | undefined;
  let asks = 0;
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const send = (message: ToBot) => {
    // It may have been killed a moment ago: then the channel is closed, and its exit says so.
    if (running?.process.connected === true) running.process.send(message, () => undefined);
  };
  clock.onMove = (now) => send({ type: 'time', now });
  clock.nextOfBot = () => running?.activity.next;

  const launch = (): Running => {
    const child = fork(program, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const launched: Running = { process: child, isReady: false, activity: { isBusy: false }, asked: new Map() };
    child.on('message', (message: FromBot) => {
      if (message.type === 'ready') launched.isReady = true;
      if (message.type !== 'activity') return;
      launched.activity = message.activity;
      launched.asked.get(message.id)?.();
      launched.asked.delete(message.id);
    });
    child.once('exit', () => {
      running = undefined;
      for (const resolve of launched.asked.values()) resolve();
      changed();
    });
    return launched;
  };

  return {
    state: () => (running === undefined ? 'stopped' : running.isReady ? 'running' : 'starting'),
    async start(variables) {
      if (running !== undefined) throw new Error('The bot runs already.');
      running = launch();
      changed();
      const { process: child } = running;
      const port = await startIn(child, () => send({ type: 'start', variables, now: clock.now() }));
      changed();
      return port;
    },
    async kill() {
      const child = running?.process;
      if (child === undefined) throw new Error('The bot does not run.');
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
    async stop() {
      const child = running?.process;
      if (child === undefined) return;
      const gone = once(child, 'exit');
      const timer = setTimeout(() => child.kill('SIGKILL'), longestStop);
      send({ type: 'stop' });
      await gone;
      clearTimeout(timer);
    },
    busy: () => running?.activity.isBusy ?? false,
    async settled() {
      const asked = running;
      if (asked === undefined || !asked.process.connected) return;
      asks += 1;
      const id = asks;
      const answered = new Promise<void>((resolve) => {
        asked.asked.set(id, resolve);
      });
      send({ type: 'ask', id });
      await answered;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** Resolves with the port of the bot. Rejects with its reason, or when the process ends before it is ready. */
function startIn(child: ChildProcess, begin: () => void): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: FromBot) => {
      if (message.type === 'loaded') begin();
      else if (message.type === 'ready') resolve(message.port);
      else if (message.type === 'failed') reject(new Error(message.reason));
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error('The bot ended while it started.')));
  });
}
