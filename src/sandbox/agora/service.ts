import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../movable-clock.ts';
import type { Channels } from './channels.ts';
import type { Call, Route } from './gateway.ts';
import { EXIT_MS, type Moment, momentOf } from './recorder.ts';
import { fileFields, historyOf, type RecorderHistory, type Row } from './recorder-history.ts';
import { appIdOf, isExpired, newResourceId, type Reservation } from './resources.ts';
import {
  checkAcquire,
  checkLayout,
  checkStart,
  checkStop,
  checkUpdate,
  lateFlaw,
  layoutOf,
  type Storage,
} from './rules.ts';
import {
  type Answer,
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
  taskConflict,
  uploadTimeout,
  wrongMode,
} from './service-responses.ts';

/** Agora answers a stop after 20 s at the latest, however long the upload takes. */
const LONGEST_STOP_MS = 20_000;
const HOUR_MS = 3_600_000;

export type ServiceOptions = {
  clock: Clock;
  appId: string;
  channels: Channels;
  /** How many recorders may run at once (Agora's PCW). */
  maxRunning: number;
  stopTakesMs: number;
  /** What Agora finds out only after it has answered start. */
  accepts: {
    token?: (token: string | undefined, cname: string, uid: string) => boolean;
    storage?: (storage: Storage) => boolean;
  };
};

/** Cloud Recording behind its gateway: mode `mix`. */
export type Service = {
  /** Does what the request asks, at once; only the answer of a synchronous stop is waited for. */
  act: (route: Route, body: unknown, signal: AbortSignal) => Answer | Promise<Answer>;
  recorders(): RecorderHistory[];
  /** Every recorder that ever ran. */
  rows(): Iterable<Row>;
  /** The recorder of that sid, or the one that was started with that resourceId. */
  find(key: { sid: string } | { resourceId: string }): Row | undefined;
};

