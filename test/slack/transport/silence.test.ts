/** A Slack that accepts the connection, or the request for its URL, and then never responds: the socket times out. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '@slack/bolt';
import { describe, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { openSocket } from '../../../src/slack/transport/socket.ts';
import { quiet } from '../inbound/support.ts';

/** A server for addresses and connections; `answer` receives its port. */
async function serve(answer: (port: number) => RequestListener) {
  const server = createServer((request, response) => answer(port)(request, response));
  const sockets = new WebSocketServer({ server });
  const links = new Set<WebSocket>();
  sockets.on('connection', (link) => links.add(link));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const link of links) link.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { apiUrl: `http://127.0.0.1:${port}/`, [Symbol.asyncDispose]: close };
}

const open = (apiUrl: string) => openSocket({ appToken: 'xapp-1', apiUrl, app: {} as App, log: quiet });

describe.concurrent('a socket times out', () => {
  test('without a URL', async ({ expect }) => {
    await using slack = await serve(() => () => undefined);
    const socket = open(slack.apiUrl);
    await expect(socket.opened).rejects.toThrow();
    await socket.closed;
    expect(socket.isLive()).toBe(false);
  });

  test('without a hello after connecting', async ({ expect }) => {
    await using slack = await serve((port) => (_request, response) => {
      response.end(JSON.stringify({ ok: true, url: `ws://127.0.0.1:${port}/` }));
    });
    const socket = open(slack.apiUrl);
    await expect(socket.opened).rejects.toThrow('did not say hello in time');
    await socket.closed;
    expect(socket.isLive()).toBe(false);
  });
});
