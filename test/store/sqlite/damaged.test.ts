import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { transitionTo } from '../../../src/recording/effects.ts';
import type { BotStore } from '../../../src/store/bot-store.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { first, message, query, recordingOf, t0 } from '../fixtures.ts';

let folder: string;
let store: BotStore;
let reports: { id: string; reason: string }[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clapperbot-damaged-'));
  reports = [];
  store = openStore(join(folder, 'bot.db'), { onDamaged: (report) => reports.push(report) });
  await store.create(first(recordingOf('rgood2'), [query(t0)]), 'q1');
  await store.create(first(recordingOf('rhurt2', { cname: 'hurt' }), [query(t0), message(t0)]), 'q2');
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function damage(sql: string): void {
  const db = new Database(join(folder, 'bot.db'));
  db.exec(sql);
  db.close();
}

const due = async () => (await store.take('agora', t0, 9, new Set())).map(({ recording }) => recording.id);

it.each([
  ['no JSON', `'{"queue":'`],
  ['another shape', `'{"queue":"agora","call":"erase","uid":"1","failedAttempts":0}'`],
  ['a field too many', `json_set(payload, '$.more', 1)`],
])('a job with %s is reported and set aside, and the others continue', async (_, payload) => {
  damage(`UPDATE jobs SET payload = ${payload} WHERE recording = 'rhurt2' AND queue = 'agora'`);
  expect(await due()).toEqual(['rgood2']);
  expect(await due()).toEqual(['rgood2']);
  expect(reports).toEqual([{ id: expect.stringMatching(/^job \d+$/), reason: expect.stringContaining('JSON') }]);
  expect((await store.counts()).jobs).toEqual({ agora: 1, thread: 1 });
});

it.each([
  ['no JSON', `state = '{'`],
  ['a state of another version', `state = json_set(state, '$.v', 99)`],
  ['a field that does not fit', `state = json_set(state, '$.health.noMedia', 7)`],
  ['an unknown phase', `phase = 'resting'`],
])('a recording with %s is reported, its jobs are set aside, and the others continue', async (_, set) => {
  damage(`UPDATE recordings SET ${set} WHERE id = 'rhurt2'`);
  expect(await due()).toEqual(['rgood2']);
  expect(await store.find('rhurt2')).toBeUndefined();
  expect((await store.listActive({ teamId: 'T1', userId: 'U1', channelId: 'C1' }, 9)).recordings).toHaveLength(1);
  expect(reports.map(({ id }) => id)).toContain('rhurt2');
  expect(new Set(reports.map(({ id }) => id)).size).toBe(reports.length);
  expect(await store.healthIssue()).toMatchObject({
    code: 'rows_set_aside',
    message: expect.stringContaining('2 rows of the database'),
  });
});

it('a job that is set aside blocks neither due jobs nor its thread', async () => {
  await store.create(first(recordingOf('rmore2'), [query(t0)]), 'q3');
  damage(`UPDATE jobs SET payload = '{', due_at = due_at - 1 WHERE recording = 'rgood2'`);
  damage(`UPDATE jobs SET payload = '{' WHERE queue = 'thread'`);
  await store.apply('rhurt2', (r) => transitionTo(r, { jobs: [message(t0, 'confirmed')] }));
  const taken = await store.take('agora', t0, 1, new Set());
  expect(taken.map(({ recording }) => recording.id)).toEqual(['rhurt2']);
  const [post] = await store.take('thread', t0, 1, new Set());
  expect(post?.job.payload).toEqual({ queue: 'thread', message: { type: 'confirmed' } });
});

it('a job that is set aside keeps all that a later fix needs', async () => {
  const set = `payload = '{"v":99}', key = 'query', due_at = 7`;
  damage(`UPDATE jobs SET ${set} WHERE recording = 'rhurt2' AND queue = 'agora'`);
  await due();
  const db = new Database(join(folder, 'bot.db'), { readonly: true });
  const rows = db.prepare('SELECT recording, key, queue, priority, due_at, payload FROM damaged_jobs').all();
  db.close();
  const kept = { recording: 'rhurt2', key: 'query', queue: 'agora', priority: 3, due_at: 7, payload: '{"v":99}' };
  expect(rows).toEqual([kept]);
});

it('reports nothing when every row is readable', async () => {
  await due();
  expect(await store.healthIssue()).toBeUndefined();
  damage(`UPDATE jobs SET payload = json_set(payload, '$.v', 1) WHERE recording = 'rhurt2' AND queue = 'agora'`);
  await due();
  expect(await store.healthIssue()).toMatchObject({ message: expect.stringContaining('A row of the database') });
});

it('an unreadable live recording still blocks a second one of its channel', async () => {
  damage(`UPDATE recordings SET state = '{' WHERE id = 'rhurt2'`);
  const second = store.create(first(recordingOf('rnext2', { cname: 'hurt' })), 'q3');
  await expect(second).rejects.toMatchObject({ code: 'contradiction' });
});
