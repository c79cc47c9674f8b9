/** The events of a recorder that Agora sends notifications about, and what a notification contains. */
import type { PresenceInterval } from './channels.ts';
import { EXIT_MS, type Facts, READY_MS, snapshotOf } from './recorder.ts';
import { fileItems, fileNames, type RecorderRecord, trackTypeOf } from './recorder-history.ts';

/** One event of a recorder. `key` identifies it when the events are computed again. */
export type Event = { at: number; key: string; eventType: number; uid: string; details: Record<string, unknown> };

const FOREVER = Number.POSITIVE_INFINITY;
const MINUTE_MS = 60_000;
/** `progress` of a complete upload. */
const WHOLE = 10_000;

/** The events of mode `mix`: names, and which of Agora's services sends them (0 recording, 1 recorder, 2 uploader). */
const kinds: Readonly<Record<number, { msgName: string; serviceType: number }>> = {
  1: { msgName: 'cloud_recording_error', serviceType: 0 },
  2: { msgName: 'cloud_recording_warning', serviceType: 0 },
  3: { msgName: 'cloud_recording_status_update', serviceType: 0 },
  4: { msgName: 'cloud_recording_file_infos', serviceType: 0 },
  11: { msgName: 'session_exit', serviceType: 0 },
  12: { msgName: 'session_failover', serviceType: 0 },
  30: { msgName: 'uploader_started', serviceType: 2 },
  31: { msgName: 'uploaded', serviceType: 2 },
  32: { msgName: 'backuped', serviceType: 2 },
  33: { msgName: 'uploading_progress', serviceType: 2 },
  40: { msgName: 'recorder_started', serviceType: 1 },
  41: { msgName: 'recorder_leave', serviceType: 1 },
  42: { msgName: 'recorder_slice_start', serviceType: 1 },
  43: { msgName: 'recorder_audio_stream_state_changed', serviceType: 1 },
  44: { msgName: 'recorder_video_stream_state_changed', serviceType: 1 },
};

/** Bits of `leaveCode`: 4 empty channel, 16 the client left; Agora adds the timer's bit 8 to a stop. */
const leaveCodes: Readonly<Record<string, number>> = { idle: 4, stop: 24 };

/**
 * The errors of the check after `start`: module (0 recorder, 1 uploader) and code. No code is documented for sizes and colors
 * out of range; 2, RTC's "invalid argument", is this simulator's choice.
 */
const errors: Readonly<Record<NonNullable<Facts['deferredError']>, { module: number; errorCode: number }>> = {
  badToken: { module: 0, errorCode: 110 },
  badStorage: { module: 1, errorCode: 32 },
  badConfig: { module: 0, errorCode: 2 },
};
const isDeferredError = (by: string | undefined): by is keyof typeof errors => by !== undefined && by in errors;

/** The body of a notification. Times in milliseconds. */
export type AgoraNotification = {
  noticeId: string;
  productId: 3;
  eventType: number;
  notifyMs: number;
  payload: {
    cname: string;
    uid: string;
    sid: string;
    sequence: number;
    sendts: number;
    serviceType: number;
    serviceScene: 'rtc_record';
    details: Record<string, unknown>;
  };
};

/** The notification about an event of that recorder. */
export function notificationOf(
  record: RecorderRecord,
  { at, eventType, uid, details }: Omit<Event, 'key'>,
  { noticeId, sequence, now }: { noticeId: string; sequence: number; now: number },
): AgoraNotification {
  const { msgName = 'unknown', serviceType = 0 } = kinds[eventType] ?? {};
  return {
    noticeId,
    productId: 3,
    eventType,
    notifyMs: now,
    payload: {
      cname: record.cname,
      uid,
      sid: record.sid,
      sequence,
      sendts: at,
      serviceType,
      serviceScene: 'rtc_record',
      details: { msgName, ...details },
    },
  };
}

/**
 * The events of a recorder up to `now`, in order, and when the next one is due if nothing else happens. A recorder that is
 * killed, or dropped for its uid, ends without an event.
 */
