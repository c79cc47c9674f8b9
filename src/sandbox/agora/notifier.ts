/** Sends notifications about recorders when their events happen on the clock. */
import type { Clock } from '../movable-clock.ts';
import type { Channels } from './channels.ts';
import { createDelivery, type Delivery, newNotificationId, type Receiver } from './notification-delivery.ts';
import { type AgoraNotification, type Event, notificationOf, plannedEvents, uidAt } from './notification-plan.ts';
import { snapshotOf } from './recorder.ts';
import type { RecorderRecord } from './recorder-history.ts';

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

/** Without a receiver nothing is scheduled. */
export function createNotifier({ clock, channels, records, uploadMs }: NotifierOptions): Notifier {
  let receiver: Receiver | undefined;
  let ending = new AbortController();
  let waiting = new AbortController();
  const sent = new Map<RecorderRecord, { keys: Set<string>; sequence: number }>();
  /** Recorders without further events. */
  const finished = new Set<RecorderRecord>();
  const delivery = createDelivery(
    clock,
    () => receiver,
    () => ending.signal,
  );

  const build = (record: RecorderRecord, event: Omit<Event, 'key'>): AgoraNotification => {
    const state = sent.get(record) ?? { keys: new Set(), sequence: 0 };
    sent.set(record, state);
    return notificationOf(record, event, {
      noticeId: newNotificationId(),
      sequence: state.sequence++,
      now: clock.now(),
    });
  };

  /** What has become due since the last call, and when the next event is due. */
  function take(): { notifications: AgoraNotification[]; next: number } {
    const now = clock.now();
    const notifications: AgoraNotification[] = [];
    let soonest = Number.POSITIVE_INFINITY;
    for (const record of records()) {
      if (finished.has(record)) continue;
      const presence = channels.presence(record.cname);
      const { due, next } = plannedEvents(record, presence, uploadMs, now);
      for (const event of due) {
        if (sent.get(record)?.keys.has(event.key)) continue;
        notifications.push(build(record, event));
        sent.get(record)?.keys.add(event.key);
      }
      if (next !== undefined) soonest = Math.min(soonest, next);
      else if (snapshotOf(record.facts, presence, now).phase === 'gone') finished.add(record);
    }
    return { notifications, next: soonest };
  }

  function replan(): void {
    waiting.abort();
    if (receiver === undefined) return;
    const { notifications, next } = take();
    for (const notification of notifications) delivery.send(notification);
    if (next === Number.POSITIVE_INFINITY) return;
    waiting = new AbortController();
    const { signal } = waiting;
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
        ending.abort();
        ending = new AbortController();
      } else if (receiver === undefined) take(); // Earlier events are counted, but never sent.
      receiver = next;
      replan();
    },
    send(record, eventType, details, change = (notification) => notification) {
      if (receiver === undefined) throw new Error('nobody gets notifications: call notifyTo first');
      replan();
      const at = clock.now();
      const notification = change(build(record, { at, eventType, uid: uidAt(record, at), details }));
      delivery.send(notification);
      return notification.noticeId;
    },
  };
}
