import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from '../error.ts';
import { storeError } from './error.ts';
import { makeFile, makeFolder, makePrivate } from './folder.ts';

/**
 * Makes sure that this process is the only bot on the database. The lock is an SQLite file beside it (`<path>.lock`), held in an
 * exclusive transaction: the system frees it when the process ends, however it ends. The file itself stays: to remove it while
 * another process opens it would let two processes lock two files of one name.
 * Throws a `StoreError`: `instance_running`, or why the file can't be made. `release` may be called again.
 */
export function lockInstance(databasePath: string): { release(): void } {
  const path = `${databasePath}.lock`;
  let db: Database.Database | undefined;
  try {
    makeFolder(dirname(path));
    makeFile(path);
    makePrivate(path);
    db = new Database(path, { timeout: 0 });
    // Of a file that it may only read, SQLite silently grants no more than a reader’s lock, to everybody: a change makes it
    // object. The change is never committed, and its journal stays in memory.
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE; PRAGMA user_version = 1');
  } catch (error) {
    db?.close();
    const failure = storeError(error, path);
    if (failure.code !== 'locked') throw failure;
    throw new StoreError(
      'instance_running',
      `Another bot is running on the database ${databasePath}. Stop it, or give this one a DATABASE_PATH of its own.`,
      error,
    );
  }
  const held = db;
  return {
    release() {
      held.close();
    },
  };
}
