/** Guests and people of other organizations, where the bot has the scope that identifies them. */
import { describe, expect, it } from 'vitest';
import { createPeople } from '../../../src/slack/inbound/people.ts';
import { aWorkspace, connected } from '../support.ts';
import { aRecording, FakeRecordingService, inChannel, quiet } from './support.ts';

const scopes = ['commands', 'chat:write', 'users:read'];

async function withOutsiders(granted: readonly string[]) {
  const workspace = await aWorkspace({ scopes: granted });
  const guest = workspace.slack.addUser('gil', 'guest');
  const external = workspace.slack.addUser('eve', 'external');
  const service = new FakeRecordingService(aRecording({ card: inChannel(workspace.general.id) }));
  return { ...(await connected(workspace, service)), guest, external };
}

describe('with users:read', () => {
  it.each([
    ['guest', 'Guests can’t control recordings'],
    ['external', 'Only members of this workspace'],
  ] as const)('a %s is rejected, and nothing is done', async (who, sentence) => {
    const { slack, general, service, idle, ...people } = await withOutsiders(scopes);
    for (const line of ['start maths', 'stop standup', 'list']) {
      await slack.type(people[who], general, `/record ${line}`);
      await idle();
    }
    const said = slack.ephemerals(people[who]).map(({ text }) => text);
    expect(said).toHaveLength(3);
    for (const text of said) expect(text).toContain(sentence);
    expect([service.starts, service.executed]).toEqual([[], []]);
    expect(slack.calls('users.info')).toHaveLength(1);
  });

  it('a member is looked up once, and the command runs', async () => {
    const { slack, ana, general, service, idle } = await withOutsiders(scopes);
    await slack.type(ana, general, '/record start maths');
    await idle();
    await slack.type(ana, general, '/record start physics');
    await idle();
    expect(service.starts).toHaveLength(2);
    expect(slack.calls('users.info')).toHaveLength(1);
  });

  it('the command runs while Slack can’t identify the person', async () => {
    const { slack, ana, general, service, idle } = await withOutsiders(scopes);
    slack.fault({ method: 'users.info', kind: { status: 503 } });
    await slack.type(ana, general, '/record start maths');
    await idle();
    expect(service.starts).toHaveLength(1);
  });
});

it('without users:read nobody is looked up', async () => {
  const { slack, guest, general, service, idle } = await withOutsiders(['commands', 'chat:write']);
  await slack.type(guest, general, '/record start maths');
  await idle();
  expect(service.starts).toHaveLength(1);
  expect(slack.calls('users.info')).toEqual([]);
});

it('a lookup is cached for an hour, and longer while Slack fails', async () => {
  let time = 0;
  let response: () => Promise<object> = () => Promise.resolve({ user: { is_ultra_restricted: true } });
  const client = { apiCall: () => response() } as unknown as Parameters<typeof createPeople>[0]['client'];
  const team = { id: 'T1', url: '', scopes };
  const about = { client, team, timeZone: 'Etc/UTC', locale: 'en', now: () => time, log: quiet } as const;
  const { membershipOf, timeZoneOf } = createPeople(about);
  expect(await membershipOf('U1')).toBe('guest');
  response = () => Promise.reject(new Error('no connection'));
  time = 3_600_000;
  expect(await membershipOf('U1')).toBe('guest');
  expect(await membershipOf('U2')).toBe('member');
  expect(await timeZoneOf('U2')).toEqual({ timeZone: 'Etc/UTC', isOwn: false });
  response = () => Promise.resolve({ user: { tz: 'Europe/Berlin' } });
  expect(await membershipOf('U1')).toBe('member');
  expect(await timeZoneOf('U1')).toEqual({ timeZone: 'Europe/Berlin', isOwn: true });
  response = () => Promise.resolve({ user: { tz: 'Nowhere/Land', deleted: true } });
  expect(await membershipOf('U3')).toBe('former');
  expect(await timeZoneOf('U3')).toEqual({ timeZone: 'Etc/UTC', isOwn: false });
});
