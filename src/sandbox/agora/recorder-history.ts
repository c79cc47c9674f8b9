/** What tests read of a recorder. */
import type { PresenceInterval } from './channels.ts';
import { fileNames } from './files.ts';
import type { LayoutEntry, RecorderRecord, Reserved } from './record.ts';
import { type EndedBy, snapshotOf } from './recorder.ts';
import type { Mode } from './rules-start.ts';
import { isSubscribedAt } from './subscription.ts';

/** One recorder from its start to now: how it ran, for how long, and its files. Times in milliseconds. */
export type RecorderHistory = {
  sid: string;
  resourceId: string;
  appId: string;
  cname: string;
  uid: string;
  mode: Mode;
  token?: string;
  channelType: 0 | 1;
  streamTypes: 0 | 1 | 2;
  maxIdleTime: number;
  transcoding: { width: number; height: number; fps: number; bitrate: number };
  avFileType: readonly string[];
  storage: RecorderRecord['storage'];
  startedAt: number;
  /** When it left the channel or was ended; absent while it runs (and bills). */
  endedAt?: number;
  endedBy?: EndedBy;
  status: number;
  /** All layouts so far, beginning with that of `start`. */
  layouts: readonly LayoutEntry[];
  subscriptions: RecorderRecord['subscriptions'];
  holds: RecorderRecord['holds'];
  storageUpdates: RecorderRecord['storageUpdates'];
  /** Agora's number; 0: not encrypted. */
  decryptionMode: number;
  reserved: Reserved;
  /** Of an individual recording. */
  individual?: { streamMode: string; subscribeUidGroup: number; captureInterval?: number };
  /** Of a page. */
  web?: { url: string; maxRecordingHour: number };
  /** Whose pictures it takes now. */
  shown: readonly string[];
  /** It is being moved to another server, and every call for it gets 404 until then. */
  failoverUntil?: number;
  hadMedia: boolean;
  files: readonly string[];
};

/** Agora's frame rates; any other value is taken as 15. */
const FRAME_RATES = [1, 7, 10, 15, 24, 30, 60];

export function historyOf(record: RecorderRecord, presence: readonly PresenceInterval[], now: number): RecorderHistory {
  const snapshot = snapshotOf(record.facts, presence, now);
  const { mode, token, recordingConfig, avFileType, snapshots, web } = record.start;
  const { width, height, fps, bitrate } = recordingConfig.transcodingConfig;
  const failover = record.facts.failovers.find(({ from, to }) => from <= now && now < to);
  return {
    sid: record.sid,
    resourceId: record.resourceId,
    appId: record.appId,
    cname: record.cname,
    uid: record.facts.uid,
    mode,
    ...(token !== undefined && { token }),
    channelType: recordingConfig.channelType,
    streamTypes: recordingConfig.streamTypes,
    maxIdleTime: recordingConfig.maxIdleTime,
    transcoding: { width, height, fps: FRAME_RATES.includes(fps) ? fps : 15, bitrate },
    avFileType,
    storage: record.storage,
    startedAt: record.facts.startedAt,
    ...(snapshot.endedAt !== undefined && { endedAt: snapshot.endedAt }),
    ...(snapshot.endedBy !== undefined && { endedBy: snapshot.endedBy }),
    status: snapshot.status,
    layouts: [...record.layouts],
    subscriptions: [...record.subscriptions],
    holds: [...record.holds],
    storageUpdates: [...record.storageUpdates],
    decryptionMode: recordingConfig.decryptionMode,
    reserved: record.reserved,
    ...(mode === 'individual' && {
      individual: {
        streamMode: recordingConfig.streamMode,
        subscribeUidGroup: recordingConfig.subscribeUidGroup ?? 0,
        ...(snapshots !== undefined && { captureInterval: snapshots.captureInterval }),
      },
    }),
    ...(web !== undefined && { web: { url: web.url, maxRecordingHour: web.maxRecordingHour } }),
    shown: snapshot.phase === 'running' ? shownBy(record, presence, now) : [],
    ...(failover !== undefined && { failoverUntil: failover.to }),
    hadMedia: snapshot.mediaSince !== undefined,
    files: snapshot.mediaSince === undefined ? [] : fileNames(record, snapshot, presence),
  };
}

/** In the order in which they joined. */
function shownBy(record: RecorderRecord, presence: readonly PresenceInterval[], now: number): string[] {
  const { mode, recordingConfig } = record.start;
  if (mode === 'web' || recordingConfig.streamTypes === 0) return [];
  return presence
    .filter(({ publishes, to, uid }) => publishes && to === undefined && uid !== record.facts.uid)
    .map(({ uid }) => uid)
    .filter((uid) => isSubscribedAt(record, 'video', uid, now));
}
