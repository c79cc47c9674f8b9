/**
 * Looks at the database whose path is the argument and prints one line of JSON. A process of its own: SQLite reads the whole file
 * synchronously, which would stop the bot for as long, and could not be ended.
 */
import Database from 'better-sqlite3';
import type { DatabaseReport } from './doctor.ts';
import { storeError } from './error.ts';

const busyTimeout = 2_000;

function report(path: string): DatabaseReport {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true, timeout: busyTimeout });
    if (db.pragma('quick_check(1)', { simple: true }) !== 'ok') return { kind: 'damaged' };
    const count = (table: string) => db?.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
    const has = db.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`);
    const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
    if (isEmpty) return { kind: 'fine', recordings: 0, setAside: 0 };
    if (has.get('recordings') === undefined) return { kind: 'foreign' };
    const setAside = has.get('damaged_jobs') === undefined ? 0 : count('damaged_jobs');
    return { kind: 'fine', recordings: count('recordings'), setAside };
  } catch (error) {
    const { code } = storeError(error, path);
    if (code === 'corrupt') return { kind: 'damaged' };
    return { kind: code === 'locked' ? 'locked' : 'unreadable' };
  } finally {
    db?.close();
  }
}

process.stdout.write(`${JSON.stringify(report(process.argv[2] ?? ''))}\n`);
