/** The PostgreSQL database, opened. */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import type { Clock } from '../../service/ports.ts';
import type { BotStore, DamagedReport } from '../bot-store.ts';
import { rowsSetAside, type StoreError } from '../error.ts';

import { readMigrations } from '../migrations.ts';
import { type Access, connect, type Query, unhurriedOn } from './access.ts';
import { adoptRows } from './adopt.ts';
import { addRefusal, listAudit } from './audit.ts';

import { type Boss, openBoss } from './boss.ts';
import type { BossRef, Transaction } from './boss-jobs.ts';
import { sharedBudgets } from './budget.ts';
import { claim } from './claim.ts';
import { followCommits } from './commits.ts';
import { readOnly, storeError } from './error.ts';

import { homeStore } from './homes.ts';
import { installationStore } from './installations.ts';
import { countJobs, jobSource } from './jobs.ts';
import { migrate } from './migrate.ts';
import { prune } from './prune.ts';
import { reader } from './read.ts';
import { scheduleJobSource } from './schedule-jobs.ts';
import { scheduleBossRef, scheduleWriter } from './schedule-write.ts';
import { scheduleReader } from './schedules.ts';
import { serialized } from './serialized.ts';
import { checkVersion } from './server.ts';
import { usageBy } from './usage.ts';
import { stepStore } from './workflow-steps.ts';
import { writer } from './write.ts';

/** With what only several replicas need. */
export type PostgresStore = BotStore & Required<Pick<BotStore, 'sharedBudgets' | 'followCommits'>>;

/**
 * `clock` dates the audit. `onDamaged` is called for a recording or a schedule that can't be read, `onError` for what goes wrong in the
 * background.
 */
export type PostgresOptions = Readonly<{
  clock?: Pick<Clock, 'now'>;
  onDamaged?: (report: DamagedReport) => void;
  onError?: (error: StoreError) => void;
}>;

export const migrationsFolder = fileURLToPath(new URL('../../../migrations/postgres/', import.meta.url));

/** Connects to the database of `url` and brings its schema up to date. Rejects with a `StoreError` where that can't be done. */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<PostgresStore> {
  const { clock = { now: () => Date.now() }, onDamaged = () => {}, onError = () => {} } = options;
  const { pool, name, ...access } = connect(url, onError);
  try {
    await checkVersion(access.query, name);
    await access.transaction((_, client) => migrate(client, name, readMigrations(migrationsFolder), clock.now()));
    const report = (error: unknown) => onError(storeError(error, name));
    const boss = await openBoss(access, pool, report);
    return storeOn({ access, url, name, origin: randomUUID(), boss, clock, report, damaged: damagedRows(onDamaged) });
  } catch (error) {
    await access.close();
    throw storeError(error, name);
  }
}

type Parts = Readonly<{
  access: Access;
  url: string;
  /** Of the database, for the operator. */
  name: string;
  /** This replica. */
  origin: string;
  boss: Boss;
  clock: Pick<Clock, 'now'>;
  report: (error: unknown) => void;
  damaged: DamagedRows;
}>;

type DamagedRows = ReturnType<typeof damagedRows>;

/** Each is reported once, however often it is read. */
function damagedRows(onDamaged: (report: DamagedReport) => void) {
  const reported = new Set<string>();
  return {
    report(id: string, reason: string): void {
      if (reported.has(id)) return;
      reported.add(id);
      onDamaged({ id, reason });
    },
    count: (): number => reported.size,
  };
}

function storeOn(parts: Parts): PostgresStore {
  const { access, url, name, origin, boss, clock, report, damaged } = parts;
  const ends: (() => Promise<void>)[] = [];
  const onDamaged = (id: string, reason: string) => damaged.report(id, reason);
  const { query, transaction } = access;
  const { liveCounts, several, ...read } = reader(query, onDamaged);
  const planned = scheduleReader(query, onDamaged);
  const changes = changing(parts);
  return {
    ...read,
    ...changes,
    ...jobSource(boss, { query, several, onDamaged, onError: report }),
    ...scheduleJobSource(boss, { several: planned.several, onDamaged, onError: report }),
    prune: (before, limit) => transaction((inside, client) => prune({ query: inside, client }, boss, before, limit)),
    claim: (task, at) => claim(query, task, at),
    usageBy: (...wanted) => usageBy(query, ...wanted),
    counts: async () => ({ ...(await countJobs(query)), ...(await liveCounts()) }),
    findSchedule: planned.find,
    listSchedules: (viewer, limit) => planned.list(viewer, limit),
    countSchedules: (teamId, channelId) => planned.countIn(teamId, channelId),
    addRefusal: (refusal, request) => addRefusal(query, clock, refusal, request),
    listAudit: (...wanted) => listAudit(query, ...wanted),
    ...stepStore(query, { several }),
    ...homeStore(access, { recordings: { several }, schedules: planned }),
    ...installationStore(query, clock),
    adoptRows: (teamId) => transaction((_, client) => adoptRows(unhurriedOn(client), teamId)),
    healthIssue: () => healthIssue(query, name, damaged.count()),
    sharedBudgets: sharedBudgets(query, { onError: report }),
    followCommits(following) {
      ends.push(followCommits(url, origin, { ...following, onError: report }));
    },
    async close() {
      await Promise.all(ends.map((end) => end()));
      await boss.close();
      await access.close();
    },
  };
}

type Changes = Pick<BotStore, 'create' | 'apply' | 'createSchedule' | 'applySchedule'>;

function changing({ access: { transaction }, origin, boss, clock, damaged }: Parts): Changes {
  const onDamaged = (id: string, reason: string) => damaged.report(id, reason);
  const write = writer({ origin, boss, clock, onDamaged });
  const plan = scheduleWriter({ boss, clock, onDamaged, create: (...first) => write.create(...first) });
  const inTurn = serialized();
  const change = <T>(key: string, run: (inside: Transaction) => Promise<T>, done?: BossRef): Promise<T> =>
    inTurn(key, async () => {
      const changed = await transaction((query, client) => run({ query, client }));
      if (done !== undefined) boss.forget(done);
      return changed;
    });
  return {
    create: (first, request) =>
      change(`channel ${first.next.spec.appId} ${first.next.cname}`, (inside) => write.create(inside, first, request)),
    apply: (id, decide, about = {}) =>
      change(`recording ${id}`, (inside) => write.apply(inside, id, decide, about), about.done),
    createSchedule: (first, request) =>
      change(`schedule ${first.next.id}`, (inside) => plan.create(inside, first, request)),
    applySchedule: (id, decide, begin, about = {}) =>
      change(
        `schedule ${id}`,
        (inside) => plan.apply(inside, id, decide, begin, about),
        about.done && scheduleBossRef(about.done),
      ),
  };
}

/** Whether it can be read, and written. */
async function healthIssue(query: Query, name: string, damagedRows: number): Promise<StoreError | undefined> {
  try {
    await query('SELECT id FROM recordings LIMIT 1');
    const [mode] = await query<{ on: boolean }>(`SELECT current_setting('transaction_read_only')::boolean AS on`);
    if (mode?.on === true) return readOnly(name);
    return damagedRows === 0 ? undefined : rowsSetAside(name, damagedRows);
  } catch (error) {
    return storeError(error, name);
  }
}
