/** `npm run backup -- FILE` where no copy can be made. */
import { chmodSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lockFile, noSmallDisk, smallDisk } from '../support/disk.ts';
import { noUnprivileged, unprivileged } from '../support/privileges.ts';
import type { Stage } from '../support/stage.ts';
import { backUp, look, stageWith, sum } from './backup.ts';

describe('no copy, and an error with the reason', () => {
  /** All files but those that SQLite leaves beside a database that it has read. */
  const names = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => !/-(?:wal|shm)$/u.test(name))
      .toSorted();

  /** One line on stderr, which it returns, nothing on stdout, and no new file. */
  async function expectError(stage: Stage, args: string[], env = {}, user = {}): Promise<string> {
    const before = names(stage.folder);
    const { code, out, err } = await backUp(stage, args, env, user);
    expect({ code, out }).toEqual({ code: 1, out: [] });
    expect(err).toHaveLength(1);
    expect(names(stage.folder)).toEqual(before);
    return err.join();
  }

  test.for([[[]], [['']], [['--help']], [['one.db', 'two.db']]])('arguments %j', async ([args]) => {
    expect(await expectError(await stageWith(1), args ?? [])).toContain('npm run backup -- ');
  });

  test('no database at the path, or one of another program', async () => {
    const stage = await stageWith(1);
    const absent = join(stage.folder, 'nothing.db');
    expect(await expectError(stage, [stage.target], { DATABASE_PATH: absent })).toContain(absent);
    const songs = join(stage.folder, 'songs.db');
    new Database(songs).exec('CREATE TABLE songs (title TEXT)').close();
    expect(await expectError(stage, [stage.target], { DATABASE_PATH: songs })).toContain('no database of the bot');
    expect(await expectError(stage, [stage.target], { DATABASE_PATH: ':memory:' })).toContain('DATABASE_PATH');
  });

  test('an existing file is left unchanged', async () => {
    const stage = await stageWith(1);
    writeFileSync(stage.target, 'precious');
    expect(await expectError(stage, [stage.target])).toContain('is there already');
    expect(readFileSync(stage.target, 'utf8')).toBe('precious');
  });

  test('the database itself, its side files, and both by another path', async () => {
    const stage = await stageWith(1);
    const before = sum(stage.database);
    const link = join(stage.folder, 'link');
    symlinkSync(dirname(stage.database), link);
    const other = join(link, basename(stage.database));
    for (const file of [stage.database, other, `${stage.database}-wal`, `${other}-wal`, `${other}.lock`]) {
      expect(await expectError(stage, [file])).toContain('belongs to the database itself');
    }
    expect(sum(stage.database)).toBe(before);
  });

  test('a file in place of its folder', async () => {
    const stage = await stageWith(1);
    expect(await expectError(stage, [join(stage.database, 'copy.db')])).toContain('is not a folder');
    expect(await expectError(stage, [join(stage.database, 'sub', 'copy.db')])).toContain('is not a folder');
  });

  test('a database that can’t be read, and a folder that can’t be written', async ({ skip }) => {
    const missing = noUnprivileged();
    skip(missing !== undefined, missing);
    const stage = await stageWith(1);
    chmodSync(stage.folder, 0o755);
    expect(await expectError(stage, [stage.target], {}, unprivileged)).toContain('as the user that runs the bot');
    chmodSync(dirname(stage.database), 0o755);
    chmodSync(stage.database, 0o644);
    chmodSync(dirname(stage.target), 0o555);
    onTestFinished(() => chmodSync(dirname(stage.target), 0o755));
    expect(await expectError(stage, [stage.target], {}, unprivileged)).toContain('can’t be written');
  });

  test('a full disk', async ({ skip }) => {
    skip(noSmallDisk !== undefined, noSmallDisk);
    const stage = await stageWith(500);
    smallDisk(dirname(stage.target), '64k');
    expect(await expectError(stage, [stage.target])).toContain('no room for the backup');
  });

  test('a damaged database, and a file that is no database', async () => {
    const stage = await stageWith(500);
    const bytes = readFileSync(stage.database);
    const root = look(stage.database, (db) =>
      Number(db.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'recordings'`).pluck().get()),
    );
    bytes.fill('no page ', (root - 1) * 4096, root * 4096);
    writeFileSync(stage.database, bytes);
    expect(await expectError(stage, [stage.target])).toContain('is damaged');
    writeFileSync(stage.database, 'Shopping: milk, eggs, bread. '.repeat(500));
    expect(await expectError(stage, [stage.target])).toContain('not an SQLite database');
  });

  test('a database that another program has locked', async () => {
    const stage = await stageWith(1);
    const db = new Database(stage.database);
    db.pragma('journal_mode = DELETE');
    db.close();
    const { free } = lockFile(stage.database);
    expect(await expectError(stage, [stage.target])).toContain('Another program keeps the database');
    free();
  });
});
