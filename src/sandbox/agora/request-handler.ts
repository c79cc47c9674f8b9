/** The HTTP side of the simulator: gateway, faults, service, response. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../movable-clock.ts';
import { injectFault } from './fault-injector.ts';
import type { Fault, Faults } from './faults.ts';
import { isJson, type Route, routeOf } from './gateway.ts';
import type { RequestLog, RequestLogEntry } from './request-log.ts';
import { redacted } from './request-log.ts';
import type { Service } from './service.ts';
import {
  badContent,
  badCredentials,
  noCredentials,
  noRoute,
  type ServiceResponse,
  tooManyRequests,
  unknownAppId,
} from './service-responses.ts';

export type HandlerContext = {
  clock: Clock;
  /** Milliseconds by which `Date` is ahead of real time. */
  dateOffset: number;
  appId: string;
  /** The accepted Authorization header. */
  credentials: string;
  service: Service;
  faults: Faults<Fault, RequestLogEntry & { call: Route['call'] }>;
  log: RequestLog<RequestLogEntry>;
  /** Whether the rate limit allows a request at this time; counts it if so. */
  isAllowed: (now: number) => boolean;
  /** Called whenever the service has acted. */
  onActed: () => void;
  /** Cancels requests that are waiting. */
  closing: AbortSignal;
};

/** Logs a request and responds to it, or closes its connection. Rejects only for a defect, or a client that disconnects. */
export async function handleRequest(
  context: HandlerContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { clock, log } = context;
  response.setHeader('date', new Date(Date.now() + context.dateOffset).toUTCString());
  const { method = '', url = '' } = request;
  const route = routeOf(method, url);
  // Before the body is read: a request counts for the rate limit when it arrives.
  const rejection = rejectAtGateway(context, request, route);
  const entry: RequestLogEntry = { at: clock.now(), method, path: url, call: route?.call ?? 'unknown' };
  log.add(entry);
  const disconnected = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) entry.connectionAborted = true;
    disconnected.abort();
    log.changed(entry);
  });
  const signal = AbortSignal.any([disconnected.signal, context.closing]);

  const content = parseJson(await readBody(request));
  Object.assign(entry, identify(context.service, route, content), content !== undefined && { body: redacted(content) });
  const result = rejection ?? (await perform(context, route as Route, request, content, entry, signal));
  if (result === undefined || signal.aborted) {
    request.socket.destroy();
    return;
  }
  send(response, result);
  entry.status = result.status;
  entry.answeredAt = clock.now();
  const { code } = (result.body ?? {}) as { code?: unknown };
  if (typeof code === 'number') entry.code = code;
  if (result.why !== undefined) entry.why = result.why;
  log.changed(entry);
}

/** The gateway's error response, if any. */
function rejectAtGateway(
  { appId, credentials, clock, isAllowed }: HandlerContext,
  request: IncomingMessage,
  route: Route | undefined,
): ServiceResponse | undefined {
  if (route === undefined) return noRoute;
  const { authorization } = request.headers;
  if (authorization === undefined) return noCredentials;
  if (authorization !== credentials) return badCredentials;
  if (route.appId !== appId) return unknownAppId;
  return isAllowed(clock.now()) ? undefined : tooManyRequests;
}

/** The service's response to a request that has passed the gateway; undefined: none, the connection is to be closed. */
function perform(
  { service, faults, clock, log, onActed }: HandlerContext,
  route: Route,
  request: IncomingMessage,
  content: unknown,
  entry: RequestLogEntry,
  signal: AbortSignal,
): Promise<ServiceResponse | undefined> {
  const act = () => {
    const isReadable = route.call === 'query' || (isJson(request.headers['content-type']) && content !== undefined);
    if (!isReadable) return badContent;
    const result = service.act(route, content, signal);
    onActed();
    return result;
  };
  const armed = faults.take({ ...entry, call: route.call });
  const result =
    armed === undefined ? Promise.resolve(act()) : injectFault(armed, { route, act, service, clock, signal });
  log.changed(entry);
  return result;
}

/** Which recorder the request is about. A `query` has no body: the sid identifies it. */
function identify(service: Service, route: Route | undefined, content: unknown): Partial<RequestLogEntry> {
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

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A string is sent as it is: a proxy before the service may respond with a page of HTML. */
function send(response: ServerResponse, { status, body, headers }: ServiceResponse): void {
  const isText = typeof body === 'string';
  const type = isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(isText ? body : JSON.stringify(body));
}
