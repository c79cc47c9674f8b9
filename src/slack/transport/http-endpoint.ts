/** HTTP mode: Slack posts everything to one address of ours, and the acknowledgement is the response. */
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App, ReceiverEvent } from '@slack/bolt';
import { errorText, type Log } from '../sdk-log.ts';
import { isCertificateCheck, readDelivery } from './http-payload.ts';
import { timestampTolerance, verifySignature } from './http-signature.ts';
import { createRecentKeys, type RecentKeys } from './recent-keys.ts';
import type { Transport } from './transport.ts';

/** A POST with its body as it arrived. `isOpen`: whether the client still waits for the response. */
export type HttpRequest = Readonly<{ rawBody: Buffer; headers: IncomingHttpHeaders; isOpen: () => boolean }>;
export type HttpReply = Readonly<{ status: number; type?: string; body: string }>;

export type HttpEndpoint = Transport &
  Readonly<{
    /** Resolves when the request is acknowledged; what follows from it may take longer. Never rejects. */
    receive(request: HttpRequest): Promise<HttpReply>;
  }>;

type Options = Readonly<{ app: App; signingSecret: string; now: () => number; log: Log }>;

// A request may be as far ahead as it may be old, so a copy can come for twice as long.
const signatureKeepMs = 2 * timestampTolerance;
// Slack repeats an event at once, after a minute, and after five.
const deliveryKeepMs = 3_600_000;
const keyLimit = 10_000;

/** For the log only: an unauthenticated sender learns no name of a setting. */
const remedies = {
  forged: 'Set SLACK_SIGNING_SECRET to the Signing Secret from "Basic Information" of your Slack app.',
  stale: 'Compare the clock of this machine with a time server; if it is right, somebody has repeated an old request.',
};

export function createHttpEndpoint({ app, signingSecret, now, log }: Options): HttpEndpoint {
  const signatures = createRecentKeys({ keepMs: signatureKeepMs, limit: keyLimit, now });
  const deliveries = createRecentKeys({ keepMs: deliveryKeepMs, limit: keyLimit, now });
  const inFlight = new Set<Promise<HttpReply>>();
  let isStopped = false;

  const answer = async (request: HttpRequest): Promise<HttpReply> => {
    const { rawBody, headers } = request;
    const receivedAt = performance.now();
    if (isStopped) return failure(503, 'Not serving; try again later.');
    if (isCertificateCheck(rawBody, headers)) return accepted;
    const verdict = verifySignature(signingSecret, rawBody, headers, now());
    if (verdict.kind !== 'signed') {
      log.warn(
        { bytes: rawBody.length },
        `rejected a request in Slack's name: ${verdict.kind}. ${remedies[verdict.kind]}`,
      );
      return failure(401, verdict.kind === 'stale' ? 'The timestamp is too far off.' : 'The signature does not match.');
    }
    const delivery = readDelivery(rawBody, headers);
    if (delivery.kind === 'malformed') {
      log.warn({ why: delivery.why }, 'could not read a request from Slack');
      return failure(400, delivery.why);
    }
    if (delivery.kind === 'challenge') return json(200, { challenge: delivery.challenge });
    if (delivery.kind === 'limited') {
      log.warn({}, 'Slack holds back events: there are too many');
      return accepted;
    }
    const { payload, key } = delivery;
    return once([[signatures, verdict.signature], ...(key === undefined ? [] : [[deliveries, key] as const])], () =>
      dispatch(app, { body: payload, ...retryOf(headers), customProperties: { receivedAt } }, request, log),
    );
  };

  return {
    up: Promise.resolve(),
    live: () => 0,
    healthIssue: () => (isStopped ? 'not serving requests from Slack' : undefined),
    receive(request) {
      const answering = answer(request).finally(() => inFlight.delete(answering));
      inFlight.add(answering);
      return answering;
    },
    async stop(withinMs) {
      isStopped = true;
      const enough = new AbortController();
      const late = sleep(withinMs, undefined, { signal: enough.signal }).catch(() => undefined);
      await Promise.race([Promise.all(inFlight), late]);
      enough.abort();
    },
  };
}

/** Acts unless one of the keys is known: a repetition changes nothing. What fails may be sent again. */
async function once(
  keys: readonly (readonly [RecentKeys, string])[],
  act: () => Promise<HttpReply>,
): Promise<HttpReply> {
  const added = keys.filter(([seen, key]) => seen.add(key));
  if (added.length < keys.length) return accepted;
  const reply = await act();
  if (reply.status !== 200) for (const [seen, key] of added) seen.forget(key);
  return reply;
}

/** Hands it to Bolt. Never rejects. */
function dispatch(app: App, event: Omit<ReceiverEvent, 'ack'>, { isOpen }: HttpRequest, log: Log): Promise<HttpReply> {
  const { promise, resolve } = Promise.withResolvers<HttpReply>();
  const ack = async (content?: unknown): Promise<void> => {
    const isHeard = isOpen();
    resolve(replyOf(content));
    // Slack has hung up: what the acknowledgement says must reach the person in another way.
    if (!isHeard) throw new Error('Slack closed the connection before the acknowledgement');
    // The response leaves before the work begins that may follow at once.
    await new Promise(setImmediate);
  };
  app.processEvent({ ...event, ack }).then(
    () => resolve(failure(404, 'Nobody handles this.')),
    (error: unknown) => {
      log.warn({ error: errorText(error) }, 'a payload from Slack could not be handled');
      resolve(failure(500, 'Internal error; see the log'));
    },
  );
  return promise;
}

/** Text and JSON are what Slack shows or acts upon; nothing is an acknowledgement alone. */
function replyOf(content: unknown): HttpReply {
  if (content === undefined || content === '') return accepted;
  if (typeof content === 'string') return { status: 200, type: 'text/plain; charset=utf-8', body: content };
  return json(200, content);
}

function retryOf(headers: IncomingHttpHeaders): Pick<ReceiverEvent, 'retryNum' | 'retryReason'> {
  const { 'x-slack-retry-num': count, 'x-slack-retry-reason': reason } = headers;
  return {
    ...(typeof count === 'string' && /^\d{1,3}$/.test(count) && { retryNum: Number(count) }),
    ...(typeof reason === 'string' && { retryReason: reason }),
  };
}

const accepted: HttpReply = { status: 200, type: 'text/plain; charset=utf-8', body: '' };

function json(status: number, value: unknown): HttpReply {
  return { status, body: JSON.stringify(value) };
}

function failure(status: number, error: string): HttpReply {
  return json(status, { error });
}
