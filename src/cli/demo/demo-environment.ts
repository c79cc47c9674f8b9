/** Everything that the demo runs on: the production bot between a local Slack, a local Agora and a local bucket, on one clock. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgoraSimulator, startAgora } from '../../sandbox/agora/agora-server.ts';
import { type LocalBucket, startBucket } from '../../sandbox/bucket/bucket-server.ts';
import { environment } from '../../sandbox/local-environment.ts';
import { type SlackWorkspace, startSlack } from '../../sandbox/slack/slack-server.ts';
import type { Channel } from '../../sandbox/slack/types.ts';
import { followRealTime, passUntil } from '../../sandbox/time.ts';
import { type BotControl, createBotControl, SharedClock } from './bot-control.ts';

export type DemoEnvironment = Readonly<{
  clock: SharedClock;
  slack: SlackWorkspace;
  agora: AgoraSimulator;
  /** Where the local Agora uploads to. */
  bucket: LocalBucket;
  /** The Slack channel that everything begins in. */
  channel: Channel;
  /** Base URL of health and metrics. */
  http: string;
  bot: Omit<BotControl, 'start'> & { start(): Promise<void> };
  /** Whether the bot had work in flight when the demo was last settled. */
  busy: () => boolean;
  /** Resolves when the bot has followed the clock so far. */
  settled: () => Promise<void>;
  write: (text: string) => void;
}>;

/** Agora channels with participants from the start. All others are empty, so that a mistyped name receives nothing. */
export const populatedChannels = ['maths', 'standup'] as const;

/** For a recording whose files include an MP4: `/record start maths preset=lesson`. */
const configuration = 'presets:\n  lesson: { files: [hls, mp4] }\n';

/** Known to the local Agora and the bot; it protects nothing else. */
const notifySecret = 'local-notify-secret';

/** The bot connects within this long, in ms of the demo's clock. */
const startWithin = 60_000;

/** Starts it. `signal` cancels the start; it then rejects. `startAt`: on its clock. Disposing stops the bot and deletes its database. */
export async function openDemo(
  write: (text: string) => void,
  signal: AbortSignal,
  scopes: readonly string[] = ['commands', 'chat:write'],
  startAt = Date.now(),
): Promise<DemoEnvironment & AsyncDisposable> {
  const clock = new SharedClock(startAt);
  await using cleanup = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-demo-'));
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
  const slack = await startSlack({ clock, scopes });
  cleanup.defer(() => slack.close());
  const bucket = await startBucket({ clock });
  cleanup.defer(() => bucket.close());
  const agora = await startAgora({ clock, publishers: 0 });
  cleanup.defer(() => agora.close());
  for (const cname of populatedChannels) agora.join(cname);
  const configFile = join(folder, 'clapperbot.yml');
  writeFileSync(configFile, configuration);
  const variables = {
    ...environment(slack, agora, bucket),
    AGORA_NOTIFY_SECRET: notifySecret,
    CONFIG_FILE: configFile,
    DATABASE_PATH: join(folder, 'clapperbot.db'),
  };
  const control = createBotControl(clock);
  cleanup.defer(async () => {
    // What is in flight may wait for the clock.
    const stopClock = followRealTime(clock);
    await control.stop();
    stopClock();
  });
  const port = await firstStart(control, variables, clock, signal);
  agora.notifyTo(`http://127.0.0.1:${port}/agora/events`, notifySecret);

  const opened = cleanup.move();
  return {
    clock,
    slack,
    agora,
    bucket,
    channel: slack.addChannel('classes'),
    http: `http://127.0.0.1:${port}`,
    bot: {
      ...control,
      // On the port of before, where its address was given away.
      start: async () => void (await control.start({ ...variables, HTTP_PORT: String(port) })),
    },
    // A notification that is not answered within ten seconds of the clock is sent again.
    busy: () => control.busy() || agora.uploading || agora.notifications.some(({ endedAt }) => endedAt === undefined),
    settled: control.settled,
    write,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Starts the bot while its clock moves. Resolves with its port. */
async function firstStart(
  control: BotControl,
  variables: Record<string, string>,
  clock: SharedClock,
  signal: AbortSignal,
): Promise<number> {
  const kill = () => void control.kill().catch(() => undefined);
  signal.addEventListener('abort', kill, { once: true });
  const starting = control.start(variables);
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  starting.then(settle, settle);
  // It loads in real time; from then on it follows the clock.
  await control.settled();
  await passUntil(clock, startWithin, () => isSettled, control);
  const port = await starting;
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  return port;
}
