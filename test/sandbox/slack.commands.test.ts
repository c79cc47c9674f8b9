import type { BlockAction, ButtonAction } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SlackWorkspace, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import type { Message } from '../../src/sandbox/slack/types.ts';
import { button, openSocket, section, startBolt } from './slack.support.ts';

let slack: SlackWorkspace;
let bolt: Awaited<ReturnType<typeof startBolt>>;

beforeEach(async () => {
  slack = await startSlack({ ackTimeoutMs: 150 });
  slack.addUser('ana');
  slack.addUser('ben');
  slack.addChannel('general');
  bolt = await startBolt(slack);
});

afterEach(async () => {
  await bolt.stop();
  await slack.close();
});

const only = <T>(items: readonly T[]): T => {
  expect(items).toHaveLength(1);
  return items[0] as T;
};

test('a command reaches Bolt, its acknowledgement is shown privately, and say() posts', async () => {
  bolt.app.command('/record', async ({ ack, say, command }) => {
    await ack({ response_type: 'ephemeral', text: `starting ${command.text}` });
    await say({ text: 'card', blocks: [section('*card*')] });
  });
  await bolt.start();
  const outcome = await slack.type('ana', '#general', '/record start standup');
  expect(outcome.ok).toBe(true);
  expect(outcome.ackMs).toBeGreaterThan(0);
  expect(outcome.seen.map(({ text, via }) => [text, via])).toEqual([['starting start standup', 'ack']]);
  const [card] = await slack.waitFor(() => slack.messages('general').length > 0 && slack.messages('general'));
  expect(card).toMatchObject({ text: 'card', user: slack.bot.userId, edits: 0, replies: [] });
  expect(slack.ephemerals('ben')).toEqual([]);
  const again = await slack.type('ana', 'general', '/record start again');
  expect(again.seen.map(({ text }) => text)).toEqual(['starting start again']);
  expect(outcome.seen).toHaveLength(1);
  expect(slack.ephemerals('ana')).toHaveLength(2);
});

test('the payload has the fields that Slack sends, as strings', async () => {
  bolt.app.command('/record', ({ ack }) => ack());
  await bolt.start();
  slack.addChannel('secret', { private: true, botIsMember: false });
  await slack.type('ana', 'general', '  /record   start  x ');
  await slack.type('ana', 'secret', '/record');
  await slack.type('ana', slack.direct('ana'), '/record help');
  const payloads = slack.requestLog.flatMap((entry) => (entry.kind === 'envelope' ? [entry.payload] : []));
  expect(payloads[0]).toEqual({
    token: expect.any(String),
    team_id: slack.team.id,
    team_domain: 'clapperboard',
    channel_id: expect.stringMatching(/^C/u),
    channel_name: 'general',
    user_id: expect.stringMatching(/^U/u),
    user_name: 'ana',
    command: '/record',
    text: 'start  x',
    api_app_id: expect.stringMatching(/^A/u),
    is_enterprise_install: 'false',
    response_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/commands\/T/u),
    trigger_id: expect.any(String),
  });
  expect(payloads.map((payload) => payload['channel_name'])).toEqual(['general', 'privategroup', 'directmessage']);
  expect(new Set(payloads.map((payload) => payload['trigger_id'])).size).toBe(3);
});

