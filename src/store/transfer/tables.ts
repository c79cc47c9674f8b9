/** What both databases hold, in the order in which it can be written: what a row refers to comes before it. */
import type { Queue } from '../../recording/jobs.ts';

/** `json`: text that is kept as it was written. `payload`: JSON that PostgreSQL writes in its own way, so that its fields are sorted. */
export type Kind = 'text' | 'number' | 'boolean' | 'json' | 'payload';

export type Table = Readonly<{
  name: string;
  columns: Readonly<Record<string, Kind>>;
  /** The columns that give its rows an order, the same one in both databases. */
  order: readonly string[];
  /** The database counts its ids, and continues after the highest one. */
  counted?: true;
  /** Columns that have another name in SQLite. */
  inSqlite?: Readonly<Record<string, string>>;
}>;

/** As in `columns`. Booleans are such in both. */
export type Value = string | number | boolean | null;
export type Row = readonly Value[];

const audit = { id: 'number', at: 'number', team: 'text', request: 'text', actor: 'text', action: 'text' } as const;

export const recordings: Table = {
  name: 'recordings',
  columns: {
    id: 'text',
    version: 'number',
    phase: 'text',
    app_id: 'text',
    cname: 'text',
    started_by: 'text',
    created_at: 'number',
    ended_at: 'number',
    card_team: 'text',
    card_channel: 'text',
    card_private: 'boolean',
    card_ts: 'text',
    state: 'json',
  },
  order: ['id'],
};

export const recorders: Table = {
  name: 'recorders',
  columns: {
    recording: 'text',
    n: 'number',
    uid: 'text',
    status: 'text',
    resource_id: 'text',
    acquired_at: 'number',
    send_count: 'number',
    sid: 'text',
    started_at: 'number',
    ended_at: 'number',
  },
  order: ['recording', 'n'],
};

export const schedules: Table = {
  name: 'schedules',
  columns: {
    id: 'text',
    version: 'number',
    cname: 'text',
    created_by: 'text',
    created_at: 'number',
    next_at: 'number',
    ended_at: 'number',
    team: 'text',
    channel: 'text',
    private: 'boolean',
    state: 'json',
  },
  order: ['id'],
};

export const homes: Table = {
  name: 'homes',
  columns: { team: 'text', person: 'text', opened_at: 'number', position: 'json' },
  order: ['team', 'person'],
  inSqlite: { person: 'user' },
};

/** Queues in which a job is not executed before those that were made before it: it is due no earlier than they are. */
export const inOrder: readonly Queue[] = ['thread', 'person'];

/** In PostgreSQL, those of pg-boss that wait. Their ids differ; `id` in `order` stands for the order in which they were made. */
export const jobs: Table = {
  name: 'jobs',
  columns: {
    recording: 'text',
    queue: 'text',
    key: 'text',
    priority: 'number',
    due_at: 'number',
    payload: 'payload',
  },
  order: ['recording', 'queue', 'id'],
};

export const scheduleJobs: Table = {
  name: 'schedule_jobs',
  columns: { schedule: 'text', key: 'text', due_at: 'number', payload: 'payload' },
  order: ['schedule', 'id'],
};

/** A table that is added to the databases is added here. */
export const tables: readonly Table[] = [
  recordings,
  recorders,
  { name: 'audit', columns: { ...audit, recording: 'text', detail: 'text' }, order: ['id'], counted: true },
  {
    name: 'refusals',
    columns: { ...audit, channel: 'text', target: 'text' },
    order: ['id'],
    counted: true,
  },
  {
    name: 'usage',
    columns: {
      card_team: 'text',
      ended_at: 'number',
      recording: 'text',
      cname: 'text',
      started_by: 'text',
      preset: 'text',
      card_channel: 'text',
      card_private: 'boolean',
      class: 'text',
      seconds: 'number',
      estimated: 'boolean',
    },
    order: ['card_team', 'ended_at', 'recording'],
  },
  schedules,
  {
    name: 'occurrences',
    columns: { schedule: 'text', at: 'number', outcome: 'text', recording: 'text' },
    order: ['schedule', 'at'],
  },
  { name: 'schedule_audit', columns: { ...audit, schedule: 'text', detail: 'text' }, order: ['id'], counted: true },
  homes,
  {
    name: 'installations',
    columns: {
      id: 'text',
      enterprise: 'text',
      is_enterprise: 'boolean',
      sealed: 'text',
      installed_at: 'number',
      updated_at: 'number',
      ended_at: 'number',
      reason: 'text',
    },
    order: ['id'],
  },
  { name: 'team_enterprises', columns: { team: 'text', enterprise: 'text' }, order: ['team'] },
  jobs,
  scheduleJobs,
];

/** Those that each database has for itself. */
export const notCopied: Readonly<Record<'sqlite' | 'postgres', readonly string[]>> = {
  // What was set aside as damaged stays in the file for a later fix.
  sqlite: ['migrations', 'damaged_jobs'],
  // The keys come with their jobs; slots and claims are of the present minute.
  postgres: ['migrations', 'job_keys', 'slots', 'claims'],
};

/** Rows are read and written so many at a time, however many there are. */
export const batchSize = 1000;
