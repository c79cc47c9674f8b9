/** Rows as version 0.2 wrote them, which knew mixed recordings only, opened by this version. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readMigrations } from '../../../src/store/migrations.ts';
import { migrate } from '../../../src/store/sqlite/migrate.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { steps } from '../../../src/store/sqlite/steps/index.ts';
import { everyone, mixOptions, mixState } from '../../support/specs.ts';
import { t0 } from '../fixtures.ts';

const vertical = { kind: 'vertical', largeUid: '7', background: '#112233' };
const grid = { kind: 'grid' };
const state = {
  v: 2,
  spec: { project: 'default', storage: 'default', usesTokens: true, layout: grid },
  mode: { kind: 'mix', layout: { desired: vertical, current: grid, requestedBy: 'U1' } },
  health: {},
  card: {},
  notified: {},
};
const agora = { v: 2, queue: 'agora', uid: '4000000001', failedAttempts: 0 };
const thread = (message: object) => ({ v: 2, queue: 'thread', message });
const payloads = [
  { ...agora, call: 'query' },
  { ...agora, call: 'updateLayout', layout: vertical, by: 'U1' },
  thread({ type: 'layoutChanged', layout: grid, by: 'U1' }),
  thread({ type: 'layoutFailed', layout: grid, by: 'U1', errorCode: 'agora_timeout', uncertain: true }),
  thread({ type: 'orphan', uid: '4', idle: 300_000, retrying: true }),
  thread({ type: 'confirmed' }),
];
const private_ = [
  { type: 'layoutOvertaken', layout: grid, by: 'U1', instead: vertical },
  { type: 'layoutDropped', layout: grid },
  { type: 'sameLayout', layout: grid },
  { type: 'layoutRequested', layout: grid },
  { type: 'notReady', command: 'layout' },
];

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clapperbot-0.2-'));
  path = join(folder, 'bot.db');
  const db = new Database(path);
  db.pragma('foreign_keys = OFF');
  migrate(db, path, readMigrations(join(import.meta.dirname, '../../../migrations/sqlite')).slice(0, 4), t0, steps);
  const row = { id: 'rabcde', phase: 'recording', cname: 'maths', state: JSON.stringify(state) };
  const insert = db.prepare(
    `INSERT INTO recordings (id, version, phase, app_id, cname, started_by, created_at, card_team, card_channel, card_private, state)
     VALUES (@id, 1, @phase, 'app', @cname, 'U1', ${t0}, 'T1', 'C1', 0, @state)`,
  );
  insert.run(row);
  insert.run({ ...row, id: 'rbroke', cname: 'broken', state: 'no JSON' });
  const recorder = db.prepare(
    "INSERT INTO recorders (recording, n, uid, status, send_count, sid) VALUES (?, 0, '4000000001', 'running', 1, ?)",
  );
  for (const id of ['rabcde', 'rbroke']) recorder.run(id, `sid-${id}`);
  const job = db.prepare(
    'INSERT INTO jobs (recording, key, queue, priority, due_at, payload) VALUES (?, NULL, ?, 1, 0, ?)',
  );
  for (const payload of payloads) job.run('rabcde', payload.queue, JSON.stringify(payload));
  for (const message of private_)
    job.run('rabcde', 'person', JSON.stringify({ v: 2, queue: 'person', to: 'U1', message }));
  db.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a recording has the settings that it was started with, and subscribes to everyone', async () => {
  const reports: object[] = [];
  const store = openStore(path, { onDamaged: (report) => reports.push(report) });
  const r = await store.find('rabcde');
  expect(r).toMatchObject({
    mode: {
      ...mixState(grid as never),
      layout: state.mode.layout,
      subscription: { desired: everyone, current: everyone },
    },
  });
  const { channelType: _, ...options } = mixOptions;
  expect(r?.spec).toStrictEqual({ project: 'default', storage: 'default', usesTokens: true, appId: 'app', options });
  expect(await store.find('rbroke')).toBeUndefined();
  expect(reports).toHaveLength(1);
  await store.close();
});

it('every job is readable, and refers to settings', async () => {
  const reports: object[] = [];
  const store = openStore(path, { onDamaged: (report) => reports.push(report) });
  const read: unknown[] = [];
  for (const queue of ['agora', 'thread', 'person'] as const) {
    for (let [due] = await store.take(queue, t0, 1, new Set()); due !== undefined; ) {
      const { job, recording } = due;
      read.push(job.payload);
      await store.apply(recording.id, (r) => ({ next: r, jobs: [], cancel: [] }), { done: job });
      [due] = await store.take(queue, t0, 1, new Set());
    }
  }
  await store.close();
  const layout = (value: object) => ({ type: 'layout', layout: value });
  expect(read).toHaveLength(payloads.length + private_.length);
  expect(read).toContainEqual(expect.objectContaining({ call: 'updateLayout', setting: layout(vertical), by: 'U1' }));
  const messages = read.map((payload) => (payload as { message?: object }).message).filter(Boolean);
  expect(messages).toEqual([
    { type: 'settingChanged', setting: layout(grid), by: 'U1' },
    { type: 'settingFailed', setting: layout(grid), by: 'U1', errorCode: 'agora_timeout', uncertain: true },
    { type: 'orphan', uid: '4', retrying: true },
    { type: 'confirmed' },
    { type: 'settingOvertaken', setting: layout(grid), by: 'U1', instead: layout(vertical) },
    { type: 'settingDropped', setting: layout(grid) },
    { type: 'sameSetting', setting: layout(grid) },
    { type: 'settingRequested', setting: layout(grid) },
    { type: 'notReady', command: 'layout' },
  ]);
  expect(reports).toEqual([]);
});
