/** The audit, read, and refusals, written. */
import type { Database } from 'better-sqlite3';
import type { AuditCursor, AuditPage, Refusal } from '../../service/audit-ports.ts';
import type { Clock } from '../../service/ports.ts';
import { type AuditRow, type AuditSource, auditPage, auditSources, idOf, latestCursor } from '../audit-page.ts';
import { whole } from '../rows.ts';

type Wanted = { team: string; before: number; limit: number; name?: string; id?: string };

// From the latest row on. The left join keeps SQLite at that.
const page = (select: string, where: string, order = 'a.id') =>
  `SELECT a.id, a.at, a.actor, ${select} WHERE ${where} AND a.id < @before ORDER BY ${order} DESC LIMIT @limit`;
// The plus keeps SQLite from going through all that the team has: what is about one name is little, and is sorted.
const about = (select: string, where: string) => page(select, where, '+a.id');
const recordings =
  'a.action, a.detail, a.recording AS target, r.cname FROM audit a LEFT JOIN recordings r ON r.id = a.recording';
const schedules =
  'a.action, a.detail, a.schedule AS target, s.cname FROM schedule_audit a LEFT JOIN schedules s ON s.id = a.schedule';
const refusals = `a.action || ' rejected' AS action, a.channel AS detail, a.target, NULL AS cname FROM refusals a`;
const ofTeam = 'a.team = @team';
// Without an action it only marks a request as counted.
const isLine = 'a.actor IS NOT NULL AND a.action IS NOT NULL';
const named = (table: string, team: string) => `IN (
    SELECT id FROM ${table} WHERE ${team} = @team AND id = @id
    UNION SELECT id FROM ${table} WHERE ${team} = @team AND cname = @name)`;

/** Exported so that a test can look at SQLite's plans for them. */
export const auditSql: Readonly<Record<'all' | 'about', Readonly<Record<AuditSource, string>>>> = {
  all: {
    recordings: page(recordings, `${ofTeam} AND ${isLine}`),
    schedules: page(schedules, `${ofTeam} AND ${isLine}`),
    refusals: page(refusals, ofTeam),
  },
  about: {
    recordings: about(recordings, `${isLine} AND a.recording ${named('recordings', 'card_team')}`),
    schedules: about(schedules, `${isLine} AND a.schedule ${named('schedules', 'team')}`),
    refusals: about(refusals, `${ofTeam} AND a.target IN (@id, @name)`),
  },
};

export function auditTable(db: Database, clock: Pick<Clock, 'now'>) {
  const add = db.prepare<[number, string, string, string, string, string, string | null]>(`
    INSERT INTO refusals (at, team, channel, request, actor, action, target) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (request) DO NOTHING`);
  const select = (kind: keyof typeof auditSql, source: AuditSource) =>
    db.prepare<[Wanted], AuditRow>(auditSql[kind][source]);

  return {
    addRefusal({ actor, action, target }: Refusal, request: string): boolean {
      const { teamId, channelId, userId } = actor;
      return add.run(whole(clock.now()), teamId, channelId, request, userId, action, target ?? null).changes > 0;
    },
    list(
      team: string,
      { target, before = latestCursor }: { target?: string; before?: AuditCursor },
      limit: number,
    ): AuditPage {
      const about = target === undefined ? {} : { name: target, id: idOf(target) };
      const found = auditSources.flatMap((source) =>
        select(target === undefined ? 'all' : 'about', source)
          .all({ team, before: before[source], limit: limit + 1, ...about })
          .map((row) => ({ source, row })),
      );
      return auditPage(found, before, limit);
    },
  };
}
