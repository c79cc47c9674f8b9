import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { WebSocket } from 'ws';
import type { SlackWorkspace } from '../../src/sandbox/slack/slack-server.ts';

/** A real Bolt app with one or more Socket Mode receivers. */
export async function startBolt(slack: SlackWorkspace, sockets = 1) {
  const receivers = Array.from(
    { length: sockets },
    () =>
      new SocketModeReceiver({
        appToken: slack.appToken,
        logLevel: LogLevel.ERROR,
        autoReconnectEnabled: false,
        // Its own object: the receiver changes the retries in the one that it is given.
        installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
      }),
  );
  const [first] = receivers;
  if (first === undefined) throw new Error('a bot needs a socket');
  const app = new App({
    token: slack.botToken,
    receiver: first,
    deferInitialization: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  });
  for (const receiver of receivers.slice(1)) receiver.init(app);
  await app.init();
  return {
    app,
    start: async () => {
      for (const receiver of receivers) await receiver.start();
    },
    stop: async () => {
      await Promise.all(receivers.map((receiver) => receiver.client.disconnect()));
    },
  };
}

/** The real Web API client. It does not wait for rate limits; one attempt per call unless `retries` are given. */
export function clientOf(slack: SlackWorkspace, retries = 0): WebClient {
  return new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    logLevel: LogLevel.ERROR,
    rejectRateLimitedCalls: true,
    retryConfig: { retries, minTimeout: 1, maxTimeout: 1 },
  });
}

type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

/** A call with a JSON body; without `token`, none is sent. */
export async function call(slack: SlackWorkspace, method: string, args: object = {}, token?: string): Promise<Answer> {
  const response = await fetch(slack.apiUrl + method, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(args),
  });
  const text = await response.text();
  const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text };
  return { status: response.status, headers: response.headers, body };
}

export type RawSocket = {
  ws: WebSocket;
  frames: Record<string, unknown>[];
  /** The first frame that fits, past or future. */
  frame(fits: (frame: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  closed: Promise<number>;
};

/** A bare Socket Mode connection. Acknowledges every envelope unless `acks` is false. */
export async function openSocket(slack: SlackWorkspace, acks = true): Promise<RawSocket> {
  const { body } = await call(slack, 'apps.connections.open', {}, slack.appToken);
  const ws = new WebSocket(String(body['url']));
  const frames: Record<string, unknown>[] = [];
  const lookers = new Set<() => void>();
  ws.on('message', (data) => {
    const frame = JSON.parse((data as Buffer).toString()) as Record<string, unknown>;
    frames.push(frame);
    if (acks && 'envelope_id' in frame) ws.send(JSON.stringify({ envelope_id: frame['envelope_id'], payload: {} }));
    for (const look of lookers) look();
  });
  ws.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => {
    ws.on('close', resolve);
  });
  const socket: RawSocket = {
    ws,
    frames,
    closed,
    frame: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const found = frames.find(fits);
          if (found === undefined) return;
          lookers.delete(look);
          resolve(found);
        };
        lookers.add(look);
        look();
      }),
  };
  await socket.frame((frame) => frame['type'] === 'hello' || frame['type'] === 'disconnect');
  return socket;
}

export const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

export const button = (text: string, action: string, more: object = {}) => ({
  type: 'button',
  text: { type: 'plain_text', text },
  action_id: action,
  ...more,
});
