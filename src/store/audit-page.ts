/** How a page of the audit is put together from its three tables, for both databases. */
import type { AuditCursor, AuditLine, AuditPage } from '../service/audit-ports.ts';

export type AuditSource = keyof AuditCursor;
export const auditSources: readonly AuditSource[] = ['recordings', 'schedules', 'refusals'];

export type AuditRow = {
  id: number;
  at: number;
  actor: string;
  action: string;
  detail: string | null;
  target: string | null;
  cname: string | null;
};

const last = Number.MAX_SAFE_INTEGER;
/** Before the latest row of each table. */
export const latestCursor: AuditCursor = { recordings: last, schedules: last, refusals: last };

/** `found`: up to one more than `limit` of each table, from `before` on. */
export function auditPage(
  found: readonly Readonly<{ source: AuditSource; row: AuditRow }>[],
  before: AuditCursor,
  limit: number,
): AuditPage {
  // What was written in the same millisecond stays in the order of its table.
  const latest = found.toSorted((a, b) => b.row.at - a.row.at);
  const shown = latest.slice(0, limit);
  const older = shown.reduce<AuditCursor>(
    (cursor, { source, row }) => ({ ...cursor, [source]: Math.min(cursor[source], row.id) }),
    before,
  );
  return { lines: shown.map(({ row }) => lineOf(row)), ...(latest.length > limit && { older }) };
}

/** Ids are typed in capitals, too; names are what they are. */
export function idOf(typed: string): string {
  return /^[rs][a-z\d]{5}$/iu.test(typed) ? typed.toLowerCase() : typed;
}

function lineOf({ at, actor, action, detail, target, cname }: AuditRow): AuditLine {
  return {
    at,
    actor,
    action,
    ...(detail !== null && { detail }),
    ...(target !== null && { target }),
    ...(cname !== null && { cname }),
  };
}
