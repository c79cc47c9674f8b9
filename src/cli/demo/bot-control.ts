/** Starts and ends the process of the demo's bot, and keeps its clock in step with that of the demo. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createBroadcast } from '../../sandbox/broadcast.ts';
import { MovableClock } from '../../sandbox/movable-clock.ts';
import type { Activity, FromBot, ToBot } from './bot-messages.ts';

type BotState = 'running' | 'starting' | 'stopped';

export type BotControl = Readonly<{
  state(): BotState;
  /** Of the process; undefined where none lives. */
  pid(): number | undefined;
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

/** The clock of the demo; every move is sent to the bot. */
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

/** A process that lives. */
type Running = { readonly process: ChildProcess; isReady: boolean; activity: Activity; readonly asked: Asked };

/** Those who wait for what it says of its activity, by the numbers of their questions. */
type Asked = Map<number, () => void>;

export function createBotControl(clock: SharedClock): BotControl {
  const { subscribe, notify } = createBroadcast();
  let running: Running | undefined;
  let asks = 0;
  clock.onMove = (now) => send(running, { type: 'time', now });
  clock.nextOfBot = () => running?.activity.next;
  const onExit = () => {
    running = undefined;
    notify();
  };

  return {
    state: () => (running === undefined ? 'stopped' : running.isReady ? 'running' : 'starting'),
    pid: () => running?.process.pid,
    async start(variables) {
      if (running !== undefined) throw new Error('The bot runs already.');
      const launched = launch(onExit);
      running = launched;
      notify();
      const begin = () => send(launched, { type: 'start', variables, now: clock.now() });
      const port = await startIn(launched.process, begin);
      notify();
      return port;
    },
    async kill() {
      if (running === undefined) throw new Error('The bot does not run.');
      const gone = once(running.process, 'exit');
      running.process.kill('SIGKILL');
      await gone;
    },
    stop: async () => (running === undefined ? undefined : stop(running)),
    busy: () => running?.activity.isBusy ?? false,
    settled() {
      asks += 1;
      return ask(running, asks);
    },
    subscribe,
  };
}

function launch(onExit: () => void): Running {
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
    for (const resolve of launched.asked.values()) resolve();
    onExit();
  });
  return launched;
}

function send(running: Running | undefined, message: ToBot): void {
  // It may have been killed a moment ago: then the channel is closed, and its exit says so.
  if (running?.process.connected === true) running.process.send(message, () => undefined);
}

async function ask(running: Running | undefined, id: number): Promise<void> {
  if (running?.process.connected !== true) return;
  const answered = new Promise<void>((resolve) => {
    running.asked.set(id, resolve);
  });
  send(running, { type: 'ask', id });
  await answered;
}

async function stop(running: Running): Promise<void> {
  const { process: child } = running;
  const gone = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), longestStop);
  send(running, { type: 'stop' });
  await gone;
  clearTimeout(timer);
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
