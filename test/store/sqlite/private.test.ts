import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { backUp } from '../../../src/store/sqlite/copy.ts';
import { lockInstance } from '../../../src/store/sqlite/lock.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { first, recordingOf } from '../fixtures.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clapperbot-private-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

it.each([0o000, 0o022, 0o077])('only the owner may read created files, for any umask (%i)', async (umask) => {
  const path = join(folder, 'data', 'deep', 'bot.db');
  const former = process.umask(umask);
  onTestFinished(() => void process.umask(former));
  const lock = lockInstance(path);
  const store = openStore(path);
  await store.create(first(recordingOf('r2')), 'q');
  const copy = join(folder, 'backups', 'copy.db');
  backUp(path, copy);
  const files = [path, `${path}-wal`, `${path}-shm`, `${path}.lock`, copy];
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
  expect(files.map(mode)).toEqual(files.map(() => '600'));
  expect([dirname(path), dirname(dirname(path)), dirname(copy)].map(mode)).toEqual(['700', '700', '700']);
  await store.close();
  lock.release();
});

it('permissions of a readable file are restricted, with its side files', async () => {
  const path = join(folder, 'bot.db');
  lockInstance(path).release();
  const store = openStore(path);
  await store.create(first(recordingOf('r2')), 'q');
  const files = [path, `${path}-wal`, `${path}-shm`, `${path}.lock`];
  for (const file of files) chmodSync(file, 0o664);
  const lock = lockInstance(path);
  const again = openStore(path);
  expect(files.map(mode)).toEqual(files.map(() => '600'));
  await store.close();
  await again.close();
  lock.release();
});

it('files of another owner are unchanged', async ({ skip }) => {
  skip(process.getuid?.() !== 0, 'only root may give a file to somebody');
  const path = join(folder, 'bot.db');
  await openStore(path).close();
  chownSync(path, 65_534, 65_534);
  chmodSync(path, 0o660);
  await openStore(path).close();
  expect(mode(path)).toBe('660');
});

it('the database of another program is unchanged', () => {
  const path = join(folder, 'songs.db');
  new Database(path).exec('CREATE TABLE songs (title TEXT)').close();
  chmodSync(path, 0o644);
  expect(() => openStore(path)).toThrow(expect.objectContaining({ code: 'foreign_database' }));
  expect(mode(path)).toBe('644');
});

it('an existing folder is unchanged', async () => {
  const own = join(folder, 'shared');
  mkdirSync(own);
  chmodSync(own, 0o755);
  await openStore(join(own, 'bot.db')).close();
  expect(mode(own)).toBe('755');
});
