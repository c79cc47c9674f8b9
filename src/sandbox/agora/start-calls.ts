/** The calls that create a recorder. */
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Route } from './gateway.ts';
import type { RecorderRecord } from './recorder-history.ts';
import { appIdOf, isExpired, newResourceId, type Reservation } from './resources.ts';
import { checkAcquire, checkStart, deferredErrorOf, layoutOf, type Start } from './rules.ts';
import {
  alreadyStarted,
  badResourceId,
  foreignResourceId,
  otherIdentity,
  otherStartParameter,
  overloaded,
  resourceExpired,
  type ServiceResponse,
  taskConflict,
  wrongMode,
} from './service-responses.ts';
import { runningRecords, type ServiceState } from './service-state.ts';

const HOUR_MS = 3_600_000;

/** `acquire`: reserves a resource for one `start`. */
export function acquire(state: ServiceState, body: unknown): ServiceResponse {
  const checked = checkAcquire(body);
  if (!checked.ok) return checked.rejection;
  if (runningRecords(state).length >= state.maxRunning) return overloaded;
  const { cname, uid } = checked.value;
  const resourceId = newResourceId(state.appId);
  state.reservations.set(resourceId, { ...checked.value, resourceId, at: state.clock.now() });
  return { status: 200, body: { cname, uid, resourceId } };
}

/** `start`: creates a recorder, once per resource. */
export function start(state: ServiceState, { resourceId = '', mode }: Route, body: unknown): ServiceResponse {
  if (mode !== 'mix') return wrongMode;
  const checked = checkStart(body);
  if (!checked.ok) return checked.rejection;
  const { cname, uid } = checked.value;
  const reserved = state.reservations.get(resourceId);
  if (reserved === undefined) {
    const owner = appIdOf(resourceId);
    if (owner === undefined) return badResourceId;
    return owner === state.appId ? resourceExpired : foreignResourceId;
  }
  if (reserved.cname !== cname || reserved.uid !== uid) return otherIdentity;
  if (reserved.sid !== undefined) return alreadyStarted;
  if (isExpired(reserved, state.clock.now())) return resourceExpired;
  if (reserved.startParameter !== undefined) {
    const sent = (body as { clientRequest: unknown }).clientRequest;
    if (!isDeepStrictEqual(sent, reserved.startParameter)) return otherStartParameter;
  }
  if (runningRecords(state).some((record) => record.cname === cname && record.facts.uid === uid)) return taskConflict;

  const sid = randomBytes(16).toString('hex');
  addRecord(state, reserved, newRecord(state, reserved, checked.value, { sid, at: state.clock.now() }));
  return { status: 200, body: { cname, uid, resourceId, sid } };
}

/** A recorder that another instance of the simulator started, as the client remembers it. */
export type EarlierRecorder = Readonly<{
  sid: string;
  resourceId: string;
  cname: string;
  uid: string;
  startedAt: number;
}>;

/** Adds a recorder that has been running since `startedAt`, with the default configuration. */
export function restore(state: ServiceState, { sid, resourceId, cname, uid, startedAt: at }: EarlierRecorder): void {
  const storageConfig = { vendor: 2, region: 0, bucket: 'restored', accessKey: 'unknown', secretKey: 'unknown' };
  const checked = checkStart({ cname, uid, clientRequest: { recordingConfig: {}, storageConfig } });
  if (!checked.ok) throw new Error(`no recorder can have this identity: ${checked.rejection.why}`);
  const reserved: Reservation = { scene: 0, cname, uid, resourceId, expiredHours: 72, at };
  state.reservations.set(resourceId, reserved);
  addRecord(state, reserved, newRecord(state, reserved, checked.value, { sid, at }));
}

function addRecord(state: ServiceState, reserved: Reservation, record: RecorderRecord): void {
  reserved.sid = record.sid;
  state.records.set(record.sid, record);
  state.live.add(record);
}

/** A recorder that starts at `at`. */
function newRecord(
  { appId, accepts }: ServiceState,
  reserved: Reservation,
  request: Start,
  { sid, at }: { sid: string; at: number },
): RecorderRecord {
  const { cname, uid, clientRequest } = request;
  const { storageConfig, ...kept } = clientRequest;
  const { token, recordingConfig } = kept;
  const deferredError =
    deferredErrorOf(request) ??
    (accepts.storage?.(storageConfig) === false ? 'badStorage' : undefined) ??
    (accepts.token?.(token, cname, uid) === false ? 'badToken' : undefined);
  return {
    sid,
    resourceId: reserved.resourceId,
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
    layouts: [{ at, call: 'start', layout: layoutOf(request) }],
    subscriptions: [],
    queriedWhileStopping: false,
  };
}
