/** What goes out where the same ids mean other channels and people in another workspace. */
import { expect, it } from 'vitest';
import type { Recording } from '../../../src/recording/recording.ts';
import { runningRecording } from '../../support/recordings.ts';
import { nineOClock, scheduleOf } from '../../support/schedules.ts';
import { twoWorkspaces } from '../two-workspaces.ts';

const never = new AbortController().signal;

/** The same recording but for its workspace; the local Slacks give the same ids in the same order. */
async function setUp() {
  const all = await twoWorkspaces();
  const { T1, T2 } = all;
  expect([T2.general.id, T2.ana.id]).toEqual([T1.general.id, T1.ana.id]);
  const recordingIn = (teamId: string, change: Partial<Recording> = {}) =>
    runningRecording({
      id: `r${teamId}`,
      cname: `maths-of-${teamId}`,
      startedBy: T1.ana.id,
      card: { teamId, channelId: T1.general.id, isPrivate: false },
      ...change,
    });
  return { ...all, recordingIn };
}

type Setting = Awaited<ReturnType<typeof setUp>>;

async function posted({ deliveries, recordingIn }: Setting, teamId: string): Promise<Recording> {
  const r = recordingIn(teamId);
  const sent = await deliveries.messenger.card(r, true, never);
  if (sent.kind !== 'sent') throw new Error(`not posted: ${JSON.stringify(sent)}`);
  return { ...r, card: { ...r.card, ts: sent.ts } };
}

it.each([
  ['T1', 'T2'],
  ['T2', 'T1'],
] as const)('a card, its thread and direct messages of %s go there, and nothing goes to %s', async (own, other) => {
  const setting = await setUp();
  const { deliveries, clock } = setting;
  const { messenger, scheduleMessenger } = deliveries;
  const r = await posted(setting, own);
  clock.advance(1_000);
  await messenger.post(r, { type: 'contactLost' }, never);
  await messenger.notify(r.startedBy, r, { type: 'contactLost' }, never);
  await messenger.card({ ...r, version: 2, phase: 'stopping' }, true, never);
  const { slack, general, ana } = setting[own];
  expect(slack.messages(general)).toMatchObject([{ edits: 1, replies: [{}] }]);
  expect(slack.messages(general)[0]?.text).toContain(`maths-of-${own}`);
  expect(slack.dms(ana)).toHaveLength(1);

  clock.advance(1_000);
  const channel = { teamId: own, channelId: general.id, isPrivate: false };
  const schedule = scheduleOf('s7k2m4', { channel, createdBy: ana.id });
  await scheduleMessenger.announce(schedule, { type: 'reminder', at: nineOClock }, never);
  await scheduleMessenger.tell(schedule, { type: 'missed', at: [nineOClock], count: 1 }, never);
  expect(slack.messages(general)).toHaveLength(2);
  expect(slack.dms(ana)).toHaveLength(2);

  expect(setting[other].slack.calls()).toEqual([]);
});

it('what one workspace has to say does not use up the rate of another', async () => {
  const setting = await setUp();
  const { deliveries, T1, T2, recordingIn } = setting;
  const [busy, quiet] = [await posted(setting, 'T1'), await posted(setting, 'T2')];
  // All that a minute allows to changes in one workspace, and one more.
  const updates = Array.from({ length: 41 }, (_, n) =>
    deliveries.messenger.card({ ...busy, id: `r${n}`, cname: `c${n}` }, false, never),
  );
  await Promise.all(updates.slice(0, 40));
  expect(T1.slack.calls('chat.update')).toHaveLength(40);
  // The posts of the same second wait in T1 alone, though the id of the channel is the same.
  const waiting = deliveries.messenger.card(recordingIn('T1', { id: 'rnext' }), true, never);
  expect(await deliveries.messenger.card({ ...quiet, version: 2, phase: 'stopping' }, false, never)).toMatchObject({
    kind: 'sent',
  });
  expect(T2.slack.calls('chat.update')).toHaveLength(1);
  expect(T1.slack.calls('chat.update')).toHaveLength(40);
  setting.clock.advance(61_000);
  expect(await updates[40]).toMatchObject({ kind: 'sent' });
  expect(await waiting).toMatchObject({ kind: 'sent' });
});

