/** What arrives is handled by the workspace that it is from, also where another one has the same ids. */
import type { App } from '@slack/bolt';
import { expect, it, vi } from 'vitest';
import type { Recording } from '../../../src/recording/recording.ts';
import { noNames } from '../../../src/slack/inbound/names.ts';
import { registerInbound } from '../../../src/slack/inbound/register.ts';
import type { KeptWorkspaces } from '../../../src/slack/transport/kept-workspaces.ts';
import type { Workspace } from '../../../src/slack/transport/workspaces.ts';
import { createFakeBuckets, nothingConfigured } from '../../support/buckets.ts';
import { twoWorkspaces } from '../two-workspaces.ts';
import {
  aRecording,
  FakeRecordingService,
  healthy,
  inChannel,
  keptAudit,
  noHomes,
  noSchedules,
  noSteps,
  noUsageService,
} from './support.ts';

type Handler = (event: object) => Promise<void>;

const scopes = ['commands', 'chat:write', 'users:read'];
const refusal = 'Only members of this workspace can control recordings.';

/** What Slack delivers, given to the listeners without a connection. `change`: of how workspaces are found. */
async function setUp(change: (workspaces: KeptWorkspaces) => Partial<KeptWorkspaces> = () => ({})) {
  const all = await twoWorkspaces({ scopes });
  const { T1, log, clock } = all;
  const card = { ...inChannel(T1.general.id), teamId: 'T2' };
  const service = new FakeRecordingService(aRecording({ card, startedBy: T1.ana.id }));
  const handlers = new Map<string, Handler>();
  const take = (kind: string) => (about: unknown, handler: Handler) =>
    void handlers.set(kind === 'view' ? `view ${String(about)}` : kind, handler);
  const app = {
    command: take('command'),
    action: take('action'),
    view: take('view'),
    shortcut: take('shortcut'),
    function: take('function'),
    event: take('event'),
  } as unknown as App;
  const workspaces = { ...all.workspaces, ...change(all.workspaces) };
  /** What App Homes show. */
  const shown: Recording[] = [];
  /** By address: what was answered there. */
  const responses: Record<string, string[]> = {};
  const acks: string[] = [];
  const end = new AbortController();
  const inbound = registerInbound({
    app,
    workspaces,
    deliveryOf: all.deliveries.of,
    service,
    schedules: noSchedules,
    homes: { ...noHomes, searchLive: () => Promise.resolve({ items: shown, offset: 0, more: false }) },
    timeZone: 'Etc/UTC',
    locale: 'en',
    usage: noUsageService,
    names: noNames,
    configured: nothingConfigured,
    buckets: createFakeBuckets(),
    audit: keptAudit(),
    admitsOf: () => ({ externalUsers: false, guests: false }),
    accessOf: () => () => Promise.resolve(undefined),
    workflowAccessOf: () => undefined,
    takenSteps: noSteps,
    doctor: healthy,
    responder: {
      ...all.responder,
      respond: (url, message) => {
        (responses[url] ??= []).push(message.text);
        return Promise.resolve(true);
      },
    },
    clock,
    log,
    signal: end.signal,
  });
  const ack = (content?: { text: string }) => {
    acks.push(content?.text ?? '');
    return Promise.resolve();
  };
  const give = async (kind: string, teamId: string, event: object) => {
    await handlers.get(kind)?.({ ack, context: { teamId }, ...event });
  };
  const person = { id: T1.ana.id };
  return {
    ...all,
    service,
    inbound,
    shown,
    responses,
    acks,
    type: (teamId: string, text: string, ofTeam = teamId) => {
      const where = { user_id: person.id, channel_id: T1.general.id, channel_name: 'general', team_id: ofTeam };
      const command = { ...where, text, trigger_id: `${teamId} ${text}`, response_url: `https://${teamId}.invalid/` };
      return give('command', teamId, { command });
    },
    press: (teamId: string, ofTeam = teamId) =>
      give('action', teamId, {
        action: { type: 'button', action_id: 'stop', value: 'rabcde' },
        body: {
          user: { ...person, team_id: ofTeam },
          channel: { id: T1.general.id, name: 'general' },
          container: { message_ts: '1700000000.000001', is_ephemeral: false },
          trigger_id: 't2',
          response_url: `https://${teamId}.invalid/`,
        },
      }),
    useShortcut: (teamId: string, ofTeam = teamId) =>
      give('shortcut', teamId, { body: { user: { ...person, team_id: ofTeam }, trigger_id: 't3' } }),
    openHome: (teamId: string) => give('event', teamId, { event: { tab: 'home', user: person.id } }),
  };
}

it.each([
  ['T1', 'T2'],
  ['T2', 'T1'],
] as const)('people of %s act there, and not in %s', async (own, other) => {
  const setting = await setUp();
  const { service, inbound } = setting;
  await setting.press(own);
  await setting.type(own, 'start chemistry');
  await setting.useShortcut(own);
  await setting.openHome(own);
  await inbound.idle();
  expect(service.executed.map(({ actor }) => actor.teamId)).toEqual([own]);
  expect(service.starts.map(({ start }) => start.actor.teamId)).toEqual([own]);
  const { slack, ana } = setting[own];
  expect(slack.calls('views.open')).toHaveLength(1);
  await vi.waitUntil(() => slack.home(ana) !== undefined, { interval: 5, timeout: 5_000 });
  expect(setting[other].slack.calls()).toEqual([]);
});

