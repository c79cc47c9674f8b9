/** The HTTP server for those who run the bot: is it alive, is it ready, what does it measure. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from './log.ts';

export type HttpOptions = Readonly<{
  /** Why the bot is not ready, one sentence each without secrets; none when it is. */
  readiness: () => Promise<readonly string[]> | readonly string[];
  metrics: Readonly<{ contentType: string; text: () => Promise<string> }>;
  log: Log;
}>;

export type HttpServer = Readonly<{
  /** Resolves when it listens. Rejects with a sentence that says what to change when it can't. Port 0: any free one. */
  listen(host: string, port: number): Promise<void>;
  /** The port that it listens on; undefined when it doesn't. */
  port(): number | undefined;
  /** Answers what is in flight for up to `grace` ms, then drops what is left. May be called twice, and without `listen`. */
  close(grace?: number): Promise<void>;
}>;

type Reply = Readonly<{ status: number; type?: string; body: string }>;

export function createHttpServer(options: HttpOptions): HttpServer {
  const routes: Readonly<Record<string, () => Promise<Reply>>> = {
    '/healthz': async () => json(200, { status: 'ok' }),
    '/readyz': async () => {
      const reasons = await options.readiness();
      return reasons.length === 0 ? json(200, { ready: true }) : json(503, { ready: false, reasons });
    },
    '/metrics': async () => ({ status: 200, type: options.metrics.contentType, body: await options.metrics.text() }),
  };

  // Probes send a few short headers and no body, so whoever sends more, or slowly, is cut off early.
  const server = createServer(
    { maxHeaderSize: 8 * 1024, headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 },
    (request, response) => void respond(request, response),
  );
  server.maxHeadersCount = 50;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (route === undefined) return send(request, response, json(404, { error: 'There is nothing at this address.' }));
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return send(request, response, json(405, { error: 'Only GET and HEAD are answered here.' }));
    }
    try {
      send(request, response, await route());
    } catch (err) {
      options.log.error({ err, path }, 'A request for health or metrics could not be answered');
      const error = 'The answer could not be found out: the log says why.';
      send(
        request,
        response,
        path === '/readyz' ? json(503, { ready: false, reasons: [error] }) : json(500, { error }),
      );
    }
  }

  function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
    // While it closes, a connection that is kept alive would only delay the end.
    if (!server.listening) response.setHeader('Connection', 'close');
    response.writeHead(reply.status, {
      'Content-Type': reply.type ?? 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(reply.body),
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(request.method === 'HEAD' ? undefined : reply.body);
  }

  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        const refuse = (cause: Error): void => reject(listenError(cause, host, port));
        server.once('error', refuse);
        server.listen(port, host, () => {
          server.off('error', refuse);
          server.on('error', (err) => options.log.error({ err }, 'The HTTP server had a problem'));
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

function json(status: number, value: unknown): Reply {
  return { status, body: JSON.stringify(value) };
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses it: stop that program, or set HTTP_PORT to a free port (0 picks one)',
  EACCES: 'this user may not use it: set HTTP_PORT to 1024 or higher',
  EADDRNOTAVAIL:
    'this machine does not have that address: set HTTP_HOST to one that it has, such as 127.0.0.1 or 0.0.0.0',
  ENOTFOUND: 'no machine of that name is known: set HTTP_HOST to an address of this machine, such as 127.0.0.1',
};

/** An error with the system's code, such as EADDRINUSE, and a sentence that says what to change. */
function listenError(cause: NodeJS.ErrnoException, host: string, port: number): Error & { code: string } {
  const code = cause.code ?? 'UNKNOWN';
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const why = reasons[code] ?? `the system says ${code}: check HTTP_HOST and HTTP_PORT`;
  return Object.assign(new Error(`The HTTP server can't listen on ${address}: ${why}.`, { cause }), { code });
}
