/** Schedules, read and created. */
import type { Actor } from '../../recording/events.ts';
import type { Schedule } from '../../recording/schedule/schedule.ts';
import type { ScheduleTransition } from '../../recording/schedule/transition.ts';
import type { Clock } from '../../service/ports.ts';
import type { SchedulePage } from '../../service/schedule-ports.ts';
import { StoreError } from '../error.ts';
import { DamagedRow, whole } from '../rows.ts';
import { type ScheduleRow, scheduleFrom, scheduleRow } from '../schedule-rows.ts';
import type { Query } from './access.ts';
import { ofSchedules, visibleTo } from './visible.ts';

type Row = Omit<ScheduleRow, 'private'> & { private: boolean };

export function scheduleReader(query: Query, onDamaged: (id: string, reason: string) => void) {
  const several = async (rest: string, params: Readonly<Record<string, unknown>>): Promise<Schedule[]> =>
    readable(await query<Row>(`SELECT * FROM schedules ${rest}`, params), onDamaged);
  return {
    find: async (id: string) => (await several('WHERE id = @id', { id }))[0],
    several: (ids: readonly string[]) => several('WHERE id = ANY (@ids)', { ids }),
    async list(viewer: Actor, limit: number): Promise<SchedulePage> {
      const { isVisible, params } = visibleTo(viewer, ofSchedules);
      const open = `WHERE ended_at IS NULL AND ${isVisible}`;
      const [counted] = await query<{ n: number }>(`SELECT count(*) AS n FROM schedules ${open}`, params);
      const schedules = await several(`${open} ORDER BY next_at NULLS FIRST, id LIMIT @limit`, { ...params, limit });
      return { schedules, total: counted?.n ?? 0 };
    },
    async countIn(team: string, channel: string): Promise<number> {
      const [counted] = await query<{ n: number }>(
        'SELECT count(*) AS n FROM schedules WHERE ended_at IS NULL AND team = @team AND channel = @channel',
        { team, channel },
      );
      return counted?.n ?? 0;
    },
  };
}

function readable(rows: readonly Row[], onDamaged: (id: string, reason: string) => void): Schedule[] {
  return rows.flatMap((row) => {
    try {
      return [scheduleFrom({ ...row, private: row.private ? 1 : 0 })];
    } catch (error) {
      if (!(error instanceof DamagedRow)) throw error;
      onDamaged(row.id, error.message);
      return [];
    }
  });
}

/** Must run inside a transaction. Rejects a schedule with jobs: nothing keeps them yet, and they must not get lost. */
export async function createSchedule(
  query: Query,
  clock: Pick<Clock, 'now'>,
  { next, audit, jobs }: ScheduleTransition,
  request: string,
): Promise<{ kind: 'created' | 'duplicate' | 'idTaken' }> {
  if (jobs.length > 0)
    throw new StoreError('failed', 'Schedules are not available on PostgreSQL yet. Unset DATABASE_URL.');
  await query('SELECT pg_advisory_xact_lock(hashtextextended(@request, 0))', { request });
  if ((await query('SELECT 1 FROM schedule_audit WHERE request = @request', { request })).length > 0)
    return { kind: 'duplicate' };
  const inserted = await query(
    `INSERT INTO schedules (id, version, cname, created_by, created_at, next_at, ended_at, team, channel, private, state)
     VALUES (@id, @version, @cname, @created_by, @created_at, @next_at, @ended_at, @team, @channel, @private, @state)
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    scheduleRow(next),
  );
  if (inserted.length === 0) return { kind: 'idTaken' };
  const { actor = null, action = null, detail = null } = audit ?? {};
  await query(
    `INSERT INTO schedule_audit (at, team, schedule, request, actor, action, detail)
     VALUES (@at, @team, @id, @request, @actor, @action, @detail)`,
    { at: whole(clock.now()), team: next.channel.teamId, id: next.id, request, actor, action, detail },
  );
  return { kind: 'created' };
}
