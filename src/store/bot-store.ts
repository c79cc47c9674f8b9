/** What the bot needs of its database, whichever it is. */
import type { AuditStore } from '../service/audit-ports.ts';
import type { SharedBudgets } from '../service/budget.ts';
import type { Following } from '../service/commits.ts';
import type { HomeStore } from '../service/home.ts';
import type { InstallationStore } from '../service/installations.ts';
import type { JobSource, Store } from '../service/ports.ts';
import type { ScheduleJobSource, ScheduleStore } from '../service/schedule-ports.ts';
import type { StepStore } from '../service/workflow-steps.ts';
import type { StoreError } from './error.ts';

/** `id`: of a recording or schedule, or `job <id>`. `reason` holds none of the row's content. */
export type DamagedReport = Readonly<{ id: string; reason: string }>;

/**
 * `healthIssue`: why the database can't be read, or, after a write has failed, why it still can't be written; else
 * `rows_set_aside` where rows that can't be read have been found; undefined when it is healthy. `close` commits what is queued;
 * calls after it are rejected. Both may be repeated.
 */
export type BotStore = Store &
  JobSource &
  ScheduleStore &
  ScheduleJobSource &
  AuditStore &
  StepStore &
  HomeStore &
  InstallationStore & {
    /** Gives every row to the workspace of the bot token, unless the database serves installations. */
    adoptRows(teamId: string): Promise<void>;
    /** With several replicas: the requests to other services, over all of them. */
    sharedBudgets?: SharedBudgets;
    /** With several replicas: calls `following` for what the others commit, until the store is closed. */
    followCommits?(following: Following): void;
    close(): Promise<void>;
    healthIssue(): Promise<StoreError | undefined>;
  };