export function createService({ clock, appId, channels, maxRunning, stopTakesMs, accepts }: ServiceOptions): Service {
  const reservations = new Map<string, Reservation>();
  const rows = new Map<string, Row>();
  /** Rows that may still run, so that a long ledger costs nothing. */
  const live = new Set<Row>();

  const now = (row: Row): Moment => momentOf(row.facts, channels.stays(row.cname), clock.now());

  const running = (): Row[] => {
    for (const row of live) if (now(row).phase === 'gone') live.delete(row);
    return [...live];
  };

  function acquire(body: unknown): Answer {
    const checked = checkAcquire(body);
    if (!checked.ok) return checked.refusal;
    if (running().length >= maxRunning) return overloaded;
    const { cname, uid } = checked.value;
    const resourceId = newResourceId(appId);
    reservations.set(resourceId, { ...checked.value, resourceId, at: clock.now() });
    return { status: 200, body: { cname, uid, resourceId } };
  }

  function start({ resourceId = '', mode }: Route, body: unknown): Answer {
    if (mode !== 'mix') return wrongMode;
    const checked = checkStart(body);
    if (!checked.ok) return checked.refusal;
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
    if (running().some((row) => row.cname === cname && row.facts.uid === uid)) return taskConflict;

    const sid = randomBytes(16).toString('hex');
    const at = clock.now();
    const { storageConfig, ...kept } = clientRequest;
    const { token, recordingConfig } = kept;
    const flaw =
      lateFlaw(checked.value) ??
      (accepts.storage?.(storageConfig) === false ? 'badStorage' : undefined) ??
      (accepts.token?.(token, cname, uid) === false ? 'badToken' : undefined);
    const row: Row = {
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
        ...(flaw !== undefined && { flaw }),
        failovers: [],
      },
      layouts: [{ at, call: 'start', layout: layoutOf(checked.value) }],
      subscriptions: [],
      disturbed: false,
    };
    reserved.sid = sid;
    rows.set(sid, row);
    live.add(row);
    return { status: 200, body: { cname, uid, resourceId, sid } };
  }

  /** The recorder that a control call means, and what it is now; or why the call can't have it. */
  function control({ resourceId, sid = '', mode }: Route): { row: Row; moment: Moment } | { refusal: Answer } {
    if (mode !== 'mix') return { refusal: wrongMode };
    const row = rows.get(sid);
    if (row === undefined) return { refusal: notFound };
    if (row.resourceId !== resourceId) return { refusal: foreignResourceId };
    const moment = now(row);
    return moment.phase === 'gone' || !moment.reachable ? { refusal: notFound } : { row, moment };
  }

  function query(route: Route): Answer {
    const found = control(route);
    if ('refusal' in found) return found.refusal;
    const { row, moment } = found;
    // Agora asks not to query after stop: the stop that is still waiting then ends without a file list.
    row.disturbed = true;
    return envelope(row, { status: moment.status, ...fileFields(row, moment, moment.fileSince) });
  }

  function updateLayout(route: Route, body: unknown): Answer {
    if (route.mode !== 'mix') return wrongMode;
    const checked = checkLayout(body);
    if (!checked.ok) return checked.refusal;
    const found = control(route);
    if ('refusal' in found) return found.refusal;
    const { row, moment } = found;
    const { cname, uid, ...layout } = checked.value;
    if (!isOf(row, cname, uid)) return otherIdentity;
    if (moment.phase === 'exiting') return notFound;
    row.layouts.push({ at: clock.now(), call: 'updateLayout', layout });
    return { status: 200, body: identity(row) };
  }

  function update(route: Route, body: unknown): Answer {
    const checked = checkUpdate(body);
    if (!checked.ok) return checked.refusal;
    const found = control(route);
    if ('refusal' in found) return found.refusal;
    const { row, moment } = found;
    const { cname, uid, clientRequest } = checked.value;
    if (!isOf(row, cname, uid)) return otherIdentity;
    if (moment.phase === 'exiting') return notFound;
    const { streamSubscribe } = clientRequest;
    const { streamTypes } = row.start.clientRequest.recordingConfig;
    if (streamSubscribe?.audioUidList && streamTypes === 1) return badBody('audio list, but only video is recorded');
    if (streamSubscribe?.videoUidList && streamTypes === 0) return badBody('video list, but only audio is recorded');
    if (streamSubscribe !== undefined) row.subscriptions.push({ at: clock.now(), streamSubscribe });
    return { status: 200, body: identity(row) };
  }

  function stop(route: Route, body: unknown, signal: AbortSignal): Answer | Promise<Answer> {
    const checked = checkStop(body);
    if (!checked.ok) return checked.refusal;
    const found = control(route);
    if ('refusal' in found) return found.refusal;
    const { row, moment } = found;
    const { cname, uid, clientRequest } = checked.value;
    if (!isOf(row, cname, uid)) return otherIdentity;
    if (moment.phase === 'exiting') return alreadyExiting;

    const hasMedia = moment.mediaSince !== undefined;
    const at = clock.now();
    row.facts.stopped = { at, takesMs: hasMedia ? stopTakesMs : EXIT_MS };
    row.disturbed = false;
    if (!hasMedia) return nothingRecorded;
    // Nobody has waited for the upload: only a file that is already there is listed, and its upload is not known.
    if (clientRequest.async_stop) return stopped(row, moment, moment.fileSince, 'unknown');
    return clock.until(at + Math.min(stopTakesMs, LONGEST_STOP_MS), signal).then(() => {
      if (row.disturbed) return notCompleted;
      if (stopTakesMs > LONGEST_STOP_MS) return uploadTimeout;
      return stopped(row, moment, moment.mediaSince, 'uploaded');
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
    recorders: () => [...rows.values()].map((row) => historyOf(row, channels.stays(row.cname), clock.now())),
    rows: () => rows.values(),
    find(key) {
      const sid = 'sid' in key ? key.sid : reservations.get(key.resourceId)?.sid;
      return sid === undefined ? undefined : rows.get(sid);
    },
  };
}

const isOf = (row: Row, cname: string, uid: string): boolean => row.cname === cname && row.facts.uid === uid;

const identity = (row: Row) => ({ cname: row.cname, uid: row.facts.uid, resourceId: row.resourceId, sid: row.sid });

const envelope = (row: Row, serverResponse: Record<string, unknown>): Answer => ({
  status: 200,
  body: { ...identity(row), serverResponse },
});

/** What a stop answers: the files without `sliceStartTime` of their own, and how far the upload is. */
function stopped(row: Row, moment: Moment, since: number | undefined, uploadingStatus: string): Answer {
  const { sliceStartTime: _, ...files } = fileFields(row, moment, since);
  return envelope(row, { ...files, uploadingStatus });
}
