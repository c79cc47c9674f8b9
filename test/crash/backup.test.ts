/** `npm run backup -- FILE` as people run it, beside a bot and without one. */
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/sqlite/open.ts';
import { first, query, recordingOf, t0 } from '../store/fixtures.ts';
import { lockFile, noSmallDisk, smallDisk } from '../support/disk.ts';
import { noUnprivileged, unprivileged } from '../support/privileges.ts';
import { openStage, type Stage } from '../support/stage.ts';

/** Runs it to its end. It needs to know where the database is, and nothing else. */
async function backUp(stage: Stage, args: string[], env: Record<string, string> = {}, user = {}) {
  const child = stage.start({ args: ['backup', ...args], env: { DATABASE_PATH: stage.database, ...env }, user });
  return { code: await child.ended, out: child.out, err: child.err };
}

/** A database with so many recordings that are live. */
async function fill(database: string, count: number): Promise<void> {
  const store = openStore(database);
  await Promise.all(
    Array.from({ length: count }, (_, i) => store.create(first(recordingOf(`r${i}`), [query(t0)]), `q${i}`)),
  );
  await store.close();
}

function look<T>(file: string, use: (db: Database.Database) => T): T {
  const db = new Database(file, { readonly: true });
  try {
    return use(db);
  } finally {
    db.close();
  }
}
const rows = (file: string) =>
  look(file, (db) => ['recordings', 'jobs', 'audit'].map((table) => db.prepare(`SELECT * FROM ${table}`).all()));
const sum = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

async function stageWith(count: number) {
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

describe('a copy', () => {
  test('without a bot: whole, one file, said in one line; the database stays as it was', async () => {
    const { run, target, database, left } = await stageWith(120);
    const before = sum(database);
    const { code, out, err } = await run(target);
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out).toHaveLength(1);
    expect(out[0]).toMatch(/copy\.db: 120 recordings, [\d,]+ kB, checked\.$/u);
    expect(out[0]).toContain(target);
    expect(left()).toEqual(['copy.db']);
    expect(rows(target)).toEqual(rows(database));
    expect(sum(database)).toBe(before);
  });

  test('is readable for nobody who may not read the database', async () => {
    const { run, target, database } = await stageWith(1);
    chmodSync(database, 0o600);
    expect(await run(target)).toMatchObject({ code: 0 });
    expect(statSync(target).mode & 0o777).toBe(0o600);
  });

  test('creates its folder, which only the owner may read', async () => {
    const { run, folder } = await stageWith(1);
    const target = join(folder, 'far', 'away', 'copy.db');
    expect(await run(target)).toMatchObject({ code: 0, err: [] });
    expect([target, dirname(target), join(folder, 'far')].map((path) => statSync(path).mode & 0o777)).toEqual([
      0o600, 0o700, 0o700,
    ]);
  });

  test('holds what a killed bot had in its write-ahead log', async () => {
    const { run, target, database, folder } = await stageWith(1);
    const store = openStore(database);
    await store.create(first(recordingOf('rlate2')), 'late');
    // What a kill leaves behind: both files as they lie there.
    const dead = join(folder, 'dead.db');
    for (const end of ['', '-wal']) writeFileSync(dead + end, readFileSync(database + end));
    await store.close();
    const { code } = await backUp({ ...(await openStage()), database: dead }, [target]);
    expect(code).toBe(0);
    expect(rows(target)[0]).toHaveLength(2);
    expect(await run(join(folder, 'second.db'))).toMatchObject({ code: 0 });
  });

  test('is of one moment while somebody writes all the time', { timeout: 60_000 }, async () => {
    const stage = await stageWith(2_000);
    const store = openStore(stage.database, { flushAfterMs: 0 });
    onTestFinished(() => store.close());
    const done = new AbortController();
    let written = 0;
    const writing = (async () => {
      while (!done.signal.aborted) {
        const id = `w${written}`;
        await store.create(first(recordingOf(id), [query(t0), query(t0)]), id);
        written += 1;
      }
    })();
    const { code, err } = await stage.run(stage.target);
    done.abort();
    await writing;
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(written).toBeGreaterThan(10);
    const [recordings = [], jobs = [], audit = []] = rows(stage.target);
    const extra = recordings.length - 2_000;
    expect(extra).toBeGreaterThanOrEqual(0);
    expect([jobs.length, audit.length]).toEqual([2_000 + 2 * extra, 2_000 + extra]);
  });

  test('of a running bot starts another one, which goes on with the recording', { timeout: 60_000 }, async () => {
    const stage = await openStage();
    const { slack, agora, room, ana, card, database, folder, settings, start } = stage;
    const first = start();
    await first.logged('ready');
    await slack.type(ana, room, '/record start standup');
    await card('Recording');
    const target = join(folder, 'copy.db');
    expect(await backUp(stage, [target])).toMatchObject({ code: 0, err: [] });
    await first.kill('SIGKILL');

    const second = start({ env: settings({ DATABASE_PATH: target }) });
    await second.logged('ready');
    const [shown] = slack.messages(room);
    if (shown === undefined) throw new Error('no card');
    await slack.click(ana, shown, 'Stop');
    await card('Finished');
    expect(agora.recorders).toMatchObject([{ endedBy: 'stop' }]);
    expect(database).not.toBe(target);
  });

  test('finds the database through .env', async () => {
    const stage = await stageWith(3);
    writeFileSync(join(stage.folder, '.env'), `DATABASE_PATH=${stage.database}\n`);
    const { code, out } = await backUp(stage, [stage.target], { DATABASE_PATH: undefined as unknown as string });
    expect({ code, out }).toMatchObject({ code: 0, out: [expect.stringContaining('3 recordings')] });
  });
});

