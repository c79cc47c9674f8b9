/** What only the SQLite store does of schedules: rows that can't be read, its plans, and a database of a former version. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScheduleQueue } from '../../../src/service/schedule-ports.ts';
import type { BotStore } from '../../../src/store/bot-store.ts';
import { readMigrations } from '../../../src/store/migrations.ts';
import { migrate } from '../../../src/store/sqlite/migrate.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { pruneSql } from '../../../src/store/sqlite/prune.ts';
import { scheduleSql } from '../../../src/store/sqlite/schedules.ts';
import { steps } from '../../../src/store/sqlite/steps/index.ts';
import { change, messageJob, scheduleOf, scheduleTo, timerJob } from '../../support/schedules.ts';
import { t0 } from '../fixtures.ts';

const viewer = { teamId: 'T1', userId: 'U1', channelId: 'C1' };
const hour = 3_600_000;
const day = 24 * hour;

let folder: string;
let path: string;
let opened: BotStore[];
let reports: { id: string; reason: string }[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clapperbot-schedules-'));
  path = join(folder, 'bot.db');
  opened = [];
  reports = [];
});
afterEach(async () => {
  for (const store of opened) await store.close();
  rmSync(folder, { recursive: true });
});

function open(now = t0): BotStore {
  const store = openStore(path, { clock: { now: () => now }, onDamaged: (report) => reports.push(report) });
  opened.push(store);
  return store;
}

/** Looks at the file, or damages it, behind the store's back. */
function raw<T>(use: (db: Database.Database) => T): T {
  const db = new Database(path);
  try {
    return use(db);
  } finally {
    db.close();
  }
}
const damage = (sql: string) => raw((db) => db.exec(sql));

describe('rows that can’t be read', () => {
  let store: BotStore;
  beforeEach(async () => {
    store = open();
    for (const id of ['sgood2', 'shurt2']) {
      const jobs = [timerJob('run', t0), messageJob(t0)];
      await store.createSchedule(scheduleTo(scheduleOf(id), { jobs }), id);
    }
  });
  const due = async (queue: ScheduleQueue, now = t0, limit = 9) =>
    (await store.takeScheduleJobs(queue, now, limit, new Set())).map(({ schedule }) => schedule.id);

  it.each([
    ['no JSON', `state = '{'`],
    ['a state of another version', `state = json_set(state, '$.v', 99)`],
    ['a rule of an unknown kind', `state = json_set(state, '$.rule.kind', 'lunar')`],
    ['a field too many', `state = json_set(state, '$.more', 1)`],
  ])('a schedule with %s is reported once, and the others continue', async (_, set) => {
    damage(`UPDATE schedules SET ${set} WHERE id = 'shurt2'`);
    expect(await due('timer')).toEqual(['sgood2']);
    expect(await due('other')).toEqual(['sgood2']);
    expect(await store.findSchedule('shurt2')).toBeUndefined();
    expect((await store.listSchedules(viewer, 9)).schedules.map(({ id }) => id)).toEqual(['sgood2']);
    const nothing = change(() => scheduleTo(scheduleOf('shurt2')));
    const begin = () => {
      throw new Error('nothing is to begin');
    };
    expect(await store.applySchedule('shurt2', nothing, begin)).toEqual({ kind: 'notFound' });
    expect(reports.filter(({ id }) => id === 'shurt2')).toHaveLength(1);
    expect(await store.healthIssue()).toMatchObject({ code: 'rows_set_aside' });
  });

  it.each([
    ['no JSON', `'{"queue":'`],
    ['another shape', `'{"v":1,"queue":"timer","timer":"someday"}'`],
    ['a field too many', `json_set(payload, '$.more', 1)`],
  ])('a job with %s is reported and retried in a day, and the others continue', async (_, payload) => {
    damage(`UPDATE schedule_jobs SET payload = ${payload} WHERE schedule = 'shurt2' AND key = 'run'`);
    expect(await due('timer')).toEqual(['sgood2']);
    expect(await due('other')).toEqual(['sgood2', 'shurt2']);
    expect(reports).toEqual([
      { id: expect.stringMatching(/^schedule job \d+$/), reason: expect.stringContaining('JSON') },
    ]);
    damage(
      `UPDATE schedule_jobs SET payload = '{"v":1,"queue":"timer","timer":"run"}' WHERE schedule = 'shurt2' AND key = 'run'`,
    );
    expect(await due('timer', t0 + day)).toEqual(['sgood2', 'shurt2']);
  });

  it('an unreadable job does not block due ones', async () => {
    damage(`UPDATE schedule_jobs SET payload = '{', due_at = due_at - 1 WHERE schedule = 'shurt2'`);
    expect(await due('timer', t0, 1)).toEqual(['sgood2']);
    expect(await due('other', t0, 1)).toEqual(['sgood2']);
  });
});

it('makes jobs due that a clock far ahead had postponed, except timers', async () => {
  const store = open();
  const jobs = [timerJob('run', t0 + day), messageJob(t0 + day), messageJob(t0 + hour / 12)];
  await store.createSchedule(scheduleTo(scheduleOf('slate2'), { jobs }), 'q1');
  await store.close();
  const again = open();
  expect(await again.takeScheduleJobs('other', t0, 9, new Set())).toHaveLength(1);
  expect(await again.takeScheduleJobs('timer', t0, 9, new Set())).toHaveLength(0);
  expect(await again.nextScheduleJob(t0)).toBe(t0 + hour / 12);
});

