import type { Row, Stage, Subject, Truth } from '../case.ts';

const nothing = { state: 'none', recorders: [], calls: {} } as const;
const oneRuns = { state: 'Recording', recorders: ['running'], calls: { acquire: 1, start: 1 } } as const;
const goesOn = 'is still being recorded, but its card can’t be shown.';

/** Slack refuses the card permanently, so nothing is started. */
const refused = (fault: string, error: string, told: readonly string[]): Row => ({
  fault,
  slack: ({ room }) => [{ method: 'chat.postMessage', channel: room.id, kind: { error } }],
  sees: { ana: ['standup was not started.', ...told, `Details: ${error}`] },
  ...nothing,
});

/** After the 429 nothing was sent to Slack's method for as long as it had asked. */
const leftAlone = (method: 'chat.postMessage' | 'chat.update'): Truth => ({
  words: `\`${method}\` was left alone for 30 s`,
  holds({ slack, room }) {
    const sent = slack.calls(method).filter(({ args }) => args['channel'] === room.id);
    const limited = sent.findIndex(({ fault }) => fault !== undefined);
    const [from, next] = sent.slice(limited).map(({ at }) => at);
    return from !== undefined && next !== undefined && next - from >= 30_000;
  },
});

/** Sends the latest envelope once more, down every connection. */
const sendTwice = ({ slack }: Stage) => {
  const envelope = slack.requestLog.findLast((entry) => entry.kind === 'envelope');
  if (envelope === undefined) throw new Error('there was no envelope');
  const { envelopeId: envelope_id, type, payload } = envelope;
  slack.send(JSON.stringify({ envelope_id, type, payload, accepts_response_payload: type === 'slash_commands' }));
};