test.each([
  ['a & b <c>', 'a &amp; b &lt;c&gt;'],
  ['#general and #nowhere', '<#CID|general> and #nowhere'],
  ['see #general.', 'see <#CID|general>.'],
  ['#secret', '<#CID|>'],
  ['@ana @nobody', '<@UID|ana> @nobody'],
  ['https://a.example/?b=1&c=2', '<https://a.example/?b=1&amp;c=2>'],
  ['team.standup.io', '<http://team.standup.io|team.standup.io>'],
  ['me@example.com', '<mailto:me@example.com|me@example.com>'],
  ['“team sync” v1.2 a#b', '“team sync” v1.2 a#b'],
])('typed %j arrives as %j', async (typed, arrives) => {
  bolt.app.command('/record', ({ ack, command }) => ack(command.text));
  await bolt.start();
  slack.addChannel('secret', { private: true });
  const { seen } = await slack.type('ana', 'general', `/record start ${typed}`);
  const text = only(seen).text.replace('start ', '');
  expect(text.replaceAll(/<([#@])[CU][0-9A-Z]+/gu, (_, mark) => `<${mark}${mark === '#' ? 'C' : 'U'}ID`)).toBe(arrives);
});

test('a command that is not acknowledged in time fails, and a late acknowledgement is only logged', async () => {
  let release: (() => void) | undefined;
  bolt.app.command('/record', async ({ ack }) => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    await ack('too late');
  });
  await bolt.start();
  const outcome = await slack.type('ana', 'general', '/record');
  expect(outcome).toMatchObject({ ok: false, error: 'operation_timeout' });
  expect(only(outcome.seen)).toMatchObject({ via: 'slack', text: expect.stringContaining('operation_timeout') });
  release?.();
  const late = await slack.waitFor(() => slack.requestLog.find((entry) => entry.kind === 'envelope' && entry.ackMs));
  expect(late).toMatchObject({ error: 'operation_timeout', ack: { text: 'too late' } });
  expect(slack.ephemerals('ana')).toHaveLength(1);
});

test('a command fails immediately without a socket', async () => {
  const outcome = await slack.type('ana', 'general', '/record');
  expect(outcome).toMatchObject({ ok: false, error: 'dispatch_failed' });
  expect(outcome.seen.map(({ text }) => text)).toEqual(['/record failed with the error "dispatch_failed"']);
});

test('an acknowledgement in the channel is a message, and one with invalid blocks is an error', async () => {
  bolt.app.command('/all', ({ ack }) => ack({ response_type: 'in_channel', text: 'for all' }));
  bolt.app.command('/bad', ({ ack }) => ack({ text: 'x', blocks: [section('')] }));
  await bolt.start();
  expect((await slack.type('ana', 'general', '/all')).seen).toEqual([]);
  expect(slack.messages('general').map(({ text }) => text)).toEqual(['for all']);
  expect(await slack.type('ana', 'general', '/bad')).toMatchObject({ ok: false, error: 'invalid_command_response' });
});

test('people can only act in their own channels, not in archived ones, and only with commands', async () => {
  slack.addChannel('club', { private: true, members: ['ben'] });
  slack.addChannel('old', { archived: true });
  await expect(slack.type('ana', 'club', '/record')).rejects.toThrow('@ana is not in #club');
  await expect(slack.type('ana', 'old', '/record')).rejects.toThrow('archived');
  await expect(slack.type('ana', 'general', 'record')).rejects.toThrow('no slash command');
});

test('respond() works five times without membership, and then throws', async () => {
  let fifth: unknown = 'never';
  let sixth: unknown = 'never';
  const spent = new Promise<void>((done) => {
    bolt.app.command('/record', async ({ ack, respond }) => {
      await ack();
      for (let use = 1; use <= 4; use += 1) await respond(`answer ${use}`);
      fifth = await respond({ response_type: 'in_channel', text: 'answer 5' });
      sixth = await respond('answer 6').catch((error: unknown) => error);
      done();
    });
  });
  await bolt.start();
  const club = slack.addChannel('club', { private: true, botIsMember: false });
  const outcome = await slack.type('ana', club, '/record');
  await spent;
  expect(outcome.seen.map(({ text, via }) => [text, via])).toEqual(
    [1, 2, 3, 4].map((use) => [`answer ${use}`, 'response_url']),
  );
  expect(slack.messages(club).map(({ text }) => text)).toEqual(['answer 5']);
  expect(fifth).toMatchObject({ status: 200 });
  expect(sixth).toMatchObject({ code: 'slack_bolt_respond_error', statusCode: 404 });
  expect(slack.requestLog.at(-1)).toMatchObject({ kind: 'response_url', status: 404, error: 'used_url' });
});

const card = {
  text: 'card',
  blocks: [
    section('*standup*'),
    {
      type: 'actions',
      block_id: 'controls',
      elements: [
        button('Grid', 'grid', { value: 'rec1' }),
        button('Stop', 'stop', {
          style: 'danger',
          value: 'rec1',
          confirm: { title: { type: 'plain_text', text: 'Stop?' }, text: { type: 'mrkdwn', text: 'Stop *standup*?' } },
        }),
        {
          type: 'overflow',
          action_id: 'more',
          options: [{ text: { type: 'plain_text', text: 'Discard' }, value: 'd' }],
        },
      ],
    },
  ],
};

/** Types a command that posts the card, and passes every click on it to `seen`. */
async function withCard(seen: (body: BlockAction<ButtonAction>) => void): Promise<Message> {
  bolt.app.command('/record', async ({ ack, say }) => {
    await ack();
    await say(card);
  });
  bolt.app.action<BlockAction<ButtonAction>>(/.*/u, async ({ ack, body }) => {
    await ack();
    seen(body);
  });
  await bolt.start();
  await slack.type('ana', 'general', '/record');
  return slack.waitFor(() => slack.messages('general')[0]);
}

test('a click sends the message as it is, with the clicked button', async () => {
  const bodies: BlockAction<ButtonAction>[] = [];
  const message = await withCard((body) => bodies.push(body));
  const outcome = await slack.click('ben', message, 'Grid');
  expect(outcome.ok).toBe(true);
  expect(outcome.confirm).toBeUndefined();
  const body = only(bodies);
  expect(body.container).toEqual({
    type: 'message',
    message_ts: message.ts,
    channel_id: message.channel,
    is_ephemeral: false,
  });
  expect(body.user).toMatchObject({ name: 'ben', team_id: slack.team.id });
  expect(body.response_url).toMatch(/\/actions\/T/u);
  expect(body.message).toMatchObject({ ts: message.ts, text: 'card', bot_id: slack.bot.botId });
  expect(body.message?.['blocks']).toEqual(message.blocks);
  expect(only(body.actions)).toEqual({
    type: 'button',
    action_id: 'grid',
    block_id: 'controls',
    text: { type: 'plain_text', text: 'Grid', emoji: true },
    value: 'rec1',
    action_ts: expect.stringMatching(/^\d+\.\d{6}$/u),
  });
});

test('a click reports its confirm dialog, and a menu sends the selected option', async () => {
  const bodies: BlockAction[] = [];
  const message = await withCard((body) => bodies.push(body));
  const outcome = await slack.click('ana', message, 'stop');
  expect(outcome.confirm).toEqual({ title: 'Stop?', text: 'Stop *standup*?' });
  await slack.click('ana', message, 'Discard');
  expect(bodies[0]?.actions[0]).toMatchObject({ action_id: 'stop', style: 'danger' });
  expect(bodies[1]?.actions[0]).toMatchObject({ type: 'overflow', selected_option: { value: 'd' } });
});

test('a removed button can only be clicked in a stale copy', async () => {
  const bodies: BlockAction[] = [];
  const message = await withCard((body) => bodies.push(body));
  await bolt.app.client.chat.update({ channel: message.channel, ts: message.ts, text: 'finished' });
  await expect(slack.click('ana', message, 'Grid')).rejects.toThrow('has no button "Grid"; it has no buttons');
  expect((await slack.clickStale('ana', message, 'Grid')).ok).toBe(true);
  expect(only(bodies).message?.['blocks']).toEqual(message.blocks);
  slack.deleteMessage(message);
  await expect(slack.click('ana', message, 'Grid')).rejects.toThrow('There is no message');
});

test('the response_url of a click can respond privately, replace and delete', async () => {
  const message = await withCard(() => undefined);
  const { responseUrl, ...outcome } = await slack.click('ana', message, 'Grid');
  const post = (body: object) => fetch(responseUrl, { method: 'POST', body: JSON.stringify(body) });
  await post({ text: 'only you' });
  expect(slack.ephemerals('ana').at(-1)).toMatchObject({ text: 'only you', inResponseTo: outcome.triggerId });
  await post({ text: 'in the thread', thread_ts: message.ts });
  expect(slack.ephemerals('ana').at(-1)).toMatchObject({ text: 'in the thread', threadTs: message.ts });
  await post({ replace_original: true, text: 'replaced' });
  expect(slack.messages('general')).toMatchObject([{ text: 'replaced', blocks: [], edits: 1 }]);
  await post({ delete_original: 'true' });
  expect(slack.messages('general')).toEqual([]);
  const bad = await post({ text: 'x', blocks: [section('')] });
  expect([bad.status, await bad.text()]).toEqual([400, 'invalid_blocks']);
});

test('fifty concurrent commands are acknowledged, each on one of two sockets', async () => {
  const sockets = [await openSocket(slack), await openSocket(slack)];
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, n) => slack.type('ana', 'general', `/record ${n}`)),
  );
  expect(outcomes.every(({ ok, ackMs = 0 }) => ok && ackMs > 0 && ackMs < 150)).toBe(true);
  const taken = sockets.map(({ frames }) => frames.filter((frame) => 'envelope_id' in frame).length);
  expect(taken).toEqual([25, 25]);
  for (const { ws } of sockets) ws.close();
});

