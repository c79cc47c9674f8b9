import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { databaseCheck } from '../../../src/store/sqlite/doctor.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';

let folder = '';
let path = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clapperbot-doctor-'));
  path = join(folder, 'data', 'bot.db');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

async function found(at = path) {
  const { findings } = await databaseCheck(at).run(new AbortController().signal);
  return findings;
}

const codes = async (at?: string) => (await found(at)).map(({ code }) => code);

test('no file yet: only checks whether it can be created', async () => {
  expect(await codes()).toEqual(['database.none']);
  expect(existsSync(join(folder, 'data'))).toBe(false);
  writeFileSync(join(folder, 'data'), '');
  expect(await codes()).toEqual(['database.noFolder']);
});

test('that of a running bot is intact, and the bot continues', async () => {
  const store = openStore(path);
  onTestFinished(() => store.close());
  expect(await found()).toMatchObject([
    { code: 'database.fine', values: { count: 0, rows: 0 } },
    { subject: 'databaseFiles', code: 'files.private' },
  ]);
  expect(await store.healthIssue()).toBeUndefined();
  await store.prune(0, 10);
});

test('jobs that were set aside are counted', async () => {
  await openStore(path).close();
  const db = new Database(path);
  db.exec(`INSERT INTO damaged_jobs (id, recording, key, queue, priority, due_at, payload, reason, at)
    VALUES (1, 'rabcde', 'k', 'timer', 1, 1, '{}', 'unreadable', 1)`);
  db.close();
  expect(await codes()).toEqual(['database.fine', 'database.rowsSetAside', 'files.private']);
});

test.each([
  [
    'no database at all',
    () => writeFileSync(path, 'not a database, but longer than a header of one hundred bytes'.repeat(9)),
    'database.damaged',
  ],
  ['one of another program', () => new Database(path).exec('CREATE TABLE songs (id)').close(), 'database.foreign'],
])('%s', async (_what, make, code) => {
  mkdirSync(join(folder, 'data'), { mode: 0o700 });
  make();
  chmodSync(path, 0o600);
  expect(await codes()).toEqual([code, 'files.private']);
});

test('a page that no other check reads was overwritten', async () => {
  await openStore(path).close();
  const db = new Database(path);
  const root = db.prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 'audit'").pluck().get() ?? 0;
  const size = Number(db.pragma('page_size', { simple: true }));
  db.close();
  expect(root).toBeGreaterThan(1);
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xff, (root - 1) * size, (root - 1) * size + 100));
  expect(await codes()).toContain('database.damaged');
});

test('one locked by another program', async () => {
  await openStore(path).close();
  const db = new Database(path);
  onTestFinished(() => {
    db.close();
  });
  db.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  expect(await codes()).toContain('database.locked');
});

test('files that others may read are named', async () => {
  await openStore(path).close();
  chmodSync(path, 0o644);
  chmodSync(join(folder, 'data'), 0o755);
  const [, shared] = await found();
  expect(shared).toMatchObject({ code: 'files.shared', values: { paths: `${join(folder, 'data')} ${path}` } });
});
