import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, realClock } from '../movable-clock.ts';
import { createChannels } from './channels.ts';
import { injectFault } from './fault-injector.ts';
import { createFaults, type Fault, type FaultHandle, matches } from './faults.ts';
import { basicCredentials, isJson, type Route, routeOf } from './gateway.ts';
import type { NotificationFault, NotificationLogEntry, Receiver } from './notification-delivery.ts';
import type { AgoraNotification } from './notification-plan.ts';
import { createNotifier } from './notifier.ts';
import { endAt } from './recorder.ts';
import type { RecorderHistory } from './recorder-history.ts';
import { createRequestLog, type RequestLogEntry, redacted } from './request-log.ts';
import { createService, type ServiceOptions } from './service.ts';
import {
  badContent,
  badCredentials,
  noCredentials,
  noRoute,
  type ServiceResponse,
  tooManyRequests,
  unknownAppId,
} from './service-responses.ts';
import { slidingWindow } from './sliding-window.ts';

export type AgoraOptions = {
  /** Everything that depends on time reads this clock, the rate limit too. Default: real time. */
  clock?: Clock;
  /** Default 0: a free one. */
  port?: number;
  appId?: string;
  customerId?: string;
  customerSecret?: string;
  /** How many publish in a channel from the start; default 1. */
  publishers?: number;
  /** How long the upload takes after a stop, on the clock; default 2000. */
  uploadMs?: number;
  /** How many recorders may run at once before `acquire` is refused with 406; default 50. */
  maxRunning?: number;
  /** Which tokens and which storage work; default: all. What is refused here ends a recorder seconds after start. */
  accepts?: ServiceOptions['accepts'];
  /** Who gets notifications; default: nobody, until `notifyTo` says. The URL is http. */
  notify?: Receiver;
};

export type AgoraSimulator = {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly appId: string;
  readonly customerId: string;
  readonly customerSecret: string;
  /** Every recorder that ever ran, in the order of their starts, as of now. */
  readonly recorders: readonly RecorderHistory[];
  /** Every request, in the order of arrival. */
  readonly requests: readonly RequestLogEntry[];
  /**
   * The first request that fits, past or to come. A request is looked at when the service has acted on it (for a
   * synchronous stop: when it begins to wait) and again when it has been answered (`status` is set then).
   */
  waitFor(fits: (entry: RequestLogEntry) => boolean): Promise<RequestLogEntry>;
  /** Puts a participant into the channel; `publishes: false` is an audience, or a user without camera and microphone. */
  join(cname: string, uid?: string, publishes?: boolean): string;
  /** Takes one participant out of the channel, or everybody. */
  leave(cname: string, uid?: string): void;
  /** The uids that publish in the channel now. */
  publishers(cname: string): readonly string[];
  /** Spoils requests to come. */
  fault(fault: Fault): FaultHandle;
  /** Ends a recorder from outside, without a word to anybody. Throws for a sid that never was. */
  kill(sid: string): void;
  /** Moves a recorder to another server: every call for it answers 404 for `ms`, then it is back. */
  failover(sid: string, ms: number): void;
  /**
   * Sends notifications to that URL (http) from now on, signed with the secret; without a URL to nobody, and what is
   * under way ends. What has happened before is never told, though `sequence` counts it.
   */
  notifyTo(url?: string, secret?: string): void;
  /** Every delivery of a notification, in the order of sending. */
  readonly notifications: readonly NotificationLogEntry[];
  /** The first delivery that fits, past or to come. It is looked at when it has been answered, given up or dropped. */
  waitForNotification(fits: (entry: NotificationLogEntry) => boolean): Promise<NotificationLogEntry>;
  /** Spoils notifications to come. */
  faultNotification(fault: NotificationFault): FaultHandle;
  /**
   * Sends an event of any type about a recorder, with the next `sequence`; `msgName` is filled in for types of mode
   * mix. `change` may turn it into what Agora would never send. Returns the `noticeId`. Throws without a receiver, and
   * for a sid that never was.
   */
  sendNotification(
    sid: string,
    eventType: number,
    details?: Record<string, unknown>,
    change?: (notification: AgoraNotification) => AgoraNotification,
  ): string;
  /**
   * Sends these bytes once to where notifications go, signed unless `headers` are given: those then stand instead of
   * the signatures. Resolves with the status of the answer; undefined without a receiver or an answer in 10 s.
   */
  sendRaw(raw: string | Uint8Array, headers?: Record<string, string>): Promise<number | undefined>;
  /** Closes every connection, answered or not. */
  close(): Promise<void>;
};

/** Fixed, so that a configuration can be written before the simulator runs. None of them opens anything but this. */
export const DEFAULTS = {
  appId: '5a4db0c1a9064e7fb1e0d0ca1f00c0de',
  customerId: 'local-customer',
  customerSecret: 'local-secret',
} as const;

const REQUESTS_PER_SECOND = 10;

/**
 * Starts a local Agora Cloud Recording on 127.0.0.1 that keeps to the rules of the REST API for mode `mix`.
 * Rejects with the error of `listen`, e.g. EADDRINUSE.
 */
