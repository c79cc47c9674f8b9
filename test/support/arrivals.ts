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
  /** Resolves with the first arrival so many milliseconds after the first of all. */
  lasted(span: number): Promise<void>;
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
    async lasted(span) {
      while ((at.at(-1) ?? 0) - (at[0] ?? 0) < span) await once(server, 'arrival');
    },
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

/** How much of the limit was used, from 0 to 1: of any eleven, the last one may come a second after the first, at the earliest. */
export function share(at: readonly number[], perSecond = 10): number {
  const spans = at.slice(perSecond).map((time, n) => time - (at[n] ?? 0));
  return 1_000 / (spans.reduce((sum, span) => sum + span, 0) / spans.length);
}

/** How many arrived in the first `span` milliseconds. */
export function arrivedWithin(at: readonly number[], span: number): number {
  return at.filter((time) => time < (at[0] ?? 0) + span).length;
}
