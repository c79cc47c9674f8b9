/** The audit: who did what, and what was refused to whom. */
import type { Actor } from '../recording/events.ts';
import type { Action } from '../recording/permissions/rules.ts';
import type { Ms } from '../recording/primitives.ts';

/** What was refused where there is nothing else to write it to. `target`: an id or the name of a channel. */
export type Refusal = Readonly<{ actor: Actor; action: Action; target?: string }>;

/**
 * One line. `actor`: a Slack user id, `agora`, `slack` or `clock`. `target`: the id of a recording or a schedule with its channel, or
 * what a refusal was about.
 */
export type AuditLine = Readonly<{
  at: Ms;
  actor: string;
  action: string;
  detail?: string;
  target?: string;
  cname?: string;
}>;

/** Where a page begins: the row of each table before which it lies. */
export type AuditCursor = Readonly<{ recordings: number; schedules: number; refusals: number }>;

/** The latest line first. `older`: where the next page begins, where there is one. */
export type AuditPage = Readonly<{ lines: readonly AuditLine[]; older?: AuditCursor }>;

export interface AuditStore {
  /** The same request is written once; resolves with whether it was. */
  addRefusal(refusal: Refusal, request: string): Promise<boolean>;
  /** Of one workspace. `target`: an id, or the name of a channel with everything that ever had it. */
  listAudit(
    teamId: string,
    wanted: Readonly<{ target?: string; before?: AuditCursor }>,
    limit: number,
  ): Promise<AuditPage>;
}
