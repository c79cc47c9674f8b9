import { expect, onTestFinished, test } from 'vitest';
import { type SlackOptions, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { clientOf, openSocket, type RawSocket } from './slack.support.ts';

async function openWorkspace(scopes: SlackOptions['scopes'] = ['channels:history', 'app_mentions:read', 'im:history']) {
  const slack = await startSlack({ scopes });
  onTestFinished(() => slack.close());
  const ana = slack.addUser('ana');
  return { slack, ana, socket: await openSocket(slack), hi: `hi <@${slack.bot.userId}>` };
}

/** The events so far; the command after them has arrived, so nothing else is under way. */
const eventsOf = ({ frames }: RawSocket) =>
  frames
    .filter(({ type }) => type === 'events_api')
    .map(({ payload }) => (payload as { event: Record<string, unknown> }).event);

test('a message from a person reaches the bot, and once more where it mentions the bot', async () => {
  const { slack, ana, socket, hi } = await openWorkspace();
  const general = slack.addChannel('general');
  const { ts } = slack.say(ana, general, 'hello');
  const mention = slack.say(ana, general, hi);
  await slack.type(ana, general, '/record');
  const about = { user: ana.id, team: slack.team.id, channel: general.id, client_msg_id: expect.any(String) };
  expect(eventsOf(socket)).toEqual([
    { type: 'message', ...about, text: 'hello', ts, event_ts: ts, channel_type: 'channel' },
    { type: 'message', ...about, text: hi, ts: mention.ts, event_ts: mention.ts, channel_type: 'channel' },
    { type: 'app_mention', ...about, text: hi, ts: mention.ts, event_ts: mention.ts },
  ]);
  expect(socket.frames.find(({ type }) => type === 'events_api')).toMatchObject({
    accepts_response_payload: false,
    payload: { type: 'event_callback', event_id: expect.stringMatching(/^Ev/u), api_app_id: 'A0CLAPPER' },
  });
});

test('a direct message is a message of its own kind, and never a mention', async () => {
  const { slack, ana, socket, hi } = await openWorkspace();
  slack.say(ana, slack.direct(ana), hi);
  await slack.type(ana, slack.direct(ana), '/record');
  expect(eventsOf(socket)).toMatchObject([{ type: 'message', channel_type: 'im', text: hi }]);
});

test('the bot gets no events of channels that it is not in, nor of what its token has no scope for', async () => {
  const { slack, ana, socket, hi } = await openWorkspace();
  const general = slack.addChannel('general');
  slack.say(ana, slack.addChannel('elsewhere', { botIsMember: false }), hi);
  slack.scopes.delete('app_mentions:read');
  slack.say(ana, slack.addChannel('staff', { private: true }), hi);
  await slack.type(ana, general, '/record');
  expect(eventsOf(socket)).toEqual([]);
  slack.scopes.add('groups:history');
  slack.say(ana, 'staff', hi);
  await slack.type(ana, general, '/record');
  expect(eventsOf(socket)).toMatchObject([{ type: 'message', channel_type: 'group' }]);
});

test('metadata that the bot posts comes back as an event, with the scope for it', async () => {
  const { slack, ana, socket } = await openWorkspace(['chat:write']);
  const general = slack.addChannel('general');
  const metadata = { event_type: 'lesson', event_payload: { key: 'value' } };
  const post = () => clientOf(slack).chat.postMessage({ channel: general.id, text: 'posted', metadata });
  await post();
  slack.scopes.add('metadata.message:read');
  const { ts } = await post();
  await clientOf(slack).chat.postMessage({ channel: general.id, text: 'plain' });
  await slack.type(ana, general, '/record');
  expect(eventsOf(socket)).toEqual([
    {
      type: 'message_metadata_posted',
      app_id: 'A0CLAPPER',
      bot_id: slack.bot.botId,
      user_id: slack.bot.userId,
      team_id: slack.team.id,
      channel_id: general.id,
      metadata,
      message_ts: ts,
      event_ts: expect.any(String),
    },
  ]);
});

test('an event that is sent over Socket Mode is sent once', async () => {
  const { slack } = await openWorkspace();
  expect(await slack.sendEvent({ type: 'app_home_opened' })).toEqual({ attempts: 1, ok: true });
  slack.kill();
  await slack.waitFor(() => slack.sockets === 0);
  expect(await slack.sendEvent({ type: 'app_home_opened' })).toEqual({ attempts: 1, ok: false });
});
