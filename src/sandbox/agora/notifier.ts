/** Sends notifications about recorders when their events happen on the clock. */
import type { Clock } from '../movable-clock.ts';
import type { Channels } from './channels.ts';
import { createDelivery, type Delivery, newNotificationId } from './notification-delivery.ts';
import { type AgoraNotification, type Event, notificationOf, plannedEvents, uidAt } from './notification-plan.ts';
import type { Receiver } from './notification-sender.ts';
import type { RecorderRecord } from './record.ts';
import { snapshotOf } from './recorder.ts';

export type Notifier = {
  readonly delivery: Delivery;
  /** Sets the receiver; undefined cancels all deliveries. Throws for a URL that is not http. */
  to: (receiver: Receiver | undefined) => void;
  /** Must be called when something has changed that events depend on: sends what is due and schedules the rest. */
  replan: () => void;
  /** Sends an event of any type. Returns its `noticeId`. Throws without a receiver. */
  send: (
    record: RecorderRecord,
    eventType: number,
    details: Record<string, unknown>,
    change?: (notification: AgoraNotification) => AgoraNotification,
  ) => string;
};

type NotifierOptions = {
  clock: Clock;
  channels: Channels;
  records: () => Iterable<RecorderRecord>;
  /** How long an upload takes after a recorder has left. */
  uploadMs: number;
};

/** The events of each recorder that have been sent or counted. */
type Progress = Map<RecorderRecord, { keys: Set<string>; sequence: number }>;

/** Without a receiver nothing is scheduled. */
export function createNotifier(options: NotifierOptions): Notifier {
  const { clock } = options;
  let receiver: Receiver | undefined;
  let cancelAll = new AbortController();
  let timer = new AbortController();
  const progress: Progress = new Map();
  const takeDue = createEventSource(options, progress);
  const delivery = createDelivery(
    clock,
    () => receiver,
    () => cancelAll.signal,
  );

  function replan(): void {
    timer.abort();
    if (receiver === undefined) return;
    const { notifications, next } = takeDue();
    for (const notification of notifications) delivery.send(notification);
    if (next === Number.POSITIVE_INFINITY) return;
    timer = new AbortController();
    const { signal } = timer;
    void clock.until(next, signal).then(() => {
      if (!signal.aborted) replan();
    });
  }

  return {
    delivery,
    replan,
    to(next) {
      if (next !== undefined && new URL(next.url).protocol !== 'http:') {
        throw new Error(`notifications go to http only, not to ${next.url}: give an http URL`);
      }
      if (next === undefined) {
        cancelAll.abort();
        cancelAll = new AbortController();
      } else if (receiver === undefined) takeDue(); // Earlier events are counted, but never sent.
      receiver = next;
      replan();
    },
    send(record, eventType, details, change = (notification) => notification) {
      if (receiver === undefined) throw new Error('nobody gets notifications: call notifyTo first');
      replan();
      const at = clock.now();
      const event = { at, eventType, uid: uidAt(record, at), details };
      const notification = change(build(progress, clock, record, event));
      delivery.send(notification);
      return notification.noticeId;
    },
  };
}

/** Gone, and with all files where they belong. */
function isFinished({ facts }: RecorderRecord, presence: Parameters<typeof snapshotOf>[1], now: number): boolean {
  const isUploading = facts.upload !== undefined && facts.upload.doneAt === undefined;
  return !isUploading && snapshotOf(facts, presence, now).phase === 'gone';
}

/** The notification about an event, with the recorder's next `sequence`. */
function build(progress: Progress, clock: Clock, record: RecorderRecord, event: Omit<Event, 'key'>): AgoraNotification {
  const state = progress.get(record) ?? { keys: new Set(), sequence: 0 };
  progress.set(record, state);
  const sequence = state.sequence++;
  return notificationOf(record, event, { noticeId: newNotificationId(), sequence, now: clock.now() });
}

/** Returns a function that gives what has become due since its last call, and when the next event is due. */
function createEventSource({ clock, channels, records, uploadMs }: NotifierOptions, progress: Progress) {
  /** Recorders without further events. */
  const finished = new Set<RecorderRecord>();
  return (): { notifications: AgoraNotification[]; next: number } => {
    const now = clock.now();
    const notifications: AgoraNotification[] = [];
    let soonest = Number.POSITIVE_INFINITY;
    for (const record of records()) {
      if (finished.has(record)) continue;
      const presence = channels.presence(record.cname);
      const { due, next } = plannedEvents(record, presence, uploadMs, now);
      for (const event of due) {
        if (progress.get(record)?.keys.has(event.key)) continue;
        notifications.push(build(progress, clock, record, event));
        progress.get(record)?.keys.add(event.key);
      }
      if (next !== undefined) soonest = Math.min(soonest, next);
      else if (isFinished(record, presence, now)) finished.add(record);
    }
    return { notifications, next: soonest };
  };
}
