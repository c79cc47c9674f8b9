/** Everything that the demo runs on: the production bot between a local Slack, a local Agora and a local bucket, on one clock. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import { type Bot, startBot } from '../../main.ts';
import { createLog } from '../../ops/log.ts';
import { type AgoraSimulator, startAgora } from '../../sandbox/agora/agora-server.ts';
import { type LocalBucket, startBucket } from '../../sandbox/bucket/bucket-server.ts';
import { environment } from '../../sandbox/local-environment.ts';
import { MovableClock } from '../../sandbox/movable-clock.ts';
import { type SlackWorkspace, startSlack } from '../../sandbox/slack/slack-server.ts';
import type { Channel } from '../../sandbox/slack/types.ts';
import { clockTicker, passUntil } from '../../sandbox/time.ts';

export type DemoEnvironment = Readonly<{
  clock: MovableClock;
  slack: SlackWorkspace;
  agora: AgoraSimulator;
  /** Where the local Agora uploads to. */
  bucket: LocalBucket;
  /** The Slack channel that everything begins in. */
  channel: Channel;
  /** Base URL of health and metrics. */
  http: string;
  /** Whether the bot has work in flight. */
  busy: () => boolean;
  write: (text: string) => void;
}>;

/** Agora channels with participants from the start. All others are empty, so that a mistyped name receives nothing. */
export const populatedChannels = ['maths', 'standup'] as const;

/** Known to the local Agora and the bot; it protects nothing else. */
const notifySecret = 'local-notify-secret';

/** Status posts come this often, in ms of the demo's clock. */
const statusEvery = 10 * 60_000;
/** The bot connects within this long, in ms of the demo's clock. */
const startWithin = 60_000;

/** Starts it. `signal` cancels the start; it then rejects. Disposing stops the bot and deletes its database. */
export async function openDemo(
  write: (text: string) => void,
  signal: AbortSignal,
): Promise<DemoEnvironment & AsyncDisposable> {
  const clock = new MovableClock(Date.now());
  await using cleanup = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-demo-'));
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
  const slack = await startSlack({ clock });
  cleanup.defer(() => slack.close());
  const bucket = await startBucket({ clock });
  cleanup.defer(() => bucket.close());
  const agora = await startAgora({ clock, publishers: 0 });
  cleanup.defer(() => agora.close());
  for (const cname of populatedChannels) agora.join(cname);
  const bot = await start(
    {
      ...environment(slack, agora, bucket),
      AGORA_NOTIFY_SECRET: notifySecret,
      DATABASE_PATH: join(folder, 'clapperbot.db'),
    },
    clock,
    signal,
  );
  cleanup.defer(() => bot.stop());
  agora.notifyTo(`http://127.0.0.1:${bot.port}/agora/events`, notifySecret);

  const opened = cleanup.move();
  return {
    clock,
    slack,
    agora,
    bucket,
    channel: slack.addChannel('classes'),
    http: `http://127.0.0.1:${bot.port}`,
    // A notification that is not answered within ten seconds of the clock is sent again.
    busy: () =>
      bot.inFlight() > 0 || agora.uploading || agora.notifications.some(({ endedAt }) => endedAt === undefined),
    write,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Starts the bot while its clock moves. */
async function start(variables: Record<string, string>, clock: MovableClock, signal: AbortSignal): Promise<Bot> {
  const loaded = loadConfig(variables);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const log = createLog({ level: loaded.config.logLevel, secrets: [] });
  const starting = startBot(loaded.config, { clock, ticker: clockTicker(clock, statusEvery), log }, signal);
  let settled = false;
  const settle = () => {
    settled = true;
  };
  starting.then(settle, settle);
  await passUntil(clock, startWithin, () => settled);
  return starting;
}
