import { afterEach, beforeEach, expect, test } from 'vitest';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { type SlackWorkspace, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { button, call, section } from './slack.support.ts';

let clock: MovableClock;
let slack: SlackWorkspace;
let ana: string;

beforeEach(async () => {
  clock = new MovableClock(Date.UTC(2023, 10, 14, 22, 13));
  slack = await startSlack({ clock, rateLimits: false });
  ana = slack.addUser('ana').id;
  slack.addUser('ben');
  slack.addChannel('general');
});

afterEach(() => slack.close());

async function bot(method: string, args: object): Promise<string> {
  const { body } = await call(slack, method, args, slack.botToken);
  expect(body).toMatchObject({ ok: true });
  return String(body['ts'] ?? body['message_ts']);
}

test('a channel is rendered with card, fields, buttons, thread and private messages', async () => {
  const channel = slack.say('ana', 'general', 'good morning').channel;
  const start = clock.now() / 1000;
  clock.advance(60_000);
  const ts = await bot('chat.postMessage', {
    channel,
    text: 'fallback',
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: ':red_circle: Recording', emoji: true } },
      {
        type: 'section',
        fields: [
          { type: 'mrkdwn', text: `*Started by*\n<@${ana}>` },
          { type: 'mrkdwn', text: `*Since*\n<!date^${start}^{date_short_pretty} at {time}|then>` },
          { type: 'mrkdwn', text: '*Channel*\nR&amp;D &lt;1&gt;' },
        ],
      },
      {
        type: 'actions',
        elements: [
          button('Float', 'float'),
          button('Stop', 'stop', { style: 'danger' }),
          { type: 'overflow', options: [{ text: { type: 'plain_text', text: 'Discard' }, value: 'd' }] },
        ],
      },
      { type: 'divider' },
      { type: 'context', elements: [{ type: 'mrkdwn', text: `in <#${channel}>, see <https://a.example|the page>` }] },
    ],
  });
  clock.advance(60_000);
  await bot('chat.postMessage', { channel, thread_ts: ts, text: 'It records. :white_check_mark:' });
  await bot('chat.postMessage', { channel, thread_ts: ts, text: 'files:\na.m3u8', reply_broadcast: true });
  await bot('chat.postEphemeral', {
    channel,
    user: ana,
    text: 'done',
    blocks: [{ ...section('Done'), accessory: button('Undo', 'undo') }],
  });
  expect(slack.renderText('general')).toBe(`#general

22:13 ana
  good morning

22:14 clapperbot
  🔴 Recording
  ────────────
  *Started by*                *Since*
  @ana                        today at 22:13
  *Channel*
  R&D <1>
  [1 Float] [2 Stop] [3 ⋯ Discard]
  ────────────────────────
  in #general, see the page (https://a.example)
  ↳ 22:15 clapperbot: It records. ✅
  ↳ 22:15 clapperbot (also sent to the channel)
      files:
      a.m3u8

22:15 clapperbot (only visible to ana)
  Done
  [4 Undo]
`);
  expect(slack.renderText('general', { viewer: 'ben' })).not.toContain('only visible');
  const buttons = slack.buttons('general');
  expect(buttons.map(({ number, control }) => `${number} ${control.text}`)).toEqual([
    '1 Float',
    '2 Stop',
    '3 Discard',
    '4 Undo',
  ]);
  expect(buttons[3]?.message.ts).not.toBe(ts);
});

test('rich text keeps plain text as it is, and resolves the rest', async () => {
  const { channel } = slack.say('ben', 'general', 'x');
  const ts = await bot('chat.postMessage', {
    channel,
    blocks: [
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: '<!channel> :warning: &amp; ' },
              { type: 'user', user_id: ana },
              { type: 'text', text: ' ' },
              { type: 'emoji', name: 'warning' },
              { type: 'text', text: ' ' },
              { type: 'date', timestamp: 1_700_000_000, format: '{date_num} {time_secs}', fallback: 'then' },
            ],
          },
          {
            type: 'rich_text_list',
            style: 'ordered',
            elements: ['a', 'b'].map((text) => ({ type: 'rich_text_section', elements: [{ type: 'text', text }] })),
          },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'x\ny' }] },
          { type: 'rich_text_quote', elements: [{ type: 'link', url: 'https://a.example', text: 'q' }] },
        ],
      },
    ],
  });
  const message = slack.messages('general').find((one) => one.ts === ts);
  expect(message && slack.renderText(message)).toBe(`22:13 clapperbot
  <!channel> :warning: &amp; @ana ⚠️ 2023-11-14 22:13:20
  1. a
  2. b
    x
    y
  > q (https://a.example)
`);
});

test.each([
  ['<!date^1699913600^{date_pretty}|then>', 'yesterday'],
  ['<!date^1600000000^{date} {ago}|then>', 'September 13, 2020 1157 days ago'],
  ['<!date^1699999980^{time}^https://a.example|then>', '22:13'],
  ['<!date^1700000000^{nonsense}|then>', 'then'],
  ['<!here> <!subteam^S1|@crew> <mailto:a@b.example|a@b.example>', '@here @crew a@b.example'],
  ['&amp;lt; *bold* `code` :unknown_code:', '&lt; *bold* `code` :unknown_code:'],
  ['<@U404|someone> <#C404>', '@someone #C404'],
])('%j is rendered as %j', async (text, shown) => {
  const { channel } = slack.say('ana', 'general', 'x');
  await bot('chat.postMessage', { channel, text });
  const message = slack.messages('general').at(-1);
  expect(message && slack.renderText(message)).toBe(`22:13 clapperbot\n  ${shown}\n`);
});

test('times are shown in the given time zone', async () => {
  const message = slack.say('ana', 'general', 'x');
  expect(slack.renderText('general', { timeZone: 'Asia/Shanghai' })).toContain('06:13 ana');
  expect(slack.renderText(message, { timeZone: 'Asia/Shanghai' })).toBe('06:13 ana\n  x\n');
});
