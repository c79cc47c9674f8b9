/** Older: the next page of the audit. */
import type { AuditCursor } from '../../service/audit-ports.ts';
import { olderAction } from '../surfaces/audit-reply.ts';

export type AuditPress = Readonly<{ before: AuditCursor; target?: string }>;

/** What the button of the audit does; undefined for any other button. `value`: as `olderValue` writes it. */
export function auditPress(actionId: string, value: string): AuditPress | undefined {
  if (actionId !== olderAction) return undefined;
  const [, recordings, schedules, refusals, target = ''] = /^(\d+)\.(\d+)\.(\d+) ?(.*)$/su.exec(value) ?? [];
  if (recordings === undefined) return undefined;
  const before = { recordings: Number(recordings), schedules: Number(schedules), refusals: Number(refusals) };
  return { before, ...(target !== '' && { target }) };
}
