/** One HTTP request and what became of it. */
import { type ClientRequest, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import got, { TimeoutError } from 'got';
import type { Ms } from '../recording/recording.ts';
import type { Request } from './requests.ts';

/**
 * `failed`: no answer. `sent` tells whether Agora may have received the request; `detail` names the error and the host.
 */
export type HttpResult = Readonly<
  | { kind: 'responded'; status: number; body: string; retryAfter: string | undefined; date?: string }
  | { kind: 'failed'; sent: boolean; inTime: boolean; detail: string }
>;

/** `mayLeave`: asked when the connection is there; where it says no, nothing is sent. */
export type HttpOptions = Readonly<{
  headers: Record<string, string>;
  timeout: Ms;
  signal: AbortSignal;
  mayLeave: () => boolean;
}>;

/** For each of name lookup, TCP and TLS: time for the other host must remain. */
const connectTimeout: Ms = 3_000;

/** Agora's answers have a few kilobytes. A longer body is given up and counts as empty. */
const longestBody = 256 * 1024;

// A fresh connection for every request. On a kept one, a server that is just closing it makes a request fail that it never
// read, which looks the same as one that it has acted on. Own agents also ignore proxies that the environment names.
const agent = { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) };

/** Sends the request to the base URL once. Never rejects. */
export async function sendRequest(baseUrl: string, request: Request, options: HttpOptions): Promise<HttpResult> {
  const tooLong = new AbortController();
  let sent = false;
  let status = 0;
  try {
    const reply = await got(`${baseUrl.replace(/\/+$/, '')}${request.path}`, {
      method: request.method,
      ...(request.method === 'POST' ? { json: request.body } : {}),
      headers: options.headers,
      timeout: {
        lookup: connectTimeout,
        connect: connectTimeout,
        secureConnect: connectTimeout,
        request: Math.ceil(options.timeout),
      },
      signal: AbortSignal.any([options.signal, tooLong.signal]),
      // Retries are rows in our database.
      retry: { limit: 0 },
      throwHttpErrors: false,
      followRedirect: false,
      // Nothing is asked for in compressed form, so nothing can swell.
      decompress: false,
      http2: false,
      agent,
    })
      .on('request', (sending: ClientRequest) => {
        onReady(sending, () => {
          if (options.mayLeave()) sent = true;
          // Node writes the request only after this.
          else sending.destroy(new Error('the turn is over'));
        });
        sending.once('response', (response) => {
          status = response.statusCode ?? 0;
        });
      })
      .on('downloadProgress', ({ transferred }) => {
        if (transferred > longestBody) tooLong.abort();
      });
    return {
      kind: 'responded',
      status: reply.statusCode,
      // Bytes where the service has compressed it unasked.
      body: typeof reply.body === 'string' ? reply.body : '',
      retryAfter: reply.headers['retry-after'],
      ...(reply.headers.date !== undefined && { date: reply.headers.date }),
    };
  } catch (error) {
    if (tooLong.signal.aborted && status !== 0) return { kind: 'responded', status, body: '', retryAfter: undefined };
    const late = error instanceof TimeoutError || options.signal.aborted;
    return { kind: 'failed', sent, inTime: !late, detail: detailOf(error, baseUrl) };
  }
}

/**
 * Calls `ready` when the connection can carry the request: before that, the service has certainly not received it. A failed
 * TLS handshake, or a certificate that is not Agora's, comes before.
 */
function onReady(request: ClientRequest, ready: () => void): void {
  const watch = (socket: Socket) => {
    if (!socket.connecting) ready();
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', ready);
  };
  if (request.socket === null) request.once('socket', watch);
  else watch(request.socket);
}

/** Never the message of the error: it may hold the URL, and with it whatever somebody has put there. */
function detailOf(error: unknown, baseUrl: string): string {
  const { code } = error as NodeJS.ErrnoException;
  const host = URL.parse(baseUrl)?.host ?? 'a URL that is none';
  const phase = error instanceof TimeoutError ? ` (${error.event})` : '';
  return `${code ?? 'error'}${phase}, ${host}`;
}
