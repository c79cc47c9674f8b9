/** Does the storage work? A wrong key is found by the doctor, and before the first class. */
import { expect, test } from 'vitest';
import type { User } from '../../src/sandbox/slack/types.ts';
import { openBucketWorld } from '../support/bucket-world.ts';
import type { World } from '../support/world.ts';

const hour = 3_600;
const wrongKey = { env: { STORAGE_SECRET_KEY: 'wrong-secret-key' }, scopes: ['commands', 'chat:write', 'users:read'] };
const schedule = '/record schedule maths every="mon,wed 11:00" for=1h';

const direct = ({ slack }: World, user: User) =>
  slack.messages(slack.direct(user)).map((message) => slack.renderText(message));

test('a wrong key is found by the doctor, and reported an hour before the first class', async () => {
  // Saturday; the first class is on Monday at eleven, UTC.
  const { world, bucket } = await openBucketWorld(wrongKey);
  const { slack, ana, room, clock } = world;
  await slack.type(ana, room, '/record doctor');
  const found = await slack.waitFor(
    () =>
      slack
        .ephemerals(ana)
        .map((one) => slack.renderText(one))
        .find((text) => text.includes('✗ Storage default')),
    30_000,
  );
  expect(found).toContain('Check the access key, the secret key');
  expect(found).not.toContain('wrong-secret-key');

  await slack.type(ana, room, schedule);
  await world.ephemeral(ana, 'Scheduled maths');
  const eleven = Date.UTC(2026, 10, 23, 11);
  await world.passTo(eleven - hour * 1000 - 60_000);
  expect(direct(world, ana)).toEqual([]);
  const warning = await world.until(() => direct(world, ana)[0], 120);
  expect(warning).toContain('The storage default refuses its keys, so maths can’t be recorded');
  expect(warning).not.toContain('wrong-secret-key');
  expect(clock.now()).toBeLessThan(eleven - hour * 1000 + 60_000);
  expect(bucket.objects.size).toBe(0);

  // What was not fixed fails, and is reported again, in the channel.
  await world.passTo(eleven);
  await world.card('Failed', 180);
  expect(await world.line('was not recorded')).toContain('Ask your admin to check the storage keys first');
});

test.each([
  ['all', 1],
  ['write', 1],
] as const)('a key with the right to %s is enough, and nothing is said', async (rights, classes) => {
  const { world } = await openBucketWorld({}, rights);
  const { slack, agora, ana, room } = world;
  await slack.type(ana, room, '/record schedule maths at="2026-11-21 11:00" for=30m');
  await world.ephemeral(ana, 'Scheduled maths');
  await world.passTo(Date.UTC(2026, 10, 21, 11, 1));
  await world.card('Recording maths');
  expect(agora.recorders).toHaveLength(classes);
  expect(direct(world, ana)).toEqual([]);
});
