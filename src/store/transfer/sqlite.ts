/** The SQLite file, as a source and as a target. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from '../error.ts';
import { type AppliedMigration, readMigrations } from '../migrations.ts';
import { assertReadable } from '../sqlite/copy.ts';
import { storeError } from '../sqlite/error.ts';
import { lockInstance } from '../sqlite/lock.ts';
import { newFile } from '../sqlite/new-file.ts';
import { migrationsFolder, openStore } from '../sqlite/open.ts';
import { assertCurrent } from './schema.ts';
import { batchSize, inOrder, jobs, type Row, type Table, type Value } from './tables.ts';
import type { CountedSource, Target } from './transfer.ts';
import { isStorable, valueOf } from './values.ts';

/** `replaced`: how many values held what PostgreSQL can't store. */
export type SqliteSource = CountedSource & Readonly<{ replaced(): number }>;

/** Calls `use` with the database while no bot can use it. Rejects with a `StoreError`. */
export async function fromSqlite<T>(path: string, use: (source: SqliteSource) => Promise<T>): Promise<T> {
  const name = resolve(path);
  assertReadable(name);
  const lock = lockOf(name);
  let db: Database.Database | undefined;
  try {
    db = new Database(name, { readonly: true, fileMustExist: true });
    db.exec('BEGIN');
    assertCurrent(appliedOf(db), readMigrations(migrationsFolder), name);
    const setAside = db.prepare<[], number>('SELECT count(*) FROM damaged_jobs').pluck().get() ?? 0;
    return await use({ name, ...reader(db), setAside });
  } catch (error) {
    throw error instanceof Database.SqliteError ? storeError(error, name) : error;
  } finally {
    db?.close();
    lock.release();
  }
}

/** Calls `use` with an empty database, which becomes the file `path` when that resolves. Rejects with a `StoreError`. */
export async function intoSqlite<T>(path: string, use: (target: Target) => Promise<T>): Promise<T> {
  const name = resolve(path);
  assertNothingAt(name);
  const lock = lockOf(name);
  try {
    const { partial, publish, discard } = newFile(name, 'database');
    try {
      const value = await write(partial, (db) => use({ name, rows: reader(db).rows, ...writer(db) }));
      publish();
      return value;
    } finally {
      discard();
    }
  } catch (error) {
    throw error instanceof Database.SqliteError ? storeError(error, name) : error;
  } finally {
    lock.release();
  }
}

/** In one transaction. When it resolves, all is in the file itself, and nothing in those that SQLite keeps beside it. */
async function write<T>(file: string, use: (db: Database.Database) => Promise<T>): Promise<T> {
  await openStore(file).close();
  const db = new Database(file);
  try {
    db.pragma('foreign_keys = ON');
    db.exec('BEGIN IMMEDIATE');
    const value = await use(db);
    db.exec('COMMIT');
    return value;
  } finally {
    db.close();
  }
}

/** Also none of the files that SQLite keeps beside a database: it would take the changes in them for those of the new one. */
function assertNothingAt(name: string): void {
  const found = ['', '-wal', '-shm', '-journal'].map((end) => `${name}${end}`).find((file) => existsSync(file));
  if (found === undefined) return;
  throw new StoreError(
    'cannot_open',
    `${found} is there already and was left as it is. Set DATABASE_PATH to a new file, or move this one away.`,
  );
}

function lockOf(name: string): ReturnType<typeof lockInstance> {
  try {
    return lockInstance(name);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'instance_running') throw error;
    throw new StoreError(
      'instance_running',
      `The bot is running on the database ${name}. Stop it, and migrate then.`,
      error,
    );
  }
}

function appliedOf(db: Database.Database): AppliedMigration[] | undefined {
  const has = db.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'`).get();
  if (has === undefined) return undefined;
  return db.prepare<[], AppliedMigration>('SELECT number, name, checksum FROM migrations ORDER BY number').all();
}

function namesOf({ columns, inSqlite }: Table): string[] {
  return Object.keys(columns).map((name) => inSqlite?.[name] ?? name);
}

/** A job that waits behind a postponed one is not due before it. */
const dueInOrder = `
  CASE WHEN queue IN (${inOrder.map((queue) => `'${queue}'`).join(', ')})
  THEN max(due_at) OVER (PARTITION BY recording, queue ORDER BY id) ELSE due_at END`;

function selected(table: Table): string[] {
  return namesOf(table).map((name) => (table === jobs && name === 'due_at' ? dueInOrder : name));
}

function reader(db: Database.Database): Pick<SqliteSource, 'rows' | 'replaced'> {
  const replaced = new Map<string, number>();
  return {
    // A table is read several times, and counted once.
    replaced: () => [...replaced.values()].reduce((sum, n) => sum + n, 0),
    async *rows(table) {
      replaced.set(table.name, 0);
      const kinds = Object.values(table.columns);
      const order = table.order.map((name) => table.inSqlite?.[name] ?? name);
      const sql = `SELECT ${selected(table).join(', ')} FROM ${table.name} ORDER BY ${order.join(', ')}`;
      let batch: Row[] = [];
      for (const raw of db.prepare<[], Value[]>(sql).raw().iterate()) {
        const changed = kinds.filter((kind, i) => isText(raw[i]) && !isStorable(raw[i], kind)).length;
        replaced.set(table.name, (replaced.get(table.name) ?? 0) + changed);
        batch.push(kinds.map((kind, i) => valueOf(raw[i], kind)));
        if (batch.length < batchSize) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    },
  };
}

function isText(raw: Value | undefined): raw is string {
  return typeof raw === 'string';
}

function writer(db: Database.Database): Pick<Target, 'write' | 'finish'> {
  return {
    async write(table, rows) {
      const names = namesOf(table);
      const insert = db.prepare(
        `INSERT INTO ${table.name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      );
      for (const row of rows) insert.run(row.map((value) => (typeof value === 'boolean' ? Number(value) : value)));
    },
    finish: async () => {},
  };
}
