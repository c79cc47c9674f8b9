/** The database, opened: the one implementation of the recording core's `Store`. */
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import type { Ms } from '../../recording/recording.ts';
import type { Clock, Store } from '../../service/ports.ts';
import { StoreError, storeError } from './error.ts';
import { makeFolder } from './folder.ts';
import { groupCommits } from './group-commit.ts';
import { jobs } from './job-rows.ts';
import { migrate, readMigrations } from './migrate.ts';
import { pruner } from './prune.ts';
import { reader } from './read.ts';
import { writer } from './write.ts';

/**
 * `trouble`: why the database can't be read, or, after a write has failed, why it still can't be written; undefined when all is
 * well. `close` commits what is queued; calls after it are rejected. Both may be repeated.
 */
export type SqliteStore = Store & { close(): Promise<void>; trouble(): StoreError | undefined };

/** `clock` dates the audit. `flushAfterMs`: how long a write waits for others to share its fsync with. */
export type StoreOptions = Readonly<{ clock?: Pick<Clock, 'now'>; flushAfterMs?: Ms }>;

const migrationsFolder = fileURLToPath(new URL('../../../migrations/', import.meta.url));

// SQLite waits synchronously, which stops the whole bot: long enough for a stranger's short write, too short to miss Slack's 3 s.
const busyTimeout: Ms = 1000;

/**
 * Opens the SQLite file at `path`, creating it and its folders, and brings its schema up to date. Keep the instance lock first.
 * Throws a `StoreError` where that can't be done. A `change` that throws rejects its `apply` with what it threw.
 */
export function openStore(path: string, options: StoreOptions = {}): SqliteStore {
  const clock = options.clock ?? { now: () => Date.now() };
  const db = openDatabase(path, clock.now());
  const read = reader(db);
  const queue = jobs(db, read);
  const write = writer(db, read, queue, clock);
  const prune = pruner(db);
  const groups = groupCommits(db, options.flushAfterMs ?? 8);
  const alive = db.prepare('SELECT id FROM recordings LIMIT 1');
  let closed = false;
  /** Whether the latest write failed; then nobody knows whether the next one would. */
  let doubtful = false;

  function assertOpen(): void {
    if (closed)
      throw new StoreError('closed', `The database ${path} is closed: the bot is shutting down. Start it again.`);
  }

  function named(error: unknown): unknown {
    return error instanceof Database.SqliteError ? storeError(error, path) : error;
  }

  async function reading<T>(look: () => T): Promise<T> {
    assertOpen();
    try {
      return look();
    } catch (error) {
      throw named(error);
    }
  }

  /** For people: whoever asks about what was ordered a moment ago must find it, though it waits for its group. */
  async function readingAfterWrites<T>(look: () => T): Promise<T> {
    assertOpen();
    await groups.settled();
    return reading(look);
  }

  async function writing<T>(change: () => T): Promise<T> {
    assertOpen();
    try {
      const value = await groups.run(change);
      doubtful = false;
      return value;
    } catch (error) {
      doubtful ||= error instanceof Database.SqliteError;
      throw named(error);
    }
  }

  function tryWriting(): void {
    // Whoever asks asks again: no reason to wait for a lock.
    db.pragma('busy_timeout = 0');
    try {
      writeNothing(db);
      doubtful = false;
    } finally {
      db.pragma(`busy_timeout = ${busyTimeout}`);
    }
  }

  return {
    create: (first, request, add) => writing(() => write.create(first, request, add)),
    apply: (id, change, about = {}) => writing(() => write.apply(id, change, about)),
    postpone: (job, dueAt) => writing(() => queue.postpone(job, dueAt)),
    prune: (before, limit) => writing(() => prune(before, limit)),
    due: (...wanted) => reading(() => queue.due(...wanted)),
    nextDue: (now) => reading(() => queue.nextDue(now)),
    find: (id) => readingAfterWrites(() => read.find(id)),
    running: (appId, cname) => readingAfterWrites(() => read.running(appId, cname)),
    holder: (sid, cname, uid) => readingAfterWrites(() => read.holder(sid, cname, uid)),
    withOrphans: () => readingAfterWrites(() => read.withOrphans()),
    live: () => readingAfterWrites(() => read.live()),
    recordingIds: () => readingAfterWrites(() => read.recordingIds()),
    ended: (limit) => readingAfterWrites(() => read.ended(limit)),
    counts: () => reading(() => read.counts()),
    trouble() {
      try {
        assertOpen();
        alive.get();
        if (doubtful) tryWriting();
        return undefined;
      } catch (error) {
        return storeError(error, path);
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      groups.flush();
      db.close();
    },
  };
}

/** Writes to the disk without a change to what the database holds; throws where that can't be done. */
function writeNothing(db: Database.Database): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  db.pragma(`user_version = ${version === 0 ? 1 : 0}`);
}

function openDatabase(path: string, now: Ms): Database.Database {
  let db: Database.Database | undefined;
  try {
    makeFolder(dirname(path));
    // SQLite would open it to read, and leave files beside it that can only be read either.
    if (existsSync(path)) accessSync(path, constants.W_OK);
    db = new Database(path, { timeout: busyTimeout });
    // With NORMAL a power cut may take the last commits of a WAL, and with them a sid that bills.
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = OFF');
    migrate(db, path, readMigrations(migrationsFolder), now);
    db.pragma('foreign_keys = ON');
    // Only now: the database of another program, which `migrate` refuses, must stay as it was.
    const mode = db.pragma('journal_mode = WAL', { simple: true });
    if (mode !== 'wal') {
      throw new StoreError(
        'cannot_open',
        `The database ${path} can’t use SQLite’s write-ahead log here. Set DATABASE_PATH to a file on a local disk.`,
      );
    }
    // No call and no post waits longer than some minutes: a clock that was ahead when the row was written has been set right.
    db.prepare("UPDATE jobs SET due_at = @now WHERE lane <> 'timer' AND due_at > @now + 600000").run({ now });
    // A file that may only be read opens all the same, and so does one on a full disk: better to hear of it now.
    writeNothing(db);
    return db;
  } catch (error) {
    db?.close();
    throw storeError(error, path);
  }
}
