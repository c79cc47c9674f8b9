/** A copy of the database, made by a process that is not the bot, whether or not the bot runs. */
import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from '../error.ts';
import { storeError } from './error.ts';
import { makeFolder } from './folder.ts';

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
  const partial = join(dirname(file), `.${basename(file)}.${randomUUID()}.partial`);
  inFolderOf(file, () => {
    makeFolder(dirname(file));
    // SQLite takes an empty file as it is: who may not read the database may not read its copy.
    closeSync(openSync(partial, 'wx', 0o600));
  });
  try {
    copy(source, partial, file);
    const recordings = check(partial, source);
    inFolderOf(file, () => {
      // SQLite does not wait for the disk here, and a name must not be there before its content is.
      sync(partial);
      // A link, because a rename would replace a file that was created there meanwhile.
      linkSync(partial, file);
      sync(dirname(file));
    });
    return { file, recordings, bytes: statSync(file).size };
  } finally {
    rmSync(partial, { force: true });
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

function assertReadable(source: string): void {
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
    if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_WRITE') throw noRoom(file, error);
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

function noRoom(file: string, cause: unknown): StoreError {
  const text = `There is no room for the backup in ${dirname(file)}: the disk is full, or a limit is reached. Make room, or choose another folder.`;
  return new StoreError('disk_full', text, cause);
}

function inFolderOf(file: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    const folder = dirname(file);
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') throw noRoom(file, error);
    const text =
      code === 'ENOTDIR'
        ? `${folder} is not a folder. Choose another one for the backup.`
        : `The folder ${folder} can’t be written (${code}). Let this user write there, or choose another one for the backup.`;
    throw new StoreError('cannot_open', text, error);
  }
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
