/** The server of the demo's page, on 127.0.0.1: the page itself, files, and a WebSocket for everything that changes. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { close, listen } from '../../loopback.ts';
import { type Assets, createAssets } from './assets.ts';
import { createConditions } from './conditions.ts';
import { fileResponse, needsToken } from './files.ts';
import type { PageParts } from './parts.ts';
import { createSockets } from './sockets.ts';

export type PageServerOptions = PageParts & {
  /** Default 0: a free one. */
  port?: number;
};

export type PageServer = Readonly<{
  /** With the token that everything needs that changes something. */
  address: string;
  close(): Promise<void>;
}>;

type Guard = Readonly<{ hosts: readonly string[]; token: string }>;

/** The page loads nothing from outside, and no other page may show it. */
function headersFor({ hosts }: Guard): Record<string, string> {
  const sockets = hosts.map((host) => `ws://${host}`).join(' ');
  const policy = [
    "default-src 'self'",
    // Vite puts the styles of modules into the page.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    // hls.js works in one.
    "worker-src 'self' blob:",
    `connect-src 'self' ${sockets}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  };
}

/** Rejects with the error of `listen`, such as EADDRINUSE, and where Vite is not installed (ERR_MODULE_NOT_FOUND). */
export async function createPageServer({ port: wanted = 0, ...parts }: PageServerOptions): Promise<PageServer> {
  const server = createServer();
  const assets = await createAssets(server);
  try {
    const port = await listen(server, wanted);
    const token = randomBytes(16).toString('hex');
    const guard: Guard = { hosts: [`127.0.0.1:${port}`, `localhost:${port}`], token };
    const sockets = createSockets(parts, createConditions(parts));
    const webSockets = new WebSocketServer({ noServer: true, maxPayload: 256 * 1024 });
    server.on('request', createListener(parts, guard, assets));
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const refusal = refusalOf(request, guard);
      if (refusal !== undefined) return void socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`);
      webSockets.handleUpgrade(request, socket, head, (webSocket) => sockets.add(webSocket));
    });
    return {
      address: `http://127.0.0.1:${port}/?token=${token}`,
      async close() {
        sockets.close();
        for (const client of webSockets.clients) client.terminate();
        await Promise.all([assets.close(), close(server)]);
      },
    };
  } catch (error) {
    await assets.close();
    throw error;
  }
}

function createListener(parts: PageParts, guard: Guard, assets: Assets) {
  const common = headersFor(guard);
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { method = '', headers } = request;
    for (const [header, value] of Object.entries(common)) response.setHeader(header, value);
    if (!isOwnHost(headers.host, guard)) return refuse(response, 403, 'Forbidden');
    // Nothing that a request does here changes anything.
    if (method !== 'GET' && method !== 'HEAD') return refuse(response, 405, 'Method not allowed');
    const { pathname, searchParams } = targetOf(request);
    if (needsToken(pathname) && !isToken(searchParams.get('token'), guard))
      return refuse(response, 401, 'Unauthorized');
    const file = fileResponse(parts, pathname, headers.range);
    if (file === undefined) return assets.serve(pathname, request, response);
    response.writeHead(file.status, { ...file.headers, 'content-length': Buffer.byteLength(file.body) });
    response.end(method === 'HEAD' ? undefined : file.body);
  };
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

/** Another site may have a name that leads to this machine (DNS rebinding). */
function isOwnHost(host: string | undefined, { hosts }: Guard): boolean {
  return host !== undefined && hosts.includes(host);
}

/** Why the request for a WebSocket is refused. A browser lets any page ask for one. */
function refusalOf(request: IncomingMessage, guard: Guard): string | undefined {
  const { headers } = request;
  const isOwnOrigin = guard.hosts.some((host) => headers.origin === `http://${host}`);
  if (!isOwnHost(headers.host, guard) || !isOwnOrigin) return '403 Forbidden';
  const { pathname, searchParams } = targetOf(request);
  if (!isToken(searchParams.get('token'), guard)) return '401 Unauthorized';
  return pathname === '/socket' ? undefined : '404 Not Found';
}

/** The whole of the target is a path, also where it begins with two slashes. */
function targetOf({ url = '/' }: IncomingMessage): URL {
  return new URL(`http://page${url.startsWith('/') ? url : '/'}`);
}

function isToken(given: string | null, { token }: Guard): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