it('a 429 pauses only the workspace that it is from', async () => {
  const setting = await setUp();
  const { deliveries, clock, limited, T1, T2 } = setting;
  const [first, second] = [await posted(setting, 'T1'), await posted(setting, 'T2')];
  T1.slack.fault({ method: 'chat.postMessage', kind: { retryAfter: 30 } });
  clock.advance(1_000);
  const refused = await deliveries.messenger.post(first, { type: 'contactLost' }, never);
  expect(refused).toEqual({ kind: 'later', after: 30_000 });
  expect(limited).toEqual(['chat.postMessage']);
  const again = deliveries.messenger.post(first, { type: 'contactLost' }, never);
  expect(await deliveries.messenger.post(second, { type: 'contactLost' }, never)).toMatchObject({ kind: 'sent' });
  expect(T2.slack.messages(T2.general)[0]?.replies).toHaveLength(1);
  expect(T1.slack.messages(T1.general)[0]?.replies).toEqual([]);
  clock.advance(30_000);
  expect(await again).toMatchObject({ kind: 'sent' });
});

it('gives up what is for a workspace without the app, and logs it once a minute', async () => {
  const setting = await setUp();
  const { deliveries, clock, log, recordingIn, T2 } = setting;
  setting.remove('T2');
  const gaveUp = () => log.lines.filter((line) => line.includes('gave up messages'));
  for (let round = 0; round < 3; round += 1) {
    const sent = await deliveries.messenger.card(recordingIn('T2'), true, never);
    expect(sent).toEqual({ kind: 'rejected', code: 'not_installed' });
  }
  expect(gaveUp()).toHaveLength(1);
  clock.advance(60_000);
  await deliveries.messenger.card(recordingIn('T2'), true, never);
  expect(gaveUp()).toHaveLength(2);
  expect(T2.slack.calls()).toEqual([]);
  expect(await deliveries.messenger.card(recordingIn('T1'), true, never)).toMatchObject({ kind: 'sent' });
});

it('shows a card again in a workspace where the app is installed again, whatever it showed before', async () => {
  const setting = await setUp();
  const { deliveries, T2 } = setting;
  const r = await posted(setting, 'T2');
  await deliveries.messenger.card({ ...r, version: 2 }, true, never);
  const before = T2.slack.calls('chat.update').length;
  setting.remove('T2');
  setting.reinstall('T2');
  expect(await deliveries.messenger.card({ ...r, version: 2 }, true, never)).toEqual({ kind: 'sent', ts: r.card.ts });
  expect(T2.slack.calls('chat.update')).toHaveLength(before + 1);
});

it('keeps a message for later while the database can’t say where it belongs', async () => {
  const setting = await setUp();
  setting.lose(true);
  const r = setting.recordingIn('T1');
  expect(await setting.deliveries.messenger.card(r, true, never)).toEqual({ kind: 'later', after: 1_000 });
  setting.lose(false);
  expect(await setting.deliveries.messenger.card(r, true, never)).toMatchObject({ kind: 'sent' });
});

it('says which workspaces reject their token, as long as the app is there', async () => {
  const setting = await setUp();
  const { deliveries, recordingIn, T1 } = setting;
  await posted(setting, 'T2');
  expect(deliveries.rejections()).toEqual([]);
  T1.slack.revoke('bot');
  await deliveries.messenger.card(recordingIn('T1'), true, never);
  const reason = 'Slack rejects the bot token: token_revoked';
  expect(deliveries.rejections()).toMatchObject([{ team: { id: 'T1' }, reason }]);
  setting.remove('T1');
  expect(deliveries.rejections()).toEqual([]);
});