test('a message shortcut brings the message and its channel, and answers privately', async () => {
  const bodies: unknown[] = [];
  bolt.app.shortcut({ type: 'message_action', callback_id: 'note' }, async ({ ack, body, respond }) => {
    await ack();
    bodies.push(body);
    await respond('noted');
  });
  await bolt.start();
  const message = slack.say('ana', 'general', 'remember this');
  const outcome = await slack.messageShortcut('ben', message, 'note');
  expect(outcome.ok).toBe(true);
  await slack.waitFor(() => outcome.seen.length > 0);
  expect(outcome.seen).toMatchObject([{ via: 'response_url', text: 'noted' }]);
  expect(only(bodies)).toMatchObject({
    type: 'message_action',
    callback_id: 'note',
    trigger_id: outcome.triggerId,
    response_url: outcome.responseUrl,
    message_ts: message.ts,
    message: { type: 'message', ts: message.ts, user: message.user, text: 'remember this' },
    channel: { id: message.channel, name: 'general' },
    user: { name: 'ben' },
  });
  slack.addChannel('staff', { private: true, members: ['ana'] });
  const secret = slack.say('ana', 'staff', 'between us');
  await expect(slack.messageShortcut('ben', secret, 'note')).rejects.toThrow('@ben is not in #staff');
});
