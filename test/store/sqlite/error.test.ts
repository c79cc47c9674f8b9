import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/store/error.ts';
import { storeError } from '../../../src/store/sqlite/error.ts';

const system = (code: string) => Object.assign(new Error(`${code}: no luck`), { code });

describe('errors of the store', () => {
  it.each([
    ['SQLITE_CANTOPEN', 'cannot_open'],
    ['SQLITE_CANTOPEN_ISDIR', 'cannot_open'],
    ['SQLITE_NOTADB', 'corrupt'],
    ['SQLITE_CORRUPT_INDEX', 'corrupt'],
    ['SQLITE_READONLY_DIRECTORY', 'read_only'],
    ['SQLITE_FULL', 'disk_full'],
    ['SQLITE_IOERR_FSYNC', 'disk_failed'],
    ['SQLITE_BUSY', 'locked'],
    ['SQLITE_CONSTRAINT_UNIQUE', 'contradiction'],
    ['SQLITE_MISUSE', 'failed'],
  ])('name %s %s', (code, name) => {
    const cause = new Database.SqliteError('words of SQLite', code);
    const error = storeError(cause, '/data/c.db');
    expect(error).toMatchObject({ code: name, cause, name: 'StoreError' });
    expect(error.message).toContain('/data/c.db');
  });

  it.each([
    ['EACCES', 'read_only'],
    ['EROFS', 'read_only'],
    ['ENOSPC', 'disk_full'],
    ['ENOTDIR', 'cannot_open'],
  ])('name %s %s', (code, name) => {
    expect(storeError(system(code), 'c.db')).toMatchObject({ code: name, message: expect.stringContaining('c.db') });
  });

  it('keep a name that they have', () => {
    const error = new StoreError('closed', 'Closed.');
    expect(storeError(error, 'c.db')).toBe(error);
    expect(storeError('strange', 'c.db')).toMatchObject({ code: 'failed', cause: 'strange' });
  });
});
