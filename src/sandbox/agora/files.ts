/** The files of a recorder: their names (Agora: Cloud Recording, "Manage files"), and how each mode lists them. */
import type { PresenceInterval } from './channels.ts';
import type { RecorderRecord } from './record.ts';
import { READY_MS, type Snapshot } from './recorder.ts';
import { isSubscribedAt, wasSubscribed } from './subscription.ts';

type TrackType = 'audio' | 'video' | 'audio_and_video';

type FileItem = {
  fileName: string;
  trackType: TrackType;
  uid: string;
  mixedAllUser: boolean;
  isPlayable: true;
  sliceStartTime: number;
};

type Presence = readonly PresenceInterval[];

/** The file fields of a response; `since`: from when on there are files. Before that the list is empty and the time 0. */
export function fileFields(
  record: RecorderRecord,
  snapshot: Snapshot,
  presence: Presence,
  since: number | undefined,
): Record<string, unknown> {
  const { mode, avFileType, snapshots } = record.start;
  const sliceStartTime = since === undefined ? 0 : (snapshot.mediaSince ?? 0);
  if (snapshots !== undefined) return { sliceStartTime };
  if (mode === 'mix' && !avFileType.includes('mp4')) {
    const [fileList] = since === undefined ? [''] : fileNames(record, snapshot, presence);
    return { fileListMode: 'string', fileList, sliceStartTime };
  }
  const fileList = since === undefined ? [] : fileItems(record, snapshot, presence);
  return { fileListMode: 'json', fileList, sliceStartTime };
}

/** `extensionServiceState` of a page. In the response to `stop` Agora spells `payload` as `playload`. */
export function pageState(
  record: RecorderRecord,
  snapshot: Snapshot,
  presence: Presence,
  { since, uploadingStatus }: { since: number | undefined; uploadingStatus?: string },
): Record<string, unknown> {
  const isStopping = uploadingStatus !== undefined;
  const state = isStopping ? 'exit' : since === undefined ? 'init' : 'inProgress';
  const names = since === undefined ? [] : fileNames(record, snapshot, presence);
  const fileList = names.map((filename) => ({ filename, sliceStartTime: snapshot.mediaSince ?? 0 }));
  const recorder = { state, onhold: record.holds.at(-1)?.onhold ?? false, fileList };
  const outputs = record.start.rtmpUrls.map((rtmpUrl) => ({
    rtmpUrl,
    status: isStopping ? 'disconnected' : 'publishing',
  }));
  const key = isStopping ? 'playload' : 'payload';
  return {
    extensionServiceState: [
      ...(isStopping ? [{ serviceName: 'upload_service', [key]: { uploadingStatus } }] : []),
      { serviceName: 'web_recorder_service', [key]: recorder },
      ...(outputs.length > 0 ? [{ serviceName: 'rtmp_publish_service', [key]: { outputs } }] : []),
    ],
  };
}

/** The files as items; `sliceStartTime` in milliseconds. */
export function fileItems(record: RecorderRecord, snapshot: Snapshot, presence: Presence): FileItem[] {
  const sliceStartTime = snapshot.mediaSince ?? 0;
  const shared = { isPlayable: true, sliceStartTime } as const;
  if (record.start.mode === 'individual') {
    return tracks(record, snapshot, presence).map(({ uid, trackType, fileName }) => ({
      fileName,
      trackType,
      uid,
      mixedAllUser: false,
      ...shared,
    }));
  }
  return fileNames(record, snapshot, presence).map((fileName) => ({
    fileName,
    trackType: trackTypeOf(record),
    uid: '0',
    mixedAllUser: true,
    ...shared,
  }));
}

export const trackTypeOf = ({ start }: RecorderRecord): TrackType =>
  (['audio', 'video', 'audio_and_video'] as const)[start.recordingConfig.streamTypes];

