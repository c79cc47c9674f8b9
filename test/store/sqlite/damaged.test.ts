import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore, type SqliteStore } from '../../../src/store/sqlite/open.ts';
import { first, message, query, recordingOf, t0 } from '../fixtures.ts';

let folder: string;
let store: SqliteStore;
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

const due = async () => (await store.due('agora', t0, 9, new Set())).map(({ recording }) => recording.id);

it.each([
  ['no JSON', `'{"queue":'`],
  ['another shape', `'{"queue":"agora","call":"erase","uid":"1","failedAttempts":0}'`],
  ['a field too many', `json_set(payload, '$.more', 1)`],
])('a job with %s is reported and set aside, and the others go on', async (_, payload) => {
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
])('a recording with %s is reported, its jobs are set aside, and the others go on', async (_, set) => {
  damage(`UPDATE recordings SET ${set} WHERE id = 'rhurt2'`);
  expect(await due()).toEqual(['rgood2']);
  expect(await store.find('rhurt2')).toBeUndefined();
  expect((await store.listActive({ teamId: 'T1', userId: 'U1', channelId: 'C1' }, 9)).recordings).toHaveLength(1);
  expect(reports.map(({ id }) => id)).toContain('rhurt2');
  expect(new Set(reports.map(({ id }) => id)).size).toBe(reports.length);
  expect(store.healthIssue()).toBeUndefined();
});

it('a live recording that can’t be read still keeps a second one from its channel', async () => {
  damage(`UPDATE recordings SET state = '{' WHERE id = 'rhurt2'`);
  const second = store.create(first(recordingOf('rnext2', { cname: 'hurt' })), 'q3');
  await expect(second).rejects.toMatchObject({ code: 'contradiction' });
});
