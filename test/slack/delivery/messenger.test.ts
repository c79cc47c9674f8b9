import { expect, it } from 'vitest';
import { MovableClock } from '../../../src/sandbox/movable-clock.ts';
import { runningRecording } from '../../support/recordings.ts';
import { aWorkspace, outward } from '../support.ts';

const never = new AbortController().signal;

async function setUp(options: Parameters<typeof aWorkspace>[0] = {}) {
  const workspace = await aWorkspace(options);
  const card = { teamId: 'T1', channelId: workspace.general.id, isPrivate: false };
  return { ...workspace, ...outward(workspace, options.clock), fresh: runningRecording({ phase: 'starting', card }) };
}

/** The card, posted. */
async function posted(options: Parameters<typeof aWorkspace>[0] = {}) {
  const all = await setUp(options);
  const sent = await all.messenger.card(all.fresh, true, never);
  if (sent.kind !== 'sent') throw new Error(`not posted: ${JSON.stringify(sent)}`);
  return { ...all, recording: runningRecording({ card: { ...all.fresh.card, ts: sent.ts } }), ts: sent.ts };
}

it('posts the card once and updates it in place', async () => {
  const { slack, general, messenger, recording, ts } = await posted();
  expect(await messenger.card(recording, false, never)).toEqual({ kind: 'sent', ts });
  const [card, ...more] = slack.messages(general);
  expect(more).toEqual([]);
  expect(card).toMatchObject({ ts, edits: 1 });
  expect(JSON.stringify(card?.blocks)).toContain('Recording');
  for (const { args } of slack.calls()) {
    expect(args).toMatchObject({ text: expect.any(String) as string, blocks: expect.any(Array) as unknown[] });
  }
  expect(slack.calls('chat.postMessage')[0]?.args).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
});

it('sends a card that would look the same only once, unless it is to be reconciled', async () => {
  const { slack, messenger, recording, ts } = await posted();
  for (let round = 0; round < 3; round += 1) await messenger.card(recording, true, never);
  expect(slack.calls('chat.update')).toHaveLength(1);
  expect(await messenger.reconcileCard(recording, ts, never)).toEqual({ kind: 'sent', ts });
  expect(slack.calls('chat.update')).toHaveLength(2);
});

it('posts in the thread of the card, once there is one', async () => {
  const { slack, general, messenger, fresh } = await setUp();
  expect(await messenger.post(fresh, { type: 'contactLost' }, never)).toEqual({ kind: 'later', after: 1_000 });
  const sent = await messenger.card(fresh, true, never);
  const recording = runningRecording({ card: { ...fresh.card, ts: sent.kind === 'sent' ? sent.ts : '' } });
  expect(await messenger.post(recording, { type: 'contactLost' }, never)).toMatchObject({ kind: 'sent' });
  expect(slack.messages(general)[0]?.replies).toHaveLength(1);
});

it.each([
  ['a public channel without the bot', { botIsMember: false }, 'not_in_channel'],
  ['a private channel without the bot', { botIsMember: false, private: true }, 'channel_not_found'],
  ['an archived channel', { archived: true }, 'is_archived'],
])('reports that Slack rejects a card in %s', async (_, options, code) => {
  const { slack, messenger } = await setUp();
  const channel = slack.addChannel('elsewhere', options);
  const recording = runningRecording({ card: { teamId: 'T1', channelId: channel.id, isPrivate: false } });
  expect(await messenger.card(recording, true, never)).toEqual({ kind: 'rejected', code });
});

it('reports that the card was deleted', async () => {
  const { slack, messenger, recording, general } = await posted();
  slack.deleteMessage({ channel: general.id, ts: recording.card.ts ?? '' });
  expect(await messenger.card(recording, true, never)).toEqual({ kind: 'rejected', code: 'message_not_found' });
});

it.each([
  ['a lost reply', 'loseResponse', 1_000],
  ['a broken connection', 'drop', 1_000],
  ['a 503', { status: 503 }, 1_000],
  ['an internal error', { error: 'internal_error' }, 1_000],
  ['a 429', { retryAfter: 7 }, 7_000],
] as const)('%s leaves the message for later, and is not retried by itself', async (_, kind, after) => {
  const { slack, messenger, fresh, limited } = await setUp();
  slack.fault({ method: 'chat.postMessage', kind });
  expect(await messenger.card(fresh, true, never)).toEqual({ kind: 'later', after });
  expect(slack.calls('chat.postMessage')).toHaveLength(1);
  expect(limited).toEqual(after === 7_000 ? ['chat.postMessage'] : []);
});

