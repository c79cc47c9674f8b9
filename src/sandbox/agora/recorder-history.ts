/** What the service keeps of a recorder, what tests read of it, and the names of its files. */
import type { PresenceInterval } from './channels.ts';
import type { Call } from './gateway.ts';
import { type EndedBy, type Facts, type Snapshot, snapshotOf } from './recorder.ts';
import type { Layout, Start, Update } from './rules.ts';

/** Everything that the service keeps of one recorder; not the storage keys. */
export type RecorderRecord = {
  sid: string;
  resourceId: string;
  appId: string;
  cname: string;
  start: Omit<Start, 'clientRequest'> & { clientRequest: Omit<Start['clientRequest'], 'storageConfig'> };
  storage: { vendor: number; region: number; bucket: string; fileNamePrefix: readonly string[] };
  facts: Facts;
  layouts: LayoutEntry[];
  subscriptions: { at: number; streamSubscribe: NonNullable<Update['clientRequest']['streamSubscribe']> }[];
  /** A `query` arrived while a `stop` was waiting for the upload. */
  queriedWhileStopping: boolean;
};

/** An accepted layout, with defaults for what the request left out. */
type LayoutEntry = { at: number; call: Extract<Call, 'start' | 'updateLayout'>; layout: Layout };

/** One recorder from its start to now: how it ran, for how long, and its files. Times in milliseconds. */
export type RecorderHistory = {
  sid: string;
  resourceId: string;
  appId: string;
  cname: string;
  uid: string;
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
  hadMedia: boolean;
  files: readonly string[];
};

/** Agora's frame rates; any other value is taken as 15. */
const FRAME_RATES = [1, 7, 10, 15, 24, 30, 60];

export function historyOf(record: RecorderRecord, presence: readonly PresenceInterval[], now: number): RecorderHistory {
  const snapshot = snapshotOf(record.facts, presence, now);
  const { token, recordingConfig, recordingFileConfig } = record.start.clientRequest;
  const { width, height, fps, bitrate } = recordingConfig.transcodingConfig;
  return {
    sid: record.sid,
    resourceId: record.resourceId,
    appId: record.appId,
    cname: record.cname,
    uid: record.facts.uid,
    ...(token !== undefined && { token }),
    channelType: recordingConfig.channelType,
    streamTypes: recordingConfig.streamTypes,
    maxIdleTime: recordingConfig.maxIdleTime,
    transcoding: { width, height, fps: FRAME_RATES.includes(fps) ? fps : 15, bitrate },
    avFileType: recordingFileConfig.avFileType,
    storage: record.storage,
    startedAt: record.facts.startedAt,
    ...(snapshot.endedAt !== undefined && { endedAt: snapshot.endedAt }),
    ...(snapshot.endedBy !== undefined && { endedBy: snapshot.endedBy }),
    status: snapshot.status,
    layouts: [...record.layouts],
    subscriptions: [...record.subscriptions],
    hadMedia: snapshot.mediaSince !== undefined,
    files: snapshot.mediaSince === undefined ? [] : fileNames(record, snapshot),
  };
}

type FileItem = {
  fileName: string;
  trackType: 'audio' | 'video' | 'audio_and_video';
  uid: '0';
  mixedAllUser: true;
  isPlayable: true;
  sliceStartTime: number;
};

/**
 * `fileListMode`, `fileList` and `sliceStartTime` (milliseconds): a string for hls alone, items with mp4. Before the first
 * file the list is empty and the time 0.
 */
export function fileFields(
  record: RecorderRecord,
  snapshot: Snapshot,
  since: number | undefined,
): Record<string, unknown> {
  const { avFileType } = record.start.clientRequest.recordingFileConfig;
  const sliceStartTime = since === undefined ? 0 : (snapshot.mediaSince ?? 0);
  if (!avFileType.includes('mp4')) {
    return {
      fileListMode: 'string',
      fileList: since === undefined ? '' : fileNames(record, snapshot)[0],
      sliceStartTime,
    };
  }
  return { fileListMode: 'json', fileList: since === undefined ? [] : fileItems(record, snapshot), sliceStartTime };
}

/** The files as items; `sliceStartTime` in milliseconds. */
export function fileItems(record: RecorderRecord, snapshot: Snapshot): FileItem[] {
  return fileNames(record, snapshot).map((fileName) => ({
    fileName,
    trackType: trackTypeOf(record),
    uid: '0',
    mixedAllUser: true,
    isPlayable: true,
    sliceStartTime: snapshot.mediaSince ?? 0,
  }));
}

export const trackTypeOf = (record: RecorderRecord): FileItem['trackType'] =>
  (['audio', 'video', 'audio_and_video'] as const)[record.start.clientRequest.recordingConfig.streamTypes];

/** Agora names files by sid and cname, with a prefix for those after each failover. */
export function fileNames(record: RecorderRecord, { moved }: Snapshot): string[] {
  const stem = `${moved === 0 ? '' : `bak${moved - 1}_`}${record.sid}_${record.cname}`;
  const mp4 = record.start.clientRequest.recordingFileConfig.avFileType.includes('mp4');
  return mp4 ? [`${stem}.m3u8`, `${stem}_0.mp4`] : [`${stem}.m3u8`];
}
