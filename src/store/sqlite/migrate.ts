/** Brings a database to the newest schema. */
import type { Database } from 'better-sqlite3';
import type { Ms } from '../../recording/recording.ts';
import { StoreError } from '../error.ts';
import { type AppliedMigration, checkApplied, type Migration } from '../migrations.ts';

/** What SQL alone can't say of a migration, by its number: runs after its SQL, in the same transaction. */
export type Steps = Readonly<Record<number, (db: Database) => void>>;

/**
 * Applies what is missing, all of it or nothing. Must run with `foreign_keys = OFF`, which can't be switched inside a transaction:
 * SQLite's way of altering a table is to rebuild it beside the old one.
 * Throws a `StoreError`: `newer_version`, `altered_migration`, `foreign_database`.
 */
export function migrate(db: Database, path: string, migrations: readonly Migration[], now: Ms, steps: Steps): void {
  db.transaction(() => {
    const applied = readApplied(db, path);
    checkApplied(applied, migrations, path);
    const missing = migrations.slice(applied.length);
    if (missing.length === 0) return;

    const note = db.prepare<[number, string, string, Ms]>(
      'INSERT INTO migrations (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)',
    );
    for (const { number, name, sql, checksum } of missing) {
      db.exec(sql);
      steps[number]?.(db);
      note.run(number, name, checksum, now);
    }
    const broken = db.prepare('PRAGMA foreign_key_check').all();
    if (broken.length > 0) {
      throw new StoreError(
        'failed',
        `A migration of the database ${path} would break ${broken.length} references and was undone. Please report it.`,
      );
    }
  }).immediate();
}

function readApplied(db: Database, path: string): AppliedMigration[] {
  const tables = db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all();
  if (tables.length > 0 && !tables.includes('migrations')) {
    throw new StoreError(
      'foreign_database',
      `The file ${path} is the database of another program. Set DATABASE_PATH to a file of the bot’s own.`,
    );
  }
  db.exec(`CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL
  ) STRICT`);
  return db.prepare<[], AppliedMigration>('SELECT number, name, checksum FROM migrations ORDER BY number').all();
}
