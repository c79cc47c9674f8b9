/** The clock of the status posts. It only says "now": what is due lives in the database, so a missed tick loses nothing else. */
import { schedule } from 'node-cron';
import { cronLogger, type Log } from './log.ts';

/** Calls `onTick` at the times of the expression; returns the end of it. */
export type Ticker = (expression: string, onTick: () => void, log: Log) => () => Promise<void>;

/** Five or six fields, in the time zone of the machine. Ticks that fall into a sleep of the machine are not caught up. */
export const cronTicker: Ticker = (expression, onTick, log) => {
  const task = schedule(expression, onTick, { name: 'status posts', logger: cronLogger(log) });
  return async () => {
    await task.destroy();
  };
};