export async function startAgora(options: AgoraOptions = {}): Promise<AgoraSimulator> {
  const { clock = realClock, appId = DEFAULTS.appId } = options;
  const { customerId = DEFAULTS.customerId, customerSecret = DEFAULTS.customerSecret } = options;
  const channels = createChannels(() => clock.now(), options.publishers ?? 1);
  const uploadMs = options.uploadMs ?? 2_000;
  const service = createService({
    clock,
    appId,
    channels,
    maxRunning: options.maxRunning ?? 50,
    uploadMs,
    accepts: options.accepts ?? {},
  });
  const notifier = createNotifier({ clock, channels, records: () => service.records(), uploadMs: uploadMs });
  notifier.to(options.notify);
  const faults = createFaults(matches);
  const journal = createRequestLog<RequestLogEntry>();
  const mayPass = slidingWindow(REQUESTS_PER_SECOND);
  const credentials = basicCredentials(customerId, customerSecret);
  const closing = new AbortController();

  /** What the gateway refuses, before the service sees anything. Looked at on arrival: that is when a request counts. */
  function gate(request: IncomingMessage, route: Route | undefined): ServiceResponse | undefined {
    if (route === undefined) return noRoute;
    const { authorization } = request.headers;
    if (authorization === undefined) return noCredentials;
    if (authorization !== credentials) return badCredentials;
    if (route.appId !== appId) return unknownAppId;
    return mayPass(clock.now()) ? undefined : tooManyRequests;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = routeOf(request.method ?? '', request.url ?? '');
    const rejection = gate(request, route);
    const entry: RequestLogEntry = {
      at: clock.now(),
      method: request.method ?? '',
      path: request.url ?? '',
      call: route?.call ?? 'unknown',
    };
    journal.add(entry);

    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) entry.connectionAborted = true;
      gone.abort();
      journal.changed(entry);
    });
    const signal = AbortSignal.any([gone.signal, closing.signal]);

    const content = parse(await bodyOf(request));
    Object.assign(entry, name(route, content), content !== undefined && { body: redacted(content) });
    const answer = rejection ?? (await passed(route as Route, request, content, entry, signal));
    if (answer === undefined || signal.aborted) {
      request.socket.destroy();
      return;
    }
    send(response, answer);
    entry.status = answer.status;
    entry.answeredAt = clock.now();
    const { code } = (answer.body ?? {}) as { code?: unknown };
    if (typeof code === 'number') entry.code = code;
    if (answer.why !== undefined) entry.why = answer.why;
    journal.changed(entry);
  }

  /** What the service answers to a request that the gateway has let through; undefined: nothing, the connection ends. */
  function passed(
    route: Route,
    request: IncomingMessage,
    content: unknown,
    entry: RequestLogEntry,
    signal: AbortSignal,
  ): Promise<ServiceResponse | undefined> {
    const act = () => {
      const isReadable = route.call === 'query' || (isJson(request.headers['content-type']) && content !== undefined);
      if (!isReadable) return badContent;
      const answer = service.act(route, content, signal);
      notifier.replan();
      return answer;
    };
    const armed = faults.take({ ...entry, call: route.call });
    const answer =
      armed === undefined ? Promise.resolve(act()) : injectFault(armed, { route, act, service, clock, signal });
    journal.changed(entry);
    return answer;
  }

  /** Who the request is about. A query has no body: its sid says it. */
  function name(route: Route | undefined, content: unknown): Partial<RequestLogEntry> {
    const { resourceId, sid } = route ?? {};
    const record = sid === undefined ? undefined : service.find({ sid });
    const body = (typeof content === 'object' && content !== null ? content : {}) as { cname?: unknown; uid?: unknown };
    const cname = typeof body.cname === 'string' ? body.cname : record?.cname;
    const uid = typeof body.uid === 'string' ? body.uid : record?.facts.uid;
    return {
      ...(cname !== undefined && { cname }),
      ...(uid !== undefined && { uid }),
      ...(resourceId !== undefined && { resourceId }),
      ...(sid !== undefined && { sid }),
    };
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      // A client that goes away while it sends its body is its own business; all else is a defect of the simulator or of a fault.
      if (!request.destroyed || request.complete) process.emitWarning(error instanceof Error ? error : String(error));
      request.socket.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });

  const recordOf = (sid: string) => {
    const record = service.find({ sid });
    if (record === undefined) throw new Error(`no recorder has the sid ${sid}`);
    return record;
  };

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    appId,
    customerId,
    customerSecret,
    get recorders() {
      return service.recorders();
    },
    requests: journal.entries,
    waitFor: journal.waitFor,
    join: (...who) => {
      const uid = channels.join(...who);
      notifier.replan();
      return uid;
    },
    leave: (...who) => {
      channels.leave(...who);
      notifier.replan();
    },
    publishers: channels.publishers,
    fault: faults.add,
    kill: (sid) => {
      endAt(recordOf(sid).facts, clock.now());
      notifier.replan();
    },
    failover: (sid, ms) => {
      recordOf(sid).facts.failovers.push({ from: clock.now(), to: clock.now() + ms });
      notifier.replan();
    },
    notifyTo: (url, secret = '') => notifier.to(url === undefined ? undefined : { url, secret }),
    notifications: notifier.delivery.notifications,
    waitForNotification: notifier.delivery.waitFor,
    faultNotification: notifier.delivery.fault,
    sendNotification: (sid, eventType, details = {}, change) =>
      notifier.send(recordOf(sid), eventType, details, change),
    sendRaw: notifier.delivery.sendRaw,
    close: () =>
      new Promise((resolve, reject) => {
        notifier.to(undefined);
        closing.abort();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A body that is a text is sent as it is: what stands before a service may well answer with a page of HTML. */
function send(response: ServerResponse, { status, body, headers }: ServiceResponse): void {
  const isText = typeof body === 'string';
  const type = isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(isText ? body : JSON.stringify(body));
}
