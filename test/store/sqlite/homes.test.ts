/** What only the SQLite store does for the App Home: its plans, its speed with many rows, and rows that can't be read. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { homeStart, loadHome } from '../../../src/service/home.ts';
import { homeSql } from '../../../src/store/sqlite/homes.ts';
import { openStore, type SqliteStore } from '../../../src/store/sqlite/open.ts';
import { first, recordingOf, t0 } from '../fixtures.ts';

let folder: string;
let path: string;
let store: SqliteStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clapperbot-homes-'));
  path = join(folder, 'bot.db');
  store = openStore(path);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** Behind the store's back. */
function raw<T>(use: (db: Database.Database) => T): T {
  const db = new Database(path);
  try {
    return use(db);
  } finally {
    db.close();
  }
}

const viewer = { teamId: 'T1', userId: 'U1', channelId: '', search: 'a' };
const page = { ...viewer, limit: 9, offset: 9 };
const within = { ...page, scopes: '[]' };

it.each<[string, string, unknown[] | object, string]>([
  ['own live', homeSql.live.usual.own, page, 'COVERING INDEX recordings_live_team (card_team=?)'],
  ['count of own live', homeSql.live.usual.ownCount, viewer, 'COVERING INDEX recordings_live_team (card_team=?)'],
  ['others’ live', homeSql.live.usual.others, page, 'COVERING INDEX recordings_live_team (card_team=?)'],
  ['count of live', homeSql.liveCount.usual, viewer, 'COVERING INDEX recordings_live_team (card_team=?)'],
  [
    'own ended',
    homeSql.ended.usual.own,
    page,
    'COVERING INDEX recordings_own (card_team=? AND started_by=? AND ended_at>?)',
  ],
  [
    'count of own ended',
    homeSql.ended.usual.ownCount,
    viewer,
    'COVERING INDEX recordings_own (card_team=? AND started_by=? AND ended_at>?)',
  ],
  [
    'others’ ended',
    homeSql.ended.usual.others,
    page,
    'COVERING INDEX recordings_ended_team (card_team=? AND ended_at>?)',
  ],
  ['own live within a rule', homeSql.live.within.own, within, 'COVERING INDEX recordings_live_team (card_team=?)'],
  [
    'own ended within a rule',
    homeSql.ended.within.own,
    within,
    'COVERING INDEX recordings_own (card_team=? AND started_by=? AND ended_at>?)',
  ],
  [
    'others’ ended within a rule',
    homeSql.ended.within.others,
    within,
    'COVERING INDEX recordings_ended_team (card_team=? AND ended_at>?)',
  ],
  [
    'others’ ended for admins',
    homeSql.ended.all.others,
    page,
    'COVERING INDEX recordings_ended_team (card_team=? AND ended_at>?)',
  ],
  ['own schedules', homeSql.schedules.usual.own, page, 'INDEX schedules_open (team=?)'],
  ['others’ schedules', homeSql.schedules.usual.others, page, 'INDEX schedules_open (team=?)'],
  ['open homes', homeSql.openHomes, [t0], 'homes_opened (opened_at>?)'],
  ['those of long ago', homeSql.forget, [t0], 'homes_opened (opened_at<?)'],
])('%s: in the order of an index, without a row that is not given', (_, sql, values, uses) => {
  const plan = raw((db) => db.prepare<unknown[] | object, { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(values))
    .map(({ detail }) => detail)
    .join('\n');
  expect(plan).toContain(uses);
  expect(plan).not.toMatch(/TEMP B-TREE/u);
});

it('500 live recordings and 100,000 that are over: every page is quick', { timeout: 60_000 }, async () => {
  await store.create(first(recordingOf('rlive0')), 'q1');
  await store.create(first(recordingOf('rover0', { phase: 'finished', ending: { endedAt: t0 } })), 'q2');
  raw((db) => {
    const copy = (from: string, count: number, columns: string) =>
      db.exec(`
        WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${count})
        INSERT INTO recordings (id, version, phase, app_id, cname, started_by, created_at, ended_at, card_team, card_channel, card_private, state)
        SELECT id || n, version, phase, app_id, ${columns}, card_team, card_channel, n % 3 = 0, state
        FROM recordings, n WHERE id = '${from}'`);
    copy('rlive0', 500, `'class ' || n, 'U' || (n % 7), created_at + n, NULL`);
    copy('rover0', 100_000, `'class ' || n, 'U' || (n % 7), created_at + n, ended_at + n`);
    db.exec(`INSERT INTO recorders (recording, n, uid, status, send_count)
      SELECT id, 0, '1', 'ended', 1 FROM recordings WHERE id NOT IN ('rlive0', 'rover0')`);
    db.exec('ANALYZE');
  });
  const actor = { teamId: 'T1', userId: 'U1', channelId: '' };
  const positions = [
    homeStart,
    { ...homeStart, live: 300, ended: 60_000 },
    { ...homeStart, search: 'class 99999' },
    { ...homeStart, search: 'nothing is called so' },
  ];
  for (const position of positions) {
    const began = performance.now();
    const found = await loadHome(store, actor, position);
    // A fifth of this is usual; a plan that reads the rows takes seconds.
    expect(performance.now() - began).toBeLessThan(500);
    expect(found.live.items.length).toBeLessThanOrEqual(15);
    expect(found.ended.items.length).toBeLessThanOrEqual(10);
  }
  expect((await loadHome(store, actor, homeStart)).liveCount).toBeGreaterThan(300);
  expect((await loadHome(store, actor, { ...homeStart, ended: 90_000 })).position.ended).toBe(0);
});

it('leaves out what can’t be read, and begins at the beginning where a position can’t be', async () => {
  for (const id of ['rgood2', 'rhurt2']) await store.create(first(recordingOf(id)), id);
  await store.noteHome({ teamId: 'T1', user: 'U1', openedAt: t0, position: { ...homeStart, live: 15 } }, t0);
  raw((db) => {
    db.exec(`UPDATE recordings SET state = '{' WHERE id = 'rhurt2'`);
    db.exec(`UPDATE homes SET position = '{"v":2}'`);
  });
  const actor = { teamId: 'T1', userId: 'U1', channelId: '' };
  const { items } = await store.searchLive(actor, { search: '', offset: 0, limit: 9 });
  expect(items.map(({ id }) => id)).toEqual(['rgood2']);
  expect(await store.openHomes(t0)).toEqual([{ teamId: 'T1', user: 'U1', openedAt: t0, position: homeStart }]);
});
