/** Uploads the files of a recording to a storage on this machine when it has ended. To any other nothing is uploaded. */

import { type Arrangement, readMedia, readSnapshot, type Track } from '../bucket/media.ts';
import type { Clock } from '../movable-clock.ts';
import type { Channels } from './channels.ts';
import { fileNames, snapshotNames, trackTypeOf } from './files.ts';
import type { RecorderRecord } from './record.ts';
import { type EndedBy, type Snapshot, snapshotOf } from './recorder.ts';
import type { Storage } from './rules-storage.ts';
import { createStorageClient, isLocal, type StorageClient } from './uploads-storage.ts';

export type Uploads = {
  /**
   * A recorder starts with that storage. Resolves when the keys have been tried: wrong ones end the recorder. Undefined for a
   * storage that is not on this machine.
   */
  started: (record: RecorderRecord, storage: Storage) => Promise<void> | undefined;
  /** Resolves when the files of the recorder have been uploaded; at once where there is nothing to upload. */
  uploaded: (record: RecorderRecord) => Promise<void>;
  /** Whether files are being uploaded now. */
  busy: () => boolean;
  /** Must be called when something has changed that the end of a recorder depends on. */
  replan: () => void;
};

type UploadsOptions = {
  clock: Clock;
  channels: Channels;
  /** The facts of a recorder have changed. */
  onChange: () => void;
  closing: AbortSignal;
};

/** After these there may be files. Other ends lose them. */
const withFiles: readonly (EndedBy | undefined)[] = ['stop', 'idle', 'maxHours'];

/** A recorder whose files are still to be uploaded. */
type Pending = { client: StorageClient; finished: Promise<void>; finish: () => void; isUploading: boolean };

export function createUploads({ clock, channels, onChange, closing }: UploadsOptions): Uploads {
  const pending = new Map<RecorderRecord, Pending>();
  let timer = new AbortController();

  const snapshotAt = (record: RecorderRecord, at: number) =>
    snapshotOf(record.facts, channels.presence(record.cname), at);

  async function upload(record: RecorderRecord, { client, finish }: Pending, end: Snapshot): Promise<void> {
    const isUploaded = await uploadAll(record, end, channels, client);
    // What Agora can't upload, it keeps in a backup of its own.
    if (!isUploaded) record.facts.backedUp = true;
    record.facts.upload = { doneAt: clock.now() };
    pending.delete(record);
    finish();
    onChange();
  }

  function replan(): void {
    timer.abort();
    let next = Number.POSITIVE_INFINITY;
    for (const [record, one] of pending) {
      if (one.isUploading) continue;
      const end = snapshotAt(record, clock.now());
      if (end.endedAt === undefined) {
        next = Math.min(next, snapshotAt(record, Number.POSITIVE_INFINITY).endedAt ?? next);
        continue;
      }
      one.isUploading = true;
      void upload(record, one, end);
    }
    if (next === Number.POSITIVE_INFINITY || closing.aborted) return;
    timer = new AbortController();
    const signal = AbortSignal.any([timer.signal, closing]);
    void clock.until(next, signal).then(() => {
      if (!signal.aborted) replan();
    });
  }

  return {
    replan,
    busy: () => [...pending.values()].some(({ isUploading }) => isUploading),
    started(record, storage) {
      if (!isLocal(storage)) return undefined;
      const client = createStorageClient(storage, () => clock.now(), closing);
      const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
      pending.set(record, { client, finished, finish, isUploading: false });
      record.facts.upload = {};
      const [first = record.sid] = fileNames(record, snapshotAt(record, clock.now()), channels.presence(record.cname));
      return client.accepts(inFolders(record, first)).then((isAccepted) => {
        if (isAccepted) return;
        record.facts.deferredError ??= 'badStorage';
        replan();
        onChange();
      });
    },
    uploaded: (record) => pending.get(record)?.finished ?? Promise.resolve(),
  };
}

/** Whether every file was stored. */
async function uploadAll(
  record: RecorderRecord,
  end: Snapshot,
  channels: Channels,
  client: StorageClient,
): Promise<boolean> {
  const { mediaSince, endedBy, endedAt = 0 } = end;
  if (mediaSince === undefined || !withFiles.includes(endedBy)) return true;
  const presence = channels.presence(record.cname);
  const names = record.start.avFileType.length === 0 ? [] : fileNames(record, end, presence);
  const stored: boolean[] = [];
  for (const name of names) stored.push(await uploadFile(record, name, mediaSince, client));
  const snapshots = snapshotNames(record, end, presence, endedAt);
  for (const { fileName } of snapshots) stored.push(await client.put(fileName, await readSnapshot(), 'image/jpeg'));
  return stored.every(Boolean);
}

/** A playlist comes after its segments, so that it never names one that is not there. */
async function uploadFile(
  record: RecorderRecord,
  name: string,
  mediaSince: number,
  client: StorageClient,
): Promise<boolean> {
  const { segments, playlist, mp4 } = await readMedia(trackOf(record, name), arrangementOf(record));
  const put = (file: string, bytes: Uint8Array | string, type: string) =>
    client.put(inFolders(record, file), bytes, type);
  if (name.endsWith('.mp4')) return put(name, mp4, 'video/mp4');
  let at = mediaSince;
  const stored: boolean[] = [];
  const segmentNames: string[] = [];
  for (const { bytes, ms } of segments) {
    const segment = `${name.replace(/\.m3u8$/, '')}_${utcOf(at)}.ts`;
    segmentNames.push(segment);
    stored.push(await put(segment, bytes, 'video/mp2t'));
    at += ms;
  }
  // A line of a playlist is a URL.
  const content = playlist(segmentNames.map(encodeURIComponent));
  stored.push(await put(name, content, 'application/vnd.apple.mpegurl'));
  return stored.every(Boolean);
}

function trackOf(record: RecorderRecord, name: string): Track {
  if (record.start.mode === 'web') return 'audio_and_video';
  if (record.start.mode === 'mix') return trackTypeOf(record);
  return name.endsWith('_audio.m3u8') ? 'audio' : 'video';
}

/** The one in force at the end, by Agora's numbers. */
function arrangementOf({ layouts }: RecorderRecord): Arrangement | undefined {
  const last = layouts.at(-1);
  return last && (['float', 'grid', 'vertical', 'custom'] as const)[last.layout.mixedVideoLayout];
}

const inFolders = ({ storage }: RecorderRecord, name: string): string => [...storage.fileNamePrefix, name].join('/');

/** As Agora writes a time in a name: yyyyMMddHHmmssSSS. */
const utcOf = (at: number): string => new Date(at).toISOString().replaceAll(/[^0-9]/g, '');
