/** Changes of recordings. Every function here must run inside a transaction: it reads, decides and writes in several statements. */
import type { Database } from 'better-sqlite3';
import type { AuditEntry } from '../../recording/effects.ts';
import type { JobRef, NewJob } from '../../recording/jobs.ts';
import { isLive, type Recording } from '../../recording/recording.ts';
import type { Applied, Change, Clock, Created } from '../../service/ports.ts';
import { StoreError } from './error.ts';
import type { Jobs } from './job-rows.ts';
import type { Reader } from './read.ts';
import { type AttemptRow, attemptRow, type RecordingRow, recordingRow, whole } from './rows.ts';

type AuditRow = {
  at: number;
  recording: string;
  request: string | null;
  actor: string | null;
  action: string | null;
  detail: string | null;
};

export function writer(db: Database, read: Reader, jobs: Jobs, clock: Pick<Clock, 'now'>) {
  const insert = db.prepare<[RecordingRow]>(`
    INSERT INTO recordings
      (id, version, phase, app_id, cname, started_by, created_at, ended_at, card_channel, card_hidden, card_ts, state)
    VALUES
      (@id, @version, @phase, @app_id, @cname, @started_by, @created_at, @ended_at, @card_channel, @card_hidden, @card_ts, @state)`);
  const update = db.prepare<[RecordingRow]>(`
    UPDATE recordings SET
      version = @version, phase = @phase, started_by = @started_by, created_at = @created_at, ended_at = @ended_at,
      card_channel = @card_channel, card_hidden = @card_hidden, card_ts = @card_ts, state = @state
    WHERE id = @id`);
  const putAttempt = db.prepare<[AttemptRow]>(`
    INSERT INTO attempts (recording, n, uid, fate, resource_id, acquired_at, sendings, sid, started_at)
    VALUES (@recording, @n, @uid, @fate, @resource_id, @acquired_at, @sendings, @sid, @started_at)
    ON CONFLICT (recording, n) DO UPDATE SET
      uid = excluded.uid, fate = excluded.fate, resource_id = excluded.resource_id, acquired_at = excluded.acquired_at,
      sendings = excluded.sendings, sid = excluded.sid, started_at = excluded.started_at`);
  const seen = db.prepare<[string], number>('SELECT 1 FROM audit WHERE request = ?').pluck();
  const note = db.prepare<[AuditRow]>(`
    INSERT INTO audit (at, recording, request, actor, action, detail)
    VALUES (@at, @recording, @request, @actor, @action, @detail)`);

  function putAttempts(r: Recording): void {
    for (const [n, attempt] of r.recorders.entries()) putAttempt.run(attemptRow(r.id, n, attempt));
  }

  function putAudit(recording: string, request: string | undefined, audit: AuditEntry | undefined): void {
    if (request === undefined && audit === undefined) return;
    const { actor = null, action = null, detail = null } = audit ?? {};
    note.run({ at: whole(clock.now()), recording, request: request ?? null, actor, action, detail });
  }

  return {
    create(first: Recording, request: string, add: readonly NewJob[]): Created {
      if (seen.get(request) !== undefined) return { kind: 'duplicate' };
      const recording = isLive(first) ? read.running(first.appId, first.cname) : undefined;
      if (recording !== undefined) {
        // Counted, too: the same request, delivered again after that recording has ended, must not start another one.
        putAudit(recording.id, request, { actor: first.startedBy, action: 'start refused', detail: 'running' });
        return { kind: 'running', recording };
      }
      if (read.find(first.id) !== undefined) return { kind: 'idTaken' };

      insert.run(recordingRow(first));
      putAttempts(first);
      for (const job of add) jobs.add(first.id, job);
      putAudit(first.id, request, { actor: first.startedBy, action: 'start' });
      return { kind: 'created' };
    },

    apply(id: string, change: Change, about: { done?: JobRef; request?: string }): Applied {
      const { done, request } = about;
      // A job whose request was seen would either vanish unapplied or be performed for ever.
      if (done !== undefined && request !== undefined) throw defect(id, 'a job’s event can’t be a person’s request');
      if (request !== undefined && seen.get(request) !== undefined) return { kind: 'duplicate' };
      if (done !== undefined) jobs.remove(done);
      const old = read.find(id);
      if (old === undefined) return { kind: 'notFound' };

      const decided = change(old);
      const next = { ...decided.next, version: old.version + 1 };
      assertSame(old, next);
      update.run(recordingRow(next));
      putAttempts(next);
      for (const key of decided.cancel) jobs.cancel(id, key);
      for (const job of decided.add) jobs.add(id, job);
      putAudit(id, request, decided.audit);
      return { kind: 'applied', decision: { ...decided, next } };
    },
  };
}

function assertSame(old: Recording, next: Recording): void {
  for (const field of ['id', 'appId', 'cname'] as const) {
    if (next[field] !== old[field]) throw defect(old.id, `${field} can’t change`);
  }
  // A recorder that is forgotten may bill for ever.
  if (next.recorders.length < old.recorders.length) throw defect(old.id, 'a recorder can’t be dropped');
}

function defect(id: string, what: string): StoreError {
  return new StoreError(
    'contradiction',
    `A change of recording ${id} was not made: ${what}. This is a defect of the bot: please report it.`,
  );
}