export function plannedEvents(
  record: RecorderRecord,
  presence: readonly PresenceInterval[],
  uploadMs: number,
  now: number,
): { due: Event[]; next?: number } {
  const { facts } = record;
  const end = snapshotOf(facts, presence, FOREVER);
  const { endedAt = FOREVER, endedBy, mediaSince } = end;
  const events: Event[] = [];
  const add = (eventType: number, at: number | undefined, details: Record<string, unknown> = {}, nth = 0) => {
    if (at === undefined || at === FOREVER) return;
    events.push({ at, key: `${eventType}/${nth}`, eventType, uid: uidAt(record, at), details });
  };
  const whileItRuns = (at: number | undefined) => (at !== undefined && at <= endedAt ? at : undefined);

  const leaveCode = endedBy === undefined ? undefined : leaveCodes[endedBy];
  // A short recording has its first file only when it ends.
  const fileAt = end.fileSince ?? (leaveCode !== undefined && mediaSince !== undefined ? endedAt : undefined);
  const uploadedAt =
    leaveCode === undefined || fileAt === undefined ? undefined : endedAt + Math.max(uploadMs, EXIT_MS);

  add(40, whileItRuns(facts.startedAt + READY_MS), { status: 0 });
  const slice = { mixedAllUser: true, streamUid: '0', trackType: trackTypeOf(record) };
  add(42, mediaSince, { startUtcMs: mediaSince, discontinueUtcMs: mediaSince, ...slice });
  const firstFile = (at: number) => ({ fileList: fileNames(record, snapshotOf(facts, presence, at))[0] });
  add(30, fileAt, { status: 0 });
  if (fileAt !== undefined) add(4, fileAt, firstFile(fileAt));
  facts.failovers.forEach(({ from, to }, n) => {
    // Sent when Agora begins to move the recorder: not before the 404s.
    add(12, whileItRuns(from), { newUid: Number(movedUid(record, n)) }, n);
    if (fileAt !== undefined && fileAt < from && to <= endedAt) add(4, to, firstFile(to), n + 1);
  });
  if (isDeferredError(endedBy)) {
    add(1, endedAt, { ...errors[endedBy], errorLevel: 5, errorMsg: '', stat: 0 });
    add(11, endedAt, { exitStatus: 1 });
  }
  if (leaveCode !== undefined) {
    add(41, endedAt, { leaveCode });
    add(11, endedAt + EXIT_MS, { exitStatus: 0 });
  }
  // Once a minute from the first file on; complete only at the end.
  const progressUntil = uploadedAt ?? endedAt;
  const minutes = fileAt === undefined ? 0 : Math.max(0, Math.floor((now - fileAt) / MINUTE_MS)) + 1;
  for (let n = 1; n <= minutes; n++) {
    const at = (fileAt ?? 0) + n * MINUTE_MS;
    if (at < progressUntil) add(33, at, { progress: Math.floor((WHOLE * n) / (n + 1)) }, n);
  }
  if (uploadedAt !== undefined) {
    add(33, uploadedAt, { progress: WHOLE });
    const fileList = fileItems(record, snapshotOf(facts, presence, uploadedAt));
    add(facts.backedUp === true ? 32 : 31, uploadedAt, { status: 0, fileList });
  }

  events.sort((a, b) => a.at - b.at);
  const due = events.filter(({ at }) => at <= now);
  const next = events[due.length]?.at;
  return { due, ...(next !== undefined && { next }) };
}

/** The recorder's uid in the channel: Agora assigns a new one in each failover. */
export function uidAt(record: RecorderRecord, at: number): string {
  const moves = record.facts.failovers.filter(({ from }) => from < at).length;
  return moves === 0 ? record.facts.uid : movedUid(record, moves - 1);
}

/** Derived from the sid, so that it is always the same. */
function movedUid({ sid }: RecorderRecord, nth: number): string {
  const from = (nth % 4) * 8;
  return String((Number.parseInt(sid.slice(from, from + 8), 16) % 4_294_967_295) + 1);
}
