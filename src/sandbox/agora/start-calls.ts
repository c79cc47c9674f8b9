/** The calls that create a recorder. */
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Route } from './gateway.ts';
import type { RecorderRecord } from './record.ts';
import { appIdOf, isExpired, newResourceId, type Reservation } from './resources.ts';
import { checkAcquire } from './rules.ts';
import { checkStart, deferredErrorOf, layoutOf, type Mode, type Start } from './rules-start.ts';
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
  const { cname, uid, scene } = checked.value;
  // Pages have a quota of their own.
  const isPage = scene === 1;
  const running = runningRecords(state).filter(({ start: { mode } }) => (mode === 'web') === isPage);
  if (running.length >= (isPage ? state.maxPages : state.maxRunning)) return overloaded;
  const resourceId = newResourceId(state.appId);
  state.reservations.set(resourceId, { ...checked.value, resourceId, at: state.clock.now() });
  return { status: 200, body: { cname, uid, resourceId } };
}

/** `start`: creates a recorder, once per resource. The keys of a storage on this machine are tried before the response. */
export function start(
  state: ServiceState,
  { resourceId = '', mode }: Route,
  body: unknown,
): ServiceResponse | Promise<ServiceResponse> {
  if (mode !== 'mix' && mode !== 'individual' && mode !== 'web') return wrongMode;
  const checked = checkStart(mode, body);
  if (!checked.ok) return checked.rejection;
  const { cname, uid } = checked.value;
  const reserved = state.reservations.get(resourceId);
  if (reserved === undefined) {
    const owner = appIdOf(resourceId);
    if (owner === undefined) return badResourceId;
    return owner === state.appId ? resourceExpired : foreignResourceId;
  }
  if (reserved.cname !== cname || reserved.uid !== uid) return otherIdentity;
  if ((reserved.scene === 1) !== (mode === 'web')) return wrongMode;
  if (reserved.sid !== undefined) return alreadyStarted;
  if (isExpired(reserved, state.clock.now())) return resourceExpired;
  if (reserved.startParameter !== undefined) {
    const sent = (body as { clientRequest: unknown }).clientRequest;
    if (!isDeepStrictEqual(sent, reserved.startParameter)) return otherStartParameter;
  }
  if (runningRecords(state).some((record) => record.cname === cname && record.facts.uid === uid)) return taskConflict;

  const sid = randomBytes(16).toString('hex');
  const record = newRecord(state, reserved, checked.value, { sid, at: state.clock.now() });
  addRecord(state, reserved, record);
  const response: ServiceResponse = { status: 200, body: { cname, uid, resourceId, sid } };
  return state.uploads.started(record, checked.value.storage)?.then(() => response) ?? response;
}

/** A recorder that another instance of the simulator started, as the client remembers it. */
export type EarlierRecorder = Readonly<{
  sid: string;
  resourceId: string;
  cname: string;
  uid: string;
  startedAt: number;
  /** Default: `mix`. */
  mode?: Mode;
  /** Of a page. */
  maxRecordingHour?: number;
}>;

/** Adds a recorder that has been running since `startedAt`, with the default configuration. */
export function restore(state: ServiceState, earlier: EarlierRecorder): void {
  const { sid, resourceId, cname, uid, startedAt: at, mode = 'mix' } = earlier;
  const storageConfig = { vendor: 2, region: 0, bucket: 'restored', accessKey: 'unknown', secretKey: 'unknown' };
  const clientRequest = { ...restoredConfigs(earlier)[mode], storageConfig };
  const checked = checkStart(mode, { cname, uid, clientRequest });
  if (!checked.ok) throw new Error(`no recorder can have this identity: ${checked.rejection.why}`);
  const reserved: Reservation = { scene: mode === 'web' ? 1 : 0, cname, uid, resourceId, expiredHours: 72, at };
  state.reservations.set(resourceId, reserved);
  addRecord(state, reserved, newRecord(state, reserved, checked.value, { sid, at }));
}

function restoredConfigs({ maxRecordingHour = 72 }: EarlierRecorder): Record<Mode, object> {
  const serviceParam = {
    url: 'https://restored.example.com/',
    audioProfile: 0,
    videoWidth: 1280,
    videoHeight: 720,
    maxRecordingHour,
  };
  return {
    mix: { recordingConfig: {} },
    individual: { recordingConfig: { subscribeUidGroup: 0 } },
    web: {
      extensionServiceConfig: { extensionServices: [{ serviceName: 'web_recorder_service', serviceParam }] },
    },
  };
}

function addRecord(state: ServiceState, reserved: Reservation, record: RecorderRecord): void {
  reserved.sid = record.sid;
  state.records.set(record.sid, record);
  state.live.add(record);
}

/** A recorder that starts at `at`. */
function newRecord(
  { appId, accepts, pages }: ServiceState,
  reserved: Reservation,
  request: Start,
  { sid, at }: { sid: string; at: number },
): RecorderRecord {
  const { storage, ...kept } = request;
  const { cname, uid, token, mode, recordingConfig, web } = kept;
  const fails = web === undefined ? undefined : pages.get(web.url);
  const deferredError =
    deferredErrorOf(request) ??
    (accepts.storage?.(storage) === false ? 'badStorage' : undefined) ??
    (accepts.token?.(token, cname, uid) === false ? 'badToken' : undefined);
  return {
    sid,
    resourceId: reserved.resourceId,
    appId,
    cname,
    start: kept,
    reserved: { region: reserved.region, regionAffinity: reserved.regionAffinity },
    storage: {
      vendor: storage.vendor,
      region: storage.region,
      bucket: storage.bucket,
      fileNamePrefix: storage.fileNamePrefix ?? [],
    },
    facts: {
      uid,
      startedAt: at,
      mode,
      ...(web !== undefined && {
        page: {
          maxMs: web.maxRecordingHour * HOUR_MS,
          readyMs: web.readyTimeout * 1000,
          ...(fails !== undefined && { fails }),
        },
      }),
      channelType: recordingConfig.channelType,
      maxIdleMs: recordingConfig.maxIdleTime * 1000,
      controlMs: reserved.expiredHours * HOUR_MS,
      ...(deferredError !== undefined && { deferredError }),
      failovers: [],
    },
    layouts: mode === 'mix' ? [{ at, call: 'start', layout: layoutOf(request) }] : [],
    subscriptions: [],
    holds: web === undefined ? [] : [{ at, onhold: web.onhold }],
    storageUpdates: [],
    queriedWhileStopping: false,
  };
}
