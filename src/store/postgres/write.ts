/** Changes of recordings. Every function here must run inside a transaction: it reads, decides and writes in several statements. */
import { isDeepStrictEqual } from 'node:util';
import type { AuditEntry, Transition } from '../../recording/effects.ts';
import { isLive, type Recording } from '../../recording/recording.ts';
import { urgentQueues } from '../../service/commits.ts';
import type { About, Applied, Change, Clock, Created } from '../../service/ports.ts';
import { assertSame, defect } from '../invariants.ts';
import { recorderRow, recordingRow, whole } from '../rows.ts';
import { storableValue } from '../storable.ts';
import type { Query } from './access.ts';
import type { Boss } from './boss.ts';
import type { Transaction } from './boss-jobs.ts';
import { type CommitMessage, commitMessage, notifyCall } from './commits.ts';
import { bossJob } from './jobs.ts';
import { isLive as isLiveRow, type Reader, reader } from './read.ts';
import { putUsage } from './usage.ts';

type Options = Readonly<{
  /** This replica. */
  origin: string;
  boss: Boss;
  clock: Pick<Clock, 'now'>;
  onDamaged: (id: string, reason: string) => void;
}>;

export function writer({ origin, boss, clock, onDamaged }: Options) {
  return {
    async create(transaction: Transaction, first: Transition, request: string): Promise<Created> {
      const { query } = transaction;
      const { next, audit: entry = { actor: next.startedBy, action: 'start' } } = first;
      if (await isKnown(query, request)) return { kind: 'duplicate' };
      const read = reader(query, onDamaged);
      const event = { type: 'startRequested' } as const;
      const commit = { id: next.id, version: next.version, event, urgent: urgentQueues(first.jobs) };
      const other = await insertOr(query, read, next, commitMessage(origin, commit));
      if (other !== undefined) {
        // Counted, too: the same request, delivered again after that recording has ended, must not start another one.
        if (other.kind === 'active')
          await putAudit(query, clock, other.recording, request, rejection(other.recording, next));
        return other;
      }
      for (const job of first.jobs) await boss.put(transaction, bossJob(next.id, job));
      await putAudit(query, clock, next, request, entry);
      return { kind: 'created' };
    },

    async apply(
      transaction: Transaction,
      id: string,
      change: Change,
      { done, held, request, event }: About,
    ): Promise<Applied> {
      const { query } = transaction;
      // A job whose request is a duplicate would either be removed unapplied or be executed for ever.
      if (done !== undefined && request !== undefined) throw defect(id, 'a job’s event can’t be a person’s request');
      if (request !== undefined && (await isKnown(query, request))) return { kind: 'duplicate' };
      // A statement of its own: what follows then sees what the holder of the lock has committed.
      await query('SELECT 1 FROM recordings WHERE id = @id FOR UPDATE', { id });
      if (done !== undefined && !(await boss.complete(transaction, done))) return { kind: 'duplicate' };
      if (held !== undefined && !(await boss.isHeld(transaction, held))) return { kind: 'duplicate' };
      const old = await reader(query, onDamaged).find(id);
      if (old === undefined) return { kind: 'notFound' };

      const decided = change(old);
      const next = { ...decided.next, version: old.version + 1 };
      assertSame(old, next);
      const commit = {
        id,
        version: next.version,
        ...(event !== undefined && { event }),
        urgent: urgentQueues(decided.jobs),
      };
      await update(query, old, next, commitMessage(origin, commit));
      for (const key of decided.cancel) await boss.cancel(transaction, id, key);
      for (const job of decided.jobs) await boss.put(transaction, bossJob(id, job));
      await putAudit(query, clock, next, request, decided.audit);
      return { kind: 'applied', transition: { ...decided, next } };
    },
  };
}

// Each by its name: a newer replica may have added a column.
const recorderColumns = 'recording, n, uid, status, resource_id, acquired_at, send_count, sid, started_at, ended_at';

// One round trip each for the recording, its recorders, and what the other replicas receive once it is committed.
const insertion = `
  WITH inserted AS (
    INSERT INTO recordings
      (id, version, phase, app_id, cname, started_by, created_at, ended_at, card_team, card_channel, card_private, card_ts, state)
    VALUES
      (@id, @version, @phase, @app_id, @cname, @started_by, @created_at, @ended_at, @card_team, @card_channel, @card_private,
       @card_ts, @state)
    ON CONFLICT DO NOTHING RETURNING id
  ), recorded AS (
    INSERT INTO recorders (${recorderColumns})
      SELECT ${recorderColumns} FROM inserted, json_populate_recordset(NULL::recorders, @recorders)
  )
  SELECT ${notifyCall} FROM inserted`;
