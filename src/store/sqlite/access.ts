/** Ordered reads and writes, named errors, and the health of the database. */
import Database from 'better-sqlite3';
import { rowsSetAside, StoreError } from '../error.ts';
import { storeError } from './error.ts';
import type { Groups } from './group-commit.ts';

export type Access = Readonly<{
  reading<T>(look: () => T): Promise<T>;
  /** For people: a person must find what was just requested, even while its write waits for its group. */
  readingAfterWrites<T>(look: () => T): Promise<T>;
  writing<T>(change: () => T): Promise<T>;
  healthIssue(): StoreError | undefined;
  close(): Promise<void>;
}>;

/**
 * How long a write waits for another program's lock, in milliseconds. SQLite waits synchronously, which stops the whole bot: long
 * enough for somebody's short write, too short to miss Slack's 3 s.
 */
export const busyTimeout = 1000;

/** `damagedRows`: how many rows were set aside because they can't be read. */
export function createAccess(db: Database.Database, path: string, groups: Groups, damagedRows: () => number): Access {
  const alive = db.prepare('SELECT id FROM recordings LIMIT 1');
  let closed = false;
  /** Whether the latest write failed: the next one may fail, too. */
  let lastWriteFailed = false;

  const assertOpen = () => {
    if (closed)
      throw new StoreError('closed', `The database ${path} is closed: the bot is shutting down. Start it again.`);
  };
  const named = (error: unknown) => (error instanceof Database.SqliteError ? storeError(error, path) : error);

  async function reading<T>(look: () => T): Promise<T> {
    assertOpen();
    try {
      return look();
    } catch (error) {
      throw named(error);
    }
  }

  return {
    reading,
    async readingAfterWrites(look) {
      assertOpen();
      await groups.settled();
      return reading(look);
    },
    async writing(change) {
      assertOpen();
      try {
        const value = await groups.run(change);
        lastWriteFailed = false;
        return value;
      } catch (error) {
        lastWriteFailed ||= error instanceof Database.SqliteError;
        throw named(error);
      }
    },
    healthIssue() {
      try {
        assertOpen();
        alive.get();
        if (lastWriteFailed) tryWriting(db);
        lastWriteFailed = false;
        return damagedRows() === 0 ? undefined : rowsSetAside(path, damagedRows());
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

/** The check is repeated: no reason to wait for a lock. */
function tryWriting(db: Database.Database): void {
  db.pragma('busy_timeout = 0');
  try {
    writeNothing(db);
  } finally {
    db.pragma(`busy_timeout = ${busyTimeout}`);
  }
}

/** Writes to the disk without a change to what the database holds; throws where that can't be done. */
export function writeNothing(db: Database.Database): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  db.pragma(`user_version = ${version === 0 ? 1 : 0}`);
}
