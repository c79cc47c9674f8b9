/** Changes of recordings. Every function here must run inside a transaction: it reads, decides and writes in several statements. */
import type { Database } from 'better-sqlite3';
import type { AuditEntry, Transition } from '../../recording/effects.ts';
import { isLive, type Recording } from '../../recording/recording.ts';
import type { About, Applied, Change, Clock, Created } from '../../service/ports.ts';
import { assertSame, defect } from '../invariants.ts';
import { type RecorderRow, type RecordingRow, recorderRow, recordingRow, whole } from '../rows.ts';
import type { Jobs } from './job-rows.ts';
import type { Reader } from './read.ts';
import { usageWriter } from './usage.ts';

export function writer(db: Database, read: Reader, jobs: Jobs, clock: Pick<Clock, 'now'>) {
  const rows = rowWriter(db);
  const audit = auditWriter(db, clock);

  return {
    create(first: Transition, request: string): Created {
      const { next, audit: entry = { actor: next.startedBy, action: 'start' } } = first;
      const { id, cname, startedBy, spec } = next;
      if (audit.isKnown(request)) return { kind: 'duplicate' };
      if (isLive(next) && read.isActive(spec.appId, cname)) {
        const recording = read.findActive(spec.appId, cname);
        if (recording === undefined) throw defect(id, 'the channel has a recording that can’t be read');
        // Counted, too: the same request, delivered again after that recording has ended, must not start another one.
        const isOwn = recording.card.teamId === next.card.teamId;
        const rejected = { actor: startedBy, action: 'start rejected', detail: 'active' };
        // Another workspace must not learn from its audit who else wanted the channel.
        audit.put(recording, request, isOwn ? rejected : undefined);
        return { kind: 'active', recording };
      }
      if (read.isId(id)) return { kind: 'idTaken' };
      rows.insert(next);
      for (const job of first.jobs) jobs.add(id, job);
      audit.put(next, request, entry);
      return { kind: 'created' };
    },

    // One process alone has the database: nobody takes a job from it.
    apply(id: string, change: Change, { done, request }: About): Applied {
      // A job whose request is a duplicate would either be removed unapplied or be executed for ever.
      if (done !== undefined && request !== undefined) throw defect(id, 'a job’s event can’t be a person’s request');
      if (request !== undefined && audit.isKnown(request)) return { kind: 'duplicate' };
      if (done !== undefined) jobs.remove(done);
      const old = read.find(id);
      if (old === undefined) return { kind: 'notFound' };

      const decided = change(old);
      const next = { ...decided.next, version: old.version + 1 };
      assertSame(old, next);
      rows.update(next);
      for (const key of decided.cancel) jobs.cancel(id, key);
      for (const job of decided.jobs) jobs.add(id, job);
      audit.put(next, request, decided.audit);
      return { kind: 'applied', transition: { ...decided, next } };
    },
  };
}

function rowWriter(db: Database) {
  const insert = db.prepare<[RecordingRow]>(`
    INSERT INTO recordings
      (id, version, phase, app_id, cname, started_by, created_at, ended_at, card_team, card_channel, card_private, card_ts, state)
    VALUES
      (@id, @version, @phase, @app_id, @cname, @started_by, @created_at, @ended_at, @card_team, @card_channel, @card_private, @card_ts,
       @state)`);
  const update = db.prepare<[RecordingRow]>(`
    UPDATE recordings SET
      version = @version, phase = @phase, started_by = @started_by, created_at = @created_at, ended_at = @ended_at,
      card_team = @card_team, card_channel = @card_channel, card_private = @card_private, card_ts = @card_ts, state = @state
    WHERE id = @id`);
  const putRecorder = db.prepare<[RecorderRow]>(`
    INSERT INTO recorders (recording, n, uid, status, resource_id, acquired_at, send_count, sid, started_at, ended_at)
    VALUES (@recording, @n, @uid, @status, @resource_id, @acquired_at, @send_count, @sid, @started_at, @ended_at)
    ON CONFLICT (recording, n) DO UPDATE SET
      uid = excluded.uid, status = excluded.status, resource_id = excluded.resource_id, acquired_at = excluded.acquired_at,
      send_count = excluded.send_count, sid = excluded.sid, started_at = excluded.started_at,
      ended_at = excluded.ended_at`);
  const putRecorders = (r: Recording) => {
    for (const [n, recorder] of r.recorders.entries()) putRecorder.run(recorderRow(r.id, n, recorder));
  };
  const putUsage = usageWriter(db);
  return {
    insert(r: Recording): void {
      insert.run(recordingRow(r));
      putRecorders(r);
      putUsage(r);
    },
    update(r: Recording): void {
      update.run(recordingRow(r));
      putRecorders(r);
      putUsage(r);
    },
  };
}

type AuditRow = {
  at: number;
  team: string;
  recording: string;
  request: string | null;
  actor: string | null;
  action: string | null;
  detail: string | null;
};

function auditWriter(db: Database, clock: Pick<Clock, 'now'>) {
  const known = db.prepare<[string], number>('SELECT 1 FROM audit WHERE request = ?').pluck();
  const insert = db.prepare<[AuditRow]>(`
    INSERT INTO audit (at, team, recording, request, actor, action, detail)
    VALUES (@at, @team, @recording, @request, @actor, @action, @detail)`);
  return {
    isKnown: (request: string): boolean => known.get(request) !== undefined,
    put({ id, card }: Recording, request: string | undefined, entry: AuditEntry | undefined): void {
      if (request === undefined && entry === undefined) return;
      const { actor = null, action = null, detail = null } = entry ?? {};
      const about = { at: whole(clock.now()), team: card.teamId, recording: id, request: request ?? null };
      insert.run({ ...about, actor, action, detail });
    },
  };
}
