/** Schedules, their times and their jobs. Functions that write must run inside a transaction. */
import type { Database } from 'better-sqlite3';
import type { AuditEntry, Transition } from '../../recording/effects.ts';
import type { Actor } from '../../recording/events.ts';
import type { Ms } from '../../recording/recording.ts';
import { type Schedule, scheduleTimers } from '../../recording/schedule/schedule.ts';
import type { ScheduleTransition } from '../../recording/schedule/transition.ts';
import type { Clock, Created } from '../../service/ports.ts';
import type {
  BeginRecording,
  DueScheduleJob,
  RecordingsFound,
  RecordingsRead,
  ScheduleApplied,
  ScheduleChange,
  ScheduleJobRef,
  SchedulePage,
  ScheduleQueue,
} from '../../service/schedule-ports.ts';
import { StoreError } from '../error.ts';
import { DamagedRow, whole } from '../rows.ts';
import {
  type NewScheduleJobRow,
  newScheduleJobRow,
  type ScheduleJobRow,
  type ScheduleRow,
  scheduleFrom,
  scheduleJobFrom,
  scheduleRow,
} from '../schedule-rows.ts';
import type { Reader } from './read.ts';
import { viewerOf, visibleSql } from './visible.ts';

const dueJobs = 'SELECT id, schedule, revision, postponed, payload FROM schedule_jobs WHERE due_at <= ?';
const timerKeys = scheduleTimers.map((timer) => `'${timer}'`).join(', ');

const forViewers = (make: (isVisible: string) => string) =>
  visibleSql(make, { team: 'team', isPrivate: 'private', channel: 'channel', person: 'created_by' });

/** Exported so that a test can look at SQLite's plans for them. */
export const scheduleSql = {
  byId: 'SELECT * FROM schedules WHERE id = ?',
  // The oldest that is due first: people read messages in the order in which they were posted. The key of a timer is its name.
  due: {
    timer: `${dueJobs} AND key IN (${timerKeys}) ORDER BY due_at, id`,
    other: `${dueJobs} AND (key IS NULL OR key NOT IN (${timerKeys})) ORDER BY due_at, id`,
  },
  nextDue: 'SELECT min(due_at) FROM schedule_jobs WHERE due_at > ?',
  open: forViewers(
    (isVisible) => `SELECT * FROM schedules WHERE ended_at IS NULL AND ${isVisible}
    ORDER BY next_at, id LIMIT @limit`,
  ),
  openCount: forViewers((isVisible) => `SELECT count(*) FROM schedules WHERE ended_at IS NULL AND ${isVisible}`),
  inChannel: 'SELECT count(*) FROM schedules WHERE ended_at IS NULL AND team = ? AND channel = ?',
};

/** A job that can't be read is looked at again so much later: a newer version may read it. */
const unreadableFor: Ms = 24 * 3_600_000;

type Options = Readonly<{
  read: Pick<Reader, 'find' | 'findActive'>;
  create: (first: Transition, request: string) => Created;
  clock: Pick<Clock, 'now'>;
  onDamaged: (id: string, reason: string) => void;
}>;

export function schedules(db: Database, { read, create, clock, onDamaged }: Options) {
  const rows = scheduleWriter(db, clock);
  const find = finder(db, onDamaged);
  return {
    create(first: ScheduleTransition, request: string): { kind: 'created' | 'duplicate' | 'idTaken' } {
      if (rows.isKnown(request)) return { kind: 'duplicate' };
      if (find.row(first.next.id) !== undefined) return { kind: 'idTaken' };
      rows.insert(first.next);
      rows.follow(first, request);
      return { kind: 'created' };
    },

    apply(
      id: string,
      change: ScheduleChange,
      begin: BeginRecording,
      { done, request }: { done?: ScheduleJobRef; request?: string },
    ): ScheduleApplied {
      if (request !== undefined && rows.isKnown(request)) return { kind: 'duplicate' };
      if (done !== undefined) rows.removeJob(done);
      const old = find(id);
      if (old === undefined) return { kind: 'notFound' };
      const decided = change.decide(old, recordingsFound(read, change.reads(old)));
      // A time that was settled before is not recorded again, whatever brought it up.
      if (decided.occurrences.some(({ at }) => rows.isSettled(id, at))) return { kind: 'duplicate' };
      const recordingId = decided.start === undefined ? undefined : beginOnce(id, decided, begin, create);
      const next = { ...decided.next, version: old.version + 1 };
      rows.update(next);
      rows.settle(id, decided, recordingId);
      rows.follow(decided, request);
      return { kind: 'applied', transition: { ...decided, next } };
    },

    find,
    ...jobReader(db, find, onDamaged),
    ...listing(db, onDamaged),
  };
}

