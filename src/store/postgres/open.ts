/** The PostgreSQL database, opened. */
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../service/ports.ts';
import type { BotStore } from '../bot-store.ts';
import type { StoreError } from '../error.ts';
import { readMigrations } from '../migrations.ts';
import { type Access, connect, type Query } from './access.ts';
import { adoptRows } from './adopt.ts';
import { addRefusal, listAudit } from './audit.ts';
import { type Boss, type BossRef, openBoss, type Transaction } from './boss.ts';
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
import { usageBy } from './usage.ts';
import { stepStore } from './workflow-steps.ts';
import { writer } from './write.ts';

/**
 * `clock` dates the audit. `onDamaged` is called for a recording or a schedule that can't be read, `onError` for what goes wrong in the
 * background.
 */
export type PostgresOptions = Readonly<{
  clock?: Pick<Clock, 'now'>;
  onDamaged?: (id: string, reason: string) => void;
  onError?: (error: StoreError) => void;
}>;

const migrationsFolder = fileURLToPath(new URL('../../../migrations/postgres/', import.meta.url));

/** Connects to the database of `url` and brings its schema up to date. Rejects with a `StoreError` where that can't be done. */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<BotStore> {
  const { clock = { now: () => Date.now() }, onDamaged = () => {}, onError = () => {} } = options;
  const { pool, name, ...access } = connect(url, onError);
  try {
    await access.transaction((_, client) => migrate(client, name, readMigrations(migrationsFolder), clock.now()));
    const boss = await openBoss(access, pool, (error) => onError(storeError(error, name)));
    return storeOn({ access, name, boss, clock, onDamaged });
  } catch (error) {
    await access.close();
    throw storeError(error, name);
  }
}

type Parts = Readonly<{
  access: Access;
  /** Of the database, for the operator. */
  name: string;
  boss: Boss;
  clock: Pick<Clock, 'now'>;
  onDamaged: (id: string, reason: string) => void;
}>;

function storeOn({ access, name, boss, clock, onDamaged }: Parts): BotStore {
  const { query, transaction } = access;
  const { liveCounts, several, ...read } = reader(query, onDamaged);
  const planned = scheduleReader(query, onDamaged);
  const changes = changing({ access, name, boss, clock, onDamaged });
  return {
    ...read,
    ...changes,
    ...jobSource(boss, { query, several, onDamaged }),
    ...scheduleJobSource(boss, { several: planned.several, onDamaged }),
    prune: (before, limit) => transaction((inside, client) => prune({ query: inside, client }, boss, before, limit)),
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
    adoptRows: (teamId) => transaction((inside) => adoptRows(inside, teamId)),
    healthIssue: () => healthIssue(query, name),
    async close() {
      await boss.close();
      await access.close();
    },
  };
}

type Changes = Pick<BotStore, 'create' | 'apply' | 'createSchedule' | 'applySchedule'>;

function changing({ access: { transaction }, boss, clock, onDamaged }: Parts): Changes {
  const write = writer({ boss, clock, onDamaged });
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
async function healthIssue(query: Query, name: string): Promise<StoreError | undefined> {
  try {
    await query('SELECT id FROM recordings LIMIT 1');
    const [mode] = await query<{ on: boolean }>(`SELECT current_setting('transaction_read_only')::boolean AS on`);
    return mode?.on === true ? readOnly(name) : undefined;
  } catch (error) {
    return storeError(error, name);
  }
}
