/** Changes of schedules. Every function here must run inside a transaction. */
import type { AuditEntry, Transition } from '../../recording/effects.ts';
import type { NewScheduleJob, Schedule } from '../../recording/schedule/schedule.ts';
import type { ScheduleTransition } from '../../recording/schedule/transition.ts';
import type { Clock, Created } from '../../service/ports.ts';
import {
  type BeginRecording,
  type RecordingsFound,
  type RecordingsRead,
  type ScheduleApplied,
  type ScheduleChange,
  type ScheduleJobRef,
  scheduleQueueOf,
} from '../../service/schedule-ports.ts';
import { StoreError } from '../error.ts';
import { whole } from '../rows.ts';
import { scheduleRow } from '../schedule-rows.ts';
import { scheduleVersion } from '../schema/schedule.ts';
import type { Query } from './access.ts';
import type { Boss } from './boss.ts';
import type { BossJob, BossRef, Transaction } from './boss-jobs.ts';
import { reader } from './read.ts';
import { scheduleReader } from './schedules.ts';

type Options = Readonly<{
  boss: Boss;
  clock: Pick<Clock, 'now'>;
  onDamaged: (id: string, reason: string) => void;
  create: (transaction: Transaction, first: Transition, request: string) => Promise<Created>;
}>;

type About = Readonly<{ done?: ScheduleJobRef; request?: string }>;

export function scheduleBossRef({ id, revision, payload }: ScheduleJobRef): BossRef {
  return { queue: `schedule-${scheduleQueueOf(payload)}`, id, revision };
}

export function scheduleBossJob(schedule: string, { key, dueAt, payload }: NewScheduleJob): BossJob {
  return {
    owner: schedule,
    queue: `schedule-${scheduleQueueOf(payload)}`,
    ...(key !== undefined && { key }),
    dueAt,
    rank: 0,
    payload: { v: scheduleVersion, ...payload },
  };
}

export function scheduleWriter({ boss, clock, onDamaged, create }: Options) {
  /** The jobs and the audit of a transition. */
  async function follow(
    transaction: Transaction,
    { next, jobs, cancel, audit }: ScheduleTransition,
    request: string | undefined,
  ): Promise<void> {
    for (const key of cancel) await boss.cancel(transaction, next.id, key);
    for (const job of jobs) await boss.put(transaction, scheduleBossJob(next.id, job));
    await putAudit(transaction.query, clock, next, request, audit);
  }

  return {
    async create(
      transaction: Transaction,
      first: ScheduleTransition,
      request: string,
    ): Promise<{ kind: 'created' | 'duplicate' | 'idTaken' }> {
      const { query } = transaction;
      if (await isKnown(query, request)) return { kind: 'duplicate' };
      if (!(await insert(query, first.next))) return { kind: 'idTaken' };
      await follow(transaction, first, request);
      return { kind: 'created' };
    },

    async apply(
      transaction: Transaction,
      id: string,
      change: ScheduleChange,
      begin: BeginRecording,
      { done, request }: About,
    ): Promise<ScheduleApplied> {
      const { query } = transaction;
      if (request !== undefined && (await isKnown(query, request))) return { kind: 'duplicate' };
      // A statement of its own: what follows then sees what the holder of the lock has committed.
      await query('SELECT 1 FROM schedules WHERE id = @id FOR UPDATE', { id });
      if (done !== undefined && !(await boss.complete(transaction, scheduleBossRef(done))))
        return { kind: 'duplicate' };
      const old = await scheduleReader(query, onDamaged).find(id);
      if (old === undefined) return { kind: 'notFound' };
      const decided = change.decide(old, await recordingsFound(query, onDamaged, change.reads(old)));
      // A time that was settled before is not recorded again, whatever brought it up.
      if (await isSettled(query, decided)) return { kind: 'duplicate' };
      const recordingId = await beginOnce(decided, begin, (...first) => create(transaction, ...first));
      const next = { ...decided.next, version: old.version + 1 };
      await update(query, next);
      await settle(query, decided, recordingId);
      await follow(transaction, { ...decided, next }, request);
      return { kind: 'applied', transition: { ...decided, next } };
    },
  };
}

