/** What only the SQLite store does for the App Home: its query plans, its pages over many rows, and rows that can't be read. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { homeStart, loadHome } from '../../../src/service/home.ts';
import type { BotStore } from '../../../src/store/bot-store.ts';
import { homeSql } from '../../../src/store/sqlite/homes.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { first, recordingOf, t0 } from '../fixtures.ts';

let folder: string;
let path: string;
let store: BotStore;
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

const plans: readonly (readonly [string, string, unknown[] | object, string])[] = [
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
];

function planOf(sql: string, values: unknown[] | object): string {
  return raw((db) => db.prepare<unknown[] | object, { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(values))
    .map(({ detail }) => detail)
    .join('\n');
}

it.each(plans)('%s: walks an index in order, and reads only the rows that it returns', (_, sql, values, uses) => {
  const plan = planOf(sql, values);
  expect(plan).toContain(uses);
  expect(plan).not.toMatch(/TEMP B-TREE/u);
});

it('pages over 500 live and 10,000 ended recordings, with the same query plans', async () => {
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
    copy('rover0', 10_000, `'class ' || n, 'U' || (n % 7), created_at + n, ended_at + n`);
    db.exec(`INSERT INTO recorders (recording, n, uid, status, send_count)
      SELECT id, 0, '1', 'ended', 1 FROM recordings WHERE id NOT IN ('rlive0', 'rover0')`);
    db.exec('ANALYZE');
  });
  // With statistics SQLite could choose another plan.
  for (const [name, sql, values, uses] of plans) {
    const plan = planOf(sql, values);
    expect(plan, name).toContain(uses);
    expect(plan, name).not.toMatch(/TEMP B-TREE/u);
  }
  const actor = { teamId: 'T1', userId: 'U1', channelId: '' };
  const positions = [
    homeStart,
    { ...homeStart, live: 300, ended: 6_000 },
    { ...homeStart, search: 'class 9999' },
    { ...homeStart, search: 'nothing is called so' },
  ];
  for (const position of positions) {
    const found = await loadHome(store, actor, position);
    expect(found.live.items.length).toBeLessThanOrEqual(15);
    expect(found.ended.items.length).toBeLessThanOrEqual(10);
  }
  expect((await loadHome(store, actor, homeStart)).liveCount).toBeGreaterThan(300);
  expect((await loadHome(store, actor, { ...homeStart, ended: 9_000 })).position.ended).toBe(0);
});

it('leaves out unreadable rows, and starts at the first page when a position is unreadable', async () => {
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
