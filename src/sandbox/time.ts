/** Ways to let time pass in a sandbox. */
import { setTimeout as pause } from 'node:timers/promises';
import type { MovableClock } from './movable-clock.ts';

/** Real milliseconds between two moves of the clock, in which what woke up does its round trips on loopback. */
const breath = 4;
/** The longest single move, in ms, while something is under way and while nothing is. */
const longestMove = { busy: 500, idle: 5_000 };

type Passing = {
  /** Whether something is under way that may ask for the time again soon. */
  busy?: () => boolean;
};

/** Moves the clock by `ms`, from one wait that ends to the next, giving what wakes up real time to act. */
export async function pass(clock: MovableClock, ms: number, passing: Passing = {}): Promise<void> {
  await passUntil(clock, ms, () => false, passing);
}

/** Lets time pass until `done()` holds; false when `within` ms of the clock's time were not enough. */
export async function passUntil(
  clock: MovableClock,
  within: number,
  done: () => boolean,
  { busy = () => true }: Passing = {},
): Promise<boolean> {
  const end = clock.now() + within;
  await pause(breath);
  while (!done()) {
    const left = end - clock.now();
    if (left <= 0) return false;
    const next = clock.next() ?? Number.POSITIVE_INFINITY;
    clock.advance(Math.max(1, Math.min(left, longestMove[busy() ? 'busy' : 'idle'], next - clock.now())));
    await pause(breath);
  }
  return true;
}

/** Lets the clock go with real time; returns the end of it. */
export function flow(clock: MovableClock): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    clock.advance(now - last);
    last = now;
  }, 25);
  return () => clearInterval(timer);
}

/** Calls `onTick` at every full `everyMs` of the clock; for the place of cron. */
export function clockTicker(clock: MovableClock, everyMs: number) {
  return (_expression: string, onTick: () => void): (() => Promise<void>) => {
    const end = new AbortController();
    const run = async () => {
      while (!end.signal.aborted) {
        await clock.until((Math.floor(clock.now() / everyMs) + 1) * everyMs, end.signal);
        if (!end.signal.aborted) onTick();
      }
    };
    const running = run();
    return async () => {
      end.abort();
      await running;
    };
  };
}
