/** Slack's side of HTTP: the Web API, the page for installing, response_urls, and channels as text behind permalinks. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type FaultKind, type Faults, nameOf } from './call-faults.ts';
import { type Caller, callerOf, type Known } from './callers.ts';
import { errorBody, explainMissing, parseNested } from './content.ts';
import { takeUpload } from './files.ts';
import { methods, roomFor } from './methods.ts';
import type { OAuth } from './oauth.ts';
import type { State } from './state.ts';
import type { ApiEntry, Json, ResponseUrlEntry } from './types.ts';
import { isObject } from './types.ts';

export type Service = Known & {
  readonly oauth: OAuth;
  readonly faults: Faults;
  /** Milliseconds by which `Date` is ahead of real time. */
  readonly dateOffset: number;
  /** While true, every request gets 503. */
  isDown(this: void): boolean;
  /** The address for one connection of Socket Mode. */
  openTicket(): string;
};

type Reply = { status: number; type: string; body: string; headers?: Record<string, string> };

export function createRequestListener(service: Service): RequestListener {
  return (request, response) => {
    response.setHeader('date', new Date(Date.now() + service.dateOffset).toUTCString());
    handle(service, request, response).catch((error: unknown) => {
      // A client may disconnect while it sends its body. Anything else is a defect of the simulator.
      if (request.destroyed || response.headersSent) return;
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  };
}

async function handle(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const body = await readBody(request);
  const raw = body.toString('utf8');
  if (pathname.startsWith('/api/'))
    await handleApiCall(service, pathname.slice('/api/'.length), request, raw, response);
  else if (pathname === '/oauth/v2/authorize') send(response, authorizePage(service, searchParams));
  else if (/^\/(?:commands|actions)\//u.test(pathname)) await handleResponseUrl(service, pathname, raw, response);
  else await handleWorkspace(service, pathname, body, request, response);
}

/** What is below the address of a workspace. */
async function handleWorkspace(
  { directory }: Service,
  pathname: string,
  body: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, domain, below = ''] = /^\/([^/]+)(\/.*)$/u.exec(pathname) ?? [];
  const named = directory.all().find(({ state }) => state.team.domain === domain && state !== directory.home.state);
  const { state, workspace } = named ?? directory.home;
  const path = named === undefined ? pathname : below;
  if (path.startsWith('/upload/')) {
    const type = request.headers['content-type'] ?? '';
    const isTaken = await takeUpload(state, path.slice('/upload/'.length), body, type);
    const text = isTaken ? `OK - ${body.length}` : 'failed';
    send(response, { status: isTaken ? 200 : 400, type: 'text/plain', body: text });
    return;
  }
  const [, channel = ''] = /^\/archives\/([A-Z0-9]+)/u.exec(path) ?? [];
  // Behind a permalink is the text of the channel, if everyone may read it.
  const page = state.rooms.get(channel)?.channel.kind === 'public' ? workspace.renderText(channel) : undefined;
  send(response, { status: page === undefined ? 404 : 200, type: 'text/plain', body: page ?? 'not found' });
}

function authorizePage({ isDown, oauth }: Service, query: URLSearchParams): Reply {
  if (isDown()) return unavailable;
  const answer = oauth.authorize(query);
  if ('location' in answer)
    return { status: 302, type: 'text/plain', body: '', headers: { location: answer.location } };
  return { status: 400, type: 'text/plain', body: `Something went wrong when authorizing this app: ${answer.error}` };
}

const unavailable: Reply = { status: 503, type: 'text/plain', body: 'upstream connect error' };

async function handleApiCall(
  service: Service,
  method: string,
  request: IncomingMessage,
  raw: string,
  response: ServerResponse,
): Promise<void> {
  const parsed = parseArgs(request.headers['content-type'] ?? '', raw);
  const { token: inBody, ...args } = parsed.args;
  const { authorization } = request.headers;
  const inHeader = /^Bearer\s+(.+)$/iu.exec(authorization ?? '')?.[1];
  // The app token is accepted in the header only.
  const token = inHeader ?? (method !== 'apps.connections.open' && typeof inBody === 'string' ? inBody : undefined);
  const caller = callerOf(service, token, args);
  const { state } = caller.hosted;
  const entry: ApiEntry = {
    kind: 'api',
    at: state.clock.now(),
    method,
    args: withoutSecrets(args),
    token: caller.kind,
    status: 0,
  };
  state.requestLog.push(entry);
  const run = () =>
    method === 'oauth.v2.access'
      ? service.oauth.access(args, authorization)
      : checkAndRun(service, method, args, caller);
  const act = (): Reply => {
    const body = parsed.error === undefined ? noted(entry, run()) : errorBody(parsed.error);
    const { [retryAfterKey]: wait, ...plain } = body;
    const isLimited = typeof wait === 'number';
    return {
      status: isLimited ? 429 : 200,
      type: 'application/json; charset=utf-8',
      body: JSON.stringify(plain),
      headers: {
        'x-oauth-scopes': [...caller.scopes].join(','),
        'x-accepted-oauth-scopes': methods[method]?.scope?.(args, state) ?? '',
        ...(isLimited ? { 'retry-after': String(wait) } : {}),
      },
    };
  };
  const fault = service.faults.take(method, args['channel'], state.team.id);
  await respond(service, state, fault, entry, response, act, (error) => ({
    status: 200,
    type: 'application/json; charset=utf-8',
    body: JSON.stringify(errorBody(error)),
  }));
}

const secrets: ReadonlySet<string> = new Set(['client_secret', 'code', 'refresh_token']);

function withoutSecrets(args: Json): Json {
  return Object.fromEntries(Object.entries(args).filter(([name]) => !secrets.has(name)));
}

async function handleResponseUrl(service: Service, path: string, raw: string, response: ServerResponse): Promise<void> {
  // /commands/T…/… or /actions/T…/…
  const team = path.split('/')[2];
  const { all, home } = service.directory;
  const { state, responses } = all().find((one) => one.state.team.id === team) ?? home;
  const body = parseNested(parseJson(raw) ?? {});
  const entry: ResponseUrlEntry = { kind: 'response_url', at: state.clock.now(), url: path, body, status: 0 };
  state.requestLog.push(entry);
  const act = (): Reply => {
    const { status, text } = responses.use(path, body);
    if (status !== 200) entry.error = text;
    return { status, type: 'text/plain', body: text };
  };
  const fault = service.faults.take('response_url', undefined, state.team.id);
  await respond(service, state, fault, entry, response, act, (error) => ({
    status: 400,
    type: 'text/plain',
    body: error,
  }));
}

/** Acts and responds, unless there is an outage or a fault; completes the log entry and notifies the listeners. */
async function respond(
  service: Service,
  state: State,
  fault: FaultKind | undefined,
  entry: ApiEntry | ResponseUrlEntry,
  response: ServerResponse,
  act: () => Reply,
  rejection: (error: string) => Reply,
): Promise<void> {
  if (fault !== undefined) entry.fault = nameOf(fault);
  const finish = (reply: Reply) => {
    entry.status = reply.status;
    send(response, reply);
    state.notify();
  };
  if (service.isDown()) {
    entry.fault = 'outage';
    finish(unavailable);
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

// From `checkAndRun` to the response header; never part of the body.
const retryAfterKey = 'retry_after_seconds';

/** Completes the log entry with what the body says. */
function noted(entry: ApiEntry, body: Json): Json {
  if (typeof body['error'] === 'string') entry.error = body['error'];
  if (typeof body[retryAfterKey] === 'number') entry.retryAfter = body[retryAfterKey];
  return body;
}

function checkAndRun(service: Service, name: string, args: Json, caller: Caller): Json {
  const { kind, error, scopes, organization, hosted } = caller;
  const { state, limits, workspace } = hosted;
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) return errorBody('unknown_method', { req_method: name });
  if (kind === 'none') return errorBody('not_authed');
  if (kind === 'unknown') return errorBody('invalid_auth');
  if (error !== undefined) return errorBody(error);
  // auth.test accepts both kinds of token.
  if (kind !== method.token && name !== 'auth.test') return errorBody('not_allowed_token_type');
  const needed = method.scope?.(args, state);
  if (needed !== undefined && !scopes.has(needed)) {
    return errorBody('missing_scope', { needed, provided: [...scopes].join(',') });
  }
  if (organization !== undefined && method.needsTeam === true && args['team_id'] === undefined) {
    return errorBody('missing_argument', explainMissing('team_id'));
  }
  if (caller.isElsewhere === true && name !== 'auth.test') return errorBody('team_access_not_granted');
  // A post to a user counts for their conversation with the bot.
  const rateKey = roomFor(state, args['channel'], true)?.channel.id ?? String(args['channel']);
  const wait = limits?.take(name, method.rate, rateKey) ?? 0;
  if (wait > 0) return errorBody('ratelimited', { [retryAfterKey]: Math.max(1, Math.ceil(wait / 1000)) });
  return method.run(args, {
    state,
    scopes,
    organization,
    openTicket: () => service.openTicket(),
    sendEvent: (event) => workspace.sendEvent(event),
  });
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