it('answers that have no address go to the person in the own workspace', async () => {
  const { useShortcut, inbound, T1, T2 } = await setUp();
  await useShortcut('T2', 'T9');
  await inbound.idle();
  expect(T2.slack.dms(T2.ana).map(({ text }) => text)).toEqual([refusal]);
  expect(T1.slack.calls()).toEqual([]);
});

it('knows the language of a person by the workspace', async () => {
  const { type, inbound, acks, T1, T2 } = await setUp();
  T1.slack.setLocale(T1.ana, 'zh-CN');
  T2.slack.setLocale(T2.ana, 'en-US');
  for (const teamId of ['T1', 'T2', 'T1', 'T2']) {
    await type(teamId, 'nonsense');
    await inbound.idle();
  }
  expect(acks.slice(2).map((text) => /\p{Script=Han}/u.test(text))).toEqual([true, false]);
  expect(await inbound.localeOf('T1', T1.ana.id)).toBe('zh');
  expect(await inbound.localeOf('T2', T2.ana.id)).toBe('en');
});

it('a guest of one workspace may be a member of another', async () => {
  const { inbound, T1, T2 } = await setUp();
  const [guest, member] = [T1.slack.addUser('gil', 'guest'), T2.slack.addUser('gil')];
  expect(guest.id).toBe(member.id);
  expect(await inbound.isAdmitted('T1', guest.id)).toBe(false);
  expect(await inbound.isAdmitted('T2', guest.id)).toBe(true);
});

const notKept = () => ({ kept: () => undefined });

it.each([
  ['kept', undefined],
  ['not kept', notKept],
] as const)('somebody of a third workspace is shut out of one that is %s', async (_, change) => {
  const { type, press, inbound, acks, responses, service } = await setUp(change);
  await type('T1', 'start chemistry', 'T9');
  await press('T1', 'T9');
  await inbound.idle();
  expect(acks).toEqual([refusal, '']);
  expect(responses).toEqual({ 'https://T1.invalid/': [refusal] });
  expect([service.starts, service.executed]).toEqual([[], []]);
});

it('acknowledges before it is known which workspace it is', async () => {
  const { promise, resolve } = Promise.withResolvers<Workspace | undefined>();
  const { type, press, inbound, acks, service, workspaces } = await setUp(() => ({
    ...notKept(),
    find: () => promise,
  }));
  await type('T2', 'help');
  await type('T2', 'start chemistry');
  await press('T2');
  expect(acks).toEqual([expect.stringContaining('I record your online sessions.'), '', '']);
  expect([service.starts, service.executed]).toEqual([[], []]);
  expect(inbound.inFlight()).toBe(3);
  resolve(await workspaces.find('T2'));
  await inbound.idle();
  expect(service.starts).toMatchObject([{ start: { cname: 'chemistry', actor: { teamId: 'T2' } } }]);
  expect(service.executed).toMatchObject([{ command: { type: 'stop' }, actor: { teamId: 'T2' } }]);
});

it('does nothing for a workspace where the app is no longer installed', async () => {
  const { type, inbound, log, service, remove } = await setUp();
  remove('T2');
  await type('T2', 'start chemistry');
  await inbound.idle();
  expect(service.starts).toEqual([]);
  expect(log.lines.join('\n')).toContain('where the app is not installed {"team":"T2"}');
});

it('tells the person when the database can’t say which workspace it is', async () => {
  const { type, inbound, log, responses } = await setUp(() => ({
    ...notKept(),
    find: () => Promise.reject(new Error('the disk is full')),
  }));
  await type('T1', 'start chemistry');
  await inbound.idle();
  const [, reference = 'none'] = /reference `?([0-9a-f]{6})/u.exec(responses['https://T1.invalid/']?.[0] ?? '') ?? [];
  expect(log.lines.join('\n')).toContain(reference);
});

it('publishes no home any more where the app is gone', async () => {
  const { openHome, inbound, shown, service, remove, T1, T2, clock, log } = await setUp();
  for (const teamId of ['T1', 'T2']) await openHome(teamId);
  const isThere = () => [T1, T2].every(({ slack, ana }) => slack.home(ana) !== undefined);
  await vi.waitUntil(isThere, { interval: 5, timeout: 5_000 });
  shown.push(...service.recordings.values());
  inbound.changed();
  remove('T2');
  clock.advance(60_000);
  await vi.waitUntil(() => T1.slack.renderHome(T1.ana).includes('standup'), { interval: 5, timeout: 5_000 });
  await inbound.idle();
  expect(T2.slack.calls('views.publish')).toHaveLength(1);
  expect(log.lines.filter((line) => line.includes('App Home'))).toEqual([]);
});
