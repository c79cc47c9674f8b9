/** Two workspaces on one bot, whose people and channels have the same ids, on the real store. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Actor } from '../../src/recording/events.ts';
import { type AuditEvent, createAuditService } from '../../src/service/audit.ts';
import { createRecordingService } from '../../src/service/recording-service.ts';
import { createTransitionRunner } from '../../src/service/transition-runner.ts';
import { createUsageService } from '../../src/service/usage.ts';
import { openStore } from '../../src/store/sqlite/open.ts';
import { first, recordingOf } from '../store/fixtures.ts';
import { catalogue, specOf } from '../support/specs.ts';

const own: Actor = { teamId: 'T1', userId: 'UANA', channelId: 'C1' };
const other: Actor = { ...own, teamId: 'T2' };
const now = Date.UTC(2026, 10, 18, 12);
const minute = 60_000;
const everyPage = { live: 9, orphans: 9, ended: 9 };

function open(minutes: Readonly<Record<string, number>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-teams-'));
  const clock = { now: () => now, until: () => Promise.resolve() };
  const store = openStore(join(folder, 'bot.db'), { clock });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const events: AuditEvent[] = [];
  const onAudit = (event: AuditEvent) => void events.push(event);
  const audit = createAuditService(store, onAudit);
  const settings = { newUid: () => '4000000009', notifications: false, jitter: () => 0 };
  const runner = createTransitionRunner({ store, clock, ...settings, onAudit });
  const rulesOf = (teamId: string) => {
    const limit = minutes[teamId];
    return {
      limits: { workspace: limit === undefined ? {} : { minutes: limit }, presets: new Map() },
      admins: [`UADMIN${teamId}`],
    };
  };
  const usage = createUsageService({ store, runner, clock, rulesOf });
  let n = 0;
  const random = (below: number) => (n += 7) % below;
  const service = createRecordingService({ store, runner, audit, usage, clock, catalogue, random });
  const start = (actor: Actor, cname = 'maths') =>
    service.start({ cname, wanted: {}, actor, isPrivate: false }, `start ${cname} ${actor.teamId}`);
  /** Has run for so many minutes, and runs. */
  const run = (id: string, teamId: string, used: number) => {
    const recorders = [{ uid: '1', status: 'running', sendCount: 1, startedAt: now - used * minute }] as const;
    const card = { teamId, channelId: 'C1', isPrivate: false };
    const r = recordingOf(id, { phase: 'recording', recorders, health: { mediaSeen: true }, startedBy: id, card });
    return store.create(first(r), `run ${id}`);
  };
  return { store, events, service, usage, start, run };
}

async function started(result: ReturnType<ReturnType<typeof open>['start']>) {
  const it = await result;
  if (it.kind !== 'started') throw new Error(it.kind);
  return it.recording;
}

test('a channel that another workspace records is not recorded twice, and each audit has its own', async () => {
  const { store, events, start } = open();
  const { id } = await started(start(own));
  expect(await start(other)).toMatchObject({ kind: 'active', recording: { id } });
  expect(events).toEqual([
    { team: 'T1', channel: 'C1', target: id, name: 'maths', actor: 'UANA', action: 'start', request: 'start maths T1' },
    {
      team: 'T2',
      channel: 'C1',
      actor: 'UANA',
      action: 'start rejected',
      target: 'maths',
      request: 'start maths T2',
    },
  ]);
  expect((await store.listAudit('T1', {}, 9)).lines).toMatchObject([{ action: 'start' }]);
  expect((await store.listAudit('T2', {}, 9)).lines).toMatchObject([{ action: 'start rejected', target: 'maths' }]);
});

