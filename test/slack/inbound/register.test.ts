import { describe, expect, it } from 'vitest';
import { aWorkspace, connected } from '../support.ts';
import { aRecording, FakeRecordingService, inChannel } from './support.ts';

const forever = () => new Promise<never>(() => undefined);

it.each([
  ['/record help', '/record start'],
  ['/record stat', 'status'],
  ['/record start #maths', '/record start maths'],
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

it('opens the form although the service never responds', async () => {
  const service = new FakeRecordingService();
  service.list = forever;
  const { slack, ana, general, acks } = await connected(await aWorkspace(), service);
  const { ok, seen } = await slack.type(ana, general, '/record');
  await slack.waitFor(() => slack.modal(ana));
  slack.dismissModal(ana);
  await slack.shortcut(ana, 'record_start');
  await slack.waitFor(() => slack.modal(ana));
  expect(ok).toBe(true);
  expect(seen).toEqual([]);
  expect(acks).toHaveLength(2);
});

it('acknowledges fifty commands at once, although the service never responds', async () => {
  const service = new FakeRecordingService();
  service.onStart = forever;
  const { slack, ana, general } = await connected(await aWorkspace(), service);
  const typed = Array.from({ length: 50 }, (_, index) => slack.type(ana, general, `/record start c${index}`));
  const outcomes = await Promise.all(typed);
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
  await expect.poll(() => new Set(service.starts.map(({ requestId }) => requestId)).size).toBe(50);
});

it('acknowledges a burst before the service blocks the process', async () => {
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
  expect(service.starts.length).toBeLessThan(25);
  await idle();
  expect(acks).toHaveLength(50);
});

it('passes the person and the place of a command to the service', async () => {
  const workspace = await aWorkspace();
  const secret = workspace.slack.addChannel('secret', { private: true });
  const { slack, ana, general, service, idle } = await connected(workspace);
  const { triggerId } = await slack.type(ana, general, '/record start standup layout=float');
  await slack.type(ana, secret, '/record start retro');
  await idle();
  const actor = { teamId: slack.team.id, userId: ana.id, channelId: general.id };
  expect(service.starts).toEqual([
    {
      start: { cname: 'standup', wanted: { layout: { kind: 'float' } }, actor, isPrivate: false },
      requestId: triggerId,
    },
    expect.objectContaining({
      start: {
        cname: 'retro',
        wanted: {},
        actor: { ...actor, channelId: secret.id },
        isPrivate: true,
      },
    }),
  ]);
});

it('links to the card of a channel that is recorded already', async () => {
  const workspace = await aWorkspace();
  const card = { ...inChannel(workspace.general.id), teamId: workspace.slack.team.id };
  const service = new FakeRecordingService(aRecording({ card }));
  const { slack, ana, general, idle } = await connected(workspace, service);
  const outcome = await slack.type(ana, general, '/record start standup');
  await idle();
  expect(outcome.seen).toMatchObject([{ via: 'response_url' }]);
  expect(outcome.seen[0]?.text).toContain(`/archives/${general.id}/p1700000000000001`);
});

describe('a corrected command is reported privately', () => {
  it.each([
    ['/record start stand\u200bup', 'Left out of the name: U+200B.'],
    ['/record start room—one', 'Understood as `room--one`.'],
    [
      '/record start "team\tsync" —layout=float',
      'Understood as `team sync`, `layout=float`. Left out of the name: U+0009.',
    ],
  ])('%j, beside a recording that has started', async (line, note) => {
    const { slack, ana, general, service, idle } = await connected(await aWorkspace());
    const { seen, ...outcome } = await slack.type(ana, general, line);
    await idle();
    expect(service.starts).toHaveLength(1);
    expect(outcome.ok).toBe(true);
    expect(seen).toEqual([]);
    expect(slack.ephemerals(ana)).toMatchObject([{ via: 'response_url', text: note }]);
  });

  it('before the answer, where there is one', async () => {
    const { slack, ana, general, idle } = await connected(await aWorkspace());
    await slack.type(ana, general, '/record stop room—one');
    await idle();
    const [answer] = slack.ephemerals(ana);
    expect(answer?.text).toMatch(/^Understood as `room--one`\. \S/u);
    expect(answer?.blocks.length).toBeGreaterThan(1);
  });
});

it('says that something went wrong with a reference that is in the log, too', async () => {
  const workspace = await aWorkspace();
  const service = new FakeRecordingService(
    aRecording({ card: { ...inChannel('C1'), teamId: workspace.slack.team.id } }),
  );
  service.onExecute = () => Promise.reject(Object.assign(new Error('disk full'), { code: 'store_failed' }));
  const { slack, ana, general, idle, log, commands } = await connected(workspace, service);
  const outcome = await slack.type(ana, general, '/record stop standup');
  const { responseUrl, triggerId } = outcome;
  await idle();
  expect(commands).toEqual(['stop failed']);
  const line = log.lines.find((one) => one.includes('store_failed')) ?? '';
  const [, reference = 'none'] = /"reference":"([0-9a-f]{6})"/u.exec(line) ?? [];
  expect(outcome.seen).toMatchObject([{ text: expect.stringContaining(reference) as string }]);
  const lines = log.lines.join('\n');
  for (const secret of [responseUrl, triggerId, slack.botToken, slack.appToken]) expect(lines).not.toContain(secret);
});

describe('later messages to the starter', () => {
  const signal = new AbortController().signal;

  async function started() {
    const bot = await connected(await aWorkspace());
    const outcome = await bot.slack.type(bot.ana, bot.general, '/record start standup');
    await bot.idle();
    const [recording] = bot.service.recordings.values();
    if (recording === undefined) throw new Error('not started');
    return { ...bot, outcome, recording };
  }

  it('are sent twice by response_url, then by direct message', async () => {
    const { slack, ana, messenger, log, outcome, recording } = await started();
    const notify = () =>
      messenger.notify(
        ana.id,
        recording,
        { type: 'cardRejected', code: 'not_in_channel', recordingGoesOn: false },
        signal,
      );
    await notify();
    await notify();
    expect(outcome.seen).toMatchObject([{ via: 'response_url' }, { via: 'response_url' }]);
    expect(slack.dms(ana)).toEqual([]);
    await notify();
    expect(slack.dms(ana)).toHaveLength(1);
    expect(log.lines.join('\n')).not.toContain(outcome.responseUrl);
  });

  it.each([
    ['is not known yet', { status: 404 }, 1, 0],
    ['has expired', { status: 404 }, 2, 1],
    ['can’t be reached', 'drop', 1, 1],
  ] as const)('is delivered although the response_url %s', async (_, kind, times, directs) => {
    const { slack, ana, messenger, outcome, recording } = await started();
    slack.fault({ method: 'response_url', kind, times });
    const sent = await messenger.notify(ana.id, recording, { type: 'alreadyOver' }, signal);
    expect(sent.kind).toBe('sent');
    expect(outcome.seen).toHaveLength(1 - directs);
    expect(slack.dms(ana)).toHaveLength(directs);
  });
});

describe('clicks', () => {
  it('are handled, and one on an older duplicate of the card reconciles it', async () => {
    const { slack, ana, general, idle, messenger, service } = await connected(await aWorkspace());
    const never = new AbortController().signal;
    const unposted = aRecording({ card: { teamId: slack.team.id, channelId: general.id, isPrivate: false } });
    await messenger.card(unposted, true, never);
    const newer = await messenger.card({ ...unposted, version: 2 }, true, never);
    const ts = newer.kind === 'sent' ? newer.ts : '';
    const [duplicate, card] = slack.messages(general);
    if (duplicate === undefined || card === undefined) throw new Error('no cards');
    const recording = aRecording({ card: { ...unposted.card, ts } });
    service.recordings.set(recording.id, recording);

    const { triggerId } = await slack.click(ana, card, 'Vertical');
    await slack.click(ana, duplicate, 'Stop');
    await idle();
    expect(service.executed).toEqual([
      {
        id: recording.id,
        command: { type: 'layout', layout: { kind: 'vertical' } },
        actor: { teamId: slack.team.id, userId: ana.id, channelId: general.id },
        requestId: triggerId,
      },
      expect.objectContaining({ command: { type: 'stop' } }),
    ]);
    const [reconciled, left] = slack.messages(general);
    expect(JSON.stringify(reconciled?.blocks)).toContain(`p${ts.replace('.', '')}`);
    expect(left?.edits).toBe(0);
  });

  it('on a button of another version are answered', async () => {
    const { slack, ana, general, idle, client, service } = await connected(await aWorkspace());
    const text = { type: 'plain_text', text: 'Pause' } as const;
    await client.chat.postMessage({
      channel: general.id,
      text: 'old',
      blocks: [{ type: 'actions', elements: [{ type: 'button', action_id: 'extend', value: 'r1', text }] }],
    });
    const old = slack.messages(general).at(-1);
    if (old === undefined) throw new Error('not posted');
    const outcome = await slack.click(ana, old, 'Pause');
    await idle();
    expect(outcome.seen[0]?.text).toContain('no longer supported');
    expect(service.executed).toEqual([]);
  });
});
