/** What only the SQLite store does: opening, its audit, its plans, and what happens when the file fails. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transitionTo } from '../../../src/recording/effects.ts';
import { dimensions } from '../../../src/recording/usage/report.ts';
import type { BotStore } from '../../../src/store/bot-store.ts';
import { StoreError } from '../../../src/store/error.ts';
import { adoptSql } from '../../../src/store/sqlite/adopt.ts';
import { auditSql } from '../../../src/store/sqlite/audit.ts';
import { jobSql } from '../../../src/store/sqlite/job-rows.ts';
import { openStore, type StoreOptions } from '../../../src/store/sqlite/open.ts';
import { pruneSql } from '../../../src/store/sqlite/prune.ts';
import { listSql as lists, readSql, viewerSql } from '../../../src/store/sqlite/read.ts';
import { usageSql } from '../../../src/store/sqlite/usage.ts';
import { stepSql } from '../../../src/store/sqlite/workflow-steps.ts';
import { withoutPrivileges } from '../../support/privileges.ts';
import { first, query, recordingOf, t0 } from '../fixtures.ts';

let folder: string;
let path: string;
let opened: BotStore[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clapperbot-store-'));
  path = join(folder, 'clapperbot.db');
  opened = [];
});
afterEach(async () => {
  for (const store of opened) await store.close();
  rmSync(folder, { recursive: true });
});

function open(options: StoreOptions = {}): BotStore {
  const store = openStore(path, options);
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

function refusal(act: () => unknown): StoreError {
  try {
    act();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('opening', () => {
  it('creates the folders, and the file in write-ahead mode', async () => {
    path = join(folder, 'a', 'b', 'c.db');
    expect(await open().healthIssue()).toBeUndefined();
    expect(raw((db) => db.pragma('journal_mode', { simple: true }))).toBe('wal');
  });

  it('rejects a file that is not a database', () => {
    writeFileSync(path, 'this is a text, and long enough for a header of one hundred bytes. '.repeat(20));
    expect(refusal(open)).toMatchObject({ code: 'corrupt', message: expect.stringContaining(path) });
  });

  it('rejects a damaged database', async () => {
    await open().close();
    raw((db) => {
      db.pragma('journal_mode = DELETE');
      db.unsafeMode();
      db.pragma('writable_schema = ON');
      db.exec(`UPDATE sqlite_schema SET sql = 'CREATE NONSENSE' WHERE name = 'jobs'`);
    });
    expect(refusal(open)).toMatchObject({ code: 'corrupt' });
  });

  it('does not change the database of another program', () => {
    raw((db) => db.exec('CREATE TABLE songs (title TEXT)'));
    expect(refusal(open)).toMatchObject({ code: 'foreign_database' });
    expect(raw((db) => db.pragma('journal_mode', { simple: true }))).toBe('delete');
    expect(raw((db) => db.prepare('SELECT name FROM sqlite_schema').pluck().all())).toEqual(['songs']);
  });

  it('rejects a read-only folder', () => {
    mkdirSync(join(folder, 'shut'), { mode: 0o555 });
    path = join(folder, 'shut', 'sub', 'c.db');
    expect(withoutPrivileges(folder, () => refusal(open))).toMatchObject({ code: 'read_only' });
  });

  it('rejects a read-only file, and does not change it', async () => {
    await open().close();
    const before = readFileSync(path);
    chmodSync(path, 0o444);
    const refused = withoutPrivileges(folder, () => refusal(open));
    expect(refused).toMatchObject({ code: 'read_only', message: expect.stringContaining(path) });
    expect(readFileSync(path)).toEqual(before);
  });

  it('rejects a path below a file, and a path that is a folder', () => {
    writeFileSync(join(folder, 'file'), '');
    path = join(folder, 'file', 'c.db');
    expect(refusal(open)).toMatchObject({ code: 'cannot_open', message: expect.stringContaining('DATABASE_PATH') });
    path = folder;
    expect(refusal(open)).toMatchObject({ code: 'cannot_open' });
  });

  it('rejects a database that another program keeps locked', async () => {
    await open().close();
    const refused = raw((db) => {
      db.exec('BEGIN IMMEDIATE');
      return refusal(open);
    });
    expect(refused).toMatchObject({ code: 'locked' });
  });
});

describe('migrations of a database', () => {
  const names = () => raw((db) => db.prepare('SELECT name FROM migrations ORDER BY number').pluck().all());

  it('are applied once', async () => {
    await open({ clock: { now: () => 1 } }).close();
    const first = names();
    expect(first[0]).toBe('0001-recordings.sql');
    await open({ clock: { now: () => 2 } }).close();
    expect(names()).toEqual(first);
    expect(raw((db) => db.prepare('SELECT max(applied_at) FROM migrations').pluck().get())).toBe(1);
  });

  it('are rejected when a newer version wrote it', async () => {
    await open().close();
    raw((db) => db.exec(`INSERT INTO migrations VALUES (999, '0999-future.sql', 'x', 0)`));
    const refused = refusal(open);
    expect(refused).toMatchObject({ code: 'newer_version', message: expect.stringContaining('newer version') });
  });

  it('are rejected when one was altered afterwards', async () => {
    await open().close();
    raw((db) => db.exec(`UPDATE migrations SET checksum = 'x'`));
    const refused = refusal(open);
    expect(refused).toMatchObject({
      code: 'altered_migration',
      message: expect.stringContaining('0001-recordings.sql'),
    });
  });
});

describe('a store that is open', () => {
  it('writes the audit of creations, requests and transitions', async () => {
    let now = t0;
    const store = open({ clock: { now: () => now } });
    await store.create(first(recordingOf('raud22')), 'q1');
    now += 1;
    const audit = { actor: 'U2', action: 'stop', detail: 'by hand' };
    await store.apply('raud22', (next) => transitionTo(next, { audit }), { request: 'q2' });
    await store.apply('raud22', (next) => transitionTo(next), { request: 'q3' });
    await store.apply('raud22', (next) => transitionTo(next, { audit: { actor: 'clock', action: 'lost' } }));
    await store.apply('raud22', (next) => transitionTo(next));
    const rows = raw((db) => db.prepare('SELECT at, request, actor, action, detail FROM audit ORDER BY id').all());
    expect(rows).toEqual([
      { at: t0, request: 'q1', actor: 'U1', action: 'start', detail: null },
      { at: t0 + 1, request: 'q2', ...audit },
      { at: t0 + 1, request: 'q3', actor: null, action: null, detail: null },
      { at: t0 + 1, request: null, actor: 'clock', action: 'lost', detail: null },
    ]);
  });

  it('commits what is queued when it is closed', async () => {
    const store = open({ flushAfterMs: 60_000 });
    const created = store.create(first(recordingOf('rwait2')), 'q1');
    await store.close();
    expect(await created).toEqual({ kind: 'created' });
    expect(await open().find('rwait2')).toBeDefined();
  });

  it('finds a recent start for people, although its group is not committed yet', async () => {
    const store = open({ flushAfterMs: 20 });
    const created = store.create(first(recordingOf('rwait2')), 'q1');
    expect(await store.find('rwait2')).toBeDefined();
    expect(await created).toEqual({ kind: 'created' });
  });

  it('makes jobs due that a clock far ahead had postponed, except timers', async () => {
    const day = 86_400_000;
    const store = open();
    const timer = { dueAt: t0 + day, priority: 2, payload: { queue: 'timer', timer: 'uploadTimeout' } } as const;
    await store.create(first(recordingOf('rlate2'), [query(t0 + day), timer]), 'q1');
    await store.close();
    const again = open({ clock: { now: () => t0 } });
    expect(await again.take('agora', t0, 9, new Set())).toHaveLength(1);
    expect(await again.take('timer', t0, 9, new Set())).toHaveLength(0);
  });

  it('rejects everything once it is closed', async () => {
    const store = open();
    await store.close();
    await store.close();
    expect(await store.healthIssue()).toMatchObject({ code: 'closed' });
    await expect(store.find('r')).rejects.toMatchObject({ code: 'closed' });
    await expect(store.create(first(recordingOf('r')), 'q')).rejects.toMatchObject({ code: 'closed' });
  });

  it('rejects a whole group when the transaction can’t begin, and writes none of it', async () => {
    const store = open();
    const otherProgram = new Database(path);
    otherProgram.exec('BEGIN IMMEDIATE');
    const both = [store.create(first(recordingOf('ra')), 'q1'), store.create(first(recordingOf('rb')), 'q2')];
    const results = await Promise.allSettled(both);
    expect(await store.healthIssue()).toMatchObject({ code: 'locked' });
    otherProgram.close();
    expect(results).toMatchObject([{ reason: { code: 'locked' } }, { reason: { code: 'locked' } }]);
    expect(await store.healthIssue()).toBeUndefined();
    expect((await store.counts()).live).toEqual({});
    expect(await store.create(first(recordingOf('ra')), 'q1')).toEqual({ kind: 'created' });
  });
});

describe('SQLite query plans', () => {
  const plan = (sql: string, values: unknown[] | object) =>
    raw((db) => db.prepare<unknown[] | object, { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(values))
      .map(({ detail }) => detail)
      .join('\n');
  const viewer = { teamId: 'T1', userId: 'U1', channelId: 'C1', scopes: '[]', limit: 9 };
  const [listSql, seenSql] = [lists.usual, viewerSql.usual];
  const page = { team: 'T1', before: 9, limit: 9 };
  const about = { ...page, id: 'r', name: 'maths' };
  const wanted = { queue: 'agora', priority: 0, now: t0 };

  it.each<[string, string, unknown[] | object, string[]]>([
    ['due', jobSql.due, wanted, ['jobs_due (queue=? AND priority=? AND due_at<?)']],
    [
      'due heads',
      jobSql.dueHeads,
      wanted,
      ['jobs_due (queue=? AND priority=?', 'jobs_order (recording=? AND queue=? AND rowid<?)'],
    ],
    ['next due', jobSql.nextDue, [t0], ['jobs_next (due_at>?)']],
    ['active', readSql.active, ['a', 'c'], ['recordings_channel (app_id=? AND cname=?)']],
    ['by name', readSql.byName, ['t', 'c'], ['recordings_name (card_team=? AND cname=?)']],
    [
      'ended by name',
      seenSql.endedByName,
      { ...viewer, cname: 'c' },
      ['recordings_name (card_team=? AND cname=? AND ended_at>?)'],
    ],
    ['ended in a channel', seenSql.endedInChannel, viewer, ['recordings_ended_team (card_team=? AND ended_at>?)']],
    ['live names', seenSql.liveNames, viewer, ['COVERING INDEX recordings_live_team (card_team=?)']],
    ['live ids', seenSql.liveIds, viewer, ['COVERING INDEX recordings_live_team (card_team=?)']],
    ['ended ids', seenSql.endedIds, viewer, ['COVERING INDEX recordings_ended_team (card_team=? AND ended_at>?)']],
    ['count of what is live', listSql.active.count, viewer, ['COVERING INDEX recordings_live_team (card_team=?)']],
    [
      'count of what ended',
      listSql.ended.count,
      viewer,
      ['COVERING INDEX recordings_ended_team (card_team=? AND ended_at>?)'],
    ],
    ['count of orphans', readSql.orphanCount, [], ['COVERING INDEX recorders_orphan']],
    ['count of jobs', readSql.jobCounts, [], ['COVERING INDEX jobs_due']],
    ['count of what does not stop', readSql.notStoppingCount, [], ['INDEX recordings_live']],
    ['earliest due', readSql.earliestDue, [], ['COVERING INDEX jobs_next']],
    ['earliest due of schedules', readSql.earliestDueSchedule, [], ['COVERING INDEX schedule_jobs_due']],
    ['uploads that are awaited', readSql.uploadTimeouts, [], ['INDEX jobs_due (queue=?)']],
    ['live', listSql.active.page, viewer, ['recordings_live_team (card_team=?)']],
    ['ended', listSql.ended.page, viewer, ['recordings_ended_team (card_team=? AND ended_at>?)']],
    ['live in a channel', listSql.liveInChannel.page, viewer, ['recordings_card (card_team=? AND card_channel=?)']],
    ['by sid', readSql.bySid, ['s'], ['recorders_sid (sid=?)']],
    ['without sid', readSql.withoutSid, ['u', 'c'], ['recorders_uid (uid=?)']],
    ['several', readSql.byIds, ['[]'], ['sqlite_autoindex_recordings_1 (id=?)']],
    ['recorders', readSql.recorders, ['[]'], ['PRIMARY KEY (recording=?)']],
    ['teams with something live', readSql.liveTeams, [], ['COVERING INDEX recordings_live_team']],
    ['live that is seen', seenSql.live, viewer, ['recordings_live_team (card_team=?)']],
    ['ended, within a rule', lists.within.ended.page, viewer, ['recordings_ended_team (card_team=? AND ended_at>?)']],
    [
      'count of what ended, within a rule',
      lists.within.ended.count,
      viewer,
      ['COVERING INDEX recordings_ended_team (card_team=? AND ended_at>?)'],
    ],
    [
      'live names, within a rule',
      viewerSql.within.liveNames,
      viewer,
      ['COVERING INDEX recordings_live_team (card_team=?)'],
    ],
    ['audit', auditSql.all.recordings, page, ['audit_team (team=? AND rowid<?)']],
    ['audit of schedules', auditSql.all.schedules, page, ['schedule_audit_team (team=? AND rowid<?)']],
    ['refusals', auditSql.all.refusals, page, ['refusals_team (team=? AND rowid<?)']],
    ['pruned rejections', pruneSql.refusals, [t0], ['refusals_at (at<?)']],
    ['a step of a workflow', stepSql.find, ['step record_start Fx1'], ['audit_request (request=?)']],
    ['prune', pruneSql.over, { before: t0, limit: 9 }, ['recordings_ended (ended_at<?)', 'PRIMARY KEY (recording=?)']],
  ])('%s: walks an index in order, and reads only the rows that it returns', async (_, sql, values, uses) => {
    await open().close();
    const found = plan(sql, values);
    for (const use of uses) expect(found).toContain(use);
    expect(found).not.toMatch(/SCAN (jobs|older|recordings)\b(?! USING)|TEMP B-TREE/);
  });

  it.each([
    ['with orphans', listSql.withOrphans],
    ['with orphans in a channel', listSql.orphansInChannel],
  ])('%s: walks the index of orphans, and sorts the few there are', async (_, { page, count }) => {
    await open().close();
    const found = `${plan(page, viewer)}\n${plan(count, viewer)}`;
    expect(found).toContain('SCAN recorders USING COVERING INDEX recorders_orphan');
    expect(found).not.toContain('SCAN recordings');
  });

  it('prune: no deletion, nor the check of what refers to a recording, reads a whole table', async () => {
    await open().close();
    const plans = pruneSql.deletions.map((sql) => plan(sql, ['r']));
    expect(plans).toMatchObject([
      expect.stringContaining('jobs_order (recording=?)'),
      expect.stringContaining('audit_recording (recording=?)'),
      expect.stringContaining('usage_recording (recording=?)'),
      expect.stringContaining('PRIMARY KEY (recording=?)'),
      expect.stringContaining('(id=?)'),
    ]);
    // SQLite finds the children of a row that goes by these statements.
    for (const table of ['jobs', 'audit', 'usage', 'recorders']) {
      expect(plan(`SELECT 1 FROM ${table} WHERE recording = ?`, ['r'])).toContain('SEARCH');
    }
  });

  it.each(dimensions)('usage by %s: reads the rows of the month and nothing else', async (dimension) => {
    await open().close();
    const { all, usual, within } = usageSql[dimension];
    const month = { from: t0, until: t0 + 1 };
    for (const found of [all, usual, within].map((sql) => plan(sql, { ...month, ...viewer }))) {
      expect(found).toContain('SEARCH usage USING PRIMARY KEY (card_team=? AND ended_at>? AND ended_at<?)');
      expect(found).not.toContain('recordings');
    }
  });

  it.each([
    ['recordings', auditSql.about.recordings, 'audit_recording (recording=?'],
    ['schedules', auditSql.about.schedules, 'schedule_audit_schedule (schedule=?'],
    ['refusals', auditSql.about.refusals, 'refusals_target (team=? AND target=? AND rowid<?)'],
  ])('audit of one name or id, %s: reads what is about it, and sorts that', async (_, sql, uses) => {
    await open().close();
    const found = plan(sql, about);
    expect(found).toContain(uses);
    expect(found).not.toContain('SCAN');
  });

  it('rows of another bot token: finds the few there are by an index, but for schedules, which are few', async () => {
    await open().close();
    for (const sql of adoptSql) expect(plan(sql, { team: 'T1' })).toMatch(/^SEARCH \w+ USING|^SCAN schedules$/);
  });

  it.each([
    ['ids of what records', readSql.recordingIds, []],
    ['counts', readSql.liveCounts, []],
  ])('%s: walks the index of what is live', async (_, sql, values) => {
    await open().close();
    expect(plan(sql, values)).toMatch(/SCAN recordings USING (COVERING )?INDEX recordings_live$/m);
  });
});
