/** The database, opened: in one file, for one process. */
import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import type { Ms } from '../../recording/recording.ts';
import type { HomeStore } from '../../service/home.ts';
import type { Clock, JobSource } from '../../service/ports.ts';
import type { ScheduleJobSource, ScheduleStore } from '../../service/schedule-ports.ts';
import type { BotStore, DamagedReport } from '../bot-store.ts';
import { StoreError } from '../error.ts';
import { readMigrations } from '../migrations.ts';
import { busyTimeout, createAccess, writeNothing } from './access.ts';
import { adopter } from './adopt.ts';
import { auditTable } from './audit.ts';
import { damagedRows } from './damaged.ts';
import { storeError } from './error.ts';
import { makeFile, makeFolder, makePrivate } from './folder.ts';
import { groupCommits } from './group-commit.ts';
import { homes } from './homes.ts';
import { installationStore, installations } from './installations.ts';
import { jobs } from './job-rows.ts';
import { migrate } from './migrate.ts';
import { pruner } from './prune.ts';
import { reader } from './read.ts';
import { schedules } from './schedules.ts';
import { steps } from './steps/index.ts';
import { usageReader } from './usage.ts';
import { workflowSteps } from './workflow-steps.ts';
import { writer } from './write.ts';

/**
 * `clock` dates the audit. `flushAfterMs`: how long a write waits for others to share its fsync with. `onDamaged` is called once for
 * every row that can't be read and is set aside.
 */
export type StoreOptions = Readonly<{
  clock?: Pick<Clock, 'now'>;
  flushAfterMs?: Ms;
  onDamaged?: (report: DamagedReport) => void;
}>;

export const migrationsFolder = fileURLToPath(new URL('../../../migrations/sqlite/', import.meta.url));

/**
 * Opens the SQLite file at `path`, creating it and its folders, and brings its schema up to date. Keep the instance lock first.
 * Throws a `StoreError` where that can't be done. A `change` that throws rejects its `apply` with what it threw.
 */
export function openStore(path: string, options: StoreOptions = {}): BotStore {
  const clock = options.clock ?? { now: () => Date.now() };
  const db = openDatabase(path, clock.now());
  const damaged = damagedRows(db, clock, options.onDamaged);
  const read = reader(db, damaged.recording);
  const queue = jobs(db, read, damaged.job);
  const write = writer(db, read, queue, clock);
  const usage = usageReader(db);
  const planned = schedules(db, {
    read,
    create: (...first) => write.create(...first),
    clock,
    onDamaged: damaged.recording,
  });
  const home = homes(db, { recordings: (ids) => read.several(ids), schedule: (id) => planned.find(id) });
  const installed = installations(db, clock);
  const prune = pruner(db);
  const audit = auditTable(db, clock);
  const adopt = adopter(db);
  const taken = workflowSteps(db, read);
  const groups = groupCommits(db, options.flushAfterMs ?? 8);
  const access = createAccess(db, path, groups, damaged.count);
  const { reading, readingAfterWrites, writing } = access;

  return {
    create: (first, request) => writing(() => write.create(first, request)),
    apply: (id, change, about = {}) => writing(() => write.apply(id, change, about)),
    prune: (before, limit) => writing(() => prune(before, limit)),
    // There are no others.
    claim: async () => true,
    ...jobSource(queue, access),
    find: (id) => readingAfterWrites(() => read.find(id)),
    findActive: (appId, cname) => readingAfterWrites(() => read.findActive(appId, cname)),
    findByName: (teamId, cname) => readingAfterWrites(() => read.findByName(teamId, cname)),
    findEnded: (viewer, cname) => readingAfterWrites(() => read.findEnded(viewer, cname)),
    findByRecorder: (sid, cname, uid) => readingAfterWrites(() => read.findByRecorder(sid, cname, uid)),
    listRecordingIds: () => readingAfterWrites(() => read.listRecordingIds()),
    listInChannel: (viewer, limit) => readingAfterWrites(() => read.listInChannel(viewer, limit)),
    listActive: (viewer, limit) => readingAfterWrites(() => read.listActive(viewer, limit)),
    listWithOrphans: (viewer, limit) => readingAfterWrites(() => read.listWithOrphans(viewer, limit)),
    listEnded: (viewer, limit) => readingAfterWrites(() => read.listEnded(viewer, limit)),
    knownNames: (viewer, limit) => readingAfterWrites(() => read.knownNames(viewer, limit)),
    listLive: (viewer) => readingAfterWrites(() => read.listLive(viewer)),
    listLiveTeams: () => readingAfterWrites(() => read.listLiveTeams()),
    usageBy: (dimension, period, viewer) => readingAfterWrites(() => usage(dimension, period, viewer)),
    counts: () => reading(() => read.counts()),
    ...scheduleStore(planned, access),
    ...homeStore(home, access),
    ...installationStore(installed, access),
    addRefusal: (refusal, request) => writing(() => audit.addRefusal(refusal, request)),
    listAudit: (...wanted) => readingAfterWrites(() => audit.list(...wanted)),
    findStep: (request) => readingAfterWrites(() => taken.find(request)),
    listSteps: (since) => readingAfterWrites(() => taken.list(since)),
    adoptRows: (teamId) => writing(() => adopt(teamId)),
    healthIssue: async () => access.healthIssue(),
    close: access.close,
  };
}

