import { setTimeout as sleep } from 'node:timers/promises';
import { App, type Receiver } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { lastingCodeOf, limitedFor, SlackAuthError } from '../delivery/slack-errors.ts';
import { errorText, type Log, sdkLogger } from '../sdk-log.ts';
import { clientOptions, createSlackClient, slackApi } from './client.ts';
import { openSocket } from './socket.ts';
import { keepSockets, pauseBefore, type Sockets } from './socket-pool.ts';

/** `url` ends with a slash. `scopes`: of the bot token, where Slack named them. */
export type Team = Readonly<{ id: string; url: string; scopes?: readonly string[] }>;

export type SlackOptions = Readonly<{
  botToken: string;
  appToken: string;
  /** Base of the Web API. */
  apiUrl?: string | undefined;
  log: Log;
  /** Ends the attempts to connect. Afterwards use `stop`. */
  signal?: AbortSignal;
  /** Registers the listeners; called once, before anything can arrive. */
  register(app: App, team: Team): void;
}>;

export type SlackConnection = Readonly<{
  team: Team;
  botUserId: string;
  client: WebClient;
  /** How many connections are up. */
  connected(): number;
  /** Why nothing can arrive from Slack; empty while at least one connection is up. */
  ready(): string[];
  /** Ends the connections within five seconds and opens no more. Handlers that run are not its business. */
  stop(): Promise<void>;
}>;

const connections = 2;
const stopWithinMs = 5_000;
const neededScopes = ['commands', 'chat:write'];

/**
 * Connects to Slack and resolves when the first connection is up. While Slack is out of reach it keeps trying, until
 * `signal` aborts: then it rejects with the signal's reason. Rejects with a `SlackAuthError` when Slack refuses a token.
 */
export async function connectSlack(options: SlackOptions): Promise<SlackConnection> {
  const { log, signal, appToken } = options;
  const apiUrl = options.apiUrl ?? slackApi;
  const client = createSlackClient({ botToken: options.botToken, apiUrl, log });
  const { team, botUserId, botId } = await identify(client, log, signal);

  let sockets: Sockets | undefined;
  const app = createApp({ ...options, apiUrl, botId, botUserId }, (running) => {
    sockets = keepSockets({ count: connections, open: () => openSocket({ appToken, apiUrl, app: running, log }), log });
    return sockets;
  });
  await app.init();
  options.register(app, team);

  const stop = async () => {
    await app.stop();
  };
  try {
    await untilAborted(app.start(), signal);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    team,
    botUserId,
    client,
    connected: () => sockets?.live() ?? 0,
    ready: () => [sockets?.healthIssue()].filter((reason) => reason !== undefined),
    stop,
  };
}

/** Bolt over sockets of ours. `open` opens them when Bolt starts. */
function createApp(
  {
    botToken,
    apiUrl,
    botId,
    botUserId,
    log,
  }: { botToken: string; apiUrl: string; botId: string; botUserId: string; log: Log },
  open: (app: App) => Sockets,
): App {
  let sockets: Sockets | undefined;
  const receiver: Receiver = {
    init: () => undefined,
    start: () => {
      sockets = open(app);
      return sockets.up;
    },
    stop: () => sockets?.stop(stopWithinMs) ?? Promise.resolve(),
  };
  const app: App = new App({
    token: botToken,
    // Known already: Bolt need not ask again, and can't fail with an error that nobody awaits.
    botId,
    botUserId,
    tokenVerificationEnabled: false,
    deferInitialization: true,
    receiver,
    clientOptions: clientOptions(apiUrl, log),
    logger: sdkLogger(log),
    convoStore: false,
  });
  app.error((error) => {
    log.error({ code: error.code, error: errorText(error) }, 'a listener for Slack failed');
    return Promise.resolve();
  });
  return app;
}

/** Who we are for Slack. Tries again for as long as Slack can't be asked. */
async function identify(
  client: WebClient,
  log: Log,
  signal: AbortSignal | undefined,
): Promise<{ team: Team; botUserId: string; botId: string }> {
  for (let failures = 1; ; failures += 1) {
    signal?.throwIfAborted();
    try {
      const me = await untilAborted(client.auth.test(), signal);
      const scopes = me.response_metadata?.scopes;
      if (scopes !== undefined && neededScopes.some((scope) => !scopes.includes(scope))) {
        throw new SlackAuthError('bot', 'missing_scope');
      }
      // A token of a person has no bot behind it.
      if (me.bot_id === undefined || me.user_id === undefined)
        throw new SlackAuthError('bot', 'not_allowed_token_type');
      const team = { id: me.team_id ?? '', url: me.url ?? '', ...(scopes === undefined ? {} : { scopes }) };
      return { team, botUserId: me.user_id, botId: me.bot_id };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof SlackAuthError) throw error;
      const code = lastingCodeOf(error);
      if (code !== undefined) throw new SlackAuthError('bot', code);
      log.warn({ error: errorText(error) }, 'Slack is out of reach');
      const pause = Math.max(pauseBefore(failures, Math.random()), limitedFor(error) ?? 0);
      await sleep(pause, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  }
}

async function untilAborted<T>(payload: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await payload;
  const aborted = Promise.withResolvers<never>();
  const abort = () => {
    aborted.reject(signal.reason);
  };
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([payload, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
