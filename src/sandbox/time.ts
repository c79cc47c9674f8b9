/** Moves a clock. */
import { setTimeout as pause } from 'node:timers/promises';
import type { MovableClock } from './movable-clock.ts';

/** Real milliseconds between two moves of the clock, for round trips on loopback. */
const pauseMs = 4;
/** The longest single move in ms, while work is in flight and, unless somebody says otherwise, while none is. */
const longestMove = { busy: 500, idle: 5_000 };

type PassOptions = {
  /** Whether work is in flight, which may depend on the time soon. Default: always. */
  busy?: () => boolean;
  /** The longest single move in ms while none is. */
  idle?: number;
  /** Resolves when everybody who shares the clock has followed it. */
  settled?: () => Promise<unknown>;
};

/** Moves the clock by `ms`, from one due wait to the next, with real time in between for their effects. */
export async function pass(clock: MovableClock, ms: number, options: PassOptions = {}): Promise<void> {
  await passUntil(clock, ms, () => false, options);
}

/** Moves the clock until `done()`. Resolves with false if that takes more than `within` ms of the clock. */
export async function passUntil(
  clock: MovableClock,
  within: number,
  done: () => boolean,
  { busy = () => true, idle = longestMove.idle, settled }: PassOptions = {},
): Promise<boolean> {
  const end = clock.now() + within;
  const follow = async () => {
    await pause(pauseMs);
    await settled?.();
  };
  await follow();
  while (!done()) {
    const left = end - clock.now();
    if (left <= 0) return false;
    const next = clock.next() ?? Number.POSITIVE_INFINITY;
    clock.advance(Math.max(1, Math.min(left, busy() ? longestMove.busy : idle, next - clock.now())));
    await follow();
  }
  return true;
}

/** Moves the clock with real time, by whole milliseconds, as the times of notifications are; returns how to stop it. */
export function followRealTime(clock: MovableClock): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const passed = Math.floor(performance.now() - last);
    clock.advance(passed);
    last += passed;
  }, 25);
  return () => clearInterval(timer);
}

/** Calls `onTick` at every multiple of `everyMs` of the clock, in place of cron. Returns how to stop it. */
export function clockTicker(clock: MovableClock, everyMs: number) {
  return (_expression: string, onTick: (at: number) => void): (() => Promise<void>) => {
    const end = new AbortController();
    const run = async () => {
      while (!end.signal.aborted) {
        const at = (Math.floor(clock.now() / everyMs) + 1) * everyMs;
        await clock.until(at, end.signal);
        if (!end.signal.aborted) onTick(at);
      }
    };
    const running = run();
    return async () => {
      end.abort();
      await running;
    };
  };
}
