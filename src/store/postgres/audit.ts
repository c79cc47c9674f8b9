/** The audit, read, and refusals, written. */
import type { AuditCursor, AuditPage, Refusal } from '../../service/audit-ports.ts';
import type { Clock } from '../../service/ports.ts';
import { type AuditRow, type AuditSource, auditPage, auditSources, idOf, latestCursor } from '../audit-page.ts';
import { whole } from '../rows.ts';
import type { Query } from './access.ts';

const select: Readonly<Record<AuditSource, string>> = {
  recordings:
    'a.action, a.detail, a.recording AS target, r.cname FROM audit a LEFT JOIN recordings r ON r.id = a.recording',
  schedules:
    'a.action, a.detail, a.schedule AS target, s.cname FROM schedule_audit a LEFT JOIN schedules s ON s.id = a.schedule',
  refusals: `a.action || ' rejected' AS action, a.channel AS detail, a.target, NULL AS cname FROM refusals a`,
};

// Without an action it only marks a request as counted.
const isLine = 'a.actor IS NOT NULL AND a.action IS NOT NULL';
const all: Readonly<Record<AuditSource, string>> = {
  recordings: `a.team = @team AND ${isLine}`,
  schedules: `a.team = @team AND ${isLine}`,
  refusals: 'a.team = @team',
};
const about: Readonly<Record<AuditSource, string>> = {
  recordings: `${isLine} AND a.recording IN (
    SELECT id FROM recordings WHERE card_team = @team AND (id = @id OR cname = @name))`,
  schedules: `${isLine} AND a.schedule IN (SELECT id FROM schedules WHERE team = @team AND (id = @id OR cname = @name))`,
  refusals: 'a.team = @team AND a.target IN (@id, @name)',
};

export async function addRefusal(
  query: Query,
  clock: Pick<Clock, 'now'>,
  { actor, action, target }: Refusal,
  request: string,
): Promise<boolean> {
  const { teamId, channelId, userId } = actor;
  const added = await query(
    `INSERT INTO refusals (at, team, channel, request, actor, action, target)
     VALUES (@at, @teamId, @channelId, @request, @userId, @action, @target)
     ON CONFLICT (request) DO NOTHING RETURNING id`,
    { at: whole(clock.now()), teamId, channelId, request, userId, action, target: target ?? null },
  );
  return added.length > 0;
}

export async function listAudit(
  query: Query,
  team: string,
  { target, before = latestCursor }: Readonly<{ target?: string; before?: AuditCursor }>,
  limit: number,
): Promise<AuditPage> {
  const where = target === undefined ? all : about;
  const pages = await Promise.all(
    auditSources.map(async (source) => {
      const rows = await query<AuditRow>(
        `SELECT a.id, a.at, a.actor, ${select[source]}
         WHERE ${where[source]} AND a.id < @before ORDER BY a.id DESC LIMIT @limit`,
        { team, before: before[source], limit: limit + 1, name: target, id: idOf(target ?? '') },
      );
      return rows.map((row) => ({ source, row }));
    }),
  );
  return auditPage(pages.flat(), before, limit);
}
