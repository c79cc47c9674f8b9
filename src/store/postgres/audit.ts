/** The audit, read, and refusals, written. */
import type { AuditCursor, AuditLine, AuditPage, Refusal } from '../../service/audit-ports.ts';
import type { Clock } from '../../service/ports.ts';
import { whole } from '../rows.ts';
import type { Query } from './access.ts';

type Source = keyof AuditCursor;
type Row = {
  id: number;
  at: number;
  actor: string;
  action: string;
  detail: string | null;
  target: string | null;
  cname: string | null;
};

const sources: readonly Source[] = ['recordings', 'schedules', 'refusals'];

const select: Readonly<Record<Source, string>> = {
  recordings:
    'a.action, a.detail, a.recording AS target, r.cname FROM audit a LEFT JOIN recordings r ON r.id = a.recording',
  schedules:
    'a.action, a.detail, a.schedule AS target, s.cname FROM schedule_audit a LEFT JOIN schedules s ON s.id = a.schedule',
  refusals: `a.action || ' rejected' AS action, a.channel AS detail, a.target, NULL AS cname FROM refusals a`,
};

// Without an action it only marks a request as counted.
const isLine = 'a.actor IS NOT NULL AND a.action IS NOT NULL';
const all: Readonly<Record<Source, string>> = {
  recordings: `a.team = @team AND ${isLine}`,
  schedules: `a.team = @team AND ${isLine}`,
  refusals: 'a.team = @team',
};
const about: Readonly<Record<Source, string>> = {
  recordings: `${isLine} AND a.recording IN (
    SELECT id FROM recordings WHERE card_team = @team AND (id = @id OR cname = @name))`,
  schedules: `${isLine} AND a.schedule IN (SELECT id FROM schedules WHERE team = @team AND (id = @id OR cname = @name))`,
  refusals: 'a.team = @team AND a.target IN (@id, @name)',
};

const last = Number.MAX_SAFE_INTEGER;
const start: AuditCursor = { recordings: last, schedules: last, refusals: last };

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
  { target, before = start }: Readonly<{ target?: string; before?: AuditCursor }>,
  limit: number,
): Promise<AuditPage> {
  const where = target === undefined ? all : about;
  const pages = await Promise.all(
    sources.map(async (source) => {
      const rows = await query<Row>(
        `SELECT a.id, a.at, a.actor, ${select[source]}
         WHERE ${where[source]} AND a.id < @before ORDER BY a.id DESC LIMIT @limit`,
        { team, before: before[source], limit: limit + 1, name: target, id: idOf(target ?? '') },
      );
      return rows.map((row) => ({ source, row }));
    }),
  );
  // What was written in the same millisecond stays in the order of its table.
  const latest = pages.flat().toSorted((a, b) => b.row.at - a.row.at);
  const shown = latest.slice(0, limit);
  const older = shown.reduce<AuditCursor>(
    (cursor, { source, row }) => ({ ...cursor, [source]: Math.min(cursor[source], row.id) }),
    before,
  );
  return { lines: shown.map(({ row }) => lineOf(row)), ...(latest.length > limit && { older }) };
}

/** Ids are typed in capitals, too; names are what they are. */
function idOf(typed: string): string {
  return /^[rs][a-z\d]{5}$/iu.test(typed) ? typed.toLowerCase() : typed;
}

function lineOf({ at, actor, action, detail, target, cname }: Row): AuditLine {
  return {
    at,
    actor,
    action,
    ...(detail !== null && { detail }),
    ...(target !== null && { target }),
    ...(cname !== null && { cname }),
  };
}
