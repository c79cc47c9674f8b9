/** Cloud Recording behind its gateway, for mode `mix`. */
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../movable-clock.ts';
import type { Channels } from './channels.ts';
import type { Call, Route } from './gateway.ts';
import { EXIT_MS, type Snapshot, snapshotOf } from './recorder.ts';
import { fileFields, historyOf, type RecorderHistory, type RecorderRecord } from './recorder-history.ts';
import { appIdOf, isExpired, newResourceId, type Reservation } from './resources.ts';
import {
  checkAcquire,
  checkLayout,
  checkStart,
  checkStop,
  checkUpdate,
  deferredErrorOf,
  layoutOf,
  type Storage,
} from './rules.ts';
import {
  alreadyExiting,
  alreadyStarted,
  badBody,
  badResourceId,
  foreignResourceId,
  notCompleted,
  notFound,
  nothingRecorded,
  otherIdentity,
  otherStartParameter,
  overloaded,
  resourceExpired,
  type ServiceResponse,
  taskConflict,
  uploadTimeout,
  wrongMode,
} from './service-responses.ts';

/** Agora answers a `stop` after 20 s at the latest, however long the upload takes. */
const LONGEST_STOP_MS = 20_000;
const HOUR_MS = 3_600_000;

export type ServiceOptions = {
  clock: Clock;
  appId: string;
  channels: Channels;
  /** How many recorders may run at once: Agora's PCW limit. */
  maxRunning: number;
  uploadMs: number;
  /** What Agora checks only after it has answered `start`. */
  accepts: {
    token?: (token: string | undefined, cname: string, uid: string) => boolean;
    storage?: (storage: Storage) => boolean;
  };
};

export type Service = {
  /** Acts at once; only the response to a synchronous `stop` takes time. Pending ones end without effect when `signal` aborts. */
  act: (route: Route, body: unknown, signal: AbortSignal) => ServiceResponse | Promise<ServiceResponse>;
  recorders(): RecorderHistory[];
  /** Every recorder that was ever started. */
  records(): Iterable<RecorderRecord>;
  /** The recorder with that sid, or the one that was started with that resourceId. */
  find(key: { sid: string } | { resourceId: string }): RecorderRecord | undefined;
};

