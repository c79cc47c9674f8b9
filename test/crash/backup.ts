/** What the tests of `npm run backup` share. */

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { openStore } from '../../src/store/sqlite/open.ts';
import { first, query, recordingOf, t0 } from '../store/fixtures.ts';
import { openStage, type Stage } from '../support/stage.ts';

/** Runs it to its end. It needs no setting but the path of the database. */
export async function backUp(stage: Stage, args: string[], env: Record<string, string> = {}, user = {}) {
  const child = stage.start({ args: ['backup', ...args], env: { DATABASE_PATH: stage.database, ...env }, user });
  return { code: await child.ended, out: child.out, err: child.err };
}

/** Writes a database with that many live recordings. */
async function fill(database: string, count: number): Promise<void> {
  const store = openStore(database);
  await Promise.all(
    Array.from({ length: count }, (_, i) => store.create(first(recordingOf(`r${i}`), [query(t0)]), `q${i}`)),
  );
  await store.close();
}

export function look<T>(file: string, use: (db: Database.Database) => T): T {
  const db = new Database(file, { readonly: true });
  try {
    return use(db);
  } finally {
    db.close();
  }
}
export const rows = (file: string) =>
  look(file, (db) => ['recordings', 'jobs', 'audit'].map((table) => db.prepare(`SELECT * FROM ${table}`).all()));
export const sum = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

export async function stageWith(count: number) {
  const stage = await openStage();
  await fill(stage.database, count);
  const target = join(stage.folder, 'backups', 'copy.db');
  mkdirSync(dirname(target));
  return {
    ...stage,
    target,
    run: (...args: string[]) => backUp(stage, args),
    left: () => readdirSync(dirname(target)),
  };
}
