import { expect, it } from 'vitest';
import { aWorkspace, connected } from '../support.ts';
import { aRecording, FakeRecordingService } from './support.ts';

const forever = () => new Promise<never>(() => undefined);

it.each([
  ['/record', '/record start'],
  ['/record help', '/record start'],
  ['/record stat', 'status'],
  ['/record start', 'start'],
])('answers %s in the acknowledgement itself', async (line, expected) => {
  const { slack, ana, general, acks, idle } = await connected(await aWorkspace());
  const { ok, seen } = await slack.type(ana, general, line);
  expect(ok).toBe(true);
  expect(seen).toMatchObject([{ via: 'ack' }]);
  expect(seen[0]?.text).toContain(expected);
  expect(acks).toHaveLength(1);
  await idle();
  expect(slack.calls('chat.postMessage')).toEqual([]);
});

it('acknowledges fifty commands at once, before a desk that never answers', async () => {
  const service = new FakeRecordingService();
  service.onStart = forever;
  const { slack, ana, general } = await connected(await aWorkspace(), service);
  const typed = Array.from({ length: 50 }, (_, index) => slack.type(ana, general, `/record start c${index}`));
  const outcomes = await Promise.all(typed);
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
  await expect.poll(() => new Set(service.orders.map(({ request }) => request)).size).toBe(50);
});

it('acknowledges a burst before a desk that blocks the process', async () => {
  const service = new FakeRecordingService();
  service.onStart = () => {
    const until = performance.now() + 20;
    while (performance.now() < until);
    return Promise.resolve({ kind: 'duplicate' });
  };
  const { slack, ana, general, acks, idle } = await connected(await aWorkspace(), service);
  const typed = Array.from({ length: 50 }, (_, index) => slack.type(ana, general, `/record start c${index}`));
  const outcomes = await Promise.all(typed);
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
  // A second of work in all, and most of it is still to be done.
  expect(service.orders.length).toBeLessThan(25);
  await idle();
  expect(acks).toHaveLength(50);
});

it('tells the desk where a command was typed', async () => {
  const workspace = await aWorkspace();
  const secret = workspace.slack.addChannel('secret', { private: true });
  const { slack, ana, general, service, idle } = await connected(workspace);
  const { triggerId } = await slack.type(ana, general, '/record start standup layout=float');
  await slack.type(ana, secret, '/record start retro');
  await idle();
  expect(service.orders).toMatchObject([
    {
      cname: 'standup',
      layout: { name: 'float' },
      by: { user: ana.id, channel: general.id },
      isPrivate: false,
      request: triggerId,
    },
    { cname: 'retro', by: { user: ana.id, channel: secret.id }, isPrivate: true },
  ]);
});

it('links to the card of a channel that is recorded already', async () => {
  const service = new FakeRecordingService();
  const { slack, ana, general, idle } = await connected(await aWorkspace(), service);
  const recording = aRecording({ card: { channel: general.id, isPrivate: false, ts: '1700000000.000001' } });
  service.onStart = () => Promise.resolve({ kind: 'running', recording });
  const outcome = await slack.type(ana, general, '/record start standup');
  await idle();
  expect(outcome.seen).toMatchObject([{ via: 'response_url' }]);
  expect(outcome.seen[0]?.text).toContain(`/archives/${general.id}/p1700000000000001`);
});

it('says that something went wrong, and logs why', async () => {
  const service = new FakeRecordingService(aRecording());
  service.onAsk = () => Promise.reject(Object.assign(new Error('disk full'), { code: 'store_failed' }));
  const { slack, ana, general, idle, log, commands } = await connected(await aWorkspace(), service);
  const outcome = await slack.type(ana, general, '/record stop standup');
  const { responseUrl, triggerId } = outcome;
  await idle();
  expect(outcome.seen).toMatchObject([{ text: expect.stringContaining('Something went wrong on my side') as string }]);
  expect(commands).toEqual(['stop failed']);
  const lines = log.lines.join('\n');
  expect(lines).toContain('store_failed');
  for (const secret of [responseUrl, triggerId, slack.botToken, slack.appToken]) expect(lines).not.toContain(secret);
});