function recordingsFound(read: Options['read'], { id, active }: RecordingsRead): RecordingsFound {
  const byId = id === undefined ? undefined : read.find(id);
  const live = active === undefined ? undefined : read.findActive(active.appId, active.cname);
  return { ...(byId !== undefined && { byId }), ...(live !== undefined && { active: live }) };
}

/** The request names the time, so that the audit of recordings counts it once as well. */
function beginOnce(
  id: string,
  { start, occurrences }: ScheduleTransition,
  begin: BeginRecording,
  create: Options['create'],
): string | undefined {
  const at = occurrences.find(({ outcome }) => outcome === 'started')?.at ?? 0;
  if (start === undefined) return undefined;
  for (;;) {
    const first = begin(start);
    const { kind } = create(first, `schedule ${id} ${at}`);
    if (kind === 'created') return first.next.id;
    // Two short ids have met: another one is generated. Anything else was ruled out before.
    if (kind !== 'idTaken')
      throw new StoreError('contradiction', `The schedule ${id} could not begin its recording: ${kind}.`);
  }
}

function finder(db: Database, onDamaged: Options['onDamaged']) {
  const byId = db.prepare<[string], ScheduleRow>(scheduleSql.byId);
  const row = (id: string) => byId.get(id);
  const find = (id: string) => {
    const found = row(id);
    return found === undefined ? undefined : readable([found], onDamaged)[0];
  };
  return Object.assign(find, { row });
}

function readable(rows: readonly ScheduleRow[], onDamaged: Options['onDamaged']): Schedule[] {
  return rows.flatMap((row) => {
    try {
      return [scheduleFrom(row)];
    } catch (error) {
      if (!(error instanceof DamagedRow)) throw error;
      onDamaged(row.id, error.message);
      return [];
    }
  });
}

function jobReader(db: Database, find: (id: string) => Schedule | undefined, onDamaged: Options['onDamaged']) {
  const selectDue = {
    timer: db.prepare<[Ms], ScheduleJobRow>(scheduleSql.due.timer),
    other: db.prepare<[Ms], ScheduleJobRow>(scheduleSql.due.other),
  };
  const nextDue = db.prepare<[Ms], number | null>(scheduleSql.nextDue).pluck();
  const postpone = db.prepare<[Ms, ScheduleJobRef['id'], number]>(
    'UPDATE schedule_jobs SET due_at = ?, postponed = postponed + 1 WHERE id = ? AND revision = ?',
  );
  const read = (row: ScheduleJobRow, now: Ms): DueScheduleJob[] => {
    try {
      const schedule = find(row.schedule);
      if (schedule === undefined) throw new DamagedRow('its schedule can’t be read');
      return [{ job: scheduleJobFrom(row), schedule }];
    } catch (error) {
      if (!(error instanceof DamagedRow)) throw error;
      onDamaged(`schedule job ${row.id}`, error.message);
      postpone.run(whole(now + unreadableFor), row.id, row.revision);
      return [];
    }
  };
  return {
    take(queue: ScheduleQueue, now: Ms, limit: number, except: ReadonlySet<string>): DueScheduleJob[] {
      for (;;) {
        const taken = new Map<string, ScheduleJobRow>();
        for (const row of selectDue[queue].iterate(now)) {
          if (taken.size >= limit) break;
          if (!except.has(row.schedule) && !taken.has(row.schedule)) taken.set(row.schedule, row);
        }
        const found = [...taken.values()].flatMap((row) => read(row, now));
        // Postponed jobs make room for others that are due.
        if (found.length === taken.size) return found;
      }
    },
    nextDue: (now: Ms): Ms | undefined => nextDue.get(now) ?? undefined,
    postpone(job: ScheduleJobRef, dueAt: Ms): void {
      postpone.run(whole(dueAt), job.id, job.revision);
    },
  };
}

