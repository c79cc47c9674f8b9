/** `/record doctor`: the running bot checks what it needs, for admins. */
import { expect, onTestFinished, test } from 'vitest';
import { startBucket } from '../../src/sandbox/bucket/bucket-server.ts';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import type { User } from '../../src/sandbox/slack/types.ts';
import { openWorld, startOfTime, type World } from '../support/world.ts';

async function openBucket() {
  // What the bot signs has the time of its own clock.
  const bucket = await startBucket({ clock: new MovableClock(startOfTime) });
  onTestFinished(() => bucket.close());
  const env = {
    STORAGE_VENDOR: 's3-compatible',
    STORAGE_REGION: '',
    STORAGE_ENDPOINT: bucket.endpoint,
    STORAGE_BUCKET: bucket.bucket,
    STORAGE_ACCESS_KEY: bucket.accessKey,
    STORAGE_SECRET_KEY: bucket.secretKey,
  };
  return { bucket, env };
}

/** What the person receives, in real time: the checks call other processes. */
function told({ slack }: World, user: User, words: string): Promise<string> {
  const look = () =>
    slack
      .ephemerals(user)
      .map((one) => slack.renderText(one))
      .find((text) => text.includes(words));
  return slack.waitFor(look, 30_000);
}

test('an admin gets a private line for each check, after an immediate acknowledgement', async () => {
  const { env, bucket } = await openBucket();
  const world = await openWorld({ env, notifications: true, scopes: ['commands', 'chat:write', 'users:read'] });
  const { slack, ana, ben, room } = world;

  await slack.type(ana, room, '/record doctor');
  const text = await told(world, ana, 'Slack bot token');
  for (const line of [
    '✓ Slack bot token: Accepted for workspace clapperboard, bot clapperbot.',
    '✓ Slack connection: 2 connections are open.',
    '⚠ Slack scopes files:write: Not granted',
    '✓ Agora credentials default: ',
    '✓ Clock: ',
    '✓ Notifications: The bot takes events at http://127.0.0.1:',
    'bot.db is intact: 0 recordings',
    '✓ Storage default: Writing, reading and deleting a test object worked.',
  ]) {
    expect(text).toContain(line);
  }
  const answers = slack.ephemerals(ana).map((one) => slack.renderText(one));
  expect(answers[0]).toContain('Checking…');
  expect(answers).toHaveLength(2);
  expect(slack.ephemerals(ben)).toEqual([]);
  expect(slack.messages(room)).toEqual([]);
  expect(text).not.toMatch(/local-secret|xoxb|xapp/u);
  // It has asked for no new connection.
  expect(slack.calls('apps.connections.open')).toHaveLength(2);
  expect(bucket.objects.size).toBe(0);
});

test('failed checks come first, with the fix', async () => {
  const { env, bucket } = await openBucket();
  const world = await openWorld({ env });
  bucket.refuse(bucket.accessKey);
  await world.slack.type(world.ana, world.room, '/record doctor');
  const text = await told(world, world.ana, 'Storage default');
  const [summary = '', first = ''] = text.slice(text.indexOf('1 check failed')).split(/\n */u);
  expect(summary).toMatch(/^1 check failed, \d warnings?\./u);
  expect(first).toMatch(/^✗ Storage default: Writing a test object was refused .* Fix: Check the access key/u);
});

test('where admins are configured, others are rejected, and nothing is checked', async () => {
  const { env, bucket } = await openBucket();
  const file = 'permissions: { admin: { users: [U0ADMIN] } }\n';
  const world = await openWorld({ env, file });
  const before = bucket.requests.length;
  await world.slack.type(world.ben, world.room, '/record doctor');
  await told(world, world.ben, 'Only admins can run the checks. Ask one of them: ');
  expect(bucket.requests).toHaveLength(before);
  expect(world.slack.ephemerals(world.ben)).toHaveLength(1);
});

test('two concurrent requests share one run', async () => {
  const { env, bucket } = await openBucket();
  const world = await openWorld({ env });
  const { slack, ana, ben, room } = world;
  await Promise.all([slack.type(ana, room, '/record doctor'), slack.type(ben, room, '/record doctor')]);
  await Promise.all([told(world, ana, 'Storage default'), told(world, ben, 'Storage default')]);
  expect(bucket.requests.map(({ method }) => method)).toEqual(['PUT', 'GET', 'DELETE']);
});