it('tells the starter privately what comes later, twice by the address of the command, then by direct message', async () => {
  const { slack, ana, general, idle, messenger, service, log } = await connected(await aWorkspace());
  const outcome = await slack.type(ana, general, '/record start standup');
  await idle();
  const [recording] = service.recordings.values();
  if (recording === undefined) throw new Error('not started');
  const tell = () =>
    messenger.tell(
      ana.id,
      recording,
      { type: 'cardRefused', code: 'not_in_channel', recordingGoesOn: false },
      new AbortController().signal,
    );
  await tell();
  await tell();
  expect(outcome.seen).toMatchObject([{ via: 'response_url' }, { via: 'response_url' }]);
  expect(slack.dms(ana)).toEqual([]);
  await tell();
  expect(slack.dms(ana)).toHaveLength(1);
  expect(log.lines.join('\n')).not.toContain(outcome.responseUrl);
});

it.each([
  ['is not known yet', { status: 404 }, 1, 0],
  ['has expired', { status: 404 }, 2, 1],
  ['can’t be reached', 'drop', 1, 1],
] as const)('a private answer whose address %s', async (_, kind, times, directs) => {
  const { slack, ana, general, idle, messenger, service } = await connected(await aWorkspace());
  const outcome = await slack.type(ana, general, '/record start standup');
  await idle();
  const [recording] = service.recordings.values();
  if (recording === undefined) throw new Error('not started');
  slack.fault({ method: 'response_url', kind, times });
  const sent = await messenger.tell(ana.id, recording, { type: 'alreadyOver' }, new AbortController().signal);
  expect(sent.kind).toBe('sent');
  expect(outcome.seen).toHaveLength(1 - directs);
  expect(slack.dms(ana)).toHaveLength(directs);
});

it('passes clicks on, repairs an older twin, and is polite about a control of another version', async () => {
  const workspace = await aWorkspace();
  const service = new FakeRecordingService();
  const { slack, ana, general, idle, messenger, client } = await connected(workspace, service);
  const never = new AbortController().signal;
  const unposted = aRecording({ card: { channel: general.id, isPrivate: false } });
  await messenger.card(unposted, true, never);
  const newer = await messenger.card({ ...unposted, version: 2 }, true, never);
  const ts = newer.kind === 'sent' ? newer.ts : '';
  const [twin, card] = slack.messages(general);
  if (twin === undefined || card === undefined) throw new Error('no cards');
  const recording = aRecording({ card: { ...unposted.card, ts } });
  service.recordings.set(recording.id, recording);

  const { triggerId } = await slack.click(ana, card, 'Grid');
  await slack.click(ana, twin, 'Stop');
  await idle();
  expect(service.asks).toEqual([
    {
      id: recording.id,
      ask: { type: 'layout', layout: { name: 'grid' } },
      by: { user: ana.id, channel: general.id },
      request: triggerId,
    },
    expect.objectContaining({ ask: { type: 'stop' } }),
  ]);
  const [repaired, left] = slack.messages(general);
  expect(JSON.stringify(repaired?.blocks)).toContain(`p${ts.replace('.', '')}`);
  expect(left?.edits).toBe(0);

  await client.chat.postMessage({
    channel: general.id,
    text: 'old',
    blocks: [
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: 'pause', value: 'r1', text: { type: 'plain_text', text: 'Pause' } }],
      },
    ],
  });
  const old = slack.messages(general).at(-1);
  if (old === undefined) throw new Error('not posted');
  const outcome = await slack.click(ana, old, 'Pause');
  await idle();
  expect(outcome.seen[0]?.text).toContain('another version');
});
