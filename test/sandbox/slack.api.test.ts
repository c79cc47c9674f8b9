import type { ChatPostMessageResponse } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { type SlackWorkspace, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import type { Channel } from '../../src/sandbox/slack/types.ts';
import { call, clientOf, openSocket, section } from './slack.support.ts';

const start = 1_700_000_000_000;
let clock: MovableClock;
let slack: SlackWorkspace;
let general: Channel;

beforeEach(async () => {
  clock = new MovableClock(start);
  slack = await startSlack({ clock });
  slack.addUser('ana');
  general = slack.addChannel('general');
});

afterEach(() => slack.close());

const bot = (method: string, args: object = {}) => call(slack, method, args, slack.botToken);
const errorOf = async (method: string, args: object = {}) => (await bot(method, args)).body['error'];
const postOne = async (more: object = {}) => {
  const { body } = await bot('chat.postMessage', { channel: general.id, text: 'one', ...more });
  return String(body['ts']);
};
const texts = () => slack.messages('general').map(({ text }) => text);

describe('tokens and scopes', () => {
  test.each([
    ['no token', 'auth.test', undefined, 'not_authed'],
    ['a wrong token', 'auth.test', 'xoxb-wrong', 'invalid_auth'],
    ['the app token for a bot method', 'chat.postMessage', 'xapp-local', 'not_allowed_token_type'],
    ['the bot token for a connection', 'apps.connections.open', 'xoxb-local', 'not_allowed_token_type'],
    ['an unknown method', 'chat.shout', 'xoxb-local', 'unknown_method'],
  ])('%s', async (_, method, token, error) => {
    expect(await call(slack, method, {}, token)).toMatchObject({ status: 200, body: { ok: false, error } });
  });

  test('the app token is accepted in the header only', async () => {
    expect((await call(slack, 'apps.connections.open', { token: slack.appToken })).body['error']).toBe('not_authed');
    expect((await call(slack, 'auth.test', { token: slack.botToken })).body['ok']).toBe(true);
  });

  test('a missing scope is named, and a revoked token is rejected', async () => {
    slack.scopes.delete('chat:write');
    const { body, headers } = await bot('chat.postMessage', { channel: general.id, text: 'x' });
    expect(body).toEqual({ ok: false, error: 'missing_scope', needed: 'chat:write', provided: 'commands' });
    expect(headers.get('x-oauth-scopes')).toBe('commands');
    expect(await errorOf('conversations.info', { channel: general.id })).toBe('missing_scope');
    slack.revoke('bot');
    expect(await errorOf('auth.test')).toBe('token_revoked');
    slack.revoke('bot', false);
    expect((await bot('auth.test')).body).toMatchObject({ ok: true, user: 'clapperbot', user_id: slack.bot.userId });
  });

  test('the log contains every request without its token', async () => {
    await bot('auth.test', { token: slack.botToken, x: 1 });
    expect(slack.requestLog).toMatchObject([
      { kind: 'api', at: start, method: 'auth.test', token: 'bot', status: 200, args: { x: 1 } },
    ]);
    expect(JSON.stringify(slack.requestLog)).not.toContain(slack.botToken);
  });
});

describe('posting', () => {
  test('the real client posts blocks, a thread and metadata as a urlencoded body', async () => {
    const client = clientOf(slack);
    const post = async (args: Record<string, unknown>): Promise<ChatPostMessageResponse> =>
      client.apiCall('chat.postMessage', { channel: general.id, ...args });
    const first = await post({ text: 'card', blocks: [section('*a*')] });
    const second = await post({
      thread_ts: first.ts,
      text: 'reply',
      metadata: { event_type: 'x', event_payload: { id: 'r1' } },
    });
    expect(slack.messages('general')).toMatchObject([
      {
        ts: '1700000000.000000',
        blocks: [{ type: 'section', block_id: expect.any(String) }],
        replies: [{ ts: second.ts, text: 'reply', threadTs: first.ts, metadata: { event_payload: { id: 'r1' } } }],
      },
    ]);
    expect(second.ts).toBe('1700000000.000001');
    expect(first.message).toMatchObject({ bot_id: slack.bot.botId, text: 'card' });
  });

  test('a user id opens the direct conversation', async () => {
    const bea = slack.addUser('bea');
    const { body } = await bot('chat.postMessage', { channel: bea.id, text: 'psst' });
    expect(body['channel']).toMatch(/^D/u);
    expect(slack.dms('bea')).toMatchObject([{ text: 'psst', channel: body['channel'] }]);
    expect(await errorOf('chat.update', { channel: bea.id, ts: body['ts'], text: 'x' })).toBe('channel_not_found');
    expect((await bot('chat.update', { channel: body['channel'], ts: body['ts'], text: 'x' })).body['ok']).toBe(true);
  });

  test('membership and archives', async () => {
    const hidden = slack.addChannel('hidden', { private: true, botIsMember: false });
    const open = slack.addChannel('open', { botIsMember: false });
    const old = slack.addChannel('old', { archived: true });
    const pair = slack.addChannel('ana and ben', { direct: true, botIsMember: false });
    const post = (channel: string) => errorOf('chat.postMessage', { channel, text: 'x' });
    expect(await post(hidden.id)).toBe('channel_not_found');
    expect(await post(pair.id)).toBe('channel_not_found');
    expect(await post('#general')).toBe('channel_not_found');
    expect(await post('general')).toBe('channel_not_found');
    expect(await post('C404')).toBe('channel_not_found');
    expect(await post('')).toBe('invalid_arguments');
    expect(await post(open.id)).toBe('not_in_channel');
    expect(await post(old.id)).toBe('is_archived');
    slack.scopes.add('chat:write.public');
    expect(await post(open.id)).toBeUndefined();
    slack.inviteBot(hidden);
    expect(await post(hidden.id)).toBeUndefined();
    slack.removeBot(hidden);
    expect(await post(hidden.id)).toBe('channel_not_found');
  });

  test('content that Slack rejects', async () => {
    const post = (more: object) => bot('chat.postMessage', { channel: general.id, ...more });
    expect((await post({})).body['error']).toBe('no_text');
    expect((await post({ text: '', blocks: [] })).body['error']).toBe('no_text');
    expect((await post({ blocks: '[{' })).body['error']).toBe('invalid_blocks_format');
    expect((await post({ text: 'x'.repeat(40_001) })).body['error']).toBe('msg_too_long');
    // Rejected posts count for the rate limit.
    clock.advance(1_000);
    const { body } = await post({ text: 'x', blocks: [section('a'), section('')] });
    expect(body).toMatchObject({
      error: 'invalid_blocks',
      response_metadata: { messages: ['[ERROR] must be more than 0 characters [json-pointer:/blocks/1/text/text]'] },
    });
    expect(texts()).toEqual([]);
  });

  test('threads', async () => {
    const parent = await postOne();
    const reply = await postOne({ thread_ts: parent });
    expect(await errorOf('chat.postMessage', { channel: general.id, text: 'x', thread_ts: reply })).toBe(
      'cannot_reply_to_message',
    );
    clock.advance(10_000);
    const nowhere = { channel: general.id, text: 'x', thread_ts: '1600000000.000000' };
    expect(await errorOf('chat.postMessage', nowhere)).toBe('thread_not_found');
    expect(await errorOf('chat.postMessage', { ...nowhere, thread_ts: '0' })).toBe('invalid_thread_ts');
    slack.deleteMessage({ channel: general.id, ts: parent });
    expect(slack.messages('general')).toMatchObject([{ deleted: true, replies: [{ ts: reply }] }]);
    expect(await errorOf('chat.update', { channel: general.id, ts: parent, text: 'x' })).toBe('message_not_found');
  });

  test('an ephemeral message is for one member of the channel', async () => {
    const bea = slack.addUser('bea');
    const club = slack.addChannel('club', { private: true, members: [bea] });
    const cleo = slack.addUser('cleo');
    const ephemeral = (user: string) => bot('chat.postEphemeral', { channel: club.id, user, text: 'psst' });
    const { body } = await ephemeral(bea.id);
    expect(slack.ephemerals('bea')).toMatchObject([
      { text: 'psst', via: 'chat.postEphemeral', ts: body['message_ts'] },
    ]);
    expect((await ephemeral(cleo.id)).body['error']).toBe('user_not_in_channel');
    expect(await errorOf('chat.update', { channel: club.id, ts: body['message_ts'], text: 'x' })).toBe(
      'message_not_found',
    );
  });

  test('permalinks contain the message and its thread, and show the channel', async () => {
    const ts = await postOne();
    const { body } = await bot('chat.getPermalink', { channel: general.id, message_ts: ts });
    expect(body['permalink']).toBe(`${slack.team.url}archives/${general.id}/p1700000000000000`);
    expect(await (await fetch(String(body['permalink']))).text()).toContain('one');
  });
});

describe('updating', () => {
  const updateOne = (ts: string, more: object) => bot('chat.update', { channel: general.id, ts, ...more });

  test('text without blocks removes the blocks; blocks without text keep the text and do not count as edited', async () => {
    const ts = await postOne({ blocks: [section('a')] });
    const kept = await updateOne(ts, { blocks: [section('b')] });
    expect(slack.messages('general')).toMatchObject([{ text: 'one', edits: 1, blocks: [{ text: { text: 'b' } }] }]);
    expect(kept.body['message']).not.toHaveProperty('edited');
    const bare = await updateOne(ts, { text: 'two' });
    expect(slack.messages('general')).toMatchObject([{ text: 'two', edits: 2, blocks: [] }]);
    expect(bare.body['message']).toHaveProperty('edited');
    expect(bare.body).toMatchObject({ ok: true, channel: general.id, ts, text: 'two' });
  });

  test('metadata stays until it is set to an empty object', async () => {
    const ts = await postOne({ metadata: { event_type: 'x', event_payload: {} } });
    await updateOne(ts, { text: 'two' });
    expect(slack.messages('general')[0]?.metadata).toMatchObject({ event_type: 'x' });
    await updateOne(ts, { text: 'two', metadata: {} });
    expect(slack.messages('general')[0]?.metadata).toBeUndefined();
  });

  test('an update is rejected', async () => {
    const ts = await postOne();
    const human = slack.say('ana', 'general', 'hello');
    const error = async (ts: string, more: object) => (await updateOne(ts, more)).body['error'];
    expect(await error('1600000000.000000', { text: 'x' })).toBe('message_not_found');
    expect(await error(human.ts, { text: 'x' })).toBe('cant_update_message');
    expect(await error(ts, {})).toBe('no_text');
    expect(await error(ts, { text: 'x'.repeat(4_001) })).toBe('msg_too_long');
    slack.archive(general);
    expect(await error(ts, { text: 'x' })).toBe('is_inactive');
    slack.unarchive(general);
    expect(await errorOf('chat.delete', { channel: general.id, ts: human.ts })).toBe('cant_delete_message');
    expect(await errorOf('chat.delete', { channel: general.id, ts })).toBeUndefined();
    expect(texts()).toEqual(['hello']);
  });

  test('a copy of a message does not change with the message', async () => {
    const ts = await postOne();
    const [before] = slack.messages('general');
    await updateOne(ts, { text: 'two' });
    expect(before?.text).toBe('one');
    const reply = await postOne({ thread_ts: ts });
    const [after] = slack.messages('general');
    await updateOne(reply, { text: 'three' });
    expect(after).toMatchObject({ text: 'two', replies: [{ text: 'one' }] });
  });
});

describe('rate limits', () => {
  test('about one post per second and channel, with a burst of four', async () => {
    const other = slack.addChannel('other');
    const post = (channel: Channel) => bot('chat.postMessage', { channel: channel.id, text: 'x' });
    for (let n = 0; n < 4; n += 1) expect((await post(general)).status).toBe(200);
    const fifth = await post(general);
    expect([fifth.status, fifth.headers.get('retry-after'), fifth.body]).toEqual([
      429,
      '1',
      { ok: false, error: 'ratelimited' },
    ]);
    expect((await post(other)).status).toBe(200);
    clock.advance(999);
    expect((await post(general)).status).toBe(429);
    clock.advance(1);
    expect((await post(general)).status).toBe(200);
    expect((await post(general)).status).toBe(429);
    expect(slack.calls('chat.postMessage').at(4)).toMatchObject({ status: 429, error: 'ratelimited', retryAfter: 1 });
  });

  test('fifty updates a minute for the whole workspace', async () => {
    const ts = await postOne();
    for (let n = 0; n < 50; n += 1) {
      await bot('chat.update', { channel: general.id, ts, text: String(n) });
      clock.advance(100);
    }
    const late = clientOf(slack).chat.update({ channel: general.id, ts, text: 'late' });
    await expect(late).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 55 });
    clock.advance(55_000);
    expect((await bot('chat.update', { channel: general.id, ts, text: 'now' })).status).toBe(200);
    expect((await bot('chat.update', { channel: general.id, ts, text: 'again' })).status).toBe(429);
    expect(texts()).toEqual(['now']);
  });

  test('can be turned off', async () => {
    const calm = await startSlack({ clock, rateLimits: false });
    const channel = calm.addChannel('general').id;
    for (let n = 0; n < 20; n += 1) {
      expect((await call(calm, 'chat.postMessage', { channel, text: 'x' }, calm.botToken)).status).toBe(200);
    }
    await calm.close();
  });
});

