/** The bot of the demo, in a process of its own so that it can be killed. The demo moves its clock. */
import { loadConfig, readConfigFile } from '../../config/load.ts';
import { type Bot, startBot } from '../../main.ts';
import { createLog } from '../../ops/log.ts';
import { MovableClock } from '../../sandbox/movable-clock.ts';
import { clockTicker } from '../../sandbox/time.ts';
import type { FromBot, ToBot } from './bot-messages.ts';

/** Status posts come this often, in ms of the demo's clock. */
const statusEvery = 10 * 60_000;

const ending = new AbortController();
let clock: MovableClock | undefined;
let bot: Bot | undefined;

function tell(message: FromBot): void {
  // The demo may have ended meanwhile.
  if (process.connected) process.send?.(message);
}

async function start({ variables, now }: Extract<ToBot, { type: 'start' }>): Promise<void> {
  clock = new MovableClock(now);
  const loaded = loadConfig(variables, readConfigFile(process.cwd(), variables));
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const log = createLog({ level: loaded.config.logLevel, secrets: [] });
  bot = await startBot(loaded.config, { clock, ticker: clockTicker(clock, statusEvery), log }, ending.signal);
  bot.failed.catch(fail);
  tell({ type: 'ready', port: bot.port });
}

function fail(error: unknown): void {
  tell({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
  process.disconnect();
}

async function stop(): Promise<void> {
  ending.abort();
  await bot?.stop();
  process.exit();
}

process.on('message', (message: ToBot) => {
  switch (message.type) {
    case 'start':
      start(message).catch(fail);
      break;
    case 'time':
      if (clock !== undefined) clock.advance(Math.max(0, message.now - clock.now()));
      break;
    case 'ask': {
      const next = clock?.next();
      const activity = { isBusy: (bot?.inFlight() ?? 0) > 0, ...(next !== undefined && { next }) };
      tell({ type: 'activity', id: message.id, activity });
      break;
    }
    case 'stop':
      stop().catch(fail);
      break;
  }
});
// Ctrl-C reaches this process, too; the demo ends it in its order.
process.on('SIGINT', () => undefined).on('SIGTERM', () => undefined);
process.once('disconnect', () => process.exit());
tell({ type: 'loaded' });
