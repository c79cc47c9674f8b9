/** The clock of the status posts. It only says "now": what is due lives in the database, so a missed tick loses nothing else. */
import { createTask } from 'node-cron';
import type { Ms } from '../recording/primitives.ts';
import { cronLogger, type Log } from './log.ts';

/** Calls `onTick` at the times of the expression, with the time that was meant; returns the end of it. */
export type Ticker = (expression: string, onTick: (at: Ms) => void, log: Log) => () => Promise<void>;

const second = 1_000;
const minute = 60_000;

/**
 * Five or six fields, in the time zone of the machine. Ticks whenever the local time matches: a time that occurs twice when
 * daylight saving time ends ticks twice, one that is left out when it begins does not tick.
 *
 * node-cron only says whether a time matches. Its scheduler looks for the next time, which fails when daylight saving time
 * ends: it loses an hour in most zones, and loops where the change is half an hour (Australia/Lord_Howe).
 */
export const cronTicker: Ticker = (expression, onTick, log) => {
  const task = createTask(expression, () => undefined, { name: 'status posts', logger: cronLogger(log) });
  // Five fields match at second 0 only, and every time zone is whole minutes away from UTC.
  const step = expression.trim().split(/\s+/).length === 6 ? second : minute;
  const stepOf = (at: number) => Math.floor(at / step) * step;
  let checked = stepOf(Date.now());
  let timer = setTimeout(wake, untilNext());

  function untilNext(): number {
    return stepOf(Date.now()) + step - Date.now();
  }

  function wake(): void {
    const now = stepOf(Date.now());
    timer = setTimeout(wake, untilNext());
    // The machine's clock was set back. By less than a minute it is waited for, so that no tick is repeated.
    if (checked - now > minute) checked = now - step;
    // A process that was busy catches up on one minute, but not on a suspend of the machine.
    const from = Math.max(checked + step, now - minute + step);
    checked = Math.max(checked, now);
    for (let at = from; at <= now; at += step) {
      if (!task.match(new Date(at))) continue;
      onTick(at);
      return;
    }
  }

  return async () => {
    clearTimeout(timer);
    await task.destroy();
  };
};