function jobSource(queue: ReturnType<typeof jobs>, { reading, writing }: ReturnType<typeof createAccess>): JobSource {
  return {
    take: (...wanted) => reading(() => queue.take(...wanted)),
    waiting: (...wanted) => reading(() => queue.waiting(...wanted)),
    nextDue: (now) => reading(() => queue.nextDue(now)),
    async postpone(job, dueAt) {
      await writing(() => queue.postpone(job, dueAt));
      // There is no other process.
      return true;
    },
    // Its row has stayed where it is.
    release: async () => true,
  };
}

function scheduleStore(
  planned: ReturnType<typeof schedules>,
  { reading, readingAfterWrites, writing }: ReturnType<typeof createAccess>,
): ScheduleStore & ScheduleJobSource {
  return {
    createSchedule: (first, request) => writing(() => planned.create(first, request)),
    applySchedule: (id, change, begin, about = {}) => writing(() => planned.apply(id, change, begin, about)),
    postponeScheduleJob: (job, dueAt) => writing(() => planned.postpone(job, dueAt)),
    takeScheduleJobs: (...wanted) => reading(() => planned.take(...wanted)),
    releaseScheduleJob: async () => undefined,
    nextScheduleJob: (now) => reading(() => planned.nextDue(now)),
    findSchedule: (id) => readingAfterWrites(() => planned.find(id)),
    listSchedules: (viewer, limit) => readingAfterWrites(() => planned.list(viewer, limit)),
    countSchedules: (teamId, channelId) => readingAfterWrites(() => planned.countIn(teamId, channelId)),
  };
}

function homeStore(
  home: ReturnType<typeof homes>,
  { readingAfterWrites, writing }: ReturnType<typeof createAccess>,
): HomeStore {
  return {
    searchLive: (viewer, wanted) => readingAfterWrites(() => home.searchLive(viewer, wanted)),
    countLive: (viewer, search) => readingAfterWrites(() => home.countLive(viewer, search)),
    searchEnded: (viewer, wanted) => readingAfterWrites(() => home.searchEnded(viewer, wanted)),
    searchSchedules: (viewer, wanted) => readingAfterWrites(() => home.searchSchedules(viewer, wanted)),
    noteHome: (opened, since) => writing(() => home.noteHome(opened, since)),
    openHomes: (since) => readingAfterWrites(() => home.openHomes(since)),
  };
}

function openDatabase(path: string, now: Ms): Database.Database {
  let db: Database.Database | undefined;
  try {
    makeFolder(dirname(path));
    makeFile(path);
    // SQLite would open it to read, and leave files beside it that can only be read either.
    accessSync(path, constants.W_OK);
    db = new Database(path, { timeout: busyTimeout });
    // With NORMAL a power cut may take the last commits of a WAL, and with them a sid that bills.
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = OFF');
    migrate(db, path, readMigrations(migrationsFolder), now, steps);
    db.pragma('foreign_keys = ON');
    // Only now: the database of another program, which `migrate` refuses, must stay as it was.
    makePrivate(path);
    const mode = db.pragma('journal_mode = WAL', { simple: true });
    if (mode !== 'wal') {
      throw new StoreError(
        'cannot_open',
        `The database ${path} can’t use SQLite’s write-ahead log here. Set DATABASE_PATH to a file on a local disk.`,
      );
    }
    // No call and no post waits longer than some minutes: a clock that was ahead when the row was written has been set right.
    db.prepare("UPDATE jobs SET due_at = @now WHERE queue <> 'timer' AND due_at > @now + 600000").run({ now });
    // Messages of schedules: their other jobs have keys.
    db.prepare('UPDATE schedule_jobs SET due_at = @now WHERE key IS NULL AND due_at > @now + 600000').run({ now });
    // A file that may only be read opens anyway, and so does one on a full disk: better to report it now.
    writeNothing(db);
    return db;
  } catch (error) {
    db?.close();
    throw storeError(error, path);
  }
}
