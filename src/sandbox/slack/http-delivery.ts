/** Slack's side of HTTP mode: signed requests to the address of the app. */
import { createHmac, randomUUID } from 'node:crypto';
import { Agent, type ClientRequest, type IncomingMessage, request as post } from 'node:http';
import type { Clock } from '../movable-clock.ts';
import type { Deliver, Delivery, DeliveryError, EventOutcome } from './delivery.ts';
import type { State } from './state.ts';
import type { EnvelopeEntry, Json } from './types.ts';
import { isObject } from './types.ts';

/** After the first attempt, an event is sent again so many ms later. (Slack: "The Events API", Retries) */
const retryAfterMs = [0, 60_000, 300_000];

type Options = { clock: Clock; signingSecret: string; ackTimeoutMs: number };

export type HttpDelivery = {
  /** The address that Slack calls; undefined: the settings of the app name none. */
  deliverTo: (url: string | undefined) => void;
  /** Delivers for this workspace: the address is the app's, for all workspaces. */
  deliverFor: (state: State) => Deliver;
  /** Sends an event of this workspace until it is acknowledged, up to four times. */
  deliverEvent: (state: State, payload: Json) => Promise<EventOutcome>;
  close: () => void;
};

export function createHttpDelivery(options: Options): HttpDelivery {
  const agent = new Agent({ keepAlive: true });
  const closed = new AbortController();
  let url: string | undefined;
  const send = (body: Body, retry: Retry | undefined): Promise<Result> =>
    url === undefined
      ? Promise.resolve({ error: 'dispatch_failed', reason: 'connection_failed' })
      : exchange({ ...options, url, agent, closed: closed.signal }, body, retry);
  return {
    deliverTo: (to) => {
      url = to;
    },
    deliverFor: (state) => (type, payload) => deliver(state, type, payload, send),
    deliverEvent: (state, payload) => deliverEvent(state, payload, send, closed.signal),
    close() {
      closed.abort();
      agent.destroy();
    },
  };
}

type Body = { type: string; text: string };
type Retry = { count: number; reason: string };
type Result = { ms: number; ack: Json } | { error: DeliveryError; reason: string };
type Send = (body: Body, retry?: Retry) => Promise<Result>;

async function deliver(state: State, type: string, payload: Json, send: Send): Promise<Delivery> {
  const envelopeId = randomUUID();
  const entry = log(state, envelopeId, type, payload);
  return complete(state, entry, await send(bodyOf(type, payload)));
}

function bodyOf(type: string, payload: Json): Body {
  if (type === 'events_api') return { type: 'application/json', text: JSON.stringify(payload) };
  const fields = type === 'slash_commands' ? (payload as Record<string, string>) : { payload: JSON.stringify(payload) };
  return { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(fields).toString() };
}

async function deliverEvent(state: State, payload: Json, send: Send, closed: AbortSignal): Promise<EventOutcome> {
  const body = bodyOf('events_api', payload);
  const attempt = async (retry?: Retry): Promise<EventOutcome> => {
    const result = await send(body, retry);
    complete(state, log(state, randomUUID(), 'events_api', payload), result);
    const attempts = (retry?.count ?? 0) + 1;
    const wait = retryAfterMs[attempts - 1];
    if (!('error' in result)) return { attempts, ok: true };
    if (wait === undefined || closed.aborted) return { attempts, ok: false };
    await state.clock.until(state.clock.now() + wait, closed);
    return attempt({ count: attempts, reason: result.reason });
  };
  return attempt();
}

function log(state: State, envelopeId: string, type: string, payload: Json): EnvelopeEntry {
  const entry: EnvelopeEntry = { kind: 'envelope', at: state.clock.now(), envelopeId, type, socket: 0, payload };
  state.requestLog.push(entry);
  return entry;
}

function complete(state: State, entry: EnvelopeEntry, result: Result): Delivery {
  const { envelopeId } = entry;
  if ('error' in result) {
    entry.error = result.error;
    state.notify();
    return { envelopeId, error: result.error };
  }
  const { ms: ackMs, ack } = result;
  Object.assign(entry, { ackMs, ack });
  state.notify();
  return { envelopeId, ackMs, ack };
}

type Way = Options & { url: string; agent: Agent; closed: AbortSignal };

/** One request. The timeout is one of the clock. */
async function exchange(way: Way, { type, text }: Body, retry: Retry | undefined): Promise<Result> {
  const { clock, signingSecret, ackTimeoutMs, url, agent, closed } = way;
  const timestamp = String(Math.floor(clock.now() / 1000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${text}`).digest('hex');
  const over = new AbortController();
  const late = clock
    .until(clock.now() + ackTimeoutMs, AbortSignal.any([over.signal, closed]))
    .then((): Result => ({ error: 'operation_timeout', reason: 'http_timeout' }));
  const started = performance.now();
  let sent: ClientRequest | undefined;
  const answered = new Promise<Result>((resolve) => {
    sent = post(
      url,
      {
        method: 'POST',
        agent,
        headers: {
          'Content-Type': type,
          'Content-Length': Buffer.byteLength(text),
          'User-Agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          'X-Slack-Request-Timestamp': timestamp,
          'X-Slack-Signature': `v0=${signature}`,
          ...(retry !== undefined && { 'X-Slack-Retry-Num': retry.count, 'X-Slack-Retry-Reason': retry.reason }),
        },
      },
      (response) => {
        readResult(response, started).then(resolve, () => resolve(unreachable));
      },
    );
    sent.on('error', () => resolve(unreachable));
    sent.end(text);
  });
  const result = await Promise.race([answered, late]);
  over.abort();
  // A connection that has served stays for the next request.
  if ('error' in result) sent?.destroy();
  return result;
}

const unreachable: Result = { error: 'dispatch_failed', reason: 'connection_failed' };

async function readResult(response: IncomingMessage, started: number): Promise<Result> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const ms = performance.now() - started;
  const { statusCode = 0, headers } = response;
  if (statusCode !== 200) {
    const isClient = statusCode >= 400 && statusCode < 500;
    return { error: isClient ? 'http_client_error' : 'http_service_error', reason: 'http_error' };
  }
  const text = Buffer.concat(chunks).toString();
  if (text === '') return { ms, ack: {} };
  if (headers['content-type']?.startsWith('application/json') !== true) return { ms, ack: { text } };
  const ack: unknown = JSON.parse(text);
  return { ms, ack: isObject(ack) ? ack : {} };
}
