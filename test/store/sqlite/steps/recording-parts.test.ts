/** A database that version 0.1 wrote, opened by this one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cardView } from '../../../../src/recording/card-view.ts';
import { outcomeOf } from '../../../../src/recording/outcome.ts';
import type { Recording } from '../../../../src/recording/recording.ts';
import type { BotStore } from '../../../../src/store/bot-store.ts';
import { payload } from '../../../../src/store/schema/payload.ts';
import { openStore } from '../../../../src/store/sqlite/open.ts';
import { copyFixture, fixture } from '../../fixture-0.1.ts';

/** That version did not know its workspace. */
const viewer = { teamId: '', userId: 'U00000001', channelId: fixture.channelId };
let folder: string;
let path: string;
let store: BotStore;
let reports: unknown[];
let all: Map<string, Recording>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clapperbot-former-'));
  path = join(folder, 'bot.db');
  copyFixture(path);
  reports = [];
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function open(): Promise<void> {
  store = openStore(path, { onDamaged: (report) => reports.push(report) });
  const pages = [
    await store.listActive(viewer, 99),
    await store.listWithOrphans(viewer, 99),
    await store.listEnded(viewer, 99),
  ];
  all = new Map(pages.flatMap(({ recordings }) => recordings).map((r) => [r.cname, r]));
}

/** Changes the database before this version opens it. */
function before(sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

function rows<T>(sql: string): T[] {
  const db = new Database(path, { readonly: true });
  const found = db.prepare<[], T>(sql).all();
  db.close();
  return found;
}

describe('a database of version 0.1', () => {
  beforeEach(open);

  it('keeps every recording, readable and displayable', () => {
    expect(reports).toEqual([]);
    expect(all.size).toBe(rows('SELECT id FROM recordings').length);
    for (const r of all.values()) expect(cardView(r).state).toBeTruthy();
  });

  it('keeps every job, and every one can be read', () => {
    const jobs = rows<{ payload: string; queue: string }>('SELECT payload, queue FROM jobs');
    expect(jobs.length).toBeGreaterThan(40);
    expect(new Set(jobs.map(({ queue }) => queue))).toEqual(new Set(['agora', 'card', 'thread', 'person', 'timer']));
    const unreadable = jobs.filter((job) => !payload.safeParse(JSON.parse(job.payload)).success);
    expect(unreadable).toEqual([]);
  });

  it.each([
    ['running', 'recording'],
    ['with-orphan', 'recording'],
    ['stopping-one', 'stopping'],
    ['confirming-one', 'confirming'],
    ['starting-one', 'starting'],
    ['finished-one', 'finished'],
    ['failed-one', 'failed'],
    ['sample rcance', 'canceled'],
    ['sample rlostt', 'lost'],
    ['sample ruploa', 'uploading'],
  ])('%s is %s', (cname, phase) => {
    expect(all.get(cname)?.phase).toBe(phase);
  });

  it('has the layouts, the recorders and the reasons in their new places', () => {
    const layout = { kind: 'vertical', largeUid: '77', background: '#112233' };
    expect(all.get('running')).toMatchObject({
      spec: { project: 'default', storage: 'default', usesTokens: false },
      mode: { kind: 'mix', layout: { current: layout, desired: layout } },
      card: { teamId: '', channelId: 'C00000003' },
    });
    expect(all.get('with-orphan')?.recorders.map(({ status }) => status)).toEqual(['orphan', 'running']);
    expect(all.get('stopping-one')).toMatchObject({
      ending: { stop: { by: 'U00000002' } },
      health: { problem: { errorCode: 'agora_unreachable' } },
    });
    const outcomes = ['sample rnothi', 'sample rearly', 'sample rlostt', 'failed-one', 'finished-one'].map((cname) => {
      const r = all.get(cname);
      return r === undefined ? undefined : outcomeOf(r);
    });
    expect(outcomes).toEqual([
      { kind: 'nothingRecorded', stoppedAtOnce: expect.any(Boolean) },
      { kind: 'endedEarly', errorCode: 'channel_empty' },
      { kind: 'lost', errorCode: 'control_expired' },
      { kind: 'failed', errorCode: 'agora_bad_request' },
      { kind: 'finished' },
    ]);
  });

  it('is migrated once', async () => {
    const first = rows('SELECT * FROM recordings');
    await store.close();
    store = openStore(path);
    expect(rows('SELECT * FROM recordings')).toEqual(first);
  });
});

describe('ambiguities of version 0.1', () => {
  it('a problem reported before any response of Agora began with the recording', async () => {
    before(`UPDATE recordings SET state = json_set(state, '$.troubleTold', json('true')) WHERE cname = 'starting-one'`);
    await open();
    const { createdAt, health } = all.get('starting-one') ?? {};
    expect(createdAt).toBeGreaterThan(0);
    expect(health).toEqual({ problem: { errorCode: 'agora_unreachable', since: createdAt } });
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', 'null'],
    ['another shape', '{"phase":7}'],
  ])('a recording and a job with %s are reported, and all others are migrated', async (_, json) => {
    const count = rows('SELECT id FROM recordings').length;
    before(`
      UPDATE recordings SET state = '${json}' WHERE cname = 'running';
      UPDATE jobs SET work = '${json}' WHERE key = 'stop'`);
    await open();
    expect(all.size).toBe(count - 1);
    expect(all.has('running')).toBe(false);
    await store.take('agora', Number.MAX_SAFE_INTEGER, 99, new Set());
    const job = { id: expect.stringMatching(/^job \d+$/), reason: expect.stringContaining('JSON') };
    expect(reports).toContainEqual({ id: expect.any(String), reason: expect.stringContaining('JSON') });
    expect(reports).toContainEqual(job);
  });
});
