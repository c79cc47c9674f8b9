/** Schedules, read. */
import type { Actor } from '../../recording/events.ts';
import type { Schedule } from '../../recording/schedule/schedule.ts';
import type { SchedulePage } from '../../service/schedule-ports.ts';
import { DamagedRow } from '../rows.ts';
import { type ScheduleRow, scheduleFrom } from '../schedule-rows.ts';
import type { Query } from './access.ts';
import { ofSchedules, visibleTo } from './visible.ts';

// Each by its name: where a newer replica has added a column, `*` would break statements that are prepared.
const columns = 'id, version, cname, created_by, created_at, next_at, ended_at, team, channel, private, state';

type Row = Omit<ScheduleRow, 'private'> & { private: boolean };

export type ScheduleReader = ReturnType<typeof scheduleReader>;

export function scheduleReader(query: Query, onDamaged: (id: string, reason: string) => void) {
  const several = async (rest: string, params: Readonly<Record<string, unknown>>): Promise<Schedule[]> =>
    readable(await query<Row>(`SELECT ${columns} FROM schedules ${rest}`, params), onDamaged);
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
