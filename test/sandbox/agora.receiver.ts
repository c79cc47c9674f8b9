import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { AgoraNotification } from '../../src/sandbox/agora/notification-plan.ts';
import { type Fixture, startFixture } from './agora.support.ts';

export const SECRET = 'notify-secret';

type Received = { raw: string; headers: IncomingHttpHeaders; notification: AgoraNotification };

type Receiver = {
  url: string;
  /** Everything that has arrived, in order. */
  received: Received[];
  /** The status of the response; undefined: no response. Default: always 200. */
  answer: (received: Received) => number | undefined;
};

/** A receiver of notifications on loopback, closed when the test ends. */
export async function receiver(): Promise<Receiver> {
  const self: Receiver = { url: '', received: [], answer: () => 200 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString();
      const received = { raw, headers: request.headers, notification: parsed(raw) };
      self.received.push(received);
      const status = self.answer(received);
      if (status !== undefined) response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  self.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/agora/events`;
  return self;
}

function parsed(raw: string): AgoraNotification {
  try {
    return JSON.parse(raw) as AgoraNotification;
  } catch {
    return {} as AgoraNotification;
  }
}

/** A simulator with a receiver. `settled` resolves when the first notification of that type and attempt was answered or has failed. */
export async function notified(options: Parameters<typeof startFixture>[0] = {}) {
  const to = await receiver();
  const one: Fixture = await startFixture({ ...options, notify: { url: to.url, secret: SECRET } });
  return {
    ...one,
    to,
    settled: (eventType: number, attempt = 1) =>
      one.agora.waitForNotification((entry) => entry.eventType === eventType && entry.attempt === attempt),
    /** The types of events that have arrived. */
    types: () => to.received.map(({ notification }) => notification.eventType),
    details: (eventType: number) =>
      to.received
        .filter(({ notification }) => notification.eventType === eventType)
        .map(({ notification }) => notification.payload.details),
  };
}