export function createService({ clock, appId, channels, maxRunning, uploadMs, accepts }: ServiceOptions): Service {
  const reservations = new Map<string, Reservation>();
  const records = new Map<string, RecorderRecord>();
  /** Those that may still run, so that a long history costs nothing. */
  const live = new Set<RecorderRecord>();

  const now = (record: RecorderRecord): Snapshot =>
    snapshotOf(record.facts, channels.presence(record.cname), clock.now());

  const running = (): RecorderRecord[] => {
    for (const record of live) if (now(record).phase === 'gone') live.delete(record);
    return [...live];
  };

  function acquire(body: unknown): ServiceResponse {
    const checked = checkAcquire(body);
    if (!checked.ok) return checked.rejection;
    if (running().length >= maxRunning) return overloaded;
    const { cname, uid } = checked.value;
    const resourceId = newResourceId(appId);
    reservations.set(resourceId, { ...checked.value, resourceId, at: clock.now() });
    return { status: 200, body: { cname, uid, resourceId } };
  }

  function start({ resourceId = '', mode }: Route, body: unknown): ServiceResponse {
    if (mode !== 'mix') return wrongMode;
    const checked = checkStart(body);
    if (!checked.ok) return checked.rejection;
    const { cname, uid, clientRequest } = checked.value;
    const reserved = reservations.get(resourceId);
    if (reserved === undefined) {
      const owner = appIdOf(resourceId);
      if (owner === undefined) return badResourceId;
      return owner === appId ? resourceExpired : foreignResourceId;
    }
    if (reserved.cname !== cname || reserved.uid !== uid) return otherIdentity;
    if (reserved.sid !== undefined) return alreadyStarted;
    if (isExpired(reserved, clock.now())) return resourceExpired;
    if (reserved.startParameter !== undefined) {
      const sent = (body as { clientRequest: unknown }).clientRequest;
      if (!isDeepStrictEqual(sent, reserved.startParameter)) return otherStartParameter;
    }
    if (running().some((record) => record.cname === cname && record.facts.uid === uid)) return taskConflict;

    const sid = randomBytes(16).toString('hex');
    const at = clock.now();
    const { storageConfig, ...kept } = clientRequest;
    const { token, recordingConfig } = kept;
    const deferredError =
      deferredErrorOf(checked.value) ??
      (accepts.storage?.(storageConfig) === false ? 'badStorage' : undefined) ??
      (accepts.token?.(token, cname, uid) === false ? 'badToken' : undefined);
    const record: RecorderRecord = {
      sid,
      resourceId,
      appId,
      cname,
      start: { cname, uid, clientRequest: kept },
      storage: {
        vendor: storageConfig.vendor,
        region: storageConfig.region,
        bucket: storageConfig.bucket,
        fileNamePrefix: storageConfig.fileNamePrefix ?? [],
      },
      facts: {
        uid,
        startedAt: at,
        channelType: recordingConfig.channelType,
        maxIdleMs: recordingConfig.maxIdleTime * 1000,
        controlMs: reserved.expiredHours * HOUR_MS,
        ...(deferredError !== undefined && { deferredError }),
        failovers: [],
      },
      layouts: [{ at, call: 'start', layout: layoutOf(checked.value) }],
      subscriptions: [],
      queriedWhileStopping: false,
    };
    reserved.sid = sid;
    records.set(sid, record);
    live.add(record);
    return { status: 200, body: { cname, uid, resourceId, sid } };
  }

  /** The recorder that a call addresses and its current state, or the error response. */
  function control({
    resourceId,
    sid = '',
    mode,
  }: Route): { record: RecorderRecord; snapshot: Snapshot } | { rejection: ServiceResponse } {
    if (mode !== 'mix') return { rejection: wrongMode };
    const record = records.get(sid);
    if (record === undefined) return { rejection: notFound };
    if (record.resourceId !== resourceId) return { rejection: foreignResourceId };
    const snapshot = now(record);
    return snapshot.phase === 'gone' || !snapshot.reachable ? { rejection: notFound } : { record, snapshot };
  }

  function query(route: Route): ServiceResponse {
    const found = control(route);
    if ('rejection' in found) return found.rejection;
    const { record, snapshot } = found;
    // Agora advises against `query` after `stop`: a `stop` that is still waiting then ends without a file list.
    record.queriedWhileStopping = true;
    return envelope(record, { status: snapshot.status, ...fileFields(record, snapshot, snapshot.fileSince) });
  }

  function updateLayout(route: Route, body: unknown): ServiceResponse {
    if (route.mode !== 'mix') return wrongMode;
    const checked = checkLayout(body);
    if (!checked.ok) return checked.rejection;
    const found = control(route);
    if ('rejection' in found) return found.rejection;
    const { record, snapshot } = found;
    const { cname, uid, ...layout } = checked.value;
    if (!isOf(record, cname, uid)) return otherIdentity;
    if (snapshot.phase === 'exiting') return notFound;
    record.layouts.push({ at: clock.now(), call: 'updateLayout', layout });
    return { status: 200, body: identity(record) };
  }

  function update(route: Route, body: unknown): ServiceResponse {
    const checked = checkUpdate(body);
    if (!checked.ok) return checked.rejection;
    const found = control(route);
    if ('rejection' in found) return found.rejection;
    const { record, snapshot } = found;
    const { cname, uid, clientRequest } = checked.value;
    if (!isOf(record, cname, uid)) return otherIdentity;
    if (snapshot.phase === 'exiting') return notFound;
    const { streamSubscribe } = clientRequest;
    const { streamTypes } = record.start.clientRequest.recordingConfig;
    if (streamSubscribe?.audioUidList && streamTypes === 1) return badBody('audio list, but only video is recorded');
    if (streamSubscribe?.videoUidList && streamTypes === 0) return badBody('video list, but only audio is recorded');
    if (streamSubscribe !== undefined) record.subscriptions.push({ at: clock.now(), streamSubscribe });
    return { status: 200, body: identity(record) };
  }

  function stop(route: Route, body: unknown, signal: AbortSignal): ServiceResponse | Promise<ServiceResponse> {
    const checked = checkStop(body);
    if (!checked.ok) return checked.rejection;
    const found = control(route);
    if ('rejection' in found) return found.rejection;
    const { record, snapshot } = found;
    const { cname, uid, clientRequest } = checked.value;
    if (!isOf(record, cname, uid)) return otherIdentity;
    if (snapshot.phase === 'exiting') return alreadyExiting;

    const hasMedia = snapshot.mediaSince !== undefined;
    const at = clock.now();
    record.facts.stopped = { at, takesMs: hasMedia ? uploadMs : EXIT_MS };
    record.queriedWhileStopping = false;
    if (!hasMedia) return nothingRecorded;
    // Nothing has been uploaded yet: only files that exist are listed, and the upload is unknown.
    if (clientRequest.async_stop) return stopped(record, snapshot, snapshot.fileSince, 'unknown');
    return clock.until(at + Math.min(uploadMs, LONGEST_STOP_MS), signal).then(() => {
      if (record.queriedWhileStopping) return notCompleted;
      if (uploadMs > LONGEST_STOP_MS) return uploadTimeout;
      return stopped(record, snapshot, snapshot.mediaSince, 'uploaded');
    });
  }

  const calls: Record<Call, Service['act']> = {
    acquire: (_, body) => acquire(body),
    start,
    query,
    updateLayout,
    update,
    stop,
  };

  return {
    act: (route, body, signal) => calls[route.call](route, body, signal),
    recorders: () =>
      [...records.values()].map((record) => historyOf(record, channels.presence(record.cname), clock.now())),
    records: () => records.values(),
    find(key) {
      const sid = 'sid' in key ? key.sid : reservations.get(key.resourceId)?.sid;
      return sid === undefined ? undefined : records.get(sid);
    },
  };
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
  record: RecorderRecord,
  snapshot: Snapshot,
  since: number | undefined,
  uploadingStatus: string,
): ServiceResponse {
  const { sliceStartTime: _, ...files } = fileFields(record, snapshot, since);
  return envelope(record, { ...files, uploadingStatus });
}
