/** The real process between a local Slack and a local Agora, in real time, for one test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type AgoraOptions, startAgora } from '../../src/sandbox/agora/agora-server.ts';
import { environment } from '../../src/sandbox/local-environment.ts';
import { type SlackOptions, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { type Child, run } from './child.ts';

type Options = { slack?: SlackOptions; agora?: AgoraOptions };

export type Stage = Awaited<ReturnType<typeof createStage>>;

/** A stage that is closed when the test ends. Not for concurrent tests, of which vitest can't tell which one this is. */
export async function openStage(options: Options = {}): Promise<Stage> {
  const stage = await createStage(options);
  onTestFinished(() => stage[Symbol.asyncDispose]());
  return stage;
}

/** A stage that its caller must close. */
export async function createStage(options: Options = {}) {
  const [slack, agora] = await Promise.all([startSlack(options.slack), startAgora(options.agora)]);
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-stage-'));
  const room = slack.addChannel('classes');
  const ana = slack.addUser('ana');
  const children: Child[] = [];
  const killAll = () => Promise.all(children.map((child) => child.kill('SIGKILL')));
  const database = join(folder, 'data', 'bot.db');
  const settings = (change: Record<string, string> = {}) => ({
    ...environment(slack, agora),
    DATABASE_PATH: database,
    LOG_LEVEL: 'info',
    ...change,
  });
  const start = (
    how: { env?: Record<string, string>; args?: string[]; user?: { uid?: number; gid?: number } } = {},
  ) => {
    const child = run('src/start.js', { cwd: folder, ...how, env: how.env ?? settings() });
    children.push(child);
    return child;
  };
  return {
    slack,
    agora,
    folder,
    database,
    room,
    ana,
    settings,
    start,
    /** The first card of the room that holds `words`. */
    card: (words: string) =>
      slack.waitFor(() => slack.messages(room).find((message) => message.text.includes(words)), 15_000),
    get: async (port: unknown, path: string) => {
      const response = await fetch(`http://127.0.0.1:${String(port)}${path}`);
      return { status: response.status, text: await response.text() };
    },
    /** Ends every process that was started. */
    killAll,
    async [Symbol.asyncDispose]() {
      await killAll();
      await Promise.all([slack.close(), agora.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