/** Agora names files by sid and cname, with a prefix for those after each failover. */
export function fileNames(record: RecorderRecord, snapshot: Snapshot, presence: Presence): string[] {
  const { mode, avFileType } = record.start;
  if (mode === 'individual') return tracks(record, snapshot, presence).map(({ fileName }) => fileName);
  const label = mode === 'web' ? record.cname.replaceAll(/[^a-zA-Z0-9-]/g, '-') : record.cname;
  const stem = `${stemOf(record, snapshot)}_${label}`;
  return avFileType.includes('mp4') ? [`${stem}.m3u8`, `${stem}_0.mp4`] : [`${stem}.m3u8`];
}

function stemOf({ sid }: RecorderRecord, { moved }: Snapshot): string {
  return `${moved === 0 ? '' : `bak${moved - 1}_`}${sid}`;
}

/** One for each medium of everyone who published while it recorded, unless screenshots alone are taken. */
function tracks(record: RecorderRecord, snapshot: Snapshot, presence: Presence) {
  const { avFileType, recordingConfig } = record.start;
  if (avFileType.length === 0) return [];
  const { streamTypes } = recordingConfig;
  const media = streamTypes === 2 ? (['audio', 'video'] as const) : ([streamTypes === 0 ? 'audio' : 'video'] as const);
  const present = whileItRecorded(record, snapshot, presence);
  return uidsOf(present).flatMap((uid) =>
    media
      .filter((medium) => present.some((one) => one.uid === uid && wasSubscribed(record, medium, one)))
      .map((trackType) => ({
        uid,
        trackType,
        fileName: `${stemOf(record, snapshot)}_${record.cname}__uid_s_${uid}__uid_e_${trackType}.m3u8`,
      })),
  );
}

const uidsOf = (presence: Presence) => [...new Set(presence.map(({ uid }) => uid))];

/** The part of everyone's time in the channel in which the recorder was there too. */
function whileItRecorded({ facts }: RecorderRecord, { endedAt }: Snapshot, presence: Presence): PresenceInterval[] {
  const latest = endedAt ?? Number.POSITIVE_INFINITY;
  return presence
    .filter(({ publishes, uid }) => publishes && uid !== facts.uid)
    .map(({ from, to = latest, ...rest }) => ({
      ...rest,
      from: Math.max(from, facts.startedAt + READY_MS),
      to: Math.min(to, latest),
    }))
    .filter(({ from, to }) => from < to);
}

/** The screenshots up to `until`: of everyone's video so often, from the first media on. `nth` numbers them. */
export function snapshotNames(
  record: RecorderRecord,
  end: Snapshot,
  presence: Presence,
  until: number,
): { at: number; fileName: string; nth: number }[] {
  const { snapshots } = record.start;
  const { mediaSince, endedAt = Number.POSITIVE_INFINITY } = end;
  if (snapshots === undefined || mediaSince === undefined) return [];
  const every = snapshots.captureInterval * 1000;
  const uids = uidsOf(whileItRecorded(record, end, presence));
  const count = Math.max(0, Math.floor((until - mediaSince) / every)) + 1;
  return Array.from({ length: count }, (_, index) => ({ n: index + 1, at: mediaSince + (index + 1) * every }))
    .filter(({ at }) => at <= endedAt)
    .flatMap(({ n, at }) =>
      uids.flatMap((uid, i) => {
        if (!isSubscribedAt(record, 'video', uid, at)) return [];
        return [{ at, fileName: snapshotName(record, uid, at), nth: n * uids.length + i }];
      }),
    );
}

/** The name of a screenshot with its folders; `at` in UTC. */
function snapshotName({ sid, cname, storage }: RecorderRecord, uid: string, at: number): string {
  const utc = new Date(at).toISOString().replaceAll(/[^0-9]/g, '');
  return [...storage.fileNamePrefix, `${sid}_${cname}__uid_s_${uid}__uid_e_video_${utc}.jpg`].join('/');
}
