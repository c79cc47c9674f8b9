/** What the local Agora offers to tests and programs. Times in milliseconds on its clock. */
import type { Clock } from '../movable-clock.ts';
import type { Fault, FaultHandle } from './faults.ts';
import type { NotificationFault } from './notification-delivery.ts';
import type { AgoraNotification } from './notification-plan.ts';
import type { NotificationLogEntry, Receiver } from './notification-sender.ts';
import type { RecorderHistory } from './recorder-history.ts';
import type { RequestLogEntry } from './request-log.ts';
import type { PageBehavior } from './service.ts';
import type { ServiceOptions } from './service-state.ts';
import type { EarlierRecorder } from './start-calls.ts';

export type AgoraOptions = {
  /** Everything that depends on time reads this clock, the rate limit too. Default: real time. */
  clock?: Clock;
  /** Default 0: a free one. */
  port?: number;
  appId?: string;
  customerId?: string;
  customerSecret?: string;
  /** Milliseconds by which the `Date` of its responses is ahead of real time; default 0. */
  dateOffset?: number;
  /** How many publish in a channel from the start; default 1. */
  publishers?: number;
  /** How long the upload takes after a `stop`; default 2000. */
  uploadMs?: number;
  /** How many recorders may run at once; then `acquire` is rejected with 406. Default 50. */
  maxRunning?: number;
  /** The same for web pages; default 200. */
  maxPages?: number;
  /** Which tokens and which storage work; default: all. What is rejected here ends a recorder seconds after `start`. */
  accepts?: ServiceOptions['accepts'];
  /** Where notifications go; default: nowhere, until `notifyTo` is called. The URL is http. */
  notify?: Receiver;
};

export type AgoraSimulator = {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly appId: string;
  readonly customerId: string;
  readonly customerSecret: string;
  /** Every recorder that was ever started, in that order, as of now. */
  readonly recorders: readonly RecorderHistory[];
  /** Whether files are being uploaded to a storage on this machine now. */
  readonly uploading: boolean;
  /** Every request, in the order of arrival. */
  readonly requests: readonly RequestLogEntry[];
  /**
   * The first request that fits, past or future. A request is checked when the service has acted on it (a synchronous
   * `stop`: when it begins to wait) and again when the response has been sent (`status` is set then).
   */
  waitFor(fits: (entry: RequestLogEntry) => boolean): Promise<RequestLogEntry>;
  /** Adds a participant to the channel; `publishes: false` is an audience, or a user without camera and microphone. */
  join(cname: string, uid?: string, publishes?: boolean): string;
  /** Removes one participant from the channel, or all of them. */
  leave(cname: string, uid?: string): void;
  /** The uids that publish in the channel now. */
  publishers(cname: string): readonly string[];
  /** The channels that somebody is in now, with the uids of all participants. */
  channels(): { cname: string; uids: string[] }[];
  /** Injects a fault into future requests. */
  fault(fault: Fault): FaultHandle;
  /** Adds a recorder that another simulator started and that has been running since. It needs no `acquire` or `start`. */
  restore(recorder: EarlierRecorder): void;
  /** How a web page with this address behaves in recordings that start from now on; `ok` by default. */
  page(url: string, behavior: PageBehavior): void;
  /** Ends a recorder without an event. Throws for an unknown sid. */
  kill(sid: string): void;
  /** Moves a recorder to another server: every call for it gets 404 for `ms`. 0 ends a move. Throws for an unknown sid. */
  failover(sid: string, ms: number): void;
  /** Calls the listener after every request, and after every change of recorders or channels; returns how to unsubscribe. */
  subscribe(listener: () => void): () => void;
  /**
   * Sends notifications to that URL (http) from now on, signed with the secret. Without a URL to nobody: deliveries are
   * then canceled. Earlier events are never sent, but `sequence` counts them.
   */
  notifyTo(url?: string, secret?: string): void;
  /** Every attempt to deliver a notification, in the order of sending. */
  readonly notifications: readonly NotificationLogEntry[];
  /** The first attempt that fits, past or future; checked when it has been answered, has failed or was dropped. */
  waitForNotification(fits: (entry: NotificationLogEntry) => boolean): Promise<NotificationLogEntry>;
  /** Injects a fault into future notifications. */
  faultNotification(fault: NotificationFault): FaultHandle;
  /**
   * Sends an event of any type about a recorder, with the next `sequence`; `msgName` is filled in for types of mode mix.
   * `change` may turn it into something that Agora would not send. Returns the `noticeId`. Throws without a receiver, and
   * for an unknown sid.
   */
  sendNotification(
    sid: string,
    eventType: number,
    details?: Record<string, unknown>,
    change?: (notification: AgoraNotification) => AgoraNotification,
  ): string;
  /**
   * Sends these bytes once to the receiver, signed unless `headers` are given. Resolves with the status of the response;
   * undefined without a receiver, or without a response within 10 s.
   */
  sendRaw(raw: string | Uint8Array, headers?: Record<string, string>): Promise<number | undefined>;
  /** Closes every connection, answered or not. */
  close(): Promise<void>;
};

/** Fixed, so that a configuration can be written before the simulator runs. They give access to nothing else. */
export const DEFAULTS = {
  appId: '5a4db0c1a9064e7fb1e0d0ca1f00c0de',
  customerId: 'local-customer',
  customerSecret: 'local-secret',
} as const;
