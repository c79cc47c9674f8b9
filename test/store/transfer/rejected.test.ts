/** Where nothing is copied, and why. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { lockKey } from '../../../src/store/postgres/migrate.ts';
import { openPostgres } from '../../../src/store/postgres/open.ts';
import { lockInstance } from '../../../src/store/sqlite/lock.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { type MigrateOptions, migrateToPostgres, migrateToSqlite } from '../../../src/store/transfer/migrate.ts';
import { first, query as queryJob, recordingOf } from '../fixtures.ts';
import { contents, fill } from './fixture.ts';
import { databasesIn, makeSchema, options, query, rowsIn, usePlaces } from './support.ts';

const place = usePlaces();
const back = () => join(place().folder, 'back.db');
const emptyFile = () => openStore(place().file).close();

function change(sql: string): void {
  const db = new Database(place().file);
  db.exec(sql);
  db.close();
}

async function rejectedTo(): Promise<Error> {
  const error = await migrateToPostgres(options(place())).then(
    () => undefined,
    (one: unknown) => one,
  );
  expect(error).toBeInstanceOf(Error);
  return error as Error;
}

async function rejectedFrom(): Promise<Error> {
  const error = await migrateToSqlite(options(place(), { path: back() })).then(
    () => undefined,
    (one: unknown) => one,
  );
  expect(databasesIn(place()).filter((name) => name.includes('back.db'))).toEqual([]);
  expect(error).toBeInstanceOf(Error);
  return error as Error;
}

describe('a bot that uses the database', () => {
  it('of SQLite', async () => {
    await emptyFile();
    const lock = lockInstance(place().file);
    expect(await rejectedTo()).toMatchObject({ code: 'instance_running', message: expect.stringContaining('Stop it') });
    lock.release();
    await migrateToPostgres(options(place()));
  });

  it('of PostgreSQL', async () => {
    await emptyFile();
    const store = await openPostgres(place().url);
    for (const rejected of [rejectedTo, rejectedFrom])
      expect(await rejected()).toMatchObject({
        code: 'instance_running',
        message: expect.stringContaining('Stop every replica'),
      });
    await store.close();
    await migrateToPostgres(options(place()));
  });

  it('or that is about to start on it, which waits until all is there', async () => {
    await emptyFile();
    const other = new Client({ connectionString: place().url });
    await other.connect();
    await other.query('SELECT pg_advisory_lock($1)', [lockKey]);
    for (const rejected of [rejectedTo, rejectedFrom])
      expect(await rejected()).toMatchObject({ code: 'instance_running' });
    await other.end();

    let seen: Promise<boolean> | undefined;
    const startBot = async () => {
      const store = await openPostgres(place().url);
      const found = await store.find('rlate2');
      await store.close();
      return found !== undefined;
    };
    const filled = openStore(place().file);
    await filled.create(first(recordingOf('rlate2')), 'q');
    await filled.close();
    await migrateToPostgres(options(place(), { onCopied: () => void (seen ??= startBot()) }));
    expect(await seen).toBe(true);
  });
});

describe('a target that is not empty', () => {
  it('of PostgreSQL', async () => {
    await emptyFile();
    const store = await openPostgres(place().url);
    await store.create(first(recordingOf('rother')), 'q');
    await store.close();
    expect((await rejectedTo()).message).toContain('is not empty (recordings, recorders, audit)');
    expect(await rowsIn(place(), 'recordings')).toBe(1);
  });

  it('of PostgreSQL, of another program', async () => {
    await emptyFile();
    await query(place(), 'CREATE TABLE theirs (a integer)');
    expect(await rejectedTo()).toMatchObject({ code: 'foreign_database' });
    expect(await rowsIn(place(), 'recordings')).toBeUndefined();
  });

  it.each(['back.db', 'back.db-wal'])('of SQLite: %s', async (name) => {
    await makeSchema(place());
    writeFileSync(join(place().folder, name), 'precious');
    await expect(migrateToSqlite(options(place(), { path: back() }))).rejects.toThrow(`${name} is there already`);
    expect(existsSync(back())).toBe(name === 'back.db');
  });
});

describe('a source', () => {
  it('that is not there, and none is made', async () => {
    expect((await rejectedTo()).message).toContain('There is no database at');
    expect(databasesIn(place())).toEqual([]);
  });

  it('of another program', async () => {
    change('CREATE TABLE theirs (a INTEGER)');
    expect(await rejectedTo()).toMatchObject({ code: 'foreign_database' });
    await query(place(), 'CREATE TABLE theirs (a integer)');
    expect(await rejectedFrom()).toMatchObject({ code: 'foreign_database' });
  });

  it('of an older version: the bot has to start once', async () => {
    await emptyFile();
    change('DELETE FROM migrations WHERE number = (SELECT max(number) FROM migrations)');
    expect((await rejectedTo()).message).toContain('Start this version on it once');
    await makeSchema(place());
    await query(place(), 'DELETE FROM migrations WHERE number = (SELECT max(number) FROM migrations)');
    expect(await rejectedFrom()).toMatchObject({ code: 'older_version' });
  });

  it('of a newer version', async () => {
    await emptyFile();
    change(`INSERT INTO migrations VALUES (99, '0099-x.sql', 'x', 1)`);
    expect(await rejectedTo()).toMatchObject({ code: 'newer_version' });
  });

  it.each([
    ['recordings', `UPDATE recordings SET state = '{' WHERE id = 'rhurt2'`, 'recording rhurt2: its JSON can’t be read'],
    ['recorders', `UPDATE recorders SET status = 'x' WHERE recording = 'rhurt2'`, 'recording rhurt2: it has a state'],
    ['a recorder less', `DELETE FROM recorders WHERE recording = 'rhurt2'`, 'recording rhurt2: it has no recorder'],
    ['jobs', `UPDATE jobs SET payload = '{}' WHERE recording = 'rhurt2'`, 'job of recording rhurt2 (agora)'],
    ['homes', `INSERT INTO homes VALUES ('T1', 'U1', 1, '{')`, 'home of U1'],
  ])('with damaged rows: %s', async (_, sql, named) => {
    const store = openStore(place().file);
    for (const id of ['rgood2', 'rhurt2', 'rhurt3']) await store.create(first(recordingOf(id), [queryJob(1)]), id);
    await store.close();
    change(sql);
    const { message } = await rejectedTo();
    expect(message).toContain(named);
    expect(message).toContain('A row of the database');
    expect(message).not.toContain('rgood2');
    expect(await rowsIn(place(), 'recordings')).toBeUndefined();
  });

  it('with damaged rows: in PostgreSQL, and very many of them', async () => {
    await fill(place().file);
    await migrateToPostgres(options(place()));
    await query(place(), `UPDATE recordings SET state = '{}'; UPDATE schedules SET state = '{}'`);
    expect((await rejectedFrom()).message).toMatch(/^\d\d rows of .* recording rcance: .* and \d+ more/u);
  });
});

describe('a database that can’t be reached', () => {
  it.each([
    ['no server', (url: URL) => Object.assign(url, { port: '1' }), 'ECONNREFUSED'],
    ['no such database', (url: URL) => Object.assign(url, { pathname: '/nothing' }), 'does not exist'],
    ['a wrong password', (url: URL) => Object.assign(url, { password: 'planted' }), 'password authentication failed'],
  ])('%s', async (_, alter, detail) => {
    await emptyFile();
    const url = alter(new URL(place().url)).href;
    for (const migrate of [migrateToPostgres, migrateToSqlite]) {
      const error = await migrate(options(place(), { url })).catch((one: unknown) => one);
      expect(error).toMatchObject({ code: 'cannot_open', message: expect.stringContaining(detail) });
      expect(String(error)).not.toMatch(/planted|password@/u);
    }
  });
});

describe('a failure in the middle', () => {
  /** Keeps it from getting past the last table but two, and ends its connections there. */
  async function breaking(
    mode: 'SHARE' | 'ACCESS EXCLUSIVE',
    run: (more: Partial<MigrateOptions>) => Promise<unknown>,
  ) {
    const blocker = new Client({ connectionString: place().url });
    await blocker.connect();
    await blocker.query(`BEGIN; LOCK TABLE team_enterprises IN ${mode} MODE`);
    let ended: Promise<unknown> | undefined;
    const onCopied = ({ table }: { table: string }) => {
      if (table !== 'installations') return;
      ended = query(
        place(),
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'clapperbot migrate'`,
      );
    };
    await expect(run({ onCopied, onError: () => {} })).rejects.toMatchObject({ code: 'cannot_open' });
    await ended;
    await blocker.end();
  }

  it('of the connection leaves PostgreSQL empty, and the next run copies all', async () => {
    await fill(place().file);
    await makeSchema(place());
    const before = contents(place().file);
    await breaking('SHARE', (more) => migrateToPostgres(options(place(), more)));
    expect(await rowsIn(place(), 'recordings')).toBe(0);
    expect(contents(place().file)).toEqual(before);
    await migrateToPostgres(options(place()));
  });

  it('of the connection leaves no SQLite file', async () => {
    await fill(place().file);
    await migrateToPostgres(options(place()));
    await breaking('ACCESS EXCLUSIVE', (more) => migrateToSqlite(options(place(), { path: back(), ...more })));
    expect(databasesIn(place())).toEqual(['bot.db']);
  });

  it('that changes or loses rows on the way is detected, and nothing is written', async () => {
    await fill(place().file);
    for (const [table, then] of [
      ['refusals', `NEW.action := 'x'; RETURN NEW;`],
      ['homes', 'RETURN NULL;'],
    ] as const) {
      await makeSchema(place());
      await query(
        place(),
        `CREATE OR REPLACE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${then} END $$;
         CREATE TRIGGER meddle BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION meddle()`,
      );
      expect((await rejectedTo()).message).toContain(`The rows of ${table} in`);
      expect(await rowsIn(place(), 'recordings')).toBe(0);
      await query(place(), `DROP TRIGGER meddle ON ${table}`);
    }
    await migrateToPostgres(options(place()));
  });
});
