/** Brings a database to the newest schema: numbered SQL files, each applied once, in order, never edited afterwards. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Ms } from '../../recording/recording.ts';
import { StoreError } from './error.ts';

export type Migration = Readonly<{ number: number; name: string; sql: string; checksum: string }>;

/** Reads `0001-name.sql`, `0002-name.sql`, … Throws when a number is missing or there twice. */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{4}-.+\.sql$/.test(name));
  return names.sort().map((name, i) => {
    const number = Number(name.slice(0, 4));
    if (number !== i + 1) {
      throw new StoreError('failed', `Migration ${i + 1} is missing or there twice in ${folder}. Reinstall the bot.`);
    }
    // Git may write other line ends on other systems: that is no alteration.
    const sql = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
    return { number, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

/** What SQL alone can't say of a migration, by its number: runs after its SQL, in the same transaction. */
export type Steps = Readonly<Record<number, (db: Database) => void>>;

type Applied = { number: number; name: string; checksum: string };

/**
 * Applies what is missing, all of it or nothing. Must run with `foreign_keys = OFF`, which can't be switched inside a transaction:
 * SQLite's way of altering a table is to rebuild it beside the old one.
 * Throws a `StoreError`: `newer_version`, `altered_migration`, `foreign_database`.
 */
export function migrate(db: Database, path: string, migrations: readonly Migration[], now: Ms, steps: Steps): void {
  db.transaction(() => {
    const applied = readApplied(db, path);
    check(applied, migrations, path);
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

function readApplied(db: Database, path: string): Applied[] {
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
  return db.prepare<[], Applied>('SELECT number, name, checksum FROM migrations ORDER BY number').all();
}

function check(applied: readonly Applied[], migrations: readonly Migration[], path: string): void {
  if (applied.length > migrations.length) {
    throw new StoreError(
      'newer_version',
      `The database ${path} was written by a newer version of the bot (schema ${applied.length}, this version knows ${migrations.length}). ` +
        'Run that version again, or restore a backup from before the upgrade.',
    );
  }
  for (const [i, { number, name, checksum }] of applied.entries()) {
    const ours = migrations[i];
    if (ours?.number === number && ours.checksum === checksum) continue;
    throw new StoreError(
      'altered_migration',
      `Migration ${name} was altered after it had been applied to the database ${path}. ` +
        'Restore the original file (reinstall this version of the bot) and put the alteration into a new migration.',
    );
  }
}
