/** The events of a recorder that Agora sends notifications about, and what a notification contains. */
import type { PresenceInterval } from './channels.ts';
import { fileItems, fileNames, snapshotNames, trackTypeOf } from './files.ts';
import type { RecorderRecord } from './record.ts';
import { EXIT_MS, type Facts, READY_MS, type Snapshot, snapshotOf } from './recorder.ts';

/** One event of a recorder. `key` identifies it when the events are computed again. */
export type Event = { at: number; key: string; eventType: number; uid: string; details: Record<string, unknown> };

const FOREVER = Number.POSITIVE_INFINITY;
const MINUTE_MS = 60_000;
/** `progress` of a complete upload. */
const WHOLE = 10_000;

/** The events: names, and which of Agora's services sends them (0 recording, 1 recorder, 2 uploader, 6 web recorder). */
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
  34: { msgName: 'STSExpired', serviceType: 2 },
  45: { msgName: 'recorder_snapshot_file', serviceType: 1 },
  70: { msgName: 'web_recorder_started', serviceType: 6 },
  71: { msgName: 'web_recorder_stopped', serviceType: 6 },
  72: { msgName: 'web_recorder_capability_limit', serviceType: 6 },
  73: { msgName: 'web_recorder_reload', serviceType: 6 },
  100: { msgName: 'rtmp_publish_status', serviceType: 6 },
};

/** Bits of `leaveCode`: 4 empty channel, 16 the client left; Agora adds the timer's bit 8 to a stop. */
const leaveCodes: Readonly<Record<string, number>> = { idle: 4, stop: 24 };

/** Event 71, `code`. */
const pageCodes: Readonly<Record<string, number>> = { stop: 0, maxHours: 1, pageNotReady: 4, pageNotFound: 5 };

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
    serviceScene: 'rtc_record' | 'rtc_snapshot' | 'web_record';
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
      serviceScene: sceneOf(record),
      details: { msgName, ...details },
    },
  };
}

function sceneOf({ start: { mode, avFileType } }: RecorderRecord): AgoraNotification['payload']['serviceScene'] {
  if (mode === 'web') return 'web_record';
  return avFileType.length === 0 ? 'rtc_snapshot' : 'rtc_record';
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
  const { endedAt = FOREVER } = end;
  const events: Event[] = [];
  const add = (eventType: number, at: number | undefined, details: Record<string, unknown> = {}, nth = 0) => {
    if (at === undefined || at === FOREVER) return;
    events.push({ at, key: `${eventType}/${nth}`, eventType, uid: uidAt(record, at), details });
  };
  const whileItRuns = (at: number | undefined) => (at !== undefined && at <= endedAt ? at : undefined);

  const plan: Plan = { record, presence, end, endedAt, add, whileItRuns, now };
  const fileAt = record.start.mode === 'web' ? planPage(plan) : planChannel(plan);
  planUpload(plan, fileAt, uploadMs);

  events.sort((a, b) => a.at - b.at);
  const due = events.filter(({ at }) => at <= now);
  const next = events[due.length]?.at;
  return { due, ...(next !== undefined && { next }) };
}

/** Numbers the first playlists of further tracks, behind those of failovers. */
const firstTrack = 1_000;

type Plan = {
  record: RecorderRecord;
  presence: readonly PresenceInterval[];
  /** The recorder after its end, as far as that is known. */
  end: Snapshot;
  endedAt: number;
  add: (eventType: number, at: number | undefined, details?: Record<string, unknown>, nth?: number) => void;
  whileItRuns: (at: number | undefined) => number | undefined;
  now: number;
};

