/** The calls for a recorder that was started. */

import { fileFields, pageState } from './files.ts';
import type { Route } from './gateway.ts';
import type { RecorderRecord } from './record.ts';
import { EXIT_MS, type Snapshot } from './recorder.ts';
import { checkLayout, checkStop } from './rules.ts';
import { checkUpdate } from './rules-update.ts';
import {
  alreadyExiting,
  badBody,
  foreignResourceId,
  notCompleted,
  notFound,
  nothingRecorded,
  otherIdentity,
  type ServiceResponse,
  uploadTimeout,
  wrongMode,
} from './service-responses.ts';
import { currentSnapshot, type ServiceState } from './service-state.ts';

/** Agora answers a `stop` after 20 s at the latest, however long the upload takes. */
const LONGEST_STOP_MS = 20_000;

/** The recorder that a call addresses and its current state, or the error response. */
function findRecorder(
  state: ServiceState,
  { resourceId, sid = '', mode }: Route,
): { record: RecorderRecord; snapshot: Snapshot } | { rejection: ServiceResponse } {
  const record = state.records.get(sid);
  if (record === undefined) return { rejection: notFound };
  if (record.start.mode !== mode) return { rejection: wrongMode };
  if (record.resourceId !== resourceId) return { rejection: foreignResourceId };
  const snapshot = currentSnapshot(state, record);
  return snapshot.phase === 'gone' || !snapshot.reachable ? { rejection: notFound } : { record, snapshot };
}

export function query(state: ServiceState, route: Route): ServiceResponse {
  const found = findRecorder(state, route);
  if ('rejection' in found) return found.rejection;
  const { record, snapshot } = found;
  // Agora advises against `query` after `stop`: a `stop` that is still waiting then ends without a file list.
  record.queriedWhileStopping = true;
  return envelope(record, { status: snapshot.status, ...listing(state, record, snapshot, snapshot.fileSince) });
}

export function updateLayout(state: ServiceState, route: Route, body: unknown): ServiceResponse {
  if (route.mode !== 'mix') return wrongMode;
  const checked = checkLayout(body);
  if (!checked.ok) return checked.rejection;
  const found = findRecorder(state, route);
  if ('rejection' in found) return found.rejection;
  const { record, snapshot } = found;
  const { cname, uid, ...layout } = checked.value;
  if (!isOf(record, cname, uid)) return otherIdentity;
  if (snapshot.phase === 'exiting') return notFound;
  record.layouts.push({ at: state.clock.now(), call: 'updateLayout', layout });
  return { status: 200, body: identity(record) };
}

export function update(state: ServiceState, route: Route, body: unknown): ServiceResponse {
  const checked = checkUpdate(body, route.mode === 'web');
  if (!checked.ok) return checked.rejection;
  const found = findRecorder(state, route);
  if ('rejection' in found) return found.rejection;
  const { record, snapshot } = found;
  const { cname, uid, clientRequest } = checked.value;
  if (!isOf(record, cname, uid)) return otherIdentity;
  if (snapshot.phase === 'exiting') return notFound;
  const { streamSubscribe, webRecordingConfig, rtmpPublishConfig, storageConfig } = clientRequest;
  const { streamTypes } = record.start.recordingConfig;
  if (streamSubscribe?.audioUidList && streamTypes === 1) return badBody('audio list, but only video is recorded');
  if (streamSubscribe?.videoUidList && streamTypes === 0) return badBody('video list, but only audio is recorded');
  if (rtmpPublishConfig !== undefined && record.start.rtmpUrls.length === 0)
    return badBody('rtmpPublishConfig: no CDN');
  const at = state.clock.now();
  if (streamSubscribe !== undefined) record.subscriptions.push({ at, streamSubscribe });
  if (webRecordingConfig !== undefined) record.holds.push({ at, onhold: webRecordingConfig.onhold });
  if (rtmpPublishConfig !== undefined)
    record.start = { ...record.start, rtmpUrls: rtmpPublishConfig.outputs.map(({ rtmpUrl }) => rtmpUrl) };
  if (storageConfig !== undefined) {
    const { stsExpiration } = storageConfig;
    record.storageUpdates.push({ at, ...(stsExpiration !== undefined && { stsExpiration }) });
  }
  return { status: 200, body: identity(record) };
}

export function stop(
  state: ServiceState,
  route: Route,
  body: unknown,
  signal: AbortSignal,
): ServiceResponse | Promise<ServiceResponse> {
  const checked = checkStop(body);
  if (!checked.ok) return checked.rejection;
  const found = findRecorder(state, route);
  if ('rejection' in found) return found.rejection;
  const { record, snapshot } = found;
  const { cname, uid, clientRequest } = checked.value;
  if (!isOf(record, cname, uid)) return otherIdentity;
  if (snapshot.phase === 'exiting') return alreadyExiting;

  const hasMedia = snapshot.mediaSince !== undefined;
  const at = state.clock.now();
  record.facts.stopped = { at, takesMs: hasMedia ? state.uploadMs : EXIT_MS };
  record.queriedWhileStopping = false;
  if (!hasMedia) return nothingRecorded;
  // Nothing has been uploaded yet: only files that exist are listed, and the upload is unknown.
  if (clientRequest.async_stop) return stopped(state, record, snapshot, snapshot.fileSince, 'unknown');
  const isDone = state.clock.until(at + Math.min(state.uploadMs, LONGEST_STOP_MS), signal);
  return Promise.all([isDone, state.uploads.uploaded(record)]).then(() => {
    if (record.queriedWhileStopping) return notCompleted;
    if (state.uploadMs > LONGEST_STOP_MS) return uploadTimeout;
    const uploadingStatus = record.facts.backedUp === true ? 'backuped' : 'uploaded';
    return stopped(state, record, snapshot, snapshot.mediaSince, uploadingStatus);
  });
}

const isOf = (record: RecorderRecord, cname: string, uid: string): boolean =>
  record.cname === cname && record.facts.uid === uid;

const identity = (record: RecorderRecord) => ({
  cname: record.cname,
  uid: record.facts.uid,
  resourceId: record.resourceId,
  sid: record.sid,
});

const envelope = (record: RecorderRecord, serverResponse: Record<string, unknown>): ServiceResponse => ({
  status: 200,
  body: { ...identity(record), serverResponse },
});

/** The response to `stop`: the files and the state of the upload, without a common `sliceStartTime`. */
function stopped(
  state: ServiceState,
  record: RecorderRecord,
  snapshot: Snapshot,
  since: number | undefined,
  uploadingStatus: string,
): ServiceResponse {
  const { sliceStartTime: _, ...listed } = listing(state, record, snapshot, since, uploadingStatus);
  return envelope(record, record.start.mode === 'web' ? listed : { ...listed, uploadingStatus });
}

/** The files as the mode lists them. `uploadingStatus`: in the response to `stop`. */
function listing(
  { channels }: ServiceState,
  record: RecorderRecord,
  snapshot: Snapshot,
  since: number | undefined,
  uploadingStatus?: string,
): Record<string, unknown> {
  const presence = channels.presence(record.cname);
  if (record.start.mode !== 'web') return fileFields(record, snapshot, presence, since);
  return pageState(record, snapshot, presence, { since, ...(uploadingStatus !== undefined && { uploadingStatus }) });
}
