/** The ticker on a clock that tests move. The time zone is that of the process, set before the first tick. */
import { onTestFinished, vi } from 'vitest';
import { cronTicker } from '../../src/ops/cron.ts';
import { createLog } from '../../src/ops/log.ts';

/** node-cron reads the zone once in each process, so a test file has one zone. */
export function useZone(zone: string): void {
  process.env['TZ'] = zone;
}

export function startTicker(expression: string, from: string) {
  vi.useFakeTimers({ now: new Date(from) });
  const ticks: string[] = [];
  const lines: string[] = [];
  const log = createLog({ level: 'trace', secrets: [], destination: { write: (line) => lines.push(line) } });
  const stop = cronTicker(expression, () => ticks.push(new Date().toISOString()), log);
  onTestFinished(async () => {
    await stop();
    vi.useRealTimers();
  });
  return { ticks, lines, stop };
}

/** The times of the ticks between two times, which are in UTC; `lines`: what was logged. */
export async function ticksBetween(expression: string, from: string, to: string) {
  const { ticks, lines } = startTicker(expression, from);
  await vi.advanceTimersByTimeAsync(Date.parse(to) - Date.parse(from));
  return { ticks, lines };
}

/** Every `ms` after `from`, up to `to`. */
export function every(ms: number, from: string, to: string): string[] {
  const count = Math.floor((Date.parse(to) - Date.parse(from)) / ms);
  return Array.from({ length: count }, (_, i) => new Date(Date.parse(from) + (i + 1) * ms).toISOString());
}
