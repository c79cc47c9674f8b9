/** Between rows and values. What no query needs is JSON, so that a new field of a recording needs no migration. */

import type { Job, JobPayload, NewJob, Priority } from '../../recording/jobs.ts';
import type { RecorderInstance, Recording } from '../../recording/recording.ts';
import { StoreError } from './error.ts';

export type RecordingRow = {
  id: string;
  version: number;
  phase: string;
  app_id: string;
  cname: string;
  started_by: string;
  created_at: number;
  ended_at: number | null;
  card_channel: string;
  card_hidden: number;
  card_ts: string | null;
  state: string;
};

export type AttemptRow = {
  recording: string;
  n: number;
  uid: string;
  fate: string;
  resource_id: string | null;
  acquired_at: number | null;
  sendings: number;
  sid: string | null;
  started_at: number | null;
};

export type JobRow = {
  id: number;
  recording: string;
  priority: number;
  due_at: number;
  revision: number;
  postponed: number;
  work: string;
};

export type NewJobRow = {
  recording: string;
  key: string | null;
  lane: string;
  priority: number;
  due_at: number;
  work: string;
};

/** The JSON of a recording: what is left when the columns are taken. */
type State = Omit<
  Recording,
  'id' | 'version' | 'phase' | 'appId' | 'cname' | 'recorders' | 'startedBy' | 'createdAt' | 'endedAt' | 'card'
> & { card: Omit<Recording['card'], 'channel' | 'isPrivate' | 'ts'> };

/** An attempt has columns only: a new field without one would get lost, and makes the compiler object. */
type Nothing = Record<string, never>;

export function recordingRow(r: Recording): RecordingRow {
  const { id, version, phase, appId, cname, recorders: _, startedBy, createdAt, endedAt, card, ...state } = r;
  const { channel, isPrivate, ts, ...cardState } = card;
  return {
    id,
    version,
    phase,
    app_id: appId,
    cname,
    started_by: startedBy,
    created_at: whole(createdAt),
    ended_at: endedAt === undefined ? null : whole(endedAt),
    card_channel: channel,
    card_hidden: isPrivate ? 1 : 0,
    card_ts: ts ?? null,
    state: JSON.stringify({ ...state, card: cardState } satisfies State),
  };
}

export function attemptRow(recording: string, n: number, recorder: RecorderInstance): AttemptRow {
  const { uid, status, resourceId, acquiredAt, sendCount, sid, startedAt, ...none } = recorder;
  none satisfies Nothing;
  return {
    recording,
    n,
    uid,
    fate: status,
    resource_id: resourceId ?? null,
    acquired_at: acquiredAt === undefined ? null : whole(acquiredAt),
    sendings: sendCount,
    sid: sid ?? null,
    started_at: startedAt === undefined ? null : whole(startedAt),
  };
}

/** `attempts`: the rows of this recording in the order of `n`. Throws a `StoreError` that names a damaged recording. */
export function recordingFrom(row: RecordingRow, attempts: readonly AttemptRow[]): Recording {
  const [first, ...further] = attempts.map(attemptFrom);
  if (first === undefined) throw damaged(row.id, 'it has no attempt');
  const state = parse(row.state, row.id) as State;
  return {
    ...state,
    id: row.id,
    version: row.version,
    phase: row.phase as Recording['phase'],
    appId: row.app_id,
    cname: row.cname,
    recorders: [first, ...further],
    startedBy: row.started_by,
    createdAt: row.created_at,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    card: {
      ...state.card,
      channel: row.card_channel,
      isPrivate: row.card_hidden === 1,
      ...(row.card_ts === null ? {} : { ts: row.card_ts }),
    },
  };
}

function attemptFrom(row: AttemptRow): RecorderInstance {
  return {
    uid: row.uid,
    status: row.fate as RecorderInstance['status'],
    ...(row.resource_id === null ? {} : { resourceId: row.resource_id }),
    ...(row.acquired_at === null ? {} : { acquiredAt: row.acquired_at }),
    sendCount: row.sendings,
    ...(row.sid === null ? {} : { sid: row.sid }),
    ...(row.started_at === null ? {} : { startedAt: row.started_at }),
  };
}

export function newJobRow(recording: string, job: NewJob): NewJobRow {
  return {
    recording,
    key: job.key ?? null,
    lane: job.payload.queue,
    priority: job.priority,
    due_at: whole(job.dueAt),
    work: JSON.stringify(job.payload),
  };
}

export function jobFrom(row: JobRow): Job {
  return {
    id: row.id,
    revision: row.revision,
    dueAt: row.due_at,
    priority: row.priority as Priority,
    payload: parse(row.work, row.recording) as JobPayload,
    postponed: row.postponed,
  };
}

/** Columns of times are integers; a part of a millisecond (from a division somewhere) is rounded up, so that nothing is due early. */
export function whole(ms: number): number {
  return Math.ceil(ms);
}

function parse(json: string, recording: string): object {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw damaged(recording, 'its JSON can’t be read', error);
  }
  if (typeof value !== 'object' || value === null) throw damaged(recording, 'its JSON is not an object');
  return value;
}

function damaged(recording: string, what: string, cause?: unknown): StoreError {
  return new StoreError(
    'corrupt',
    `The rows of recording ${recording} are damaged: ${what}. Restore a backup of the database.`,
    cause,
  );
}