test('nothing of another workspace is found, by name or by id, and it hides nothing of one’s own', async () => {
  const { store, service, start } = open();
  const { id } = await started(start(own));
  for (const name of ['maths', id, id.toUpperCase()]) {
    expect((await service.find('T1', name))?.id).toBe(id);
    expect(await service.find('T2', name)).toBeUndefined();
  }
  expect([await service.findLive('T1', 'maths'), await service.findLive('T2', 'maths')]).toMatchObject([[{ id }], []]);
  // Their own, which is over, though another workspace records the channel and one of a channel that is called like its id.
  const card = { teamId: 'T2', channelId: 'C1', isPrivate: false };
  const over = recordingOf('rover2', { cname: 'maths', card, phase: 'finished', ending: { endedAt: now } });
  await store.create(first(over), 'q1');
  await started(start(own, 'rover2'));
  expect((await service.find('T2', 'maths'))?.id).toBe('rover2');
  expect((await service.find('T2', 'rover2'))?.id).toBe('rover2');
  expect((await service.knownNames(other)).ids).toEqual(['rover2']);
  const { live, ended } = await service.list(other, everyPage);
  expect([live.total, ended.recordings.map((r) => r.id)]).toEqual([0, ['rover2']]);
});

test('a command for a recording of another workspace does nothing, and leaves no trace there', async () => {
  const { store, events, service, start } = open();
  const { id, version } = await started(start(own));
  const before = events.length;
  const admin = { ...other, access: { isAdmin: true, grants: {} } };
  for (const [n, actor] of [other, admin].entries()) {
    expect(await service.execute(id, { type: 'stop' }, actor, `click ${n}`)).toEqual({ kind: 'notFound' });
  }
  expect((await store.find(id))?.version).toBe(version);
  expect(events).toHaveLength(before);
  expect(await service.execute(id, { type: 'stop' }, own, 'click own')).toMatchObject({ kind: 'accepted' });
});

test('each workspace has its own month: sums, limits, admins and warnings', async () => {
  const { store, usage, run } = open({ T1: 100, T2: 50 });
  await run('rfirst', 'T1', 90);
  await run('rother', 'T2', 10);
  expect(await usage.limitReached(specOf(), own)).toBeUndefined();
  expect(await usage.limitReached(specOf(), other)).toBeUndefined();
  await run('rthird', 'T2', 40);
  expect(await usage.limitReached(specOf(), own)).toBeUndefined();
  expect(await usage.limitReached(specOf(), other)).toMatchObject({
    use: { limit: 50, used: 50 },
    admins: ['UADMINT2'],
  });
  expect(await usage.limitReached(specOf(), { ...other, userId: 'UADMINT2' })).toBeUndefined();
  expect(await usage.limitReached(specOf(), { ...other, userId: 'UADMINT1' })).toBeDefined();

  const used = async (viewer: Actor) => (await usage.report(viewer, undefined)).total.seconds;
  expect([await used(own), await used(other)]).toEqual([{ hd: 90 * 60 }, { hd: 50 * 60 }]);
  expect(await used({ ...other, userId: 'UADMINT2' })).toEqual({ hd: 50 * 60 });

  await usage.warn();
  await usage.warn();
  const warned = (await store.take('person', now, 99, new Set())).map(({ recording, job }) => {
    const { payload } = job;
    const use = payload.queue === 'person' && 'use' in payload.message ? payload.message.use : undefined;
    return `${recording.id}: ${use?.used} of ${use?.limit}`;
  });
  expect(warned.toSorted()).toEqual(['rfirst: 90 of 100', 'rthird: 50 of 50']);
});

test('a workspace without a limit is not warned of another one’s', async () => {
  const { store, usage, run } = open({ T2: 50 });
  await run('rfirst', 'T1', 90);
  await run('rother', 'T2', 10);
  await usage.warn();
  expect(await store.take('person', now, 99, new Set())).toEqual([]);
});

test('two workspaces that have used up the same share of the same limit are both warned', async () => {
  const { store, usage, run } = open({ T1: 50, T2: 50 });
  await run('rfirst', 'T1', 45);
  await run('rother', 'T2', 45);
  await usage.warn();
  const warned = (await store.take('person', now, 99, new Set())).map(({ recording }) => recording.id);
  expect(warned.toSorted()).toEqual(['rfirst', 'rother']);
});
