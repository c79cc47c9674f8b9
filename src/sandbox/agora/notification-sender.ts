/** Sends signed notifications over HTTP, with retries. */
import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { Clock } from '../movable-clock.ts';
import type { AgoraNotification } from './notification-plan.ts';
import type { RequestLog } from './request-log.ts';

/** Only a 200 within this time counts as delivered. */
const RESPONSE_TIMEOUT_MS = 10_000;
/** Pauses before the further attempts. Agora documents "at once, then growing"; the lengths are this simulator's choice. */
const RETRY_PAUSES_MS = [0, 10_000, 30_000];

/** Where notifications go, and the secret that signs them. */
export type Receiver = { url: string; secret: string };

/** One attempt to deliver a notification. Times on the simulator's clock, in milliseconds. */
export type NotificationLogEntry = {
  at: number;
  eventType: number;
  noticeId: string;
  sid: string;
  /** 1 to 4. */
  attempt: number;
  /** What was sent. */
  notification: AgoraNotification;
  /** Of the response; absent if there was none. */
  status?: number;
  /** When the response arrived, or the attempt failed; absent until then. */
  endedAt?: number;
  /** A fault dropped it: nothing was sent. */
  dropped?: true;
};

export type SenderContext = {
  clock: Clock;
  /** Where notifications go at the moment. */
  receiver: () => Receiver | undefined;
  log: RequestLog<NotificationLogEntry>;
};

/** One notification on its way. */
export type Sending = {
  notification: AgoraNotification;
  /** What is wrong with the signatures of all its attempts. */
  signatureFault?: 'badSignature' | 'omitV2';
  cancel: AbortSignal;
};

/** The two signature headers for a raw body: HMAC-SHA1 and HMAC-SHA256, in lowercase hex. */
export function signatures(secret: string, raw: string | Uint8Array) {
  const sign = (algorithm: string) => createHmac(algorithm, secret).update(raw).digest('hex');
  return { 'Agora-Signature': sign('sha1'), 'Agora-Signature-V2': sign('sha256') };
}

/** Resolves after the first attempt. Retries continue by themselves, and later notifications may overtake them. */
export async function sendWithRetries(context: SenderContext, sending: Sending): Promise<void> {
  let failedAt = await attempt(context, sending, 1);
  void (async () => {
    for (const [n, pause] of RETRY_PAUSES_MS.entries()) {
      if (failedAt === undefined) return;
      // From the time of the failure: the clock may have moved on since.
      await context.clock.until(failedAt + pause, sending.cancel);
      failedAt = await attempt(context, sending, n + 2);
    }
  })();
}

/** Resolves with the time of the failure; undefined if it was delivered, or if there is no receiver. */
async function attempt(
  { clock, receiver, log }: SenderContext,
  { notification, signatureFault, cancel }: Sending,
  nth: number,
): Promise<number | undefined> {
  const to = receiver();
  if (to === undefined || cancel.aborted) return undefined;
  const content = nth === 1 ? notification : { ...notification, notifyMs: clock.now() };
  const raw = JSON.stringify(content);
  const signed = signatures(signatureFault === 'badSignature' ? `not ${to.secret}` : to.secret, raw);
  const { 'Agora-Signature-V2': _, ...old } = signed;
  const entry = logEntry(content, nth, clock);
  log.add(entry);
  const status = await post(to.url, raw, signatureFault === 'omitV2' ? old : signed, clock, cancel);
  if (status !== undefined) entry.status = status;
  const endedAt = clock.now();
  log.changed(Object.assign(entry, { endedAt }));
  return status === 200 ? undefined : endedAt;
}

export function logEntry(notification: AgoraNotification, attempt: number, clock: Clock): NotificationLogEntry {
  const { eventType, noticeId, payload } = notification;
  return { at: clock.now(), eventType, noticeId, sid: payload.sid, attempt, notification };
}

/** The status of the response; undefined without one in time, or when `cancel` aborts. */
export async function post(
  url: string,
  raw: string | Uint8Array,
  headers: Record<string, string>,
  clock: Clock,
  cancel: AbortSignal,
): Promise<number | undefined> {
  const settled = new AbortController();
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  // No connection is kept: one that the receiver is just closing would look like a failed attempt.
  const outgoing = request(url, {
    method: 'POST',
    agent: false,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(raw),
      ...headers,
    },
  });
  outgoing.on('response', (response) => {
    response.resume();
    response.once('end', () => resolve(response.statusCode));
    response.once('close', () => resolve(undefined));
  });
  outgoing.on('error', () => resolve(undefined));
  outgoing.end(raw);
  void clock
    .until(clock.now() + RESPONSE_TIMEOUT_MS, AbortSignal.any([cancel, settled.signal]))
    .then(() => resolve(undefined));
  const status = await promise;
  settled.abort();
  outgoing.destroy();
  return status;
}
