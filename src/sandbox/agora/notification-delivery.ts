import { createHmac, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Clock } from '../movable-clock.ts';
import { createFaults, type FaultHandle } from './faults.ts';
import type { AgoraNotification } from './notification-plan.ts';
import { createRequestLog } from './request-log.ts';

/** Agora takes only a 200 within this time for an answer. */
const LONGEST_ANSWER_MS = 10_000;
/** How long it waits before each further attempt. It says "at once, then growing"; the lengths are this simulator's choice. */
const RETRY_GAPS_MS = [0, 10_000, 30_000];

/** Who gets the notifications. */
export type Receiver = { url: string; secret: string };

/** One delivery of a notification: an entry for each attempt. Times on the simulator's clock, in milliseconds. */
export type NotificationLogEntry = {
  at: number;
  eventType: number;
  noticeId: string;
  sid: string;
  /** 1 to 4. */
  attempt: number;
  /** What was sent. */
  notification: AgoraNotification;
  /** Of the answer; absent when there was none. */
  status?: number;
  /** When it was answered or given up; absent while it is under way. */
  endedAt?: number;
  /** A fault has lost it: nothing was sent. */
  dropped?: true;
};

/** What may go wrong with a notification, in all its attempts; which ones and how many of them, as with other faults. */
export type NotificationFault = { eventType?: number; sid?: string; cname?: string; times?: number } & (
  | { kind: 'drop' }
  /** Agora's redundant delivery: sent again under another `noticeId`, with the same `sequence`. */
  | { kind: 'double' }
  /** Sent `ms` of the clock later; what comes after it does not wait. */
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

/** The two headers that sign a raw body: HMAC-SHA1 and HMAC-SHA256, in lower-case hex. */
export function signatures(secret: string, raw: string | Uint8Array) {
  const sign = (algorithm: string) => createHmac(algorithm, secret).update(raw).digest('hex');
  return { 'Agora-Signature': sign('sha1'), 'Agora-Signature-V2': sign('sha256') };
}

export const newNotificationId = (): string => randomBytes(16).toString('hex');

export type Delivery = {
  readonly notifications: readonly NotificationLogEntry[];
  waitFor: (fits: (entry: NotificationLogEntry) => boolean) => Promise<NotificationLogEntry>;
  fault: (fault: NotificationFault) => FaultHandle;
  /** Sends it, and again if need be; those of one recorder one after the other, as long as no fault and no retry mixes them up. */
  send: (notification: AgoraNotification) => void;
  /** Sends these bytes once; resolves with the status of the answer, undefined without one. */
  sendRaw: (raw: string | Uint8Array, headers?: Record<string, string>) => Promise<number | undefined>;
};

/** Notifications on their way to the receiver of the moment. `signal` ends all of them. */
export function createDelivery(
  clock: Clock,
  receiver: () => Receiver | undefined,
  signal: () => AbortSignal,
): Delivery {
  const journal = createRequestLog<NotificationLogEntry>();
  const faults = createFaults<NotificationFault, AgoraNotification>(matches);
  /** By sid: the end of the queue, and what waits for the next one to have gone. */
  const queues = new Map<string, { tail: Promise<void>; held: (() => void)[] }>();

  const log = (notification: AgoraNotification, attempt: number): NotificationLogEntry => {
    const { eventType, noticeId, payload } = notification;
    const entry = { at: clock.now(), eventType, noticeId, sid: payload.sid, attempt, notification };
    journal.add(entry);
    return entry;
  };

  /** When it has failed; undefined when the matter is settled: answered by a 200, or there is nobody to send it to. */
  async function attempt(
    notification: AgoraNotification,
    nth: number,
    fault: NotificationFault | undefined,
    ending: AbortSignal,
  ): Promise<number | undefined> {
    const to = receiver();
    if (to === undefined || ending.aborted) return undefined;
    const content = nth === 1 ? notification : { ...notification, notifyMs: clock.now() };
    const raw = JSON.stringify(content);
    const signed = signatures(fault?.kind === 'badSignature' ? `not ${to.secret}` : to.secret, raw);
    const { 'Agora-Signature-V2': _, ...old } = signed;
    const entry = log(content, nth);
    const status = await post(to.url, raw, fault?.kind === 'omitV2' ? old : signed, clock, ending);
    if (status !== undefined) entry.status = status;
    const endedAt = clock.now();
    journal.changed(Object.assign(entry, { endedAt }));
    return status === 200 ? undefined : endedAt;
  }

  /** Ends with the first attempt: those after it are on their own, and others may overtake them. */
  async function first(
    notification: AgoraNotification,
    fault: NotificationFault | undefined,
    ending: AbortSignal,
  ): Promise<void> {
    let failedAt = await attempt(notification, 1, fault, ending);
    void (async () => {
      for (const [n, gap] of RETRY_GAPS_MS.entries()) {
        if (failedAt === undefined) return;
        // From when it failed: the clock may have moved on since.
        await clock.until(failedAt + gap, ending);
        failedAt = await attempt(notification, n + 2, fault, ending);
      }
    })();
  }

  function send(notification: AgoraNotification): void {
    const ending = signal();
    const { fault, released } = faults.take(notification) ?? {};
    if (fault?.kind === 'drop') {
      const entry = Object.assign(log(notification, 1), { dropped: true, endedAt: clock.now() });
      return journal.changed(entry);
    }
    const { sid } = notification.payload;
    const queue = queues.get(sid) ?? { tail: Promise.resolve(), held: [] };
    queues.set(sid, queue);
    const overtaken = queue.held.splice(0);
    const go = async () => {
      await first(notification, fault, ending);
      if (fault?.kind === 'double') await first({ ...notification, noticeId: newNotificationId() }, fault, ending);
      for (const release of overtaken) release();
    };
    if (fault?.kind === 'delay') void clock.until(clock.now() + fault.ms, ending).then(go);
    else if (fault?.kind === 'reorder') {
      const next = Promise.withResolvers<void>();
      queue.held.push(next.resolve);
      void Promise.race([next.promise, released]).then(go);
    } else queue.tail = queue.tail.then(go);
  }

  return {
    notifications: journal.entries,
    waitFor: journal.waitFor,
    fault: faults.add,
    send,
    sendRaw: async (raw, headers) => {
      const to = receiver();
      return to && post(to.url, raw, headers ?? signatures(to.secret, raw), clock, signal());
    },
  };
}

/** The status of the answer; undefined without one in time, or when `ending` aborts. */
async function post(
  url: string,
  raw: string | Uint8Array,
  headers: Record<string, string>,
  clock: Clock,
  ending: AbortSignal,
): Promise<number | undefined> {
  const settled = new AbortController();
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  // No connection is kept: one that the receiver closes just then would look like a receiver that does not answer.
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
    .until(clock.now() + LONGEST_ANSWER_MS, AbortSignal.any([ending, settled.signal]))
    .then(() => resolve(undefined));
  const status = await promise;
  settled.abort();
  outgoing.destroy();
  return status;
}