describe('response_urls', () => {
  test('are valid for thirty minutes of the clock, and rejected content does not count as a use', async () => {
    const socket = await openSocket(slack);
    const { responseUrl, triggerId } = await slack.type('ana', 'general', '/record');
    const use = async (body: object) => {
      const response = await fetch(responseUrl, { method: 'POST', body: JSON.stringify(body) });
      return [response.status, await response.text()];
    };
    expect(await use({})).toEqual([400, 'no_text']);
    for (let n = 0; n < 4; n += 1) expect(await use({ text: 'a' })).toEqual([200, 'ok']);
    clock.advance(30 * 60_000 - 1);
    // The response to a command can't be replaced: a second one is shown.
    expect(await use({ text: 'b', replace_original: true })).toEqual([200, 'ok']);
    expect(await use({ text: 'c' })).toEqual([404, 'used_url']);
    clock.advance(1);
    expect(await use({ text: 'd' })).toEqual([404, 'expired_url']);
    expect(slack.ephemerals('ana', 'general').map(({ text, inResponseTo }) => [text, inResponseTo])).toEqual(
      ['a', 'a', 'a', 'a', 'b'].map((text) => [text, triggerId]),
    );
    socket.ws.close();
  });
});

describe('faults', () => {
  const post = () => clientOf(slack).apiCall('chat.postMessage', { channel: general.id, text: 'x' });

  test('a lost response: the message was posted, the client gets an error, and a retry posts a duplicate', async () => {
    slack.fault({ method: 'chat.postMessage', kind: 'loseResponse' });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    expect(texts()).toEqual(['x']);
    expect(slack.calls('chat.postMessage')).toMatchObject([{ status: 0, fault: 'loseResponse' }]);
    slack.fault({ method: 'chat.postMessage', kind: 'loseResponse' });
    await clientOf(slack, 1).apiCall('chat.postMessage', { channel: general.id, text: 'y' });
    expect(texts()).toEqual(['x', 'y', 'y']);
  });

  test('a dropped connection and an error have no effect', async () => {
    slack.fault({ method: 'chat.postMessage', kind: 'drop' });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    slack.fault({ method: 'chat.postMessage', kind: { error: 'fatal_error' } });
    await expect(post()).rejects.toMatchObject({ data: { error: 'fatal_error' } });
    slack.fault({ method: '*', kind: { status: 500 } });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_http_error', statusCode: 500 });
    slack.fault({ method: 'chat.postMessage', kind: { retryAfter: 30 } });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 30 });
    expect(texts()).toEqual([]);
    await post();
    expect(texts()).toEqual(['x']);
  });

  test('a fault applies only to its channel, as often as given, until it is cleared', async () => {
    const other = slack.addChannel('other');
    const fault = slack.fault({ method: 'chat.postMessage', channel: other.id, times: 3, kind: { error: 'oops' } });
    expect(await errorOf('chat.postMessage', { channel: general.id, text: 'x' })).toBeUndefined();
    expect(await errorOf('chat.postMessage', { channel: other.id, text: 'x' })).toBe('oops');
    expect(fault.hits).toBe(1);
    fault.clear();
    expect(await errorOf('chat.postMessage', { channel: other.id, text: 'x' })).toBeUndefined();
  });

  test('a hanging request is logged but not answered; a slow one acts although the client has disconnected', async () => {
    slack.fault({ method: 'chat.postMessage', kind: 'hang' });
    const gone = new AbortController();
    const hanging = fetch(`${slack.apiUrl}chat.postMessage`, { method: 'POST', signal: gone.signal });
    await slack.waitFor(() => slack.calls('chat.postMessage').some(({ fault }) => fault === 'hang'));
    gone.abort();
    await expect(hanging).rejects.toThrow('abort');
    slack.fault({ method: 'chat.postMessage', kind: { slowMs: 50 } });
    const impatient = new AbortController();
    const slow = fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      signal: impatient.signal,
      headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ channel: general.id, text: 'slow' }).toString(),
    });
    await slack.waitFor(() => slack.calls('chat.postMessage').length === 2);
    impatient.abort();
    await expect(slow).rejects.toThrow('abort');
    await slack.waitFor(() => texts().includes('slow'));
  });
});

test('waitFor shows the channel and the latest requests when it times out', async () => {
  await postOne();
  const waiting = slack.waitFor(() => slack.messages('general').length > 1, 20);
  await expect(waiting).rejects.toThrow(/#general[\s\S]*clapperbot\n {2}one[\s\S]*200 chat.postMessage/u);
  await expect(slack.waitFor(() => JSON.parse('{') as unknown)).rejects.toThrow('JSON');
});
