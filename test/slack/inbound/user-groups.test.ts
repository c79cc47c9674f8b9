import { expect, test } from 'vitest';
import { createAccessOf, createMembersOf } from '../../../src/slack/inbound/user-groups.ts';
import { quiet } from './support.ts';

const minute = 60_000;

/** Slack as the test says, on a clock that it moves. */
function aSlack() {
  const slack = { time: 0, users: ['U1'] as unknown, isUp: true, calls: [] as unknown[] };
  const client = {
    apiCall: (method: string, args: unknown) => {
      slack.calls.push([method, args]);
      return slack.isUp
        ? Promise.resolve({ ok: true, users: slack.users })
        : Promise.reject(new Error('missing_scope'));
    },
  } as unknown as Parameters<typeof createMembersOf>[0]['client'];
  return { slack, membersOf: createMembersOf({ client, now: () => slack.time, log: quiet }) };
}

test('a group is read once in five minutes, for any number of requests; a change applies then', async () => {
  const { slack, membersOf } = aSlack();
  expect(await Promise.all([membersOf('S0A'), membersOf('S0A')])).toEqual([['U1'], ['U1']]);
  expect(slack.calls).toEqual([['usergroups.users.list', { usergroup: 'S0A' }]]);
  slack.users = ['U2'];
  slack.time = 5 * minute - 1;
  expect(await membersOf('S0A')).toEqual(['U1']);
  slack.time = 5 * minute;
  expect(await membersOf('S0A')).toEqual(['U2']);
  expect(slack.calls).toHaveLength(2);
});

test('while it can’t be read, a copy is used for an hour, and then it is empty', async () => {
  const { slack, membersOf } = aSlack();
  await membersOf('S0A');
  slack.isUp = false;
  slack.time = 60 * minute - 1;
  expect(await membersOf('S0A')).toEqual(['U1']);
  slack.time = 60 * minute;
  expect(await membersOf('S0A')).toBeUndefined();
  slack.isUp = true;
  slack.time += 9_999;
  expect(await membersOf('S0A')).toEqual(['U1']);
});

test('after a failure the next read waits ten seconds', async () => {
  const { slack, membersOf } = aSlack();
  slack.isUp = false;
  expect(await membersOf('S0A')).toBeUndefined();
  slack.isUp = true;
  slack.time = 9_999;
  expect(await membersOf('S0A')).toBeUndefined();
  expect(slack.calls).toHaveLength(1);
  slack.time = 10_000;
  expect(await membersOf('S0A')).toEqual(['U1']);
});

test('a response without a list is treated as a failure', async () => {
  const { slack, membersOf } = aSlack();
  slack.users = 'U1';
  expect(await membersOf('S0A')).toBeUndefined();
});

test('Slack is asked only about groups that the configuration names', async () => {
  const none = { externalUsers: true, guests: false };
  const { slack, membersOf } = aSlack();
  expect(await createAccessOf(none, membersOf)('U1')).toBeUndefined();
  const access = await createAccessOf({ ...none, stop: { users: ['U1'] } }, membersOf)('U1');
  expect(access).toMatchObject({ isAdmin: false, grants: { stop: { people: 'named' } } });
  expect(slack.calls).toEqual([]);
  const byGroup = createAccessOf({ ...none, stop: { groups: ['S0A'] }, admin: { groups: ['S0A', 'S0B'] } }, membersOf);
  expect(await byGroup('U1')).toMatchObject({ isAdmin: true, grants: { stop: { people: 'named' } } });
  expect(await byGroup('U2')).toMatchObject({ isAdmin: false, grants: { stop: { people: 'others' } } });
  expect(slack.calls).toHaveLength(2);
});
