import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import type { State } from './state.ts';
import type { EnvelopeEntry, Json } from './types.ts';
import { isObject } from './types.ts';

const mostSockets = 10;
const pingEveryMs = 10_000;
// Slack closes the socket itself when the client does not after a `disconnect` frame.
const closeAfterMs = 1_000;

/** What became of a payload: acked in time, never acked in time, or nobody was there to take it. */
export type Delivery = { envelopeId: string } & (
  | { ackMs: number; ack: Json }
  | { error: 'operation_timeout' | 'dispatch_failed' }
);

/** One socket by its number, or all of them. */
export type Which = number | 'all';

export type Refresh = {
  which?: Which;
  reason?: 'refresh_requested' | 'link_disabled' | 'too_many_websockets';
  /** Like a peer that is gone: never answers the client's close frame and never closes by itself. */
  ignoreCloseFrame?: boolean;
};

type Link = { readonly number: number; readonly ws: WebSocket; draining: boolean; pongs: boolean; left: boolean };

export type Sockets = {
  /** A path for one connection. */
  openTicket(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sends a payload down one socket, in turn, and resolves when it is acked or given up. Never rejects. */
  deliver(type: string, payload: Json, acceptsPayload: boolean): Promise<Delivery>;
  /** Numbers of the sockets that neither side has closed, in the order of their connecting. */
  open: () => number[];
  refresh: (options?: Refresh) => void;
  warn: (which?: Which) => void;
  /** Breaks the connection without a close frame. */
  kill: (which?: Which) => void;
  /** Sends a frame as it is, for malformed ones. */
  send: (raw: string, which?: Which) => void;
  answerPings(on: boolean, which?: Which): void;
  close(): void;
};

export function createSockets(state: State, ackTimeoutMs: number, isDown: () => boolean): Sockets {
  const server = new WebSocketServer({ noServer: true, autoPong: false, perMessageDeflate: false });
  const tickets = new Set<string>();
  const links: Link[] = [];
  const waiting = new Map<string, { started: number; entry: EnvelopeEntry; acked(delivery: Delivery): void }>();
  let connected = 0;
  let turn = 0;

  const chosen = (which: Which = 'all') => links.filter((link) => which === 'all' || link.number === which);

  const connect = (ws: WebSocket) => {
    connected += 1;
    const link: Link = { number: connected, ws, draining: false, pongs: true, left: false };
    const ping = setInterval(() => {
      ws.ping('Ping from the workspace');
    }, pingEveryMs);
    ping.unref();
    ws.on('ping', (data) => {
      if (link.pongs && ws.readyState === WebSocket.OPEN) ws.pong(data);
    });
    ws.on('message', (data) => {
      acknowledge(data);
    });
    // A reset peer is an `error` followed by a `close`; the second does the work.
    ws.on('error', () => undefined);
    ws.on('close', () => {
      clearInterval(ping);
      const index = links.indexOf(link);
      if (index >= 0) links.splice(index, 1);
      state.touch();
    });
    if (links.length >= mostSockets) {
      ws.send(
        JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets', debug_info: { host: 'applink-local' } }),
      );
      ws.close(1000);
      return;
    }
    links.push(link);
    ws.send(
      JSON.stringify({
        type: 'hello',
        num_connections: links.length,
        connection_info: { app_id: state.appId },
        debug_info: { host: 'applink-local', build_number: 10, approximate_connection_time: 18_060 },
      }),
    );
    state.touch();
  };

  const acknowledge = (data: RawData) => {
    const frame = parse(data);
    const id = frame?.['envelope_id'];
    const wait = typeof id === 'string' ? waiting.get(id) : undefined;
    if (frame === undefined || wait === undefined || typeof id !== 'string') return;
    const ack = isObject(frame['payload']) ? frame['payload'] : {};
    wait.entry.ackMs = performance.now() - wait.started;
    wait.entry.ack = ack;
    waiting.delete(id);
    wait.acked({ envelopeId: id, ackMs: wait.entry.ackMs, ack });
    state.touch();
  };

  return {
    openTicket() {
      const ticket = randomBytes(12).toString('base64url');
      tickets.add(ticket);
      return `/link/?ticket=${ticket}&app_id=${state.appId}`;
    },
    upgrade(request, socket, head) {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      if (isDown()) {
        socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      if (pathname !== '/link/' || !tickets.delete(searchParams.get('ticket') ?? '')) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, connect);
    },
    deliver(type, payload, acceptsPayload) {
      const envelopeId = randomUUID();
      const ready = links.filter((link) => !link.draining && link.ws.readyState === WebSocket.OPEN);
      const link = ready[turn % Math.max(1, ready.length)];
      turn += 1;
      const entry: EnvelopeEntry = {
        kind: 'envelope',
        at: state.clock.now(),
        envelopeId,
        type,
        socket: link?.number ?? 0,
        payload,
      };
      state.requestLog.push(entry);
      if (link === undefined) {
        entry.error = 'dispatch_failed';
        return Promise.resolve<Delivery>({ envelopeId, error: 'dispatch_failed' });
      }
      const frame = JSON.stringify({
        envelope_id: envelopeId,
        type,
        accepts_response_payload: acceptsPayload,
        payload,
      });
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          entry.error = 'operation_timeout';
          resolve({ envelopeId, error: 'operation_timeout' });
        }, ackTimeoutMs);
        // The wait outlives the timeout, so that the journal shows how late a late ack was.
        waiting.set(envelopeId, {
          started: performance.now(),
          entry,
          acked: (delivery) => {
            clearTimeout(timer);
            resolve(delivery);
          },
        });
        link.ws.send(frame);
      });
    },
    open: () => links.filter((link) => link.ws.readyState === WebSocket.OPEN && !link.left).map((link) => link.number),
    refresh({ which, reason = 'refresh_requested', ignoreCloseFrame = false } = {}) {
      for (const link of chosen(which)) {
        link.draining = true;
        // `ws` answers a close frame by calling its own close(): without one the client's frame stays unanswered.
        if (ignoreCloseFrame) {
          link.ws.close = () => {
            link.left = true;
            state.touch();
          };
        }
        link.ws.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-local' } }));
        if (!ignoreCloseFrame) {
          setTimeout(() => {
            link.ws.close(1000);
          }, closeAfterMs).unref();
        }
      }
    },
    warn(which) {
      for (const { ws } of chosen(which)) {
        ws.send(JSON.stringify({ type: 'disconnect', reason: 'warning', debug_info: { host: 'applink-local' } }));
      }
    },
    kill(which) {
      for (const { ws } of chosen(which)) ws.terminate();
    },
    send(raw, which) {
      for (const { ws } of chosen(which)) ws.send(raw);
    },
    answerPings(on, which) {
      for (const link of chosen(which)) link.pongs = on;
    },
    close() {
      for (const { ws } of links) ws.terminate();
      server.close();
    },
  };
}

function parse(data: RawData): Json | undefined {
  try {
    const frame: unknown = JSON.parse(Buffer.isBuffer(data) ? data.toString() : '');
    return isObject(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}