const updating = `
  WITH updated AS (
    UPDATE recordings SET
      version = @version, phase = @phase, started_by = @started_by, created_at = @created_at, ended_at = @ended_at,
      card_team = @card_team, card_channel = @card_channel, card_private = @card_private, card_ts = @card_ts, state = @state
    WHERE id = @id
  ), recorded AS (
    INSERT INTO recorders (${recorderColumns})
      SELECT ${recorderColumns} FROM json_populate_recordset(NULL::recorders, @recorders)
    ON CONFLICT (recording, n) DO UPDATE SET
      uid = excluded.uid, status = excluded.status, resource_id = excluded.resource_id, acquired_at = excluded.acquired_at,
      send_count = excluded.send_count, sid = excluded.sid, started_at = excluded.started_at, ended_at = excluded.ended_at
  )
  SELECT ${notifyCall}`;

/** Inserts, or returns what prevents it. Waits for a transaction that is about to insert the same. */
async function insertOr(
  query: Query,
  read: Reader,
  next: Recording,
  commit: CommitMessage,
): Promise<Extract<Created, { kind: 'active' | 'idTaken' }> | undefined> {
  const { id, cname, spec } = next;
  for (;;) {
    const inserted = await query(insertion, { ...recordingRow(next), ...recordersOf(next), ...commit });
    if (inserted.length > 0) break;
    if (isLive(next)) {
      const recording = await read.findActive(spec.appId, cname);
      if (recording !== undefined) return { kind: 'active', recording };
      if (await isActive(query, spec.appId, cname)) throw defect(id, 'the channel has a recording that can’t be read');
    }
    const taken = await query('SELECT 1 FROM recordings WHERE id = @id', { id });
    if (taken.length > 0) return { kind: 'idTaken' };
    // What prevented it has ended meanwhile.
  }
  await putUsage(query, next);
  return undefined;
}

/** Whether the channel is taken, also by a recording that can't be read. */
async function isActive(query: Query, appId: string, cname: string): Promise<boolean> {
  const found = await query(`SELECT 1 FROM recordings WHERE app_id = @appId AND cname = @cname AND ${isLiveRow}`, {
    appId,
    cname,
  });
  return found.length > 0;
}

/** Another workspace must not learn from its audit who else wanted the channel. */
function rejection(active: Recording, next: Recording): AuditEntry | undefined {
  const isOwn = active.card.teamId === next.card.teamId;
  return isOwn ? { actor: next.startedBy, action: 'start rejected', detail: 'active' } : undefined;
}

async function update(query: Query, old: Recording, next: Recording, commit: CommitMessage): Promise<void> {
  await query(updating, { ...recordingRow(next), ...recordersOf(next, old), ...commit });
  await putUsage(query, next);
}

/** The rows of those that differ from what is stored. */
function recordersOf(r: Recording, stored?: Recording): { recorders: string } {
  const rows = r.recorders.map((recorder, n) => recorderRow(r.id, n, recorder));
  const changed = rows.filter((_, n) => !isDeepStrictEqual(r.recorders[n], stored?.recorders[n]));
  return { recorders: JSON.stringify(changed, (_, value) => storableValue(value)) };
}

/** Slack may deliver the same request to two replicas at once: the second one waits until the first has committed. */
export async function isKnown(query: Query, request: string): Promise<boolean> {
  await query('SELECT pg_advisory_xact_lock(hashtextextended(@request, 0))', { request });
  return (await query('SELECT 1 FROM audit WHERE request = @request', { request })).length > 0;
}

async function putAudit(
  query: Query,
  clock: Pick<Clock, 'now'>,
  { id, card }: Recording,
  request: string | undefined,
  entry: AuditEntry | undefined,
): Promise<void> {
  if (request === undefined && entry === undefined) return;
  const { actor = null, action = null, detail = null } = entry ?? {};
  await query(
    `INSERT INTO audit (at, team, recording, request, actor, action, detail)
     VALUES (@at, @team, @recording, @request, @actor, @action, @detail)`,
    { at: whole(clock.now()), team: card.teamId, recording: id, request: request ?? null, actor, action, detail },
  );
}
