/** An HTTP server on one port. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newReference } from '../service/reference.ts';
import type { Log } from './log.ts';
import { json, type Reply, type Routes } from './routes.ts';

/** `portVariable`: the setting of its port, for the sentence that says what to change. */
export type HttpOptions = Readonly<{ routes: Routes; log: Log; portVariable?: 'HTTP_PORT' | 'METRICS_PORT' }>;

export type HttpServer = Readonly<{
  /** Resolves when it listens. Rejects with a sentence that says what to change when it can't. Port 0: any free one. */
  listen(host: string, port: number): Promise<void>;
  /** The port that it listens on; undefined when it doesn't. */
  port(): number | undefined;
  /** Answers what is in flight for up to `grace` ms, then drops what is left. May be called twice, and without `listen`. */
  close(grace?: number): Promise<void>;
}>;

/** Probes send a few short headers and no body, and Agora a short body, so a client that sends more, or slowly, is cut off early. */
const serverOptions = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  // Agora advises at least ten seconds.
  keepAliveTimeout: 15_000,
};

export function createHttpServer({ routes, log, portVariable = 'HTTP_PORT' }: HttpOptions): HttpServer {
  const server = createServer(serverOptions, (request, response) => {
    void replyTo(request, routes, log).then((found) => {
      if (found !== undefined) send(server, request, response, found);
    });
  });
  server.maxHeadersCount = 50;
  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        const refuse = (cause: Error): void => reject(listenError(cause, host, port, portVariable));
        server.once('error', refuse);
        server.listen(port, host, () => {
          server.off('error', refuse);
          server.on('error', (err) => log.error({ err }, 'the HTTP server had a problem'));
          resolve();
        });
      }),
    port: () => (server.address() as AddressInfo | null)?.port,
    close: (grace = 1_000) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), grace);
        // The one error it can give is that it doesn't listen, which is what was asked for.
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}

type Found = Readonly<{ reply: Reply; allow?: string }>;

/** Never rejects. Undefined for a client that has gone. */
async function replyTo(request: IncomingMessage, routes: Routes, log: Log): Promise<Found | undefined> {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (route === undefined) return { reply: json(404, { error: 'Not found' }) };
  if (!route.methods.includes(request.method ?? '')) {
    const allow = route.methods.join(', ');
    return { reply: json(405, { error: `Method not allowed. Use ${route.methods.join(' or ')}.` }), allow };
  }
  try {
    const reply = await route.answer(request);
    return reply === undefined ? undefined : { reply };
  } catch (err) {
    const reference = newReference();
    log.error({ reference, err, path }, 'failed to answer an HTTP request');
    return { reply: route.failed(reference) };
  }
}

function send(server: Server, request: IncomingMessage, response: ServerResponse, { reply, allow }: Found): void {
  if (allow !== undefined) response.setHeader('Allow', allow);
  // While it closes, a connection that is kept alive would only delay the end.
  if (!server.listening || reply.last === true) response.setHeader('Connection', 'close');
  response.writeHead(reply.status, {
    ...reply.headers,
    'Content-Type': reply.type ?? 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(reply.body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : reply.body);
}

/** Whether only programs of this machine reach it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d+){3}$/.test(host);
}

type PortVariable = NonNullable<HttpOptions['portVariable']>;

const listenRemedies: Readonly<Record<string, (portVariable: PortVariable) => string>> = {
  EADDRINUSE: (variable) =>
    `another program uses it: stop that program, or set ${variable} to a free port (0 picks one)`,
  EACCES: (variable) => `this user may not use it: set ${variable} to 1024 or higher`,
  EADDRNOTAVAIL: () =>
    'this machine does not have that address: set HTTP_HOST to one that it has, such as 127.0.0.1 or 0.0.0.0',
  ENOTFOUND: () => 'no machine of that name is known: set HTTP_HOST to an address of this machine, such as 127.0.0.1',
};

/** An error with the system's code, such as EADDRINUSE, and a sentence that says what to change. */
function listenError(
  cause: NodeJS.ErrnoException,
  host: string,
  port: number,
  variable: PortVariable,
): Error & { code: string } {
  const code = cause.code ?? 'UNKNOWN';
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const why = listenRemedies[code]?.(variable) ?? `the system says ${code}: check HTTP_HOST and ${variable}`;
  return Object.assign(new Error(`The HTTP server can't listen on ${address}: ${why}.`, { cause }), { code });
}
