import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
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

it('only the owner may read the database, what lies beside it, its folder and its copies', async () => {
  const path = join(folder, 'data', 'deep', 'bot.db');
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

it('what was open to others is closed to them', async () => {
  const path = join(folder, 'bot.db');
  await openStore(path).close();
  chmodSync(path, 0o644);
  const store = openStore(path);
  expect(mode(path)).toBe('600');
  await store.close();
});

it('a folder that somebody made for it stays as it is', async () => {
  const own = join(folder, 'shared');
  mkdirSync(own);
  chmodSync(own, 0o755);
  await openStore(join(own, 'bot.db')).close();
  expect(mode(own)).toBe('755');
});
