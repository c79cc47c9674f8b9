/** What becomes of a schedule's messages, of every kind, when Slack fails in each of its ways. */
import { describe, expect, it } from 'vitest';
import type { ScheduleMessage } from '../../../src/recording/schedule/schedule.ts';
import { realClock } from '../../../src/sandbox/movable-clock.ts';
import type { Languages } from '../../../src/slack/delivery/messenger.ts';
import { createScheduleMessenger } from '../../../src/slack/delivery/schedule-messenger.ts';
import { nineOClock, scheduleOf } from '../../support/schedules.ts';
import { aWorkspace, outward } from '../support.ts';

const never = new AbortController().signal;
const at = nineOClock;
const reason = { kind: 'notPermitted' } as const;
const inChannel: readonly ScheduleMessage[] = [
  { type: 'scheduled' },
  { type: 'reminder', at },
  { type: 'skipped', by: 'U2BEN', at },
  { type: 'canceled', by: 'U2BEN' },
  { type: 'missed', at: [at], count: 1 },
  { type: 'notStarted', at, reason },
];
const toPerson: readonly ScheduleMessage[] = [
  { type: 'missed', at: [at], count: 1 },
  { type: 'notStarted', at, reason },
  { type: 'willNotStart', at, reason },
  { type: 'storageTrouble', at, trouble: { storage: 'default', refused: true, detail: 'AccessDenied' } },
  { type: 'channelRejected', code: 'is_archived', kept: true },
  { type: 'blocked', at, recordingId: 'rother' },
];

async function setUp() {
  const languages: Languages = { ofWorkspace: 'en', ofPerson: () => Promise.resolve('zh') };
  const workspace = await aWorkspace();
  const { slack } = workspace;
  const out = outward(workspace);
  const { client, rateLimiter, responder, log } = out;
  const about = { client, rateLimiter, responder, log, clock: realClock, languages, teamUrl: () => slack.team.url };
  const messenger = createScheduleMessenger(about);
  const channel = { teamId: 'T1', channelId: workspace.general.id, isPrivate: false };
  const schedule = scheduleOf('s7k2m4', { channel, createdBy: workspace.ana.id });
  return { ...workspace, ...out, messenger, schedule };
}

it.each(inChannel)('posts $type in the channel, in the language of the workspace', async (message) => {
  const { slack, general, messenger, schedule } = await setUp();
  expect(await messenger.announce(schedule, message, never)).toMatchObject({ kind: 'sent' });
  expect(slack.messages(general)).toHaveLength(1);
  expect(slack.messages(general)[0]?.text).not.toMatch(/\p{Script=Han}/u);
});

it.each(toPerson)('sends $type to the person, by direct message in their language', async (message) => {
  const { slack, ana, general, messenger, schedule } = await setUp();
  expect(await messenger.tell(schedule, message, never)).toMatchObject({ kind: 'sent' });
  expect(slack.dms(ana)).toHaveLength(1);
  expect(slack.dms(ana)[0]?.text).toMatch(/\p{Script=Han}/u);
  expect(slack.messages(general)).toEqual([]);
});

describe.each(['not_in_channel', 'is_archived', 'restricted_action', 'invalid_blocks', 'new_in_2027'])(
  'Slack rejects with %s',
  (error) => {
    it.each(inChannel)('$type: permanently, and it is logged', async (message) => {
      const { slack, messenger, schedule, log } = await setUp();
      slack.fault({ method: 'chat.postMessage', kind: { error } });
      expect(await messenger.announce(schedule, message, never)).toEqual({ kind: 'rejected', code: error });
      expect(log.lines.join('\n')).toContain(error);
    });
  },
);

describe.each([
  ['answers 429', { retryAfter: 30 }, 30_000],
  ['answers 500', { status: 500 }, 1_000],
  ['loses the response', 'loseResponse', 1_000],
  ['drops the connection', 'drop', 1_000],
  ['rejects the token', { error: 'token_revoked' }, 60_000],
] as const)('Slack %s', (_, kind, after) => {
  it.each(inChannel.slice(0, 2))('$type: later, and then it is posted', async (message) => {
    const { slack, messenger, schedule } = await setUp();
    slack.fault({ method: 'chat.postMessage', kind });
    expect(await messenger.announce(schedule, message, never)).toEqual({ kind: 'later', after });
  });

  it('to a person: the same', async () => {
    const { slack, messenger, schedule } = await setUp();
    slack.fault({ method: 'chat.postMessage', kind });
    expect(await messenger.tell(schedule, { type: 'blocked', at, recordingId: 'rother' }, never)).toEqual({
      kind: 'later',
      after,
    });
  });
});
