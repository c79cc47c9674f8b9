/** `npm run demo`: the bot of production between a local Slack and a local Agora, with a person at the terminal. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load.ts';
import { startBot } from '../main.ts';
import { createLog } from '../ops/log.ts';
import { startAgora } from '../sandbox/agora/agora-server.ts';
import { environment } from '../sandbox/local-environment.ts';
import { MovableClock } from '../sandbox/movable-clock.ts';
import { type SlackWorkspace, startSlack } from '../sandbox/slack/slack-server.ts';
import type { Channel } from '../sandbox/slack/types.ts';
import { clockTicker, passUntil } from '../sandbox/time.ts';
import { prompt } from './demo/prompt.ts';
import { story } from './demo/story.ts';

/** What the prompt and the story play with. */
export type Stage = Readonly<{
  clock: MovableClock;
  slack: SlackWorkspace;
  agora: Awaited<ReturnType<typeof startAgora>>;
  channel: Channel;
  /** The address of health and metrics. */
  http: string;
  busy: () => boolean;
  write: (text: string) => void;
}>;

/** Status posts come this often, in ms of the demo's clock. */
const statusEvery = 10 * 60_000;

/** `--story`: play one recording without input. Otherwise give a prompt until it is left. */
export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { story: { type: 'boolean', default: false } } });
  const clock = new MovableClock(Date.now());
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-demo-'));
  const [slack, agora] = await Promise.all([startSlack({ clock }), startAgora({ clock })]);
  const loaded = loadConfig({ ...environment(slack, agora), DATABASE_PATH: join(folder, 'clapperbot.db') });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const { config } = loaded;
  const log = createLog({ level: config.logLevel, secrets: [] });
  const starting = startBot(config, { clock, ticker: clockTicker(clock, statusEvery), log });
  let settled = false;
  const settle = () => {
    settled = true;
  };
  starting.then(settle, settle);
  await passUntil(clock, 60_000, () => settled);
  const bot = await starting;

  const stage: Stage = {
    clock,
    slack,
    agora,
    channel: slack.addChannel('classes'),
    http: `http://127.0.0.1:${bot.port}`,
    busy: () => bot.inFlight() > 0,
    write: (text) => {
      process.stdout.write(text);
    },
  };
  try {
    await (values.story ? story(stage) : prompt(stage));
  } finally {
    await bot.stop();
    await Promise.all([slack.close(), agora.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
}
