import { setTimeout as sleep } from 'node:timers/promises';
import { App, type Authorize, type AppOptions as BoltOptions, type Receiver } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { lastingCodeOf, limitedFor, SlackAuthError } from '../delivery/slack-errors.ts';
import { requiredScopes } from '../doctor/scopes.ts';
import { errorText, type Log, sdkLogger } from '../sdk-log.ts';
import { clientOptions, createSlackClient, slackApi } from './client.ts';
import { createHttpEndpoint, type HttpEndpoint } from './http-endpoint.ts';
import { onRevocation } from './revocation.ts';
import { openSocket } from './socket.ts';
import { keepSockets, pauseBefore } from './socket-pool.ts';
import type { Transport } from './transport.ts';

/** `url` ends with a slash. `scopes`: of the bot token, where Slack named them. */
export type Team = Readonly<{ id: string; url: string; scopes?: readonly string[] }>;

/** `appToken`: Socket Mode. `signingSecret`: HTTP mode. */
type TransportOptions = Readonly<
  { appToken: string; signingSecret?: undefined } | { appToken?: undefined; signingSecret: string }
>;

export type ConnectOptions = Readonly<{
  /** Base of the Web API. */
  apiUrl?: string | undefined;
  log: Log;
  /** Ms since 1970, by which requests are dated. */
  now?: () => number;
  /** Ends the attempts to connect. Afterwards use `stop`. */
  signal?: AbortSignal;
  /** A Socket Mode connection is up in the place of one that was. */
  onReconnected?: () => void;
}> &
  TransportOptions;

/** Listeners are registered once, before anything can arrive. */
export type SlackOptions = ConnectOptions &
  Readonly<{ botToken: string; register(app: App, team: Team, botUserId: string): void }>;

export type AppOptions = ConnectOptions & Readonly<{ authorize: Authorize<boolean>; register(app: App): void }>;

export type AppConnection = Readonly<{
  /** How many Socket Mode connections are up. */
  connected(): number;
  /** Why nothing can arrive from Slack; empty while something can. */
  ready(): string[];
  /** Takes what Slack posts; absent in Socket Mode. */
  receive?: HttpEndpoint['receive'];
  /** Ends the connections within five seconds and opens no more, or takes no more requests. Handlers that run are not its business. */
  stop(): Promise<void>;
}>;

export type SlackConnection = AppConnection & Readonly<{ team: Team; botUserId: string; client: WebClient }>;

const connections = 2;
const stopWithinMs = 5_000;

/**
 * Connects to Slack and resolves when the first connection is up, or in HTTP mode when `receive` may be called. While Slack is out of reach it keeps trying, until
 * `signal` aborts: then it rejects with the signal's reason. Rejects with a `SlackAuthError` when Slack refuses a token.
 */
export async function connectSlack(options: SlackOptions): Promise<SlackConnection> {
  const { log, signal } = options;
  const apiUrl = options.apiUrl ?? slackApi;
  const client = createSlackClient({ botToken: options.botToken, apiUrl, log });
  const { team, botUserId, botId } = await identify(client, log, signal);

  const connection = await connect(options, apiUrl, {
    // Known already: Bolt need not ask again, and can't fail with an error that nobody awaits.
    identity: { token: options.botToken, botId, botUserId, tokenVerificationEnabled: false },
    register(app) {
      onRevocation(app, log, ({ id, reason }) => {
        log.error({ team: id, reason }, 'the app was uninstalled, or its token revoked: install it again');
        return Promise.resolve();
      });
      options.register(app, team, botUserId);
    },
  });
  return { ...connection, team, botUserId, client };
}

/** Connects to Slack as `connectSlack` does, without a bot token: `authorize` says to whom a payload belongs. */
export async function connectApp(options: AppOptions): Promise<AppConnection> {
  const { authorize, register } = options;
  return await connect(options, options.apiUrl ?? slackApi, { identity: { authorize }, register });
}

async function connect(
  options: ConnectOptions,
  apiUrl: string,
  { identity, register }: Readonly<{ identity: Identity; register(app: App): void }>,
): Promise<AppConnection> {
  const { log, signal } = options;
  let transport: (Transport & Partial<HttpEndpoint>) | undefined;
  const app = createApp({ identity, apiUrl, log }, (running) => {
    transport = openTransport(options, running, apiUrl);
    return transport;
  });
  await app.init();
  register(app);

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
    connected: () => transport?.live() ?? 0,
    ready: () => [transport?.healthIssue()].filter((reason) => reason !== undefined),
    ...(transport?.receive !== undefined && { receive: transport.receive }),
    stop,
  };
}

type Identity = Pick<BoltOptions, 'token' | 'botId' | 'botUserId' | 'tokenVerificationEnabled' | 'authorize'>;

function openTransport(options: ConnectOptions, app: App, apiUrl: string): Transport | HttpEndpoint {
  const { appToken, signingSecret, now = Date.now, log, onReconnected } = options;
  return appToken === undefined
    ? createHttpEndpoint({ app, signingSecret, now, log })
    : keepSockets({ count: connections, open: () => openSocket({ appToken, apiUrl, app, log }), log, onReconnected });
}

/** Bolt over a transport of ours. `open` opens it when Bolt starts. */
function createApp(
  { identity, apiUrl, log }: Readonly<{ identity: Identity; apiUrl: string; log: Log }>,
  open: (app: App) => Transport,
): App {
  let transport: Transport | undefined;
  const receiver: Receiver = {
    init: () => undefined,
    start: () => {
      transport = open(app);
      return transport.up;
    },
    stop: () => transport?.stop(stopWithinMs) ?? Promise.resolve(),
  };
  const app: App = new App({
    ...identity,
    deferInitialization: true,
    receiver,
    // The token that comes with a step ends with it; the bot's own completes steps, too, also after a restart.
    attachFunctionToken: false,
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
      if (scopes !== undefined && requiredScopes.some((scope) => !scopes.includes(scope))) {
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
