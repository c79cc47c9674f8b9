import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { AgoraNotification } from '../../src/sandbox/agora/notification-plan.ts';
import { type Bench, bench } from './agora.support.ts';

export const SECRET = 'notify-secret';

type Heard = { raw: string; headers: IncomingHttpHeaders; notification: AgoraNotification };

type Receiver = {
  url: string;
  /** Everything that has arrived, in order. */
  heard: Heard[];
  /** What it answers to what comes; undefined: nothing. Default: always 200. */
  answer: (heard: Heard) => number | undefined;
};

/** Somebody who gets notifications on loopback, until the test ends. */
export async function receiver(): Promise<Receiver> {
  const self: Receiver = { url: '', heard: [], answer: () => 200 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString();
      const heard = { raw, headers: request.headers, notification: parsed(raw) };
      self.heard.push(heard);
      const status = self.answer(heard);
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

/** A simulator that notifies a receiver. `settled` ends when the first notice of that type (and attempt) was answered or given up. */
export async function notified(options: Parameters<typeof bench>[0] = {}) {
  const to = await receiver();
  const one: Bench = await bench({ ...options, notify: { url: to.url, secret: SECRET } });
  return {
    ...one,
    to,
    settled: (eventType: number, attempt = 1) =>
      one.agora.waitForNotification((entry) => entry.eventType === eventType && entry.attempt === attempt),
    /** The types that have arrived. */
    types: () => to.heard.map(({ notification }) => notification.eventType),
    details: (eventType: number) =>
      to.heard
        .filter(({ notification }) => notification.eventType === eventType)
        .map(({ notification }) => notification.payload.details),
  };
}
