/** Delivery of notifications to the receiver: signatures, attempts, and injected faults. */
import { createHmac, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Clock } from '../movable-clock.ts';
import { createFaults, type FaultHandle } from './faults.ts';
import type { AgoraNotification } from './notification-plan.ts';
import { createRequestLog } from './request-log.ts';

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

/** What can go wrong with a notification, in all its attempts; which ones and how many, as with other faults. */
export type NotificationFault = { eventType?: number; sid?: string; cname?: string; times?: number } & (
  | { kind: 'drop' }
  /** Agora's redundant delivery: sent twice, with the same `sequence` and another `noticeId`. */
  | { kind: 'double' }
  /** Sent `ms` of the clock later; later notifications do not wait. */
  | { kind: 'delay'; ms: number }
  /** Held until the next one of the same recorder has been delivered once, or the fault is released. */
  | { kind: 'reorder' }
  /** Signed with a wrong secret. */
  | { kind: 'badSignature' }
  /** Has only the old `Agora-Signature`. */
  | { kind: 'omitV2' }
);

const matches = (fault: NotificationFault, { eventType, payload }: AgoraNotification): boolean =>
  (fault.eventType === undefined || fault.eventType === eventType) &&
  (fault.sid === undefined || fault.sid === payload.sid) &&
  (fault.cname === undefined || fault.cname === payload.cname);

/** The two signature headers for a raw body: HMAC-SHA1 and HMAC-SHA256, in lowercase hex. */
export function signatures(secret: string, raw: string | Uint8Array) {
  const sign = (algorithm: string) => createHmac(algorithm, secret).update(raw).digest('hex');
  return { 'Agora-Signature': sign('sha1'), 'Agora-Signature-V2': sign('sha256') };
}

export const newNotificationId = (): string => randomBytes(16).toString('hex');

export type Delivery = {
  readonly notifications: readonly NotificationLogEntry[];
  waitFor: (fits: (entry: NotificationLogEntry) => boolean) => Promise<NotificationLogEntry>;
  fault: (fault: NotificationFault) => FaultHandle;
  /** Sends it, with retries. Those of one recorder go in order, unless a fault or a retry changes that. */
  send: (notification: AgoraNotification) => void;
  /** Sends these bytes once; resolves with the status of the response, undefined without one. */
  sendRaw: (raw: string | Uint8Array, headers?: Record<string, string>) => Promise<number | undefined>;
};

/** Delivers to the current `receiver`. What `signal` gives when a delivery begins cancels it. */
export function createDelivery(
  clock: Clock,
  receiver: () => Receiver | undefined,
  signal: () => AbortSignal,
): Delivery {
  const log = createRequestLog<NotificationLogEntry>();
  const faults = createFaults<NotificationFault, AgoraNotification>(matches);
  /** By sid: the end of the queue, and what is held until the next one has been sent. */
  const queues = new Map<string, { tail: Promise<void>; held: (() => void)[] }>();

  const logAttempt = (notification: AgoraNotification, attempt: number): NotificationLogEntry => {
    const { eventType, noticeId, payload } = notification;
    const entry = { at: clock.now(), eventType, noticeId, sid: payload.sid, attempt, notification };
    log.add(entry);
    return entry;
  };

  /** Resolves with the time of the failure; undefined if it was delivered, or if there is no receiver. */
  async function attempt(
    notification: AgoraNotification,
    nth: number,
    fault: NotificationFault | undefined,
    cancel: AbortSignal,
  ): Promise<number | undefined> {
    const to = receiver();
    if (to === undefined || cancel.aborted) return undefined;
    const content = nth === 1 ? notification : { ...notification, notifyMs: clock.now() };
    const raw = JSON.stringify(content);
    const signed = signatures(fault?.kind === 'badSignature' ? `not ${to.secret}` : to.secret, raw);
    const { 'Agora-Signature-V2': _, ...old } = signed;
    const entry = logAttempt(content, nth);
    const status = await post(to.url, raw, fault?.kind === 'omitV2' ? old : signed, clock, cancel);
    if (status !== undefined) entry.status = status;
    const endedAt = clock.now();
    log.changed(Object.assign(entry, { endedAt }));
    return status === 200 ? undefined : endedAt;
  }

  /** Resolves after the first attempt. Retries go on by themselves, and later notifications may overtake them. */
  async function sendWithRetries(
    notification: AgoraNotification,
    fault: NotificationFault | undefined,
    cancel: AbortSignal,
  ): Promise<void> {
    let failedAt = await attempt(notification, 1, fault, cancel);
    void (async () => {
      for (const [n, pause] of RETRY_PAUSES_MS.entries()) {
        if (failedAt === undefined) return;
        // From the time of the failure: the clock may have moved on since.
        await clock.until(failedAt + pause, cancel);
        failedAt = await attempt(notification, n + 2, fault, cancel);
      }
    })();
  }

  function send(notification: AgoraNotification): void {
    const cancel = signal();
    const { fault, released } = faults.take(notification) ?? {};
    if (fault?.kind === 'drop') {
      const entry = Object.assign(logAttempt(notification, 1), { dropped: true, endedAt: clock.now() });
      return log.changed(entry);
    }
    const { sid } = notification.payload;
    const queue = queues.get(sid) ?? { tail: Promise.resolve(), held: [] };
    queues.set(sid, queue);
    const overtaken = queue.held.splice(0);
    const go = async () => {
      await sendWithRetries(notification, fault, cancel);
      if (fault?.kind === 'double')
        await sendWithRetries({ ...notification, noticeId: newNotificationId() }, fault, cancel);
      for (const release of overtaken) release();
    };
    if (fault?.kind === 'delay') void clock.until(clock.now() + fault.ms, cancel).then(go);
    else if (fault?.kind === 'reorder') {
      const next = Promise.withResolvers<void>();
      queue.held.push(next.resolve);
      void Promise.race([next.promise, released]).then(go);
    } else queue.tail = queue.tail.then(go);
  }

  return {
    notifications: log.entries,
    waitFor: log.waitFor,
    fault: faults.add,
    send,
    sendRaw: async (raw, headers) => {
      const to = receiver();
      return to && post(to.url, raw, headers ?? signatures(to.secret, raw), clock, signal());
    },
  };
}

/** The status of the response; undefined without one in time, or when `cancel` aborts. */
async function post(
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
