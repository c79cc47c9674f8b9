/** `npm run migrate`, as a user runs it, with a real PostgreSQL. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { contents, fill } from '../store/transfer/fixture.ts';
import { startPostgres, type TestServer } from '../support/postgres.ts';
import { scriptTimeout, useFreshCopy } from './fresh-copy.ts';

const copy = useFreshCopy();
let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const file = () => join(copy.folder, 'data', 'clapperbot.db');

async function filled(): Promise<string> {
  mkdirSync(join(copy.folder, 'data'), { mode: 0o700 });
  onTestFinished(() => rmSync(join(copy.folder, 'data'), { recursive: true }));
  await fill(file());
  return server.createDatabase();
}

const migrate = (args: readonly string[], env: Record<string, string> = {}) =>
  copy.npm(['run', 'migrate', '--', ...args], { env });

async function count(url: string, table: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ n: number }>(`SELECT count(*)::integer AS n FROM ${table}`);
  await client.end();
  return rows[0]?.n ?? 0;
}

describe('npm run migrate', { timeout: scriptTimeout }, () => {
  test('copies to PostgreSQL and back, and says what to do next', async () => {
    const url = await filled();
    const there = migrate(['--to', 'DATABASE_URL'], { DATABASE_URL: url });
    expect(await there.ended).toBe(0);
    expect(there.err).toEqual([]);
    const rows = await count(url, 'recordings');
    expect(there.out).toContainEqual(expect.stringMatching(new RegExp(`^recordings +${rows}  verified$`, 'u')));
    expect(there.out).toContainEqual(expect.stringMatching(/^[\d,]+ rows in \d+\.\d s \([\d,]+ rows per second\)\.$/u));
    expect(there.out.at(-1)).toContain('set DATABASE_URL to this database and start the bot');
    // npm shows what was typed: there the address is not.
    expect([...there.out, ...there.err].join('\n')).not.toContain('password');

    const target = join(copy.folder, 'data', 'back.db');
    const back = migrate(['--from', url], { DATABASE_PATH: 'data/back.db' });
    expect(await back.ended).toBe(0);
    expect(back.err).toEqual([]);
    expect(back.out.at(-1)).toContain(`set DATABASE_PATH to ${target}`);
    expect(contents(target)).toEqual(contents(file()));

    const again = migrate(['--from', url], { DATABASE_PATH: 'data/back.db' });
    expect(await again.ended).toBe(1);
    expect(again.err).toEqual([expect.stringContaining('is there already and was left as it is')]);
  });

  test('killed in the middle, leaves PostgreSQL empty and the file as it was; the next run copies all', async () => {
    const url = await filled();
    const before = contents(file());
    await (await openPostgres(url)).close();
    // Others may read the table, so that the check for an empty database passes, and nobody may write it.
    const blocker = new Client({ connectionString: url });
    await blocker.connect();
    await blocker.query('BEGIN; LOCK TABLE audit IN SHARE MODE');
    const script = migrate(['--to', url]);
    await script.line(/^recorders +\d+  verified$/u);
    process.kill(-(script.process.pid ?? 0), 'SIGKILL');
    expect(await script.ended).toBe('SIGKILL');
    await blocker.query('ROLLBACK');
    await blocker.end();
    expect(await count(url, 'recordings')).toBe(0);
    expect(await count(url, 'pgboss.job')).toBe(0);
    expect(contents(file())).toEqual(before);
    const next = migrate(['--to', url]);
    expect([await next.ended, next.err]).toEqual([0, []]);
  });

  test.each([
    [[], 'Say either --to or --from'],
    [['--to', 'postgres://a:planted@h/d', '--from', 'postgres://a:planted@h/d'], 'Say either --to or --from'],
    [['--to'], `Option '--to <value>' argument missing`],
    [['--too', 'x'], "Unknown option '--too'"],
    [['postgres://a:planted@h/d'], 'Use: npm run migrate -- '],
    [['--to', 'mysql://a:planted@h/d'], '--to must be the address of a PostgreSQL database'],
    [['--from', 'planted'], '--from must be the address of a PostgreSQL database'],
    [['--to', 'postgres://a:planted@h'], '--to must be the address of a PostgreSQL database'],
    [['--to', 'postgres://a:pl%anted@h/d'], '--to must have special characters of its password percent-encoded'],
    [['--to', 'DATABASE_URL'], 'DATABASE_URL is empty. Use: npm run migrate -- '],
    [['--to', 'postgres://a:planted@h/d'], 'There is no database at'],
    [['--from', 'postgres://a:planted@127.0.0.1:1/d'], 'can’t be reached (connect ECONNREFUSED'],
  ])('%j is rejected in one sentence, without a password', async (args, sentence) => {
    const script = migrate(args);
    expect(await script.ended).toBe(1);
    expect(script.err).toEqual([expect.stringContaining(sentence)]);
    expect([...script.out, ...script.err].join('\n')).not.toMatch(/pl%?anted@/u);
    expect(existsSync(join(copy.folder, 'data'))).toBe(false);
  });
});

test('sixty megabytes of recordings are copied in less memory', { timeout: scriptTimeout }, async () => {
  const url = await filled();
  const db = new Database(file());
  const columns =
    'version, phase, app_id, started_by, created_at, ended_at, card_team, card_channel, card_private, card_ts';
  db.exec(`
    INSERT INTO recordings (id, cname, state, ${columns})
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
    SELECT 'x' || i, 'x' || i, json_set(state, '$.earlier', json_object('count', 1, 'files', json_array(hex(zeroblob(2500))))),
      ${columns} FROM recordings, n WHERE id = 'rfinis';
    INSERT INTO recorders SELECT r.id, c.n, c.uid, c.status, c.resource_id, c.acquired_at, c.send_count, c.sid, c.started_at, c.ended_at
      FROM recordings r, recorders c WHERE r.id LIKE 'x%' AND c.recording = 'rfinis'`);
  db.close();
  const script = migrate(['--to', url], { NODE_OPTIONS: '--max-old-space-size=48' });
  expect([await script.ended, script.err]).toEqual([0, []]);
  expect(await count(url, 'recordings')).toBeGreaterThan(12_000);
});
