import { type App, SocketModeReceiver } from '@slack/bolt';
import { errorText, type Log, sdkLogger } from '../sdk-log.ts';
import { clientOptions } from './client.ts';

/** One Socket Mode connection, from opening to close. It is never reopened: a new one replaces it. */
export type Socket = Readonly<{
  /** Resolves when Slack has said hello. Rejects when it does not come to that. */
  opened: Promise<void>;
  /** Resolves when the connection is about to end or has ended: Slack's reason, or `closed`. */
  leaving: Promise<string>;
  /** Resolves when the connection is gone. */
  closed: Promise<void>;
  isLive(): boolean;
  /** Ends the connection within a few seconds, also where the other side does not answer. Idempotent, never rejects. */
  close(): Promise<void>;
}>;

const askWithinMs = 5_000;
const openWithinMs = 8_000;
// Slack's `warning` comes about ten seconds before it closes. Until then the old connection can still be served.
const lingerMs = 10_000;
const forceAfterMs = 2_000;

/**
 * Opens one connection. The SDK's own reconnecting is off: it receives nothing for 5 to 12 seconds at each refresh, and a network
 * error while it reconnects ends the process.
 */
export function openSocket(options: { appToken: string; apiUrl: string; app: App; log: Log }): Socket {
  const receiver = createReceiver(options);
  const { client } = receiver;
  const leaving = Promise.withResolvers<string>();
  const closed = Promise.withResolvers<void>();
  const timers: NodeJS.Timeout[] = [];
  const state = { live: false, ended: false, unwanted: false };

  const after = (ms: number, act: () => void) => {
    timers.push(setTimeout(act, ms).unref());
  };
  const close = async () => {
    state.live = false;
    if (!state.unwanted && !state.ended) {
      state.unwanted = true;
      void client.disconnect();
      // The first call sends a close frame and waits 30 s for the answer; a second one destroys the connection.
      if (!state.ended) after(forceAfterMs, () => void client.disconnect());
    }
    state.unwanted = true;
    await closed.promise;
  };

  client.on('connected', () => {
    if (state.unwanted) void client.disconnect();
    else state.live = true;
  });
  client.on('disconnected', () => {
    state.live = false;
    state.ended = true;
    for (const timer of timers) clearTimeout(timer);
    leaving.resolve('closed');
    closed.resolve();
  });
  // `disconnect` can't reach a `start` that still waits for its address. What is thrown here makes `start` reject before
  // it opens a connection that nobody would own.
  client.on('authenticated', () => {
    if (state.unwanted) throw new Error('no longer wanted');
  });
  guardFrames(client, options.log, (reason) => {
    // Kept from the SDK, which would hang up at once, while commands may still arrive here.
    if (reason !== 'warning') state.live = false;
    leaving.resolve(reason);
    after(lingerMs, () => void close());
  });

  const isLive = () => state.live;
  return {
    opened: open(receiver, isLive, after, close),
    leaving: leaving.promise,
    closed: closed.promise,
    isLive,
    close,
  };
}

function createReceiver({ appToken, apiUrl, app, log }: { appToken: string; apiUrl: string; app: App; log: Log }) {
  const receiver = new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: sdkLogger(log),
    // An object of its own: the SDK writes defaults into it.
    installerOptions: { clientOptions: clientOptions(apiUrl, log, askWithinMs) },
    customPropertiesExtractor: () => ({ receivedAt: performance.now() }),
    processEventErrorHandler: ({ error }) => {
      log.warn({ error: errorText(error) }, 'a payload from Slack could not be handled');
      return Promise.resolve(false);
    },
  });
  receiver.init(app);
  return receiver;
}

/** The SDK's listener is async and unguarded: a frame that it does not expect would end the process. */
function guardFrames(client: SocketModeReceiver['client'], log: Log, onDisconnect: (reason: string) => void): void {
  const listeners = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data: unknown, isBinary: unknown) => {
    const frame = readFrame(data);
    if (frame === undefined) {
      log.warn({}, 'Slack sent a frame that is not understood');
    } else if (frame.type === 'disconnect') {
      onDisconnect(frame.reason);
    } else {
      for (const listener of listeners) {
        Promise.resolve(listener(data, isBinary) as unknown).catch((error: unknown) => {
          log.warn({ error: errorText(error) }, 'a frame from Slack could not be handled');
        });
      }
    }
  });
}

async function open(
  receiver: SocketModeReceiver,
  isLive: () => boolean,
  after: (ms: number, act: () => void) => void,
  close: () => Promise<void>,
): Promise<void> {
  const late = Promise.withResolvers<never>();
  after(openWithinMs, () => {
    if (!isLive()) late.reject(new Error('Slack did not say hello in time'));
  });
  try {
    await Promise.race([receiver.start(), late.promise]);
  } catch (error) {
    await close();
    // The SDK rejects with nothing when the connection ends before the hello.
    throw error ?? new Error('Slack closed the connection before it said hello');
  }
}

type Frame = Readonly<
  { type: 'hello' | 'events_api' | 'slash_commands' | 'interactive' } | { type: 'disconnect'; reason: string }
>;

/**
 * A frame that may be handed on. The SDK emits every other type as an event of its own under that name, and takes
 * `payload.event` for granted, which `app_rate_limited` does not have.
 */
export function readFrame(data: unknown): Frame | undefined {
  if (typeof data !== 'string') return undefined;
  // The SDK parses the frame again. Where somebody waits, once is enough: in JSON, no text of people can hold these unescaped.
  if (data.includes('"type":"slash_commands"') && data.includes('"payload":{')) return { type: 'slash_commands' };
  const frame = parsed(data);
  const payload = objectOf(frame?.['payload']);
  switch (frame?.['type']) {
    case 'hello':
      return { type: 'hello' };
    case 'disconnect':
      return { type: 'disconnect', reason: typeof frame['reason'] === 'string' ? frame['reason'] : 'unknown' };
    case 'events_api':
      return typeof objectOf(payload?.['event'])?.['type'] === 'string' ? { type: 'events_api' } : undefined;
    case 'slash_commands':
    case 'interactive':
      return payload === undefined ? undefined : { type: frame['type'] };
    default:
      return undefined;
  }
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}
