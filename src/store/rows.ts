/** Between rows and values. What no query needs is JSON, so that a new field of a recording needs no migration. */
import type { z } from 'zod';
import type { Job, NewJob, Priority } from '../recording/jobs.ts';
import {
  endPhases,
  livePhases,
  type Phase,
  type RecorderInstance,
  type RecorderStatus,
  type Recording,
} from '../recording/recording.ts';
import { payload as payloadSchema, payloadVersion, type StoredPayload } from './schema/payload.ts';
import { type State, state as stateSchema, stateVersion } from './schema/state.ts';

export type RecordingRow = {
  id: string;
  version: number;
  phase: string;
  app_id: string;
  cname: string;
  started_by: string;
  created_at: number;
  ended_at: number | null;
  card_team: string;
  card_channel: string;
  card_private: number;
  card_ts: string | null;
  state: string;
};

export type RecorderRow = {
  recording: string;
  n: number;
  uid: string;
  status: string;
  resource_id: string | null;
  acquired_at: number | null;
  send_count: number;
  sid: string | null;
  started_at: number | null;
  ended_at: number | null;
};

export type JobRow = {
  id: number | string;
  recording: string;
  priority: number;
  due_at: number;
  revision: number;
  postponed: number;
  payload: string;
};

export type NewJobRow = {
  recording: string;
  key: string | null;
  queue: string;
  priority: number;
  due_at: number;
  payload: string;
};

/** A row that does not fit. `message` holds none of its content. */
export class DamagedRow extends Error {}

/** A recorder has columns only: a new field without one would get lost, and makes the compiler object. */
type Nothing = Record<string, never>;

export function recordingRow(r: Recording): RecordingRow {
  const { id, version, phase, cname, startedBy, createdAt, spec, recorders: _, ending, card, ...rest } = r;
  const { appId, ...asked } = spec;
  const { teamId, channelId, isPrivate, ts, ...cardState } = card;
  const { endedAt, ...endState } = ending ?? {};
  const state: State = {
    v: stateVersion,
    ...rest,
    spec: asked,
    card: cardState,
    ...(ending === undefined ? {} : { ending: endState }),
  };
  return {
    id,
    version,
    phase,
    app_id: appId,
    cname,
    started_by: startedBy,
    created_at: whole(createdAt),
    ended_at: endedAt === undefined ? null : whole(endedAt),
    card_team: teamId,
    card_channel: channelId,
    card_private: isPrivate ? 1 : 0,
    card_ts: ts ?? null,
    state: JSON.stringify(state),
  };
}

export function recorderRow(recording: string, n: number, recorder: RecorderInstance): RecorderRow {
  const { uid, status, resourceId, acquiredAt, sendCount, sid, startedAt, endedAt, ...none } = recorder;
  none satisfies Nothing;
  return {
    recording,
    n,
    uid,
    status,
    resource_id: resourceId ?? null,
    acquired_at: acquiredAt === undefined ? null : whole(acquiredAt),
    send_count: sendCount,
    sid: sid ?? null,
    started_at: startedAt === undefined ? null : whole(startedAt),
    ended_at: endedAt === undefined ? null : whole(endedAt),
  };
}

/** `recorders`: the rows of this recording in the order of `n`. Throws a `DamagedRow`. */
export function recordingFrom(row: RecordingRow, recorders: readonly RecorderRow[]): Recording {
  const [first, ...further] = recorders.map(recorderFrom);
  if (first === undefined) throw new DamagedRow('it has no recorder');
  const { v: _, spec, card, ending, ...rest } = parse(stateSchema, row.state);
  const end = { ...ending, ...(row.ended_at === null ? {} : { endedAt: row.ended_at }) };
  return {
    ...rest,
    id: row.id,
    version: row.version,
    phase: known(phases, row.phase),
    cname: row.cname,
    startedBy: row.started_by,
    createdAt: row.created_at,
    spec: { ...spec, appId: row.app_id },
    recorders: [first, ...further],
    ...(ending === undefined && row.ended_at === null ? {} : { ending: end }),
    card: {
      ...card,
      teamId: row.card_team,
      channelId: row.card_channel,
      isPrivate: row.card_private === 1,
      ...(row.card_ts === null ? {} : { ts: row.card_ts }),
    },
  };
}

function recorderFrom(row: RecorderRow): RecorderInstance {
  return {
    uid: row.uid,
    status: known(statuses, row.status),
    ...(row.resource_id === null ? {} : { resourceId: row.resource_id }),
    ...(row.acquired_at === null ? {} : { acquiredAt: row.acquired_at }),
    sendCount: row.send_count,
    ...(row.sid === null ? {} : { sid: row.sid }),
    ...(row.started_at === null ? {} : { startedAt: row.started_at }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
  };
}

export function newJobRow(recording: string, job: NewJob): NewJobRow {
  return {
    recording,
    key: job.key ?? null,
    queue: job.payload.queue,
    priority: job.priority,
    due_at: whole(job.dueAt),
    payload: JSON.stringify(storedPayload(job)),
  };
}

export function storedPayload({ payload, trace }: NewJob): StoredPayload {
  return { v: payloadVersion, ...payload, ...(trace !== undefined && { trace }) };
}

const phases: readonly Phase[] = [...livePhases, 'uploading', ...endPhases];
const everyStatus: Readonly<Record<RecorderStatus, true>> = {
  planned: true,
  sent: true,
  running: true,
  ended: true,
  orphan: true,
};
const statuses = Object.keys(everyStatus) as RecorderStatus[];

function known<T extends string>(values: readonly T[], value: string): T {
  const found = values.find((one) => one === value);
  if (found === undefined) throw new DamagedRow('it has a state that this version does not know');
  return found;
}

/** Throws a `DamagedRow`. */
export function jobFrom(row: JobRow): Job {
  const { v: _, trace, ...payload } = parse(payloadSchema, row.payload);
  return {
    queue: payload.queue,
    id: row.id,
    revision: row.revision,
    dueAt: row.due_at,
    priority: row.priority as Priority,
    payload,
    postponed: row.postponed,
    ...(trace !== undefined && { trace }),
  };
}

/** Columns of times are integers; a part of a millisecond (from a division somewhere) is rounded up, so that nothing is due early. */
export function whole(ms: number): number {
  return Math.ceil(ms);
}

/** Throws a `DamagedRow`. */
export function parse<T>(schema: z.ZodType<T>, json: string): T {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new DamagedRow('its JSON can’t be read');
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new DamagedRow(`its JSON does not fit at “${issue?.path.join('.') ?? ''}”`);
}