const rows: readonly Row[] = [
  {
    fault: 'The bot is not in the channel: the card is refused (`not_in_channel`)',
    before: ({ slack, room }) => slack.removeBot(room),
    sees: {
      ana: ['standup was not started. I am not a member of that channel.', 'Invite me there with /invite @clapperbot'],
    },
    ...nothing,
  },
  refused('The card is refused: the bot can’t see the channel (`channel_not_found`)', 'channel_not_found', [
    'I can’t see that channel.',
    'Invite me there with /invite @clapperbot',
  ]),
  refused('The card is refused: the channel is archived (`is_archived`)', 'is_archived', [
    'That channel is archived.',
    'Use a channel where I am a member, then try again.',
  ]),
  refused('The card is refused by a rule of the workspace (`restricted_action`)', 'restricted_action', [
    'A workspace policy doesn’t let me post there.',
  ]),
  refused('The card is refused with a code that no page documents', 'new_in_2027', [
    'Slack doesn’t let me post there.',
    'Check that I am in the channel and may post',
  ]),
  {
    fault: 'The card is refused, and so is the private answer to the command',
    slack: ({ room }) => [
      { method: 'chat.postMessage', channel: room.id, kind: { error: 'not_in_channel' } },
      { method: 'response_url', kind: { error: 'expired_url' } },
    ],
    sees: { ana: ['standup was not started.'] },
    ...nothing,
    also: [
      {
        words: '@ana was notified by direct message',
        holds: ({ slack, ana }) => slack.dms(ana).length === 1,
      },
    ],
  },
  {
    fault: 'Slack answers 503 for more than 10 s when the card is to be posted',
    slack: () => [{ method: 'chat.postMessage', times: 8, kind: { status: 503 } }],
    act: async (stage) => {
      await stage.until(() => stage.agora.recorders.length === 1, 20);
      if (stage.cards().length > 0) throw new Error('the card is there already');
    },
    sees: { thread: ['Recording standup.'] },
    ...oneRuns,
  },
  {
    fault: 'The post of the card is answered 429 with `Retry-After: 30`',
    slack: () => [{ method: 'chat.postMessage', kind: { retryAfter: 30 } }],
    sees: { thread: ['Recording standup.'] },
    ...oneRuns,
    also: [
      {
        words: 'the recorder started before the card was posted',
        holds: (stage) => (stage.agora.recorders[0]?.startedAt ?? Infinity) < Number(stage.latest().ts) * 1000,
      },
    ],
  },
  {
    fault: 'The card is posted, but Slack’s answer is lost; @ben presses a button of the older one',
    slack: () => [{ method: 'chat.postMessage', kind: 'loseResponse' }],
    act: async (stage) => {
      await stage.recording();
      const [older] = stage.cards();
      if (older !== undefined) await stage.slack.click(stage.ben, older, 'Refresh');
      await stage.until(() => stage.slack.renderText(stage.room).includes('is outdated'));
    },
    sees: { thread: ['Recording standup.'] },
    ...oneRuns,
    cards: 2,
    also: [
      {
        words: 'the older card has become a link to the card',
        holds: (stage) => {
          const [older] = stage.cards();
          const shown = older === undefined ? '' : stage.slack.renderText(older);
          return shown.includes(`p${stage.latest().ts.replace('.', '')}`) && !shown.includes('[1 ');
        },
      },
    ],
  },
  {
    fault: 'A post in the thread is answered 429 with `Retry-After: 30`',
    modes: ['mix'],
    act: async (stage) => {
      await stage.firstFile();
      stage.jam({ method: 'chat.postMessage', kind: { retryAfter: 30 } });
      await stage.click('Vertical');
      await stage.until(() => stage.slack.renderText(stage.latest()).includes('✓ Vertical'));
      await stage.click('Float');
    },
    sees: { thread: ['@ana changed the layout to Vertical.', '@ana changed the layout to Float.'], card: ['✓ Float'] },
    ...oneRuns,
    calls: { acquire: 1, start: 1, updateLayout: 2 },
    also: [leftAlone('chat.postMessage')],
  },
  {
    fault: 'A post in the thread arrives, but Slack’s answer is lost',
    modes: ['mix'],
    act: async (stage) => {
      await stage.firstFile();
      stage.jam({ method: 'chat.postMessage', kind: 'loseResponse' });
      await stage.click('Vertical');
    },
    // Nobody can look whether it has arrived, so it is posted again: delivery is at least once.
    sees: { thread: ['@ana changed the layout to Vertical.', '@ana changed the layout to Vertical.'] },
    ...oneRuns,
    calls: { acquire: 1, start: 1, updateLayout: 1 },
  },
  {
    fault: 'An update of the card is answered 429 with `Retry-After: 30`',
    modes: ['mix'],
    act: async (stage) => {
      await stage.firstFile();
      stage.jam({ method: 'chat.update', kind: { retryAfter: 30 } });
      await stage.click('Vertical');
    },
    sees: { thread: ['@ana changed the layout to Vertical.'], card: ['✓ Vertical'] },
    ...oneRuns,
    calls: { acquire: 1, start: 1, updateLayout: 1 },
    also: [leftAlone('chat.update')],
  },
  {
    fault: 'Updates of the card fail: `internal_error`, a broken connection, 500',
    modes: ['mix'],
    act: async (stage) => {
      await stage.firstFile();
      stage.jam({ method: 'chat.update', kind: { error: 'internal_error' } });
      stage.jam({ method: 'chat.update', kind: 'drop' });
      stage.jam({ method: 'chat.update', kind: { status: 500 } });
      await stage.click('Vertical');
    },
    sees: { thread: ['@ana changed the layout to Vertical.'], card: ['✓ Vertical'] },
    ...oneRuns,
    calls: { acquire: 1, start: 1, updateLayout: 1 },
  },
  {
    fault: 'Slack is down for a minute while it records: every request is answered 503, and the connections break',
    modes: ['mix'],
    act: async (stage) => {
      await stage.firstFile();
      const held = stage.injectFault({ call: 'updateLayout', kind: 'actThenHang' });
      await stage.click('Vertical', stage.ben);
      await stage.until(() => held.hits === 1);
      await stage.slack.outage(true);
      held.release();
      await stage.pass(60);
      await stage.slack.outage(false);
    },
    sees: { thread: ['Recording standup.', '@ben changed the layout to Vertical.'], card: ['✓ Vertical'] },
    ...oneRuns,
    calls: { acquire: 1, start: 1, updateLayout: 1 },
    also: [
      {
        words: 'the layout change is reported once',
        holds: (stage) => stage.thread().filter((line) => line.includes('changed the layout')).length === 1,
      },
    ],
  },
  {
    fault: 'Somebody deletes the card while it records',
    modes: ['mix'],
    act: async (stage) => {
      await stage.firstFile();
      stage.slack.deleteMessage(stage.latest());
      await stage.type('/record layout standup vertical');
      await stage.until(() => stage.cards().length === 2);
      await stage.click('Stop');
    },
    sees: {
      thread: ['@ana stopped the recording.', 'Finished standup.', '{sid}_standup.m3u8'],
      card: ['{sid}_standup.m3u8'],
    },
    state: 'Finished',
    recorders: ['stop'],
    calls: { acquire: 1, start: 1, updateLayout: 1, stop: 1 },
  },
  {
    fault: 'Somebody deletes the card before anything has been said in its thread',
    act: async (stage) => {
      const card = await stage.until(() => stage.cards()[0]);
      stage.slack.deleteMessage(card);
      await stage.line('Recording standup.', 120);
    },
    sees: { thread: ['Recording standup.'], never: [goesOn] },
    ...oneRuns,
  },
  {
    fault: 'Somebody deletes the card, and the one that was posted in its place',
    modes: ['mix'],
    act: async (stage) => {
      await stage.firstFile();
      stage.slack.deleteMessage(stage.latest());
      await stage.type('/record layout standup vertical');
      const second = await stage.until(() => stage.cards().find((card) => !card.deleted));
      stage.slack.deleteMessage(second);
      await stage.type('/record layout standup float');
    },
    sees: { ana: [goesOn, 'The card was deleted.', 'To check it: /record status', 'To stop it: /record stop'] },
    ...nothing,
    recorders: ['running'],
    calls: { acquire: 1, start: 1, updateLayout: 2 },
  },
  {
    fault: 'The channel is archived while it records',
    statusEvery: 50,
    act: async (stage) => {
      await stage.firstFile();
      stage.slack.archive(stage.room);
    },
    sees: {
      ana: [goesOn, 'That channel is archived.', 'To check it: /record status', 'To stop it: /record stop'],
    },
    ...oneRuns,
  },
  {
    fault: 'The channel is archived while it records, and @ana stops from another one; the card stays as it was',
    statusEvery: 50,
    act: async (stage) => {
      await stage.firstFile();
      stage.slack.archive(stage.room);
      await stage.told(stage.ana, goesOn);
      await stage.slack.type(stage.ana, stage.slack.addChannel('elsewhere'), '/record stop standup');
    },
    sees: { ana: [goesOn, 'Finished standup.', '{sid}_standup.m3u8', 'Upload: uploaded'] },
    ...oneRuns,
    recorders: ['stop'],
    calls: { acquire: 1, start: 1, stop: 1 },
  },
  {
    fault: 'The bot is removed from the channel while it records',
    statusEvery: 50,
    act: async (stage) => {
      await stage.firstFile();
      stage.slack.removeBot(stage.room);
    },
    sees: { ana: [goesOn, 'I am not a member of that channel.', 'Invite me there with /invite @clapperbot'] },
    ...oneRuns,
  },
  {
    fault: 'The bot token is revoked while it records',
    modes: ['mix'],
    act: async (stage) => {
      await stage.firstFile();
      stage.slack.revoke('bot');
      await stage.click('Vertical');
    },
    sees: { thread: ['Recording standup.'] },
    ...oneRuns,
    calls: { acquire: 1, start: 1, updateLayout: 1 },
    also: [
      {
        words: '`/readyz` is 503: “Slack rejects the bot token: token_revoked”',
        holds: async ({ bot }) => {
          const ready = await fetch(`http://127.0.0.1:${bot.port}/readyz`);
          return ready.status === 503 && (await ready.text()).includes('Slack rejects the bot token: token_revoked');
        },
      },
    ],
  },
  {
    fault: 'The bot token is revoked while it records, and valid again after two minutes',
    modes: ['mix'],
    act: async (stage) => {
      await stage.firstFile();
      stage.slack.revoke('bot');
      await stage.click('Vertical');
      await stage.pass(120);
      stage.slack.revoke('bot', false);
    },
    sees: { thread: ['@ana changed the layout to Vertical.'], card: ['✓ Vertical'] },
    ...oneRuns,
    calls: { acquire: 1, start: 1, updateLayout: 1 },
    also: [
      {
        words: '`/readyz` is 200',
        holds: async ({ bot }) => (await fetch(`http://127.0.0.1:${bot.port}/readyz`)).status === 200,
      },
    ],
  },
  {
    fault: 'Slack delivers the command three times',
    act: async (stage) => sendTwice(stage),
    sees: { thread: ['Recording standup.'] },
    ...oneRuns,
  },
  {
    fault: 'Slack delivers the press of a button three times',
    modes: ['mix'],
    act: async (stage) => {
      await stage.firstFile();
      await stage.click('Vertical');
      sendTwice(stage);
    },
    sees: { thread: ['@ana changed the layout to Vertical.'], card: ['✓ Vertical'] },
    ...oneRuns,
    calls: { acquire: 1, start: 1, updateLayout: 1 },
  },
  {
    fault: 'Slack sends malformed frames: without a payload, `app_rate_limited`, no JSON, `null`',
    act: async (stage) => {
      await stage.firstFile();
      for (const frame of [
        '{"type":"events_api","envelope_id":"e1"}',
        '{"type":"events_api","envelope_id":"e2","payload":{"type":"app_rate_limited"}}',
        '{"type":',
        'null',
      ])
        stage.slack.send(frame);
      await stage.slack.waitFor(({ sockets }) => sockets === 2);
      await stage.click('Stop');
    },
    sees: { thread: ['@ana stopped the recording.', 'Finished standup.'] },
    state: 'Finished',
    recorders: ['stop'],
    calls: { acquire: 1, start: 1, stop: 1 },
  },
  {
    fault: 'Both connections to Slack break while it records',
    act: async (stage) => {
      await stage.firstFile();
      stage.slack.kill();
      await stage.slack.waitFor(({ sockets }) => sockets === 0);
      await stage.slack.waitFor(({ sockets }) => sockets === 2);
      await stage.click('Stop');
    },
    sees: { thread: ['@ana stopped the recording.', 'Finished standup.'] },
    state: 'Finished',
    recorders: ['stop'],
    calls: { acquire: 1, start: 1, stop: 1 },
  },
  {
    fault: 'Slack renews one of the two connections just when @ana types',
    before: ({ slack }) => slack.refresh({ which: slack.socketNumbers()[0] ?? 1 }),
    sees: { thread: ['Recording standup.'] },
    ...oneRuns,
  },
];

export const slack: Subject = { title: 'Slack', rows };
