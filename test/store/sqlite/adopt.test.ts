/** Whose rows they are: of a former bot token, of versions that did not know the workspace, and of workspaces with installations. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { everythingOf } from '../../../src/recording/permission.ts';
import { homeStart } from '../../../src/service/home.ts';
import type { BotStore } from '../../../src/store/bot-store.ts';
import { readMigrations } from '../../../src/store/migrations.ts';
import { migrate } from '../../../src/store/sqlite/migrate.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { steps } from '../../../src/store/sqlite/steps/index.ts';
import { scheduleOf, scheduleTo } from '../../support/schedules.ts';
import { first, recordingOf, t0 } from '../fixtures.ts';

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
const page = { search: '', offset: 0, limit: 9 };

/** One of everything. */
async function write(db: BotStore, teamId: string): Promise<void> {
  const card = { teamId, channelId: 'C1', isPrivate: false };
  const recorders = [{ uid: '1', status: 'ended', sendCount: 1, startedAt: t0 }] as const;
  const over = { phase: 'finished', ending: { endedAt: t0 + 60_000 }, recorders } as const;
  await db.create(first(recordingOf(`rlive${teamId}`, { card, cname: `live ${teamId}` })), `q1 ${teamId}`);
  await db.create(first(recordingOf(`rover${teamId}`, { card, ...over })), `q2 ${teamId}`);
  const audit = { actor: 'U1', action: 'schedule' };
  await db.createSchedule(scheduleTo(scheduleOf(`s${teamId}`, { channel: card }), { audit }), `q3 ${teamId}`);
  await db.addRefusal({ actor: { teamId, userId: 'U1', channelId: 'C1' }, action: 'usage' }, `q4 ${teamId}`);
  await db.noteHome({ teamId, user: 'U1', openedAt: t0, position: homeStart }, t0);
}

/** How many of each a workspace has. */
async function countOf(db: BotStore, teamId: string) {
  const viewer = everythingOf(teamId);
  return {
    live: (await db.listActive(viewer, 9)).total,
    ended: (await db.searchEnded(viewer, page)).items.length,
    schedules: (await db.listSchedules(viewer, 9)).total,
    usage: (await db.usageBy('channel', month, viewer)).length,
    audit: (await db.listAudit(teamId, {}, 99)).lines.length,
    homes: (await db.openHomes(t0)).filter((home) => home.teamId === teamId).length,
  };
}
const nothing = { live: 0, ended: 0, schedules: 0, usage: 0, audit: 0, homes: 0 };
const one = { live: 1, ended: 1, schedules: 1, usage: 1, audit: 4, homes: 1 };

it('the workspace of the bot token has every row, with whatever token it was written, or with none', async () => {
  store = openStore(path);
  for (const teamId of ['', 'TFORMER', 'TNOW']) await write(store, teamId);
  expect(await countOf(store, 'TNOW')).toEqual(one);
  await store.adoptRows('TNOW');
  // The same person has one home.
  const all = { live: 3, ended: 3, schedules: 3, usage: 3, audit: 12, homes: 1 };
  expect(await countOf(store, 'TNOW')).toEqual(all);
  for (const teamId of ['', 'TFORMER']) expect(await countOf(store, teamId)).toEqual(nothing);
  await store.adoptRows('TNOW');
  expect(await countOf(store, 'TNOW')).toEqual(all);
});

it('in a database that serves or has served installations every workspace keeps what it has', async () => {
  store = openStore(path);
  for (const teamId of ['TONE', 'TTWO']) await write(store, teamId);
  raw((db) =>
    db.exec(`INSERT INTO installations (id, enterprise, is_enterprise, sealed, installed_at, updated_at, ended_at, reason)
      VALUES ('TTWO', '', 0, '', 1, 1, 2, 'uninstalled')`),
  );
  await store.adoptRows('TONE');
  expect(await countOf(store, 'TONE')).toEqual(one);
  expect(await countOf(store, 'TTWO')).toEqual(one);
});

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
