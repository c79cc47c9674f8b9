/** A copy of the database, made by a process that is not the bot, whether or not the bot runs. */
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from '../error.ts';
import { storeError } from './error.ts';
import { newFile, noRoom } from './new-file.ts';

/** `file` is absolute; `bytes`: its size. */
export type Backup = Readonly<{ file: string; recordings: number; bytes: number }>;

/** A bot that writes does not keep a reader waiting; this is for programs that hold the whole file. */
const busyTimeout = 5_000;

/**
 * Copies the database at `source` into the new file `target`, whose folder is created: consistent, complete, checked, in a
 * single file. Until then it has a temporary name beside `target`, so that an incomplete copy is never taken for a backup.
 * Throws a `StoreError`.
 */
export function backUp(source: string, target: string): Backup {
  const file = resolve(target);
  assertUsable(source, file);
  const { partial, publish, discard } = newFile(file, 'backup');
  try {
    copy(source, partial, file);
    const recordings = check(partial, source);
    publish();
    return { file, recordings, bytes: statSync(file).size };
  } finally {
    discard();
  }
}

function assertUsable(source: string, file: string): void {
  assertReadable(source);
  const real = (path: string) => (existsSync(path) ? realpathSync(path) : path);
  const own = ['', '-wal', '-shm', '-journal', '.lock'].map((end) => `${real(resolve(source))}${end}`);
  if (own.includes(join(real(dirname(file)), basename(file))) || own.includes(real(file))) {
    throw new StoreError('cannot_open', `${file} belongs to the database itself. Give the backup another name.`);
  }
  if (existsSync(file)) {
    throw new StoreError('cannot_open', `${file} is there already and was left as it is. Give the backup a new name.`);
  }
}

/** Whether the file is there and may be read. Throws a `StoreError`. */
export function assertReadable(source: string): void {
  const path = resolve(source);
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    const text =
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? `There is no database at ${path}. Set DATABASE_PATH to the file that the bot uses, and run this where the bot runs.`
        : `The database ${path} can’t be read. Run this as the user that runs the bot.`;
    throw new StoreError('cannot_open', text, error);
  }
}

/** In one read transaction: however much the bot writes meanwhile, the copy is consistent, and it ends. */
function copy(source: string, partial: string, file: string): void {
  let db: Database.Database | undefined;
  try {
    db = new Database(source, { readonly: true, fileMustExist: true, timeout: busyTimeout });
    db.prepare('VACUUM INTO ?').run(partial);
  } catch (error) {
    // The database is only read, so a failed write is one of the copy.
    const code = String((error as { code?: unknown }).code);
    if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_WRITE') throw noRoom(file, 'backup', error);
    throw storeError(error, source);
  } finally {
    db?.close();
  }
}

/** How many recordings the copy holds. Throws when it is not whole, or none of ours. */
function check(partial: string, source: string): number {
  const db = new Database(partial, { readonly: true, fileMustExist: true });
  try {
    const found = db.pragma('integrity_check', { simple: true });
    if (found !== 'ok') throw new Database.SqliteError(String(found), 'SQLITE_CORRUPT');
    const ours = db.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'recordings'`).get();
    if (ours === undefined) {
      throw new StoreError(
        'foreign_database',
        `The file ${resolve(source)} is no database of the bot. Set DATABASE_PATH to the file that the bot uses.`,
      );
    }
    return db.prepare<[], number>('SELECT count(*) FROM recordings').pluck().get() ?? 0;
  } catch (error) {
    throw storeError(error, source);
  } finally {
    db.close();
  }
}