/** The events of a recorder in an RTC channel; returns when its first file is there. */
function planChannel({ record, presence, end, endedAt, add, whileItRuns, now }: Plan): number | undefined {
  const { facts } = record;
  const { endedBy, mediaSince } = end;
  const leaveCode = endedBy === undefined ? undefined : leaveCodes[endedBy];
  const hasFiles = record.start.avFileType.length > 0;
  // A short recording has its first file only when it ends.
  const lateFile = leaveCode !== undefined && mediaSince !== undefined ? endedAt : undefined;
  const fileAt = hasFiles ? (end.fileSince ?? lateFile) : undefined;

  add(40, whileItRuns(facts.startedAt + READY_MS), { status: 0 });
  const isMixed = record.start.mode === 'mix';
  const slice = { mixedAllUser: isMixed, streamUid: '0', trackType: trackTypeOf(record) };
  add(42, mediaSince, { startUtcMs: mediaSince, discontinueUtcMs: mediaSince, ...slice });
  const firstFile = (at: number) => ({ fileList: fileNames(record, snapshotOf(facts, presence, at), presence)[0] });
  add(30, fileAt, { status: 0 });
  if (fileAt !== undefined) add(4, fileAt, firstFile(fileAt));
  if (fileAt !== undefined && !isMixed) {
    const others = fileNames(record, snapshotOf(facts, presence, fileAt), presence).slice(1);
    for (const [i, fileList] of others.entries()) add(4, fileAt, { fileList }, firstTrack + i);
  }
  facts.failovers.forEach(({ from, to }, n) => {
    // Sent when Agora begins to move the recorder: not before the 404s.
    add(12, whileItRuns(from), { newUid: Number(movedUid(record, n)) }, n);
    if (fileAt !== undefined && fileAt < from && to <= endedAt) add(4, to, firstFile(to), n + 1);
  });
  planSnapshots({ record, presence, end, endedAt, add, whileItRuns, now });
  if (isDeferredError(endedBy)) {
    add(1, endedAt, { ...errors[endedBy], errorLevel: 5, errorMsg: '', stat: 0 });
    add(11, endedAt, { exitStatus: 1 });
  }
  if (leaveCode !== undefined) {
    add(41, endedAt, { leaveCode });
    add(11, endedAt + EXIT_MS, { exitStatus: 0 });
  }
  return fileAt;
}

/** A screenshot of everyone's video so often, from the first media on. */
function planSnapshots({ record, presence, end, endedAt, add, now }: Plan): void {
  for (const { at, fileName, nth } of snapshotNames(record, end, presence, Math.min(now, endedAt)))
    add(45, at, { fileName }, nth);
}

/** The events of a recorder that shows a page; returns when its first file is there. */
function planPage({ record, presence, end, endedAt, add, whileItRuns }: Plan): number | undefined {
  const { facts } = record;
  const { endedBy, mediaSince } = end;
  const startedAt = whileItRuns(facts.startedAt + READY_MS);
  add(70, startedAt, { recorderStartTime: startedAt });
  if (facts.page?.fails === 'notReady' && facts.page.readyMs > 0)
    add(73, whileItRuns(facts.startedAt + facts.page.readyMs), { reason: 'page_load_timeout' });
  const code = endedBy === undefined ? undefined : pageCodes[endedBy];
  const fileAt = end.fileSince ?? (code !== undefined && mediaSince !== undefined ? endedAt : undefined);
  add(30, fileAt, { status: 0 });
  if (isDeferredError(endedBy)) {
    add(1, endedAt, { ...errors[endedBy], errorLevel: 5, errorMsg: '', stat: 0 });
    add(11, endedAt, { exitStatus: 1 });
  }
  if (code === undefined) return fileAt;
  const names = fileAt === undefined ? [] : fileNames(record, end, presence);
  const fileList = names.map((filename) => ({ filename, sliceStartTime: mediaSince }));
  add(71, endedAt, { code, message: endedBy, details: '', fileList });
  add(11, endedAt + EXIT_MS, { exitStatus: code === 0 || code === 1 ? 0 : 1 });
  return fileAt;
}

/** Progress once a minute from the first file on; complete only at the end. */
function planUpload({ record, presence, end, endedAt, add, now }: Plan, fileAt: number | undefined, uploadMs: number) {
  const { facts, start } = record;
  const isOver = end.endedBy !== undefined && (leaveCodes[end.endedBy] ?? pageCodes[end.endedBy]) !== undefined;
  const { doneAt = facts.upload === undefined ? 0 : undefined } = facts.upload ?? {};
  const uploadedAt =
    !isOver || fileAt === undefined || doneAt === undefined
      ? undefined
      : Math.max(endedAt + Math.max(uploadMs, EXIT_MS), doneAt);
  const progressUntil = uploadedAt ?? endedAt;
  const minutes = fileAt === undefined ? 0 : Math.max(0, Math.floor((now - fileAt) / MINUTE_MS)) + 1;
  for (let n = 1; n <= minutes; n++) {
    const at = (fileAt ?? 0) + n * MINUTE_MS;
    if (at < progressUntil) add(33, at, { progress: Math.floor((WHOLE * n) / (n + 1)) }, n);
  }
  if (uploadedAt === undefined) return;
  add(33, uploadedAt, { progress: WHOLE });
  const items =
    start.mode === 'web' ? {} : { fileList: fileItems(record, snapshotOf(facts, presence, uploadedAt), presence) };
  add(facts.backedUp === true ? 32 : 31, uploadedAt, { status: 0, ...items });
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
