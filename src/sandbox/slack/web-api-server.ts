/** Slack's side of HTTP: the Web API, response_urls, and channels as text behind permalinks. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type FaultKind, type Faults, nameOf } from './call-faults.ts';
import type { Limits } from './call-limits.ts';
import { errorBody, parseNested } from './content.ts';
import { takeUpload } from './files.ts';
import { type Api, methods, roomFor } from './methods.ts';
import type { Responses } from './responses.ts';
import type { ApiEntry, Json, ResponseUrlEntry } from './types.ts';
import { isObject } from './types.ts';

export type Tokens = {
  readonly bot: string;
  readonly app: string;
  readonly revoked: ReadonlySet<'bot' | 'app'>;
};

export type Service = {
  readonly api: Api;
  readonly tokens: Tokens;
  readonly limits: Limits | undefined;
  readonly faults: Faults;
  readonly responses: Responses;
  /** Milliseconds by which `Date` is ahead of real time. */
  readonly dateOffset: number;
  /** While true, every request gets 503. */
  isDown(): boolean;
  /** The text of a channel that is shown for a permalink; undefined for a channel that can't be shown. */
  page(channel: string): string | undefined;
};

type Reply = { status: number; type: string; body: string; headers?: Record<string, string> };

export function createHttp(service: Service): Server {
  return createServer((request, response) => {
    response.setHeader('date', new Date(Date.now() + service.dateOffset).toUTCString());
    handle(service, request, response).catch((error: unknown) => {
      // A client may disconnect while it sends its body. Anything else is a defect of the simulator.
      if (request.destroyed || response.headersSent) return;
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
}

async function handle(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const body = await readBody(request);
  const raw = body.toString('utf8');
  if (pathname.startsWith('/api/'))
    await handleApiCall(service, pathname.slice('/api/'.length), request, raw, response);
  else if (/^\/(?:commands|actions)\//u.test(pathname)) await handleResponseUrl(service, pathname, raw, response);
  else if (pathname.startsWith('/upload/')) {
    const type = request.headers['content-type'] ?? '';
    const isTaken = await takeUpload(service.api.state, pathname.slice('/upload/'.length), body, type);
    send(response, {
      status: isTaken ? 200 : 400,
      type: 'text/plain',
      body: isTaken ? `OK - ${body.length}` : 'failed',
    });
  } else {
    const [, channel] = /^\/archives\/([A-Z0-9]+)/u.exec(pathname) ?? [];
    const page = channel === undefined ? undefined : service.page(channel);
    send(response, { status: page === undefined ? 404 : 200, type: 'text/plain', body: page ?? 'not found' });
  }
}

async function handleApiCall(
  service: Service,
  method: string,
  request: IncomingMessage,
  raw: string,
  response: ServerResponse,
): Promise<void> {
  const { state } = service.api;
  const parsed = parseArgs(request.headers['content-type'] ?? '', raw);
  const { token: inBody, ...args } = parsed.args;
  const inHeader = /^Bearer\s+(.+)$/iu.exec(request.headers.authorization ?? '')?.[1];
  // The app token is accepted in the header only.
  const token = inHeader ?? (method !== 'apps.connections.open' && typeof inBody === 'string' ? inBody : undefined);
  const entry: ApiEntry = {
    kind: 'api',
    at: state.clock.now(),
    method,
    args,
    token: tokenKind(service.tokens, token),
    status: 0,
  };
  state.requestLog.push(entry);
  const act = (): Reply => {
    const body = parsed.error === undefined ? callMethod(service, method, args, entry) : errorBody(parsed.error);
    const scopes = [...service.api.scopes].join(',');
    const { [retryAfterKey]: wait, ...plain } = body;
    const isLimited = typeof wait === 'number';
    return {
      status: isLimited ? 429 : 200,
      type: 'application/json; charset=utf-8',
      body: JSON.stringify(plain),
      headers: {
        'x-oauth-scopes': scopes,
        'x-accepted-oauth-scopes': methods[method]?.scope?.(args, state) ?? '',
        ...(isLimited ? { 'retry-after': String(wait) } : {}),
      },
    };
  };
  const fault = service.faults.take(method, args['channel']);
  await respond(service, fault, entry, response, act, (error) => ({
    status: 200,
    type: 'application/json; charset=utf-8',
    body: JSON.stringify(errorBody(error)),
  }));
}

async function handleResponseUrl(service: Service, path: string, raw: string, response: ServerResponse): Promise<void> {
  const { state } = service.api;
  const body = parseNested(parseJson(raw) ?? {});
  const entry: ResponseUrlEntry = { kind: 'response_url', at: state.clock.now(), url: path, body, status: 0 };
  state.requestLog.push(entry);
  const act = (): Reply => {
    const { status, text } = service.responses.use(path, body);
    if (status !== 200) entry.error = text;
    return { status, type: 'text/plain', body: text };
  };
  const fault = service.faults.take('response_url', undefined);
  await respond(service, fault, entry, response, act, (error) => ({ status: 400, type: 'text/plain', body: error }));
}

/** Acts and responds, unless there is an outage or a fault; completes the log entry and notifies the listeners. */
async function respond(
  service: Service,
  fault: FaultKind | undefined,
  entry: ApiEntry | ResponseUrlEntry,
  response: ServerResponse,
  act: () => Reply,
  rejection: (error: string) => Reply,
): Promise<void> {
  const { state } = service.api;
  if (fault !== undefined) entry.fault = nameOf(fault);
  const finish = (reply: Reply) => {
    entry.status = reply.status;
    send(response, reply);
    state.notify();
  };
  if (service.isDown()) {
    entry.fault = 'outage';
    finish({ status: 503, type: 'text/plain', body: 'upstream connect error' });
  } else if (fault === undefined) finish(act());
  else if (fault === 'drop' || fault === 'loseResponse') {
    if (fault === 'loseResponse') act();
    response.destroy();
    state.notify();
  } else if (fault === 'hang') state.notify();
  else if ('error' in fault) {
    entry.error = fault.error;
    finish(rejection(fault.error));
  } else if ('status' in fault) finish({ status: fault.status, type: 'text/plain', body: 'something went wrong' });
  else if ('retryAfter' in fault) {
    entry.error = 'ratelimited';
    if (entry.kind === 'api') entry.retryAfter = fault.retryAfter;
    const headers = { 'retry-after': String(fault.retryAfter) };
    finish({ status: 429, type: 'application/json', body: JSON.stringify(errorBody('ratelimited')), headers });
  } else {
    state.notify();
    await new Promise((resolve) => setTimeout(resolve, fault.slowMs).unref());
    finish(act());
  }
}

// From `callMethod` to the response header; never part of the body.
const retryAfterKey = 'retry_after_seconds';

function callMethod(service: Service, name: string, args: Json, entry: ApiEntry): Json {
  const body = checkAndRun(service, name, args, entry.token);
  if (typeof body['error'] === 'string') entry.error = body['error'];
  if (typeof body[retryAfterKey] === 'number') entry.retryAfter = body[retryAfterKey];
  return body;
}

function checkAndRun(service: Service, name: string, args: Json, token: ApiEntry['token']): Json {
  const { api, tokens, limits } = service;
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) return errorBody('unknown_method', { req_method: name });
  if (token === 'none') return errorBody('not_authed');
  if (token === 'unknown') return errorBody('invalid_auth');
  if (tokens.revoked.has(token)) return errorBody('token_revoked');
  // auth.test accepts both kinds of token.
  if (token !== method.token && name !== 'auth.test') return errorBody('not_allowed_token_type');
  const needed = method.scope?.(args, api.state);
  if (needed !== undefined && !api.scopes.has(needed)) {
    return errorBody('missing_scope', { needed, provided: [...api.scopes].join(',') });
  }
  // A post to a user counts for their conversation with the bot.
  const rateKey = roomFor(api.state, args['channel'], true)?.channel.id ?? String(args['channel']);
  const wait = limits?.take(name, method.rate, rateKey) ?? 0;
  if (wait > 0) return errorBody('ratelimited', { [retryAfterKey]: Math.max(1, Math.ceil(wait / 1000)) });
  return method.run(args, api);
}

function tokenKind(tokens: Tokens, token: string | undefined): ApiEntry['token'] {
  if (token === undefined || token === '') return 'none';
  if (token === tokens.bot) return 'bot';
  return token === tokens.app ? 'app' : 'unknown';
}

function parseArgs(type: string, raw: string): { args: Json; error?: string } {
  if (raw === '') return { args: {} };
  if (type.startsWith('application/json')) {
    const args = parseJson(raw);
    return args === undefined ? { args: {}, error: 'invalid_json' } : { args: parseNested(args) };
  }
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { args: parseNested(Object.fromEntries(new URLSearchParams(raw))) };
  }
  return { args: {}, error: 'invalid_post_type' };
}

function parseJson(raw: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(raw);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, type, body, headers }: Reply): void {
  response.writeHead(status, { 'content-type': type, ...headers }).end(body);
}
