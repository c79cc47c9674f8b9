/** The PostgreSQL database, opened. */
import { fileURLToPath } from 'node:url';
import type { AuditStore } from '../../service/audit-ports.ts';
import type { HomeStore } from '../../service/home.ts';
import type { InstallationStore } from '../../service/installations.ts';
import type { Clock, Store } from '../../service/ports.ts';
import type { ScheduleStore } from '../../service/schedule-ports.ts';
import type { StepStore } from '../../service/workflow-steps.ts';
import type { StoreError } from '../error.ts';
import { readMigrations } from '../migrations.ts';
import { type Access, connect } from './access.ts';
import { addRefusal, listAudit } from './audit.ts';
import { storeError } from './error.ts';
import { homeStore } from './homes.ts';
import { installationStore } from './installations.ts';
import { type Jobs, openJobs } from './jobs.ts';
import { migrate } from './migrate.ts';
import { prune } from './prune.ts';
import { reader } from './read.ts';
import { createSchedule, scheduleReader } from './schedules.ts';
import { serialized } from './serialized.ts';
import { usageBy } from './usage.ts';
import { stepStore } from './workflow-steps.ts';
import { writer } from './write.ts';

/** What there is of it so far: jobs are sent, and nothing takes them yet. */
export type PostgresStore = Omit<Store, 'apply' | 'due' | 'nextDue' | 'postpone'> &
  Pick<ScheduleStore, 'createSchedule' | 'findSchedule' | 'listSchedules' | 'countSchedules'> &
  AuditStore &
  StepStore &
  HomeStore &
  InstallationStore & {
    /** As of the port, for what no job has brought. */
    apply(id: string, change: Parameters<Store['apply']>[1], about?: { request?: string }): ReturnType<Store['apply']>;
    close(): Promise<void>;
  };

/**
 * `clock` dates the audit. `onDamaged` is called for a recording or a schedule that can't be read, `onError` for what goes wrong in the
 * background.
 */
export type PostgresOptions = Readonly<{
  clock?: Pick<Clock, 'now'>;
  onDamaged?: (id: string, reason: string) => void;
  onError?: (error: StoreError) => void;
}>;

export const migrationsFolder = fileURLToPath(new URL('../../../migrations/postgres/', import.meta.url));

/** Connects to the database of `url` and brings its schema up to date. Rejects with a `StoreError` where that can't be done. */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<PostgresStore> {
  const { clock = { now: () => Date.now() }, onDamaged = () => {}, onError = () => {} } = options;
  const { pool, name, ...access } = connect(url, onError);
  try {
    await access.transaction((_, client) => migrate(client, name, readMigrations(migrationsFolder), clock.now()));
    const jobs = await openJobs(pool, (error) => onError(storeError(error, name)));
    return storeOn(access, jobs, clock, onDamaged);
  } catch (error) {
    await access.close();
    throw storeError(error, name);
  }
}

function storeOn(
  access: Access,
  jobs: Jobs,
  clock: Pick<Clock, 'now'>,
  onDamaged: (id: string, reason: string) => void,
): PostgresStore {
  const { query, transaction } = access;
  const { liveCounts, several, ...read } = reader(query, onDamaged);
  const planned = scheduleReader(query, onDamaged);
  const write = writer({ jobs, clock, onDamaged });
  const inTurn = serialized();
  return {
    ...read,
    create: (first, request) =>
      inTurn(`channel ${first.next.spec.appId} ${first.next.cname}`, () =>
        transaction((inside, client) => write.create({ query: inside, client }, first, request)),
      ),
    apply: (id, change, { request } = {}) =>
      inTurn(`recording ${id}`, () =>
        transaction((inside, client) => write.apply({ query: inside, client }, id, change, request)),
      ),
    prune: (before, limit) => transaction((inside, client) => prune({ query: inside, client }, jobs, before, limit)),
    usageBy: (...wanted) => usageBy(query, ...wanted),
    counts: async () => ({ ...(await jobs.counts(query)), ...(await liveCounts()) }),
    createSchedule: (first, request) => transaction((inside) => createSchedule(inside, clock, first, request)),
    findSchedule: planned.find,
    listSchedules: (viewer, limit) => planned.list(viewer, limit),
    countSchedules: (teamId, channelId) => planned.countIn(teamId, channelId),
    addRefusal: (refusal, request) => addRefusal(query, clock, refusal, request),
    listAudit: (...wanted) => listAudit(query, ...wanted),
    ...stepStore(query, { several }),
    ...homeStore(access, { recordings: { several }, schedules: planned }),
    ...installationStore(query, clock),
    async close() {
      await jobs.close();
      await access.close();
    },
  };
}
