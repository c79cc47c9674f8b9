/** The real program on a database file that can't be used: it says so, and ends without changing it. */
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/sqlite/open.ts';
import { first, query, recordingOf, t0 } from '../store/fixtures.ts';
import type { Child } from '../support/child.ts';
import { lockFile, noSmallDisk, smallDisk } from '../support/disk.ts';
import { integrityOf } from '../support/integrity.ts';
import { noUnprivileged, unprivileged } from '../support/privileges.ts';
import { openStage } from '../support/stage.ts';

/** What is on stderr after a start that must fail. */
async function startupError(bot: Child): Promise<string> {
  expect(await bot.ended).toBe(1);
  expect(bot.err).toHaveLength(1);
  expect(bot.out.join('\n')).not.toContain('"msg":"ready"');
  return bot.err.join('\n');
}

/** A database with some recordings that are over, and as many jobs. */
async function fill(database: string, count: number): Promise<void> {
  const store = openStore(database);
  const ended = { phase: 'finished', ending: { endedAt: t0 } } as const;
  await Promise.all(
    Array.from({ length: count }, (_, i) => store.create(first(recordingOf(`r${i}`, ended), [query(t0)]), `q${i}`)),
  );
  await store.close();
}

/** Overwrites pages of the file, counted from 1, with bytes that are no page. */
function damage(database: string, ...pages: number[]): void {
  const bytes = readFileSync(database);
  for (const page of pages) bytes.fill('no page ', (page - 1) * 4096, page * 4096);
  writeFileSync(database, bytes);
}

describe('a file that can’t be used', () => {
  test('not a database: reports it, and leaves the file unchanged', async () => {
    const { start, database } = await openStage();
    mkdirSync(dirname(database));
    const text = 'Shopping: milk, eggs, bread. '.repeat(500);
    writeFileSync(database, text);
    const error = await startupError(start());
    expect(error).toContain(database);
    expect(error).toContain('not an SQLite database');
    expect(readFileSync(database, 'utf8')).toBe(text);
  });

  test('damaged from its second page on: reports it, and leaves the file unchanged', async () => {
    const { start, database } = await openStage();
    await fill(database, 100);
    const pages = readFileSync(database).length / 4096;
    damage(database, ...Array.from({ length: pages - 1 }, (_, i) => i + 2));
    const before = readFileSync(database);
    expect(await startupError(start())).toContain('damaged');
    expect(readFileSync(database)).toEqual(before);
  });

  test('damaged in the job table: the bot reports it and ends with exit code 1', async () => {
    const { start, database } = await openStage();
    await fill(database, 100);
    const db = new Database(database);
    const root = db.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'jobs_due'`).pluck().get();
    db.close();
    damage(database, Number(root));
    const bot = start();
    expect(await bot.ended).toBe(1);
    expect(bot.out.join('\n')).toContain('is damaged');
  });

  test.for<[string, (database: string) => string, number]>([
    ['the file', (database) => database, 0o444],
    ['its folder', dirname, 0o555],
  ])(
    '%s is read-only: reports it, leaves nothing behind, and starts once that is fixed',
    async ([, which, mode], { skip }) => {
      const missing = noUnprivileged();
      skip(missing !== undefined, missing);
      const { start, database, folder } = await openStage();
      await fill(database, 1);
      chmodSync(folder, 0o755);
      chmodSync(dirname(database), 0o777);
      chmodSync(database, 0o666);
      const shut = which(database);
      const { mode: open } = statSync(shut);
      chmodSync(shut, mode);
      onTestFinished(() => chmodSync(shut, open));
      const error = await startupError(start({ user: unprivileged }));
      expect(error).toContain(database);
      expect(error).toContain('write');
      chmodSync(shut, open);
      await start({ user: unprivileged }).logged('ready');
    },
  );

  test('locked by another program: reports it; starts once the lock is released', async () => {
    const { start, database } = await openStage();
    await fill(database, 1);
    const { free } = lockFile(database);
    expect(await startupError(start())).toContain('Another program keeps the database');
    free();
    await start().logged('ready');
  });

  test('on a full disk: reports it, writes nothing partially, and starts once there is room', async ({ skip }) => {
    skip(noSmallDisk !== undefined, noSmallDisk);
    const { start, database } = await openStage();
    const disk = smallDisk(dirname(database), '512k');
    disk.fill();
    expect(await startupError(start())).toContain('is full');
    disk.free();
    const bot = start();
    await bot.logged('ready');
    expect(await bot.kill('SIGTERM')).toBe(0);
    // With a database on it, too.
    disk.fill();
    expect(await startupError(start())).toMatch(/is full|fails to read or write/u);
    disk.free();
    expect(integrityOf(database)).toBe('ok');
    await start().logged('ready');
  });
});