it('a 429 delays only its method and channel', async () => {
  const clock = new MovableClock(1_700_000_000_000);
  const { slack, general, messenger, recording, fresh } = await posted({ clock });
  const other = slack.addChannel('other');
  const elsewhere = runningRecording({ id: 'rother', card: { ...fresh.card, channelId: other.id } });
  slack.fault({ method: 'chat.postMessage', channel: general.id, kind: { retryAfter: 30 } });
  clock.advance(1_000);
  expect(await messenger.post(recording, { type: 'contactLost' }, never)).toEqual({ kind: 'later', after: 30_000 });
  const second = messenger.post(recording, { type: 'contactLost' }, never);
  expect(await messenger.card(elsewhere, true, never)).toMatchObject({ kind: 'sent' });
  expect(await messenger.card(recording, true, never)).toMatchObject({ kind: 'sent' });
  expect(slack.messages(general)[0]?.replies).toEqual([]);
  clock.advance(30_000);
  expect(await second).toMatchObject({ kind: 'sent' });
});

it('never exceeds Slack’s limits, however many messages there are', async () => {
  const clock = new MovableClock(1_700_000_000_000);
  const { slack, messenger, recording, limited, inFlight } = await posted({ clock });
  const all: Promise<unknown>[] = [];
  for (let index = 0; index < 60; index += 1) {
    all.push(messenger.post(recording, { type: 'contactLost' }, never));
    // Each renders differently, and each is another card: sixty recordings that change at once.
    const id = `r${index}`;
    all.push(messenger.card({ ...recording, id, cname: `c${index}` }, index % 4 === 0, never));
  }
  const turn = () => new Promise<boolean>((resolve) => setImmediate(resolve, false));
  const finished = Promise.all(all).then(() => true);
  // Time stands still while a request is in flight, as it nearly does between us and Slack.
  while (!(await Promise.race([finished, turn()]))) if (inFlight() === 0) clock.advance(100);
  expect(limited).toEqual([]);
  expect(slack.calls().filter(({ status }) => status === 429)).toEqual([]);
});

it('keeps every message while Slack rejects the bot token, and logs it', async () => {
  const { slack, messenger, fresh, log } = await setUp();
  slack.revoke('bot');
  expect(await messenger.card(fresh, true, never)).toEqual({ kind: 'later', after: 60_000 });
  expect(messenger.ready()).toEqual([expect.stringContaining('Slack rejects the bot token')]);
  expect(await messenger.notify('U1', fresh, { type: 'contactLost' }, never)).toMatchObject({ kind: 'later' });
  slack.revoke('bot', false);
  // Once, however much there is to say.
  expect(log.lines.filter((line) => line.includes('Slack rejects the bot token'))).toHaveLength(1);
  expect(log.lines.join('\n')).not.toContain(slack.botToken);
});

it('is ready again when the token is accepted', async () => {
  const clock = new MovableClock(1_700_000_000_000);
  const { slack, messenger, fresh } = await setUp({ clock });
  slack.revoke('bot');
  await messenger.card(fresh, true, never);
  slack.revoke('bot', false);
  clock.advance(60_000);
  expect(await messenger.card(fresh, true, never)).toMatchObject({ kind: 'sent' });
  expect(messenger.ready()).toEqual([]);
});

it('notifies a person by the response_url of their command, else by direct message', async () => {
  const workspace = await setUp();
  const { slack, ana, messenger, fresh } = workspace;
  const message = { type: 'cardRejected', code: 'not_in_channel', recordingGoesOn: false } as const;
  expect(await messenger.notify(ana.id, fresh, message, never)).toMatchObject({ kind: 'sent' });
  expect(slack.dms(ana)).toHaveLength(1);
  expect(await messenger.notify('U0NOBODY', fresh, message, never)).toMatchObject({ kind: 'rejected' });
});

it('gives up at once when it is aborted', async () => {
  const { slack, messenger, fresh } = await setUp();
  expect(await messenger.card(fresh, true, AbortSignal.abort())).toEqual({ kind: 'later', after: 1_000 });
  expect(slack.calls()).toEqual([]);
});

it('updates the card of an ended recording before other background updates', async () => {
  const clock = new MovableClock(1_795_250_000_000);
  const { slack, messenger, recording } = await posted({ clock });
  const change = (n: number) => messenger.card({ ...recording, cname: `change ${n}`, version: n + 2 }, false, never);
  for (let n = 0; n < 40; n += 1) await change(n);
  const waiting = change(40);
  const over = { ...recording, id: 'rover2', phase: 'finished', ending: { endedAt: clock.now() } } as const;
  expect(await messenger.card(over, false, never)).toMatchObject({ kind: 'sent' });
  expect(slack.calls('chat.update')).toHaveLength(41);
  clock.advance(61_000);
  expect(await waiting).toMatchObject({ kind: 'sent' });
});
