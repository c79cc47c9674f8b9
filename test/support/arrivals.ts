/** Requests as Agora counts them: at their arrival. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Arrivals = Readonly<{
  url: string;
  /** When each request arrived, in milliseconds. */
  at: readonly number[];
  /** Resolves when so many have arrived. */
  reached(count: number): Promise<void>;
  close(): void;
}>;

/** A server that answers every request, each after `delay` milliseconds. */
export async function countArrivals(delay: () => number): Promise<Arrivals> {
  const at: number[] = [];
  const server = createServer((request, response) => {
    at.push(performance.now());
    request.resume();
    server.emit('arrival');
    setTimeout(() => response.writeHead(404, { 'content-type': 'application/json' }).end('{"code":404}'), delay());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    at,
    async reached(count) {
      while (at.length < count) await once(server, 'arrival');
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** How many arrived less than a second after the tenth before them. */
export function overruns(at: readonly number[], perSecond = 10): number {
  return at.filter((time, n) => time - (at[n - perSecond] ?? Number.NEGATIVE_INFINITY) < 1_000).length;
}

/** How many arrived within `span` ms from the moment `from`. */
export function arrivedWithin(at: readonly number[], from: number, span: number): number {
  return at.filter((time) => time >= from && time < from + span).length;
}
