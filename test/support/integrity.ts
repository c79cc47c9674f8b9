import Database from 'better-sqlite3';

/** The result of SQLite's integrity check; `ok` where the file is sound. */
export function integrityOf(file: string): unknown {
  const db = new Database(file);
  try {
    return db.pragma('integrity_check', { simple: true });
  } finally {
    db.close();
  }
}