describe('no copy, and a sentence that says why', () => {
  /** All files, but for the empty ones that SQLite leaves where it has read a database that nobody else has open. */
  const names = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => !/-(?:wal|shm)$/u.test(name))
      .toSorted();

  /** Nothing but one line on stderr, and no new file. */
  async function refused(stage: Stage, args: string[], env = {}, user = {}): Promise<string> {
    const before = names(stage.folder);
    const { code, out, err } = await backUp(stage, args, env, user);
    expect({ code, out }).toEqual({ code: 1, out: [] });
    expect(err).toHaveLength(1);
    expect(names(stage.folder)).toEqual(before);
    return err.join();
  }

  test.for([[[]], [['']], [['--help']], [['one.db', 'two.db']]])('asked for as %j', async ([args]) => {
    expect(await refused(await stageWith(1), args ?? [])).toContain('npm run backup -- ');
  });

  test('no database there, or none of ours', async () => {
    const stage = await stageWith(1);
    const absent = join(stage.folder, 'nothing.db');
    expect(await refused(stage, [stage.target], { DATABASE_PATH: absent })).toContain(absent);
    const songs = join(stage.folder, 'songs.db');
    new Database(songs).exec('CREATE TABLE songs (title TEXT)').close();
    expect(await refused(stage, [stage.target], { DATABASE_PATH: songs })).toContain('no database of the bot');
    expect(await refused(stage, [stage.target], { DATABASE_PATH: ':memory:' })).toContain('DATABASE_PATH');
  });

  test('a file that is there, which stays as it was', async () => {
    const stage = await stageWith(1);
    writeFileSync(stage.target, 'precious');
    expect(await refused(stage, [stage.target])).toContain('is there already');
    expect(readFileSync(stage.target, 'utf8')).toBe('precious');
  });

  test('the database itself, what belongs to it, and both by another way', async () => {
    const stage = await stageWith(1);
    const before = sum(stage.database);
    const link = join(stage.folder, 'link');
    symlinkSync(dirname(stage.database), link);
    const other = join(link, basename(stage.database));
    for (const file of [stage.database, other, `${stage.database}-wal`, `${other}-wal`, `${other}.lock`]) {
      expect(await refused(stage, [file])).toContain('belongs to the database itself');
    }
    expect(sum(stage.database)).toBe(before);
  });

  test('a file in the place of its folder', async () => {
    const stage = await stageWith(1);
    expect(await refused(stage, [join(stage.database, 'copy.db')])).toContain('is not a folder');
    expect(await refused(stage, [join(stage.database, 'sub', 'copy.db')])).toContain('is not a folder');
  });

  test('a database that can’t be read, and a folder that can’t be written', async ({ skip }) => {
    const missing = noUnprivileged();
    skip(missing !== undefined, missing);
    const stage = await stageWith(1);
    chmodSync(stage.folder, 0o755);
    expect(await refused(stage, [stage.target], {}, unprivileged)).toContain('as the user that runs the bot');
    chmodSync(dirname(stage.database), 0o755);
    chmodSync(stage.database, 0o644);
    chmodSync(dirname(stage.target), 0o555);
    onTestFinished(() => chmodSync(dirname(stage.target), 0o755));
    expect(await refused(stage, [stage.target], {}, unprivileged)).toContain('can’t be written');
  });

  test('a full disk', async ({ skip }) => {
    skip(noSmallDisk !== undefined, noSmallDisk);
    const stage = await stageWith(500);
    smallDisk(dirname(stage.target), '64k');
    expect(await refused(stage, [stage.target])).toContain('no room for the backup');
  });

  test('a damaged database, and a file that is none', async () => {
    const stage = await stageWith(500);
    const bytes = readFileSync(stage.database);
    const root = look(stage.database, (db) =>
      Number(db.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'recordings'`).pluck().get()),
    );
    bytes.fill('no page ', (root - 1) * 4096, root * 4096);
    writeFileSync(stage.database, bytes);
    expect(await refused(stage, [stage.target])).toContain('is damaged');
    writeFileSync(stage.database, 'Shopping: milk, eggs, bread. '.repeat(500));
    expect(await refused(stage, [stage.target])).toContain('not an SQLite database');
  });

  test('a database that another program keeps to itself', async () => {
    const stage = await stageWith(1);
    const db = new Database(stage.database);
    db.pragma('journal_mode = DELETE');
    db.close();
    const { free } = lockFile(stage.database);
    expect(await refused(stage, [stage.target])).toContain('Another program keeps the database');
    free();
  });
});
