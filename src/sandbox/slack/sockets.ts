/** Slack's side of Socket Mode. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../movable-clock.ts';
import type { Deliver, Delivery } from './delivery.ts';
import { appId, type State } from './state.ts';
import type { EnvelopeEntry, Json } from './types.ts';
import { isObject } from './types.ts';

const maxSockets = 10;
const pingEveryMs = 10_000;
// After a `disconnect` frame Slack closes the socket if the client does not.
const closeAfterMs = 1_000;

/** One socket by its number, or all. */
export type Which = number | 'all';

export type Refresh = {
  which?: Which;
  reason?: 'refresh_requested' | 'link_disabled' | 'too_many_websockets';
  /** Neither answers the client's close frame nor closes by itself, like a peer that is gone. */
  ignoreCloseFrame?: boolean;
};

type Link = { readonly number: number; readonly ws: WebSocket; draining: boolean; pongs: boolean; left: boolean };

export type Sockets = {
  /** A path that allows one connection. */
  openTicket(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Delivers for this workspace, to the next socket in turn: the sockets are the app's, for all workspaces. */
  deliverFor: (state: State) => Deliver;
  /** Numbers of the sockets that neither side has closed, in the order of connecting. */
  open: () => number[];
  refresh: (options?: Refresh) => void;
  warn: (which?: Which) => void;
  /** Breaks the connection without a close frame. */
  kill: (which?: Which) => void;
  /** Sends a frame as it is, so that it may be malformed. */
  send: (raw: string, which?: Which) => void;
  answerPings(on: boolean, which?: Which): void;
  close(): void;
};

type Waiting = { started: number; entry: EnvelopeEntry; acknowledged(delivery: Delivery): void };

type Options = Readonly<{ clock: Clock; notify: () => void; ackTimeoutMs: number; isDown: () => boolean }>;

type Context = Pick<Options, 'clock' | 'notify' | 'ackTimeoutMs'> & {
  readonly links: Link[];
  /** By envelope id. */
  readonly waiting: Map<string, Waiting>;
  /** How many sockets were ever connected. */
  connected: number;
  /** How many payloads were sent, to use the sockets in turn. */
  sent: number;
};

export function createSockets({ clock, notify, ackTimeoutMs, isDown }: Options): Sockets {
  const server = new WebSocketServer({ noServer: true, autoPong: false, perMessageDeflate: false });
  const tickets = new Set<string>();
  const context: Context = { clock, notify, ackTimeoutMs, links: [], waiting: new Map(), connected: 0, sent: 0 };
  const { links } = context;
  return {
    openTicket() {
      const ticket = randomBytes(12).toString('base64url');
      tickets.add(ticket);
      return `/link/?ticket=${ticket}&app_id=${appId}`;
    },
    upgrade(request, socket, head) {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      if (isDown()) rejectUpgrade(socket, '503 Service Unavailable');
      else if (pathname !== '/link/' || !tickets.delete(searchParams.get('ticket') ?? '')) {
        rejectUpgrade(socket, '401 Unauthorized');
      } else server.handleUpgrade(request, socket, head, (ws) => connect(context, ws));
    },
    deliverFor: (from) => (type, payload, acceptsPayload) => deliver(context, from, type, payload, acceptsPayload),
    open: () => links.filter((link) => link.ws.readyState === WebSocket.OPEN && !link.left).map((link) => link.number),
    refresh: (options) => refresh(context, options),
    warn(which) {
      for (const { ws } of select(links, which)) sendDisconnect(ws, 'warning');
    },
    kill(which) {
      for (const { ws } of select(links, which)) ws.terminate();
    },
    send(raw, which) {
      for (const { ws } of select(links, which)) ws.send(raw);
    },
    answerPings(on, which) {
      for (const link of select(links, which)) link.pongs = on;
    },
    close() {
      for (const { ws } of links) ws.terminate();
      server.close();
    },
  };
}

function select(links: readonly Link[], which: Which = 'all'): Link[] {
  return links.filter((link) => which === 'all' || link.number === which);
}

function rejectUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function sendDisconnect(ws: WebSocket, reason: string): void {
  ws.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-local' } }));
}

function connect(context: Context, ws: WebSocket): void {
  const { notify, links } = context;
  context.connected += 1;
  const link: Link = { number: context.connected, ws, draining: false, pongs: true, left: false };
  const ping = setInterval(() => {
    ws.ping('Ping from the workspace');
  }, pingEveryMs);
  ping.unref();
  ws.on('ping', (data) => {
    if (link.pongs && ws.readyState === WebSocket.OPEN) ws.pong(data);
  });
  ws.on('message', (data) => {
    acknowledge(context, data);
  });
  // A connection reset causes an `error`, then a `close`, which is handled below.
  ws.on('error', () => undefined);
  ws.on('close', () => {
    clearInterval(ping);
    const index = links.indexOf(link);
    if (index >= 0) links.splice(index, 1);
    notify();
  });
  if (links.length >= maxSockets) {
    sendDisconnect(ws, 'too_many_websockets');
    ws.close(1000);
    return;
  }
  links.push(link);
  ws.send(
    JSON.stringify({
      type: 'hello',
      num_connections: links.length,
      connection_info: { app_id: appId },
      debug_info: { host: 'applink-local', build_number: 10, approximate_connection_time: 18_060 },
    }),
  );
  notify();
}

function acknowledge({ notify, waiting }: Context, data: RawData): void {
  const frame = parse(data);
  const id = frame?.['envelope_id'];
  const wait = typeof id === 'string' ? waiting.get(id) : undefined;
  if (frame === undefined || wait === undefined || typeof id !== 'string') return;
  const ack = isObject(frame['payload']) ? frame['payload'] : {};
  wait.entry.ackMs = performance.now() - wait.started;
  wait.entry.ack = ack;
  waiting.delete(id);
  wait.acknowledged({ envelopeId: id, ackMs: wait.entry.ackMs, ack });
  notify();
}

function deliver(
  context: Context,
  state: State,
  type: string,
  payload: Json,
  acceptsPayload: boolean,
): Promise<Delivery> {
  const { clock, links, waiting, ackTimeoutMs } = context;
  const envelopeId = randomUUID();
  const ready = links.filter((link) => !link.draining && link.ws.readyState === WebSocket.OPEN);
  const link = ready[context.sent % Math.max(1, ready.length)];
  context.sent += 1;
  const at = clock.now();
  const entry: EnvelopeEntry = { kind: 'envelope', at, envelopeId, type, socket: link?.number ?? 0, payload };
  state.requestLog.push(entry);
  if (link === undefined) {
    entry.error = 'dispatch_failed';
    return Promise.resolve({ envelopeId, error: 'dispatch_failed' });
  }
  const frame = { envelope_id: envelopeId, type, accepts_response_payload: acceptsPayload, payload };
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      entry.error = 'operation_timeout';
      resolve({ envelopeId, error: 'operation_timeout' });
    }, ackTimeoutMs);
    // It stays after the timeout, so that the log shows how late a late acknowledgement was.
    waiting.set(envelopeId, {
      started: performance.now(),
      entry,
      acknowledged: (delivery) => {
        clearTimeout(timer);
        resolve(delivery);
      },
    });
    link.ws.send(JSON.stringify(frame));
  });
}

function refresh(
  { links, notify }: Context,
  { which, reason = 'refresh_requested', ignoreCloseFrame = false }: Refresh = {},
): void {
  for (const link of select(links, which)) {
    link.draining = true;
    // `ws` answers a close frame by calling its own close(): without it the client's frame stays unanswered.
    if (ignoreCloseFrame) {
      link.ws.close = () => {
        link.left = true;
        notify();
      };
    }
    sendDisconnect(link.ws, reason);
    if (ignoreCloseFrame) continue;
    setTimeout(() => {
      link.ws.close(1000);
    }, closeAfterMs).unref();
  }
}

function parse(data: RawData): Json | undefined {
  try {
    const frame: unknown = JSON.parse(Buffer.isBuffer(data) ? data.toString() : '');
    return isObject(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}
