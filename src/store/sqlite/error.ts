import Database from 'better-sqlite3';
import { StoreError, type StoreErrorCode } from '../error.ts';

type Sentence = (path: string, detail: string) => string;

const sentences = {
  cannot_open: (path) =>
    `The database ${path} can’t be opened. Set DATABASE_PATH to a file in a folder that the bot may create and write.`,
  corrupt: (path) =>
    `The database ${path} is damaged or not an SQLite database. Keep a copy of it, then put a backup in its place or set DATABASE_PATH to a new file.`,
  read_only: (path) =>
    `The database ${path} can’t be written. Let the user that runs the bot write the file, the ones beside it whose names begin with its own, and their folder.`,
  disk_full: (path) => `The disk that holds the database ${path} is full. Make room on it; nothing was half-written.`,
  disk_failed: (path) =>
    `The disk that holds the database ${path} fails to read or write. Look into the system’s log and check the disk.`,
  locked: (path) =>
    `Another program keeps the database ${path} locked. End it (an SQLite shell, for example) and try again.`,
  contradiction: (path, detail) =>
    `A change contradicts what the database ${path} holds (${detail}) and was not made. This is a defect of the bot: please report it.`,
  failed: (path, detail) =>
    `The database ${path} failed (${detail}). Restart the bot; if it goes on, restore a backup.`,
} satisfies Partial<Record<StoreErrorCode, Sentence>>;

type Known = keyof typeof sentences;

/** SQLite's result codes by the beginning of their names, since extended codes (`SQLITE_IOERR_FSYNC`) only add to them. */
const bySqlite: readonly (readonly [string, Known])[] = [
  ['SQLITE_CANTOPEN', 'cannot_open'],
  ['SQLITE_PERM', 'read_only'],
  ['SQLITE_READONLY', 'read_only'],
  ['SQLITE_NOTADB', 'corrupt'],
  ['SQLITE_CORRUPT', 'corrupt'],
  ['SQLITE_FULL', 'disk_full'],
  ['SQLITE_IOERR', 'disk_failed'],
  ['SQLITE_BUSY', 'locked'],
  ['SQLITE_LOCKED', 'locked'],
  ['SQLITE_CONSTRAINT', 'contradiction'],
];

const bySystem: Readonly<Record<string, Known>> = {
  EACCES: 'read_only',
  EPERM: 'read_only',
  EROFS: 'read_only',
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
};

/** Names what went wrong in SQLite or in the file system. A `StoreError` is returned as it is. */
export function storeError(cause: unknown, path: string): StoreError {
  if (cause instanceof StoreError) return cause;
  const detail = cause instanceof Error ? cause.message : String(cause);
  const code = known(cause);
  return new StoreError(code, sentences[code](path, detail), cause);
}

function known(cause: unknown): Known {
  if (!(cause instanceof Error) || !('code' in cause)) return 'failed';
  const code = String(cause.code);
  if (cause instanceof Database.SqliteError) return bySqlite.find(([start]) => code.startsWith(start))?.[1] ?? 'failed';
  return bySystem[code] ?? 'cannot_open';
}
