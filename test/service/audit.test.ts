/** What is in the audit and in the log, on the real store. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Actor } from '../../src/recording/events.ts';
import { type AuditEvent, createAuditService } from '../../src/service/audit.ts';
import { createRecordingService } from '../../src/service/recording-service.ts';
import { createScheduleRunner } from '../../src/service/schedule-runner.ts';
import { createTransitionRunner } from '../../src/service/transition-runner.ts';
import type { BotStore } from '../../src/store/bot-store.ts';
import { openStore } from '../../src/store/sqlite/open.ts';
import { withRule } from '../support/permissions.ts';
import { nineOClock, scheduleOf } from '../support/schedules.ts';
import { catalogue } from '../support/specs.ts';

const ana = { teamId: 'T1', userId: 'UANA', channelId: 'C1' };
const at = { team: 'T1', channel: 'C1' };

function open(change: (store: BotStore) => BotStore = (store) => store) {
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-audit-'));
  const clock = { now: () => nineOClock, until: () => Promise.resolve() };
  const real = openStore(join(folder, 'bot.db'), { clock });
  onTestFinished(async () => {
    await real.close();
    rmSync(folder, { recursive: true });
  });
  const store = change(real);
  const events: AuditEvent[] = [];
  const onAudit = (event: AuditEvent) => void events.push(event);
  const audit = createAuditService(store, onAudit);
  const runner = createTransitionRunner({
    store,
    clock,
    newUid: () => '4000000009',
    notifications: false,
    jitter: () => 0,
    onAudit,
  });
  let n = 0;
  const making = { clock, catalogue, random: (below: number) => (n += 7) % below };
  const service = createRecordingService({ store, runner, audit, ...making });
  const schedules = createScheduleRunner({ store, recordings: runner, onAudit, ...making });
  const start = (actor: Actor, requestId: string, cname = 'maths') =>
    service.start({ cname, wanted: {}, actor, isPrivate: false }, requestId);
  return { real, store, events, audit, service, schedules, start };
}

test('a rejected start creates nothing, and is audited once', async () => {
  const { real, events, start } = open();
  const actor = withRule(ana, { start: { users: ['UBEN'] } });
  expect(await start(actor, 'q1')).toEqual({ kind: 'notPermitted' });
  expect(await start(actor, 'q1')).toEqual({ kind: 'notPermitted' });
  expect((await real.listActive(ana, 9)).total).toBe(0);
  expect(events).toEqual([{ ...at, actor: 'UANA', action: 'start rejected', target: 'maths', request: 'q1' }]);
  expect((await real.listAudit('T1', {}, 9)).lines).toHaveLength(1);
});

test('commits are audited: a start, a second one, a command, and a rejected one', async () => {
  const { events, service, start } = open();
  const started = await start(ana, 'q1');
  if (started.kind !== 'started') throw new Error(started.kind);
  const { id } = started.recording;
  await start(ana, 'q1');
  await start(ana, 'q2');
  const about = { ...at, target: id, name: 'maths', actor: 'UANA' };
  await service.execute(id, { type: 'stop' }, withRule(ana, { stop: { users: ['UBEN'] } }), 'q3');
  await service.execute(id, { type: 'stop' }, ana, 'q4');
  expect(events).toEqual([
    { ...about, action: 'start', request: 'q1' },
    { ...about, action: 'start rejected', detail: 'active', request: 'q2' },
    { ...about, action: 'stop rejected', detail: 'C1', request: 'q3' },
    { ...about, action: 'canceled', request: 'q4' },
  ]);
});

test('what was not committed is not audited', async () => {
  const full = () => Promise.reject(new Error('disk full'));
  const { events, audit, start } = open((store) => ({ ...store, create: full, addRefusal: full }));
  await expect(start(ana, 'q1')).rejects.toThrow('disk full');
  await expect(audit.refuse({ actor: ana, action: 'usage' }, 'q2')).rejects.toThrow('disk full');
  expect(events).toEqual([]);
});

test('a schedule is audited, and the recording that it starts', async () => {
  const { events, schedules } = open();
  const s = scheduleOf('sabcde', { channel: { teamId: 'T1', channelId: 'C1', isPrivate: false } });
  const audit = { actor: 'UANA', action: 'schedule' };
  await schedules.create({ next: s, jobs: [], cancel: [], occurrences: [], audit }, 'q1');
  await schedules.apply('sabcde', { type: 'timerDue', timer: 'run' });
  const refused = withRule(ana, { schedule: { users: ['UBEN'] } });
  await schedules.apply('sabcde', { type: 'commandReceived', command: { type: 'cancel' }, actor: refused });
  const about = { ...at, target: 'sabcde', name: 'maths' };
  expect(events).toEqual([
    { ...about, actor: 'UANA', action: 'schedule', request: 'q1' },
    { ...about, actor: 'clock', action: 'schedule started', detail: new Date(nineOClock).toISOString() },
    { ...about, target: expect.stringMatching(/^r/u), actor: 'U1ANA', action: 'start' },
    { ...about, actor: 'UANA', action: 'schedule cancel rejected', detail: 'C1' },
  ]);
});
