/** Usage of recordings that were over before there was a table for it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { everythingOf } from '../../../src/recording/permission.ts';
import { readMigrations } from '../../../src/store/migrations.ts';
import { migrate } from '../../../src/store/sqlite/migrate.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { steps } from '../../../src/store/sqlite/steps/index.ts';
import { mixOptions, webOptions } from '../../support/specs.ts';
import { t0 } from '../fixtures.ts';

const minute = 60_000;

it('is estimated from their times and options; an unreadable or live recording has none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-usage-'));
  const path = join(folder, 'bot.db');
  const db = new Database(path);
  const migrations = readMigrations(join(import.meta.dirname, '../../../migrations/sqlite'));
  const at = migrations.findIndex(({ name }) => name.endsWith('-usage.sql'));
  db.pragma('foreign_keys = OFF');
  migrate(db, path, migrations.slice(0, at), t0, steps);
  const insert = db.prepare(
    `INSERT INTO recordings (id, version, phase, app_id, cname, started_by, created_at, ended_at, card_team, card_channel, card_private, state)
     VALUES (@id, 1, @phase, 'app', @id, 'U1', ${t0}, @ended, 'T1', 'C1', 0, @state)`,
  );
  const recorder = db.prepare(
    "INSERT INTO recorders (recording, n, uid, status, send_count, started_at) VALUES (?, ?, ?, 'ended', 1, ?)",
  );
  const put = (id: string, state: object | string, change: { phase?: string; ended?: number | null } = {}) => {
    const text = typeof state === 'string' ? state : JSON.stringify(state);
    insert.run({ id, phase: 'finished', ended: t0 + 10 * minute, state: text, ...change });
    recorder.run(id, 0, '4000000001', t0);
  };
  const heard = { mediaSeen: true };
  put('mixed', { spec: { preset: 'lesson', options: mixOptions }, health: heard });
  recorder.run('mixed', 1, '4000000002', t0 + 5 * minute);
  put('silent', { spec: { options: mixOptions }, health: {} });
  put('sound', { spec: { options: { ...mixOptions, streams: 'audio' } }, health: heard });
  put('page', {
    spec: { options: { ...webOptions, video: { ...webOptions.video, width: 1920, height: 1080 } } },
    health: {},
  });
  put('broken', 'no JSON');
  put('live', { spec: { options: mixOptions }, health: heard }, { phase: 'recording', ended: null });
  db.close();

  const store = openStore(path);
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const period = { from: t0, until: t0 + 60 * minute };
  const sums = await store.usageBy('channel', period, everythingOf('T1'));
  expect(Object.fromEntries(sums.map(({ key, sum }) => [key, sum.seconds]))).toEqual({
    mixed: { hd: 900 },
    silent: { audio: 600 },
    sound: { audio: 600 },
    page: { fullHd: 600 },
  });
  expect(sums.every(({ sum }) => sum.estimated)).toBe(true);
  expect((await store.usageBy('preset', period, everythingOf('T1'))).map(({ key }) => key).toSorted()).toEqual([
    '',
    'lesson',
  ]);
});
