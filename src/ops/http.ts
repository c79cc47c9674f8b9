/** The HTTP server: for those who run the bot, is it alive, is it ready, what does it measure; and where Agora calls in. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from './log.ts';

export type HttpOptions = Readonly<{
  /** Why the bot is not ready, one sentence each without secrets; none when it is. */
  readiness: () => Promise<readonly string[]> | readonly string[];
  metrics: Readonly<{ contentType: string; text: () => Promise<string> }>;
  /**
   * Takes what is posted to `/agora/events`, a body of up to 256 KiB as it arrived; without it nothing is there. When it rejects,
   * the answer is 500, so that the sender tries again.
   */
  events?: (rawBody: Buffer, headers: IncomingHttpHeaders) => Promise<{ status: 200 | 400 | 401; body: object }>;
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

/** `last`: the connection ends with it. */
type Reply = Readonly<{ status: number; type?: string; body: string; last?: true }>;

/** `undefined` for a client that has gone. `failed`: the answer when there is none. */
type Route = Readonly<{
  methods: readonly string[];
  answer: (request: IncomingMessage) => Promise<Reply | undefined>;
  failed: Reply;
}>;

const noAnswer = 'The answer could not be found out: the log says why.';

/** Agora's events have a few kilobytes. */
const longestBody = 256 * 1024;

export function createHttpServer(options: HttpOptions): HttpServer {
  const { readiness, metrics, events } = options;
  const look = { methods: ['GET', 'HEAD'], failed: json(500, { error: noAnswer }) };
  const routes: Readonly<Record<string, Route>> = {
    '/healthz': { ...look, answer: async () => json(200, { status: 'ok' }) },
    '/readyz': {
      ...look,
      answer: async () => {
        const reasons = await readiness();
        return reasons.length === 0 ? json(200, { ready: true }) : json(503, { ready: false, reasons });
      },
      failed: json(503, { ready: false, reasons: [noAnswer] }),
    },
    '/metrics': {
      ...look,
      answer: async () => ({ status: 200, type: metrics.contentType, body: await metrics.text() }),
    },
    ...(events !== undefined && {
      '/agora/events': {
        methods: ['POST'],
        answer: async (request: IncomingMessage) => {
          const body = await bodyOf(request);
          if (body === 'ended') return undefined;
          if (body === 'tooLong') {
            const error = `The body is longer than ${longestBody} bytes: send one event at a time.`;
            return { ...json(400, { error }), last: true };
          }
          const taken = await events(body, request.headers);
          return json(taken.status, taken.body);
        },
        failed: json(500, { error: 'The event could not be written down: send it again. The log says why.' }),
      },
    }),
  };

  // Probes send a few short headers and no body, and Agora a short body, so whoever sends more, or slowly, is cut off early.
  const server = createServer(
    {
      maxHeaderSize: 8 * 1024,
      headersTimeout: 5_000,
      requestTimeout: 10_000,
      connectionsCheckingInterval: 1_000,
      // Agora advises at least ten seconds.
      keepAliveTimeout: 15_000,
    },
    (request, response) => void respond(request, response),
  );
  server.maxHeadersCount = 50;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (route === undefined) return send(request, response, json(404, { error: 'There is nothing at this address.' }));
    if (!route.methods.includes(request.method ?? '')) {
      response.setHeader('Allow', route.methods.join(', '));
      const error = `Only ${route.methods.join(' and ')} ${route.methods.length === 1 ? 'is' : 'are'} answered here.`;
      return send(request, response, json(405, { error }));
    }
    try {
      const reply = await route.answer(request);
      if (reply !== undefined) send(request, response, reply);
    } catch (err) {
      options.log.error({ err, path }, 'A request could not be answered');
      send(request, response, route.failed);
    }
  }

  function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
    // While it closes, a connection that is kept alive would only delay the end.
    if (!server.listening || reply.last === true) response.setHeader('Connection', 'close');
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

/** The bytes of a body; `tooLong`: the rest is left unread; `gone`: the client has hung up, or was cut off for being slow. */
function bodyOf(request: IncomingMessage): Promise<Buffer | 'tooLong' | 'ended'> {
  if (Number(request.headers['content-length'] ?? 0) > longestBody) return Promise.resolve('tooLong');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= longestBody) {
        chunks.push(chunk);
        return;
      }
      request.pause();
      resolve('tooLong');
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('close', () => resolve('ended'));
  });
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
