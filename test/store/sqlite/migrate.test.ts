import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMigrations } from '../../../src/store/migrations.ts';
import { migrate } from '../../../src/store/sqlite/migrate.ts';

let folder: string;
let db: Database.Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clapperbot-migrate-'));
  db = new Database(':memory:');
  db.pragma('foreign_keys = OFF');
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

function files(all: Readonly<Record<string, string>>): void {
  for (const [name, sql] of Object.entries(all)) writeFileSync(join(folder, name), sql);
}
const run = (now = 1) => migrate(db, 'x.db', readMigrations(folder), now, {});
const applied = () => db.prepare('SELECT number, name, applied_at FROM migrations ORDER BY number').raw().all();
const tables = () => db.prepare(`SELECT name FROM sqlite_schema WHERE name <> 'migrations'`).pluck().all();

const one = { '0001-one.sql': 'CREATE TABLE t (a INTEGER);' };
const two = { '0002-two.sql': 'ALTER TABLE t ADD COLUMN b INTEGER; INSERT INTO t VALUES (1, 2);' };

describe('migrations', () => {
  it('are applied in the order of their numbers, each once', () => {
    files({ ...two, ...one, 'README.md': 'not SQL' });
    run(1);
    run(2);
    files({ '0003-three.sql': 'UPDATE t SET b = b + 1;' });
    run(3);
    expect(db.prepare('SELECT * FROM t').all()).toEqual([{ a: 1, b: 3 }]);
    expect(applied()).toEqual([
      [1, '0001-one.sql', 1],
      [2, '0002-two.sql', 1],
      [3, '0003-three.sql', 3],
    ]);
  });

  it('are applied all or none', () => {
    files({ ...one, '0002-bad.sql': 'CREATE TABLE u (a INTEGER); NONSENSE;' });
    expect(() => run()).toThrow('NONSENSE');
    expect(tables()).toEqual([]);
  });

  it('are undone when they break a reference', () => {
    files({
      '0001-refs.sql': `CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INTEGER REFERENCES p (id));
        INSERT INTO c VALUES (7);`,
    });
    expect(() => run()).toThrow('1 references');
    expect(tables()).toEqual([]);
  });

  it('are rejected on a database of a newer version', () => {
    files({ ...one, ...two });
    run();
    rmSync(join(folder, '0002-two.sql'));
    expect(() => run()).toThrow(expect.objectContaining({ code: 'newer_version' }));
  });

  it('are rejected when an applied one was altered, except for line endings', () => {
    files({ '0001-one.sql': 'CREATE TABLE t\n(a INTEGER);' });
    run();
    files({ '0001-one.sql': 'CREATE TABLE t\r\n(a INTEGER);' });
    run();
    files({ '0001-one.sql': 'CREATE TABLE t\n(a TEXT);' });
    expect(() => run()).toThrow(expect.objectContaining({ code: 'altered_migration' }));
  });

  it.each([
    ['is missing', { ...two }],
    ['occurs twice', { ...one, '0001-other.sql': 'SELECT 1;' }],
  ])('are rejected when a number %s', (_, all) => {
    files(all);
    expect(() => run()).toThrow('missing or there twice');
  });
});