/** The request names the time, so that the audit of recordings counts it once as well. */
async function beginOnce(
  { next: { id }, start, occurrences }: ScheduleTransition,
  begin: BeginRecording,
  create: (first: Transition, request: string) => Promise<Created>,
): Promise<string | undefined> {
  if (start === undefined) return undefined;
  const at = occurrences.find(({ outcome }) => outcome === 'started')?.at ?? 0;
  for (;;) {
    const first = begin(start);
    const { kind } = await create(first, `schedule ${id} ${at}`);
    if (kind === 'created') return first.next.id;
    // Two short ids have met: another one is generated. Where the channel was taken just now, the next try finds it taken.
    if (kind !== 'idTaken')
      throw new StoreError('contradiction', `The schedule ${id} could not begin its recording: ${kind}.`);
  }
}

async function recordingsFound(
  query: Query,
  onDamaged: Options['onDamaged'],
  { id, active }: RecordingsRead,
): Promise<RecordingsFound> {
  const read = reader(query, onDamaged);
  const byId = id === undefined ? undefined : await read.find(id);
  const live = active === undefined ? undefined : await read.findActive(active.appId, active.cname);
  return { ...(byId !== undefined && { byId }), ...(live !== undefined && { active: live }) };
}

/** Slack may deliver the same request to two replicas at once: the second one waits until the first has committed. */
async function isKnown(query: Query, request: string): Promise<boolean> {
  await query('SELECT pg_advisory_xact_lock(hashtextextended(@request, 0))', { request });
  return (await query('SELECT 1 FROM schedule_audit WHERE request = @request', { request })).length > 0;
}

/** False where the id is in use. */
async function insert(query: Query, s: Schedule): Promise<boolean> {
  const inserted = await query(
    `INSERT INTO schedules (id, version, cname, created_by, created_at, next_at, ended_at, team, channel, private, state)
     VALUES (@id, @version, @cname, @created_by, @created_at, @next_at, @ended_at, @team, @channel, @private, @state)
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    scheduleRow(s),
  );
  return inserted.length > 0;
}

async function update(query: Query, s: Schedule): Promise<void> {
  await query(
    'UPDATE schedules SET version = @version, next_at = @next_at, ended_at = @ended_at, state = @state WHERE id = @id',
    scheduleRow(s),
  );
}

async function isSettled(query: Query, { next: { id }, occurrences }: ScheduleTransition): Promise<boolean> {
  const times = occurrences.map(({ at }) => whole(at));
  const found = await query('SELECT 1 FROM occurrences WHERE schedule = @id AND at = ANY (@times)', { id, times });
  return found.length > 0;
}

async function settle(
  query: Query,
  { next: { id }, occurrences }: ScheduleTransition,
  recordingId: string | undefined,
): Promise<void> {
  for (const { at, outcome, recordingId: given } of occurrences) {
    await query('INSERT INTO occurrences (schedule, at, outcome, recording) VALUES (@id, @at, @outcome, @recording)', {
      id,
      at: whole(at),
      outcome,
      recording: (outcome === 'started' ? recordingId : given) ?? null,
    });
  }
}

async function putAudit(
  query: Query,
  clock: Pick<Clock, 'now'>,
  { id, channel }: Schedule,
  request: string | undefined,
  entry: AuditEntry | undefined,
): Promise<void> {
  if (request === undefined && entry === undefined) return;
  const { actor = null, action = null, detail = null } = entry ?? {};
  await query(
    `INSERT INTO schedule_audit (at, team, schedule, request, actor, action, detail)
     VALUES (@at, @team, @id, @request, @actor, @action, @detail)`,
    { at: whole(clock.now()), team: channel.teamId, id, request: request ?? null, actor, action, detail },
  );
}