describe('SQLite query plans', () => {
  const plan = (sql: string, values: unknown[] | object) =>
    raw((db) => db.prepare<unknown[] | object, { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(values))
      .map(({ detail }) => detail)
      .join('\n');
  const wanted = { teamId: 'T1', userId: 'U1', channelId: 'C1', scopes: '[]' };

  it.each<[string, string, unknown[] | object, string[]]>([
    ['by id', scheduleSql.byId, ['s'], ['(id=?)']],
    ['due timers', scheduleSql.due.timer, [t0], ['schedule_jobs_due (due_at<?)']],
    ['other due jobs', scheduleSql.due.other, [t0], ['schedule_jobs_due (due_at<?)']],
    ['next due', scheduleSql.nextDue, [t0], ['schedule_jobs_due (due_at>?)']],
    ['open', scheduleSql.open.usual, { ...wanted, limit: 9 }, ['INDEX schedules_open (team=?)']],
    ['count of what is open', scheduleSql.openCount.usual, wanted, ['INDEX schedules_open (team=?)']],
    ['count in a channel', scheduleSql.inChannel, ['T1', 'C1'], ['INDEX schedules_open (team=?)']],
    ['prune', pruneSql.schedulesOver, { before: t0, limit: 9 }, ['schedules_ended (ended_at<?)']],
  ])('%s: no row of what has ended is touched, in the order of an index', async (_, sql, values, uses) => {
    await open().close();
    const found = plan(sql, values);
    for (const use of uses) expect(found).toContain(use);
    expect(found).not.toMatch(/SCAN \w+\b(?! USING)|TEMP B-TREE/);
  });

  it('prune: no deletion, nor the check of what refers to a schedule, reads a whole table', async () => {
    await open().close();
    for (const sql of pruneSql.scheduleDeletions) expect(plan(sql, ['s'])).not.toContain('SCAN');
    for (const table of ['schedule_jobs', 'schedule_audit', 'occurrences']) {
      expect(plan(`SELECT 1 FROM ${table} WHERE schedule = ?`, ['s'])).toContain('SEARCH');
    }
  });
});

it('a database from before schedules keeps its rows, and accepts schedules', async () => {
  raw((db) => {
    db.pragma('foreign_keys = OFF');
    const former = readMigrations(join(import.meta.dirname, '../../../migrations/sqlite')).slice(0, 5);
    migrate(db, path, former, t0, steps);
    const names = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all();
    expect(names).not.toContain('schedules');
    db.exec(`
      INSERT INTO recordings (id, version, phase, app_id, cname, started_by, created_at, card_team, card_channel, card_private, state)
      VALUES ('rformr', 1, 'recording', 'app1', 'maths', 'U1', ${t0}, 'T1', 'C1', 0, 'a state');
      INSERT INTO jobs (recording, queue, priority, due_at, payload) VALUES ('rformr', 'timer', 2, ${t0}, 'a payload');
      INSERT INTO audit (at, recording, request, actor, action) VALUES (${t0}, 'rformr', 'q1', 'U1', 'start')`);
  });
  const before = raw((db) => db.prepare('SELECT * FROM recordings').all());
  const store = open();
  expect(await store.listSchedules(viewer, 9)).toEqual({ schedules: [], total: 0 });
  await store.createSchedule(scheduleTo(scheduleOf('sone22'), { jobs: [timerJob('run', t0)] }), 'q2');
  await store.close();
  expect(raw((db) => db.prepare('SELECT * FROM recordings').all())).toEqual(before);
  expect(raw((db) => db.prepare('SELECT count(*) FROM jobs').pluck().get())).toBe(1);
  expect(raw((db) => db.prepare('SELECT request FROM audit').pluck().all())).toEqual(['q1']);
  expect(await open().findSchedule('sone22')).toStrictEqual(scheduleOf('sone22'));
});

it('writes the audit of creations, requests and transitions', async () => {
  const store = open();
  const audit = { actor: 'U2', action: 'schedule canceled' };
  await store.createSchedule(scheduleTo(scheduleOf('saud22'), { audit: { actor: 'U1', action: 'schedule' } }), 'q1');
  const begin = () => {
    throw new Error('nothing is to begin');
  };
  await store.applySchedule(
    'saud22',
    change((s) => scheduleTo(s, { audit })),
    begin,
    { request: 'q2' },
  );
  await store.applySchedule(
    'saud22',
    change((s) => scheduleTo(s)),
    begin,
    { request: 'q3' },
  );
  await store.applySchedule(
    'saud22',
    change((s) => scheduleTo(s)),
    begin,
  );
  expect(raw((db) => db.prepare('SELECT request, actor, action FROM schedule_audit ORDER BY id').all())).toEqual([
    { request: 'q1', actor: 'U1', action: 'schedule' },
    { request: 'q2', ...audit },
    { request: 'q3', actor: null, action: null },
  ]);
});
