/** Whose rows they are that a version has left which did not know the workspace. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { everythingOf } from '../../../src/recording/permission.ts';
import type { BotStore } from '../../../src/store/bot-store.ts';
import { readMigrations } from '../../../src/store/migrations.ts';
import { migrate } from '../../../src/store/sqlite/migrate.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { steps } from '../../../src/store/sqlite/steps/index.ts';
import { t0 } from '../fixtures.ts';

let folder: string;
let path: string;
let store: BotStore | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clapperbot-adopt-'));
  path = join(folder, 'bot.db');
});
afterEach(async () => {
  await store?.close();
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

const month = { from: t0, until: t0 + 3_600_000 };

it('a database from before keeps its rows, each with the workspace of its card or schedule', async () => {
  raw((db) => {
    db.pragma('foreign_keys = OFF');
    const former = readMigrations(join(import.meta.dirname, '../../../migrations/sqlite')).slice(0, 10);
    migrate(db, path, former, t0, steps);
    db.exec(`
      INSERT INTO recordings (id, version, phase, app_id, cname, started_by, created_at, ended_at, card_team, card_channel, card_private, state)
      VALUES ('rknown', 1, 'finished', 'app1', 'maths', 'U1', ${t0}, ${t0 + 1}, 'T1', 'C1', 0, '{}'),
             ('rolder', 1, 'finished', 'app1', 'maths', 'U1', ${t0}, ${t0 + 1}, '', 'C1', 0, '{}');
      INSERT INTO usage (ended_at, recording, cname, started_by, preset, card_channel, card_private, class, seconds, estimated)
      VALUES (${t0 + 1}, 'rknown', 'maths', 'U1', '', 'C1', 0, 'hd', 60, 0), (${t0 + 1}, 'rolder', 'maths', 'U1', '', 'C1', 0, 'hd', 90, 0);
      INSERT INTO audit (at, recording, request, actor, action) VALUES (${t0}, 'rknown', 'q1', 'U1', 'start'), (${t0}, 'rolder', 'q2', 'U1', 'stop');
      INSERT INTO schedules (id, version, cname, created_by, created_at, team, channel, private, state)
      VALUES ('sknown', 1, 'maths', 'U1', ${t0}, 'T1', 'C1', 0, '{}');
      INSERT INTO schedule_audit (at, schedule, request, actor, action) VALUES (${t0}, 'sknown', 'q3', 'U1', 'schedule');
      INSERT INTO homes (user, opened_at, position) VALUES ('U1', ${t0}, '{}')`);
  });
  store = openStore(path);
  const seconds = async (teamId: string, db = store) =>
    (await db?.usageBy('channel', month, everythingOf(teamId)))?.map(({ sum }) => sum.seconds);
  const lines = async (teamId: string, db = store) =>
    (await db?.listAudit(teamId, {}, 9))?.lines.map(({ action, target }) => `${action} ${target}`).toSorted();
  expect([await seconds('T1'), await seconds('')]).toEqual([[{ hd: 60 }], [{ hd: 90 }]]);
  expect([await lines('T1'), await lines('')]).toEqual([['schedule sknown', 'start rknown'], ['stop rolder']]);
  expect(await store.openHomes(t0)).toMatchObject([{ teamId: '', user: 'U1' }]);
  await store.adoptRows('T1');
  expect(await seconds('T1')).toEqual([{ hd: 150 }]);
  expect(await lines('T1')).toEqual(['schedule sknown', 'start rknown', 'stop rolder']);
  expect(await store.openHomes(t0)).toMatchObject([{ teamId: 'T1', user: 'U1' }]);
});
