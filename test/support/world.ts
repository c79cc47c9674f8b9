/** The real bot between a local Slack and a local Agora, all on one clock that the test moves. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../src/config/load.ts';
import { type Bot, startBot } from '../../src/main.ts';
import { createLog, type Log } from '../../src/ops/log.ts';
import { type AgoraOptions, type AgoraSimulator, startAgora } from '../../src/sandbox/agora/agora-server.ts';
import { environment } from '../../src/sandbox/local-environment.ts';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { type SlackWorkspace, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import type { Channel, Message, Modal, User } from '../../src/sandbox/slack/types.ts';
import { clockTicker, pass, passUntil } from '../../src/sandbox/time.ts';
import { oauthClient } from './oauth.ts';

export type World = {
  clock: MovableClock;
  slack: SlackWorkspace;
  agora: AgoraSimulator;
  bot: Bot;
  config: Config;
  ana: User;
  ben: User;
  room: Channel;
  /** Lets seconds of the clock pass. */
  pass(seconds: number): Promise<void>;
  /** Lets time pass in long steps until this moment: for days on which next to nothing happens. */
  passTo(at: number): Promise<void>;
  /** Lets time pass until `look` gives something; throws with the channel as text when `seconds` were not enough. */
  until<T>(look: () => T | undefined | false, seconds?: number): Promise<T>;
  /** The cards of the room, oldest first. */
  cards(): Message[];
  /** The latest card, once its text holds `words`. */
  card(words: string, seconds?: number): Promise<Message>;
  /** The latest card's thread as texts. */
  thread(): string[];
  /** A line of the thread that holds `words`. */
  line(words: string, seconds?: number): Promise<string>;
  /** The private messages of a person that hold `words`. */
  ephemeral(user: User, words: string, seconds?: number): Promise<string>;
  /** The form that a person has open, once it shows `words`. The clock rests: Slack opens a form for three seconds only. */
  form(user: User, words?: string): Promise<Modal>;
  /** Ends this bot and starts another one on the same database. */
  restart(): Promise<void>;
  /** The bot is down for so many seconds of the clock. */
  outage(seconds: number): Promise<void>;
  /** Ends everything. */
  close(): Promise<void>;
};

const notifySecret = 'local-notify-secret';

export const startOfTime = Date.UTC(2026, 10, 21, 9, 0, 0);

/**
 * What differs from a bot with default settings between two services that work. `agora`: options of the local Agora;
 * `notifications`: its notification service calls the webhook.
 */
export type Change = Readonly<{
  /** How payloads reach the bot; default `socket`. */
  transport?: 'socket' | 'http';
  env?: Record<string, string>;
  /** The app is installed by OAuth; at first nowhere. */
  oauth?: Readonly<{ rotation?: boolean }>;
  /** Of the bot token; `commands` and `chat:write` unless others are given. */
  scopes?: readonly string[];
  /** The text of the configuration file. */
  file?: string;
  tickEvery?: number;
  /** When it begins, in ms since 1970. */
  startAt?: number;
  notifications?: boolean;
  agora?: Omit<AgoraOptions, 'clock'>;
  /** Instead of stdout. */
  log?: Log;
}>;

/** A world that ends with the test. */
export async function openWorld(change: Change = {}): Promise<World> {
  // Only here: outside a test there is no vitest.
  const { onTestFinished } = await import('vitest');
  const world = await createWorld(change);
  onTestFinished(() => world.close());
  return world;
}

/** A world that its caller must close. */
export async function createWorld(change: Change = {}): Promise<World> {
  const clock = new MovableClock(change.startAt ?? startOfTime);
  const folder = await mkdtemp(join(tmpdir(), 'clapperbot-'));
  const [slack, agora] = await Promise.all([
    startSlack({
      clock,
      transport: change.transport ?? 'socket',
      ...(change.scopes !== undefined && { scopes: change.scopes }),
      ...(change.oauth !== undefined && { oauth: { ...oauthClient, ...change.oauth } }),
    }),
    startAgora({ ...change.agora, clock }),
  ]);
  const secret: Record<string, string> = change.notifications === true ? { AGORA_NOTIFY_SECRET: notifySecret } : {};
  const variables = {
    ...environment(slack, agora),
    DATABASE_PATH: join(folder, 'bot.db'),
    ...secret,
    ...change.env,
  };
  const { file: text } = change;
  const loaded = loadConfig(variables, text === undefined ? undefined : { name: 'clapperbot.yml', text });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const { config } = loaded;
  const log = change.log ?? createLog({ level: config.logLevel, secrets: [] });
  const ticker = clockTicker(clock, change.tickEvery ?? 600_000);

  const start = async (): Promise<Bot> => {
    let started: Bot | undefined;
    let failure: unknown;
    startBot(config, { clock, ticker, log }).then(
      (bot) => {
        started = bot;
      },
      (error: unknown) => {
        failure = error;
      },
    );
    await passUntil(clock, 60_000, () => started !== undefined || failure !== undefined);
    if (started !== undefined && change.notifications === true) {
      agora.notifyTo(`http://127.0.0.1:${started.port}/agora/events`, notifySecret);
    }
    if (started !== undefined) slack.deliverTo(`http://127.0.0.1:${started.port}/slack/events`);
    if (started === undefined) throw failure ?? new Error('the bot did not start within a minute of the clock');
    return started;
  };
  // A notification that is not answered within ten seconds of the clock is sent again.
  const busy = () => world.bot.inFlight() > 0 || agora.notifications.some(({ endedAt }) => endedAt === undefined);
  const world: World = {
    clock,
    slack,
    agora,
    config,
    bot: await start(),
    ana: slack.addUser('ana'),
    ben: slack.addUser('ben'),
    room: slack.addChannel('classes'),
    pass: (seconds) => pass(clock, seconds * 1000, { busy }),
    passTo: (at) => pass(clock, at - clock.now(), { busy, idle: 600_000 }),
    async until(look, seconds = 60) {
      let found: ReturnType<typeof look>;
      const isThere = () => {
        found = look();
        return found !== undefined && found !== false;
      };
      const seen = await passUntil(clock, seconds * 1000, isThere, { busy });
      if (seen) return found as Exclude<typeof found, undefined | false>;
      throw new Error(`not seen within ${seconds} s of the clock:\n${String(look)}\n\n${slack.renderText(world.room)}`);
    },
    cards: () => slack.messages(world.room),
    card: (words, seconds) => world.until(() => world.cards().find((card) => card.text.includes(words)), seconds),
    thread: () => (world.cards().at(-1)?.replies ?? []).map((reply) => slack.renderText(reply)),
    line: (words, seconds) => world.until(() => world.thread().find((text) => text.includes(words)), seconds),
    ephemeral: (user, words, seconds) =>
      world.until(
        () =>
          slack
            .ephemerals(user)
            .map((ephemeral) => slack.renderText(ephemeral))
            .find((text) => text.includes(words)),
        seconds,
      ),
    form: (user, words = '') =>
      slack.waitFor(() => {
        const modal = slack.modal(user);
        return modal !== undefined && slack.renderModal(user).includes(words) && modal;
      }),
    async restart() {
      await world.bot.stop();
      world.bot = await start();
    },
    async outage(seconds) {
      await world.bot.stop();
      await pass(clock, seconds * 1000, { busy: () => false, idle: 600_000 });
      world.bot = await start();
    },
    async close() {
      await world.bot.stop();
      await Promise.all([slack.close(), agora.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
  return world;
}
