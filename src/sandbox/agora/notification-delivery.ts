/** Delivers notifications in the order of their events, unless a fault was injected. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../movable-clock.ts';
import { createFaults, type FaultHandle } from './faults.ts';
import type { AgoraNotification } from './notification-plan.ts';
import {
  logEntry,
  type NotificationLogEntry,
  post,
  type Receiver,
  type SenderContext,
  type Sending,
  sendWithRetries,
  signatures,
} from './notification-sender.ts';
import { createRequestLog } from './request-log.ts';

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

/** By sid: the end of the queue, and what is held until the next one has been sent. */
type Queues = Map<string, { tail: Promise<void>; held: (() => void)[] }>;

/** Delivers to the current `receiver`. What `signal` gives when a delivery begins cancels it. */
export function createDelivery(
  clock: Clock,
  receiver: () => Receiver | undefined,
  signal: () => AbortSignal,
): Delivery {
  const log = createRequestLog<NotificationLogEntry>();
  const faults = createFaults<NotificationFault, AgoraNotification>(matches);
  const context: SenderContext = { clock, receiver, log };
  const queues: Queues = new Map();
  return {
    notifications: log.entries,
    waitFor: log.waitFor,
    fault: faults.add,
    send(notification) {
      const { fault, released } = faults.take(notification) ?? {};
      if (fault?.kind !== 'drop') return enqueue(context, queues, { notification, cancel: signal() }, fault, released);
      const entry = Object.assign(logEntry(notification, 1, clock), { dropped: true, endedAt: clock.now() } as const);
      log.add(entry);
      log.changed(entry);
    },
    sendRaw: async (raw, headers) => {
      const to = receiver();
      return to && post(to.url, raw, headers ?? signatures(to.secret, raw), clock, signal());
    },
  };
}

/** Sends it after those of the same recorder that came before, or when the fault says. */
function enqueue(
  context: SenderContext,
  queues: Queues,
  plain: Sending,
  fault: NotificationFault | undefined,
  released: Promise<void> | undefined,
): void {
  const { clock } = context;
  const { notification, cancel } = plain;
  const { sid } = notification.payload;
  const queue = queues.get(sid) ?? { tail: Promise.resolve(), held: [] };
  queues.set(sid, queue);
  const overtaken = queue.held.splice(0);
  const isSignatureFault = fault?.kind === 'badSignature' || fault?.kind === 'omitV2';
  const sending = isSignatureFault ? { ...plain, signatureFault: fault.kind } : plain;
  const send = async () => {
    await sendWithRetries(context, sending);
    if (fault?.kind === 'double') {
      await sendWithRetries(context, { ...sending, notification: { ...notification, noticeId: newNotificationId() } });
    }
    for (const release of overtaken) release();
  };
  if (fault?.kind === 'delay') void clock.until(clock.now() + fault.ms, cancel).then(send);
  else if (fault?.kind === 'reorder') {
    const next = Promise.withResolvers<void>();
    queue.held.push(next.resolve);
    void Promise.race([next.promise, released]).then(send);
  } else queue.tail = queue.tail.then(send);
}
