import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { groupCommits } from '../../../src/store/sqlite/group-commit.ts';

let folder: string;
let db: Database.Database;
let statements: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clapperbot-group-'));
  statements = [];
  db = new Database(join(folder, 'x.db'), { verbose: (sql) => statements.push(String(sql)) });
  db.exec(`
    PRAGMA foreign_keys = ON;
    CREATE TABLE parents (n INTEGER PRIMARY KEY);
    CREATE TABLE numbers (n INTEGER, parent INTEGER REFERENCES parents (n) DEFERRABLE INITIALLY DEFERRED, ballast BLOB)`);
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

/** What a group may take, in ms: on a busy machine the usual two are over before the second write. */
const noLimit = 60_000;

const put = (n: number, parent: number | null = null) =>
  db.prepare('INSERT INTO numbers VALUES (?, ?, NULL)').run(n, parent);
const stored = () => db.prepare('SELECT n FROM numbers ORDER BY rowid').pluck().all();
const commits = () => statements.filter((sql) => sql.startsWith('COMMIT')).length;
const statuses = (results: readonly PromiseSettledResult<unknown>[]) => results.map(({ status }) => status);

describe('group commit', () => {
  it('writes concurrent calls in one transaction, in order, and returns the result of each', async () => {
    const groups = groupCommits(db, 1, noLimit);
    const results = await Promise.all([3, 1, 2].map((n) => groups.run(() => (put(n), stored()))));
    expect(results).toEqual([[3], [3, 1], [3, 1, 2]]);
    expect(commits()).toBe(1);
    await groups.run(() => put(4));
    expect(commits()).toBe(2);
  });

  it('splits a group that takes longer than its budget', async () => {
    const groups = groupCommits(db, 1, 0);
    await Promise.all([1, 2, 3, 4, 5].map((n) => groups.run(() => put(n))));
    expect(stored()).toEqual([1, 2, 3, 4, 5]);
    expect(commits()).toBe(5);
  });

  it('undoes the write that throws, and only that', async () => {
    const groups = groupCommits(db, 1, noLimit);
    const results = await Promise.allSettled([
      groups.run(() => put(1)),
      groups.run(() => {
        put(2);
        throw new Error('no');
      }),
      groups.run(() => put(3)),
    ]);
    expect(statuses(results)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(stored()).toEqual([1, 3]);
  });

  it('rejects every write when the commit fails, and keeps none', async () => {
    const groups = groupCommits(db, 1, noLimit);
    // A deferred reference is looked at when the transaction is committed, not before.
    const results = await Promise.allSettled([groups.run(() => put(1)), groups.run(() => put(2, 404))]);
    expect(statuses(results)).toEqual(['rejected', 'rejected']);
    expect(db.inTransaction).toBe(false);
    expect(stored()).toEqual([]);
    await groups.run(() => put(3));
    expect(stored()).toEqual([3]);
  });

  it('never writes outside the transaction after SQLite has rolled it back by itself', async () => {
    const groups = groupCommits(db, 1, noLimit);
    const results = await Promise.allSettled([
      groups.run(() => put(1)),
      // What SQLite does on a full disk or an I/O error, as it may.
      groups.run(() => db.prepare('INSERT OR ROLLBACK INTO parents VALUES (1), (1)').run()),
      groups.run(() => put(3)),
    ]);
    // The third had not been taken into the group yet.
    expect(statuses(results)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(stored()).toEqual([3]);
  });

  it('rejects writes on a full disk, and continues when there is room', async () => {
    const groups = groupCommits(db, 1, noLimit);
    const pages = Number(db.pragma('page_count', { simple: true }));
    db.pragma(`max_page_count = ${pages + 1}`);
    const big = () => db.prepare('INSERT INTO numbers VALUES (9, NULL, zeroblob(100000))').run();
    await expect(groups.run(big)).rejects.toMatchObject({ code: 'SQLITE_FULL' });
    expect(stored()).toEqual([]);
    db.pragma('max_page_count = 1000');
    await groups.run(big);
    expect(stored()).toEqual([9]);
  });

  it('commits at once on flush', () => {
    const groups = groupCommits(db, 60_000, 1);
    const both = [groups.run(() => put(1)), groups.run(() => put(2))];
    groups.flush();
    expect(stored()).toEqual([1, 2]);
    return Promise.all(both);
  });
});