function listing(db: Database, onDamaged: Options['onDamaged']) {
  type Viewer = ReturnType<typeof viewerOf>;
  const open = ({ kind, params }: Viewer, limit: number) =>
    db.prepare<[Viewer['params'] & { limit: number }], ScheduleRow>(scheduleSql.open[kind]).all({ ...params, limit });
  const openCount = ({ kind, params }: Viewer) =>
    db.prepare<[Viewer['params']], number>(scheduleSql.openCount[kind]).pluck().get(params);
  const inChannel = db.prepare<[string, string], number>(scheduleSql.inChannel).pluck();
  return {
    list(actor: Actor, limit: number): SchedulePage {
      const viewer = viewerOf(actor);
      const schedules = readable(open(viewer, limit), onDamaged);
      return { schedules, total: openCount(viewer) ?? 0 };
    },
    countIn: (teamId: string, channelId: string): number => inChannel.get(teamId, channelId) ?? 0,
  };
}

type AuditRow = {
  at: number;
  team: string;
  schedule: string;
  request: string | null;
  actor: string | null;
  action: string | null;
  detail: string | null;
};

function scheduleWriter(db: Database, clock: Pick<Clock, 'now'>) {
  const insert = db.prepare<[ScheduleRow]>(`
    INSERT INTO schedules (id, version, cname, created_by, created_at, next_at, ended_at, team, channel, private, state)
    VALUES (@id, @version, @cname, @created_by, @created_at, @next_at, @ended_at, @team, @channel, @private, @state)`);
  const update = db.prepare<[ScheduleRow]>(`
    UPDATE schedules SET version = @version, next_at = @next_at, ended_at = @ended_at, state = @state WHERE id = @id`);
  const add = db.prepare<[NewScheduleJobRow]>(`
    INSERT INTO schedule_jobs (schedule, key, due_at, payload) VALUES (@schedule, @key, @due_at, @payload)
    ON CONFLICT (schedule, key) WHERE key IS NOT NULL DO UPDATE SET
      due_at = excluded.due_at, payload = excluded.payload, revision = revision + 1, postponed = 0`);
  const cancel = db.prepare<[string, string]>('DELETE FROM schedule_jobs WHERE schedule = ? AND key = ?');
  const remove = db.prepare<[Pick<ScheduleJobRef, 'id' | 'revision'>]>(
    'DELETE FROM schedule_jobs WHERE id = @id AND revision = @revision',
  );
  const settled = db
    .prepare<[string, number], number>('SELECT 1 FROM occurrences WHERE schedule = ? AND at = ?')
    .pluck();
  const settle = db.prepare<[string, number, string, string | null]>(
    'INSERT INTO occurrences (schedule, at, outcome, recording) VALUES (?, ?, ?, ?)',
  );
  const known = db.prepare<[string], number>('SELECT 1 FROM schedule_audit WHERE request = ?').pluck();
  const note = db.prepare<[AuditRow]>(`
    INSERT INTO schedule_audit (at, team, schedule, request, actor, action, detail)
    VALUES (@at, @team, @schedule, @request, @actor, @action, @detail)`);
  const audit = ({ id, channel }: Schedule, request: string | undefined, entry: AuditEntry | undefined) => {
    if (request === undefined && entry === undefined) return;
    const { actor = null, action = null, detail = null } = entry ?? {};
    const about = { at: whole(clock.now()), team: channel.teamId, schedule: id, request: request ?? null };
    note.run({ ...about, actor, action, detail });
  };
  return {
    isKnown: (request: string): boolean => known.get(request) !== undefined,
    isSettled: (id: string, at: Ms): boolean => settled.get(id, whole(at)) !== undefined,
    insert: (s: Schedule) => insert.run(scheduleRow(s)),
    update: (s: Schedule) => update.run(scheduleRow(s)),
    removeJob: ({ id, revision }: ScheduleJobRef) => remove.run({ id, revision }),
    settle(id: string, { occurrences }: ScheduleTransition, recordingId: string | undefined): void {
      for (const { at, outcome, recordingId: given } of occurrences)
        settle.run(id, whole(at), outcome, (outcome === 'started' ? recordingId : given) ?? null);
    },
    /** The jobs and the audit of a transition. */
    follow({ next, jobs, cancel: keys, audit: entry }: ScheduleTransition, request: string | undefined): void {
      for (const key of keys) cancel.run(next.id, key);
      for (const job of jobs) add.run(newScheduleJobRow(next.id, job));
      audit(next, request, entry);
    },
  };
}
