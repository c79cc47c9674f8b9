/** Every message: what stands in for it, and what people's text can do in it. */
import type { KnownBlock } from '@slack/types';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkBlocks } from '../../src/sandbox/slack/check-blocks.ts';
import type { Block } from '../../src/sandbox/slack/types.ts';
import { say } from '../../src/slack/surfaces/blocks.ts';
import { renderCard } from '../../src/slack/surfaces/card.ts';
import { renderHome } from '../../src/slack/surfaces/home.ts';
import { slackLimits } from '../../src/slack/surfaces/limits.ts';
import * as replies from '../../src/slack/surfaces/replies.ts';
import { type StartFormState, startForm } from '../../src/slack/surfaces/start-form.ts';
import { renderMessage } from '../../src/slack/surfaces/thread.ts';
import { faults, recording } from '../slack/surfaces/support.ts';
import type { World } from '../support/world.ts';
import { everythingSaid, objectsIn, openAcceptance, type Said, transports } from './support.ts';

const pieces = [
  '<!channel>',
  '<!here>',
  '<@U1ANA>',
  '<#C1|general>',
  '<https://evil.example|bank>',
  'https://evil.example',
  '@here',
  '&lt;!channel&gt;',
  '😀',
  '👩‍👩‍👧',
  'مرحبا بالعالم',
  'שלום',
  '\u202eabc',
  '\u0000',
  '`*_~',
  '\n> q',
  '數學',
];
/** None of our sentences contains it. */
const marker = 'Ω';
const title = fc
  .oneof(
    { arbitrary: fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 }), weight: 20 },
    { arbitrary: fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { maxLength: 3 }), weight: 10 },
    { arbitrary: fc.constantFrom(...pieces).map((one) => [one.repeat(5_000).slice(0, 5_000)]), weight: 1 },
  )
  .map((parts) => `${marker}${parts.join('')}${marker}`);

/** What of a surface is longer than our own table of limits says. */
function beyond(blocks: unknown, kind: 'message' | 'view'): string[] {
  const found = Array.isArray(blocks) && blocks.length > slackLimits.blocks[kind] ? [`${blocks.length} blocks`] : [];
  const most: Readonly<Record<string, number>> = { header: slackLimits.headerText, button: slackLimits.buttons.text };
  return objectsIn(blocks).reduce((all, object) => {
    const limit = most[String(object['type'])] ?? slackLimits.text;
    const { text, value } = object;
    const words = typeof text === 'string' ? text : (text as { text?: string } | undefined)?.text;
    if (typeof words === 'string' && words.length > limit) all.push(`${String(object['type'])}: ${words.length}`);
    if (typeof value === 'string' && value.length > slackLimits.buttons.value) all.push(`value: ${value.length}`);
    return all;
  }, found);
}

// test/property has every message and reply, with everything that is foreign in them.
test('21. Whatever a channel is called (10,000 names), messages and views keep to Slack’s limits, and nothing becomes a mention or a link', () => {
  const state: StartFormState = {
    cname: '',
    mode: 'mix',
    url: '',
    duration: '',
    repeat: 'now',
    days: [],
    others: {},
    fields: { channel: 0, preset: 0 },
  };
  fc.assert(
    fc.property(title, (cname) => {
      const r = recording({ cname });
      const page = { recordings: [r], total: 1 };
      const nothing = { items: [], offset: 0, more: false };
      const position = { search: cname.slice(0, 64), live: 0, scheduled: 0, ended: 0 };
      const contents = {
        position,
        live: { items: [r], offset: 0, more: false },
        liveCount: 1,
        schedules: nothing,
        ended: nothing,
      };
      const messages = [
        renderCard(r, r.createdAt),
        renderMessage(r, { type: 'failed', errorCode: 'agora_bad_request', detail: cname }),
        replies.listReply({ live: page, orphans: { recordings: [], total: 0 }, ended: page }, undefined),
      ];
      const found = messages.flatMap((message) => [...faults(message, marker), ...beyond(message.blocks, 'message')]);
      const home = renderHome(contents, { now: r.createdAt, teamUrl: undefined, note: say({ plain: cname }) });
      const shown = { text: 'home', blocks: home.blocks as KnownBlock[] };
      found.push(...faults(shown, marker, slackLimits.blocks.view), ...beyond(home.blocks, 'view'));
      // Slack lets people enter 3,000 characters, and what was recorded has a name that Agora allows.
      const form = startForm(
        { ...state, cname: cname.slice(0, 3_000), recent: [cname.slice(0, 63)] },
        { presets: [], layouts: ['grid'] },
        { kind: 'grid' },
      );
      found.push(...checkBlocks(form.blocks, slackLimits.blocks.view).map(({ pointer, message }) => pointer + message));
      found.push(...beyond(form.blocks, 'view'));
      expect(found).toEqual([]);
    }),
    { numRuns: 10_000 },
  );
}, 60_000);

/** Everything that a person can bring about in a class. */
async function play(world: World): Promise<void> {
  const { slack, agora, ana, ben, room } = world;
  await slack.type(ana, room, '/record help');
  await slack.type(ana, room, '/record start maths for=1h');
  const card = await world.card('Recording maths');
  await slack.click(ben, card, 'Vertical');
  await world.line('layout to Vertical');
  await slack.click(ana, card, 'Custom…');
  await world.form(ana);
  slack.enter(ana, 'Regions', '0 0 0.5 1\n0.5 0 0.5 1');
  await slack.pressInModal(ana, 'Preview');
  await world.form(ana, '[image:');
  await slack.submitModal(ana);
  await world.line('layout to Custom');
  for (const command of ['status maths', 'list', 'extend maths 30m', 'files maths', 'presets', 'doctor', 'audit']) {
    const typed = await slack.type(ana, room, `/record ${command}`);
    await world.until(() => typed.seen.length > 0 || command.startsWith('extend'));
  }
  await slack.openHome(ben);
  await world.until(() => slack.renderHome(ben).includes('maths · Recording'));
  await world.pass(700);
  await slack.click(ana, card, 'Stop');
  await world.card('Finished maths');
  await world.line('Upload:');
  for (const command of ['files maths', 'usage', 'list']) {
    await slack.type(ana, room, `/record ${command}`);
    await world.pass(5);
  }
  agora.fault({ call: 'acquire', kind: 'respond', status: 400, body: { code: 2, reason: 'invalid parameter' } });
  await slack.type(ana, room, '/record start physics');
  await world.card('Failed');
  await slack.type(ana, room, '/record schedule art every="daily 11:00" for=30m');
  await slack.type(ana, room, '/record schedules');
  await world.pass(30);
}

const messagesOf = (said: readonly Said[]) => said.filter(({ args }) => !('view' in args));

describe.each(transports)('over %s', (transport) => {
  test('22. Every message has a text that alone tells the state; pictures and buttons have words, nothing is unfurled, dates have a fallback', async () => {
    const scopes = ['commands', 'chat:write', 'users:read', 'files:write'];
    const { world } = await openAcceptance(transport, { scopes, tickEvery: 600_000 });
    await play(world);
    const said = everythingSaid(world);
    expect(said.length).toBeGreaterThan(40);
    expect(new Set(said.map(({ by }) => by))).toEqual(
      new Set([
        'ack',
        'response_url',
        'chat.postMessage',
        'chat.update',
        'views.open',
        'views.update',
        'views.publish',
      ]),
    );
    for (const { by, text, args } of messagesOf(said)) {
      expect(text?.trim(), by).toMatch(/\p{L}/u);
      // `chat.update` and answers to one person never unfurl.
      if (by === 'chat.postMessage') expect(args).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
      for (const date of text?.match(/<!date[^>]*>/gu) ?? []) expect(date).toMatch(/^<!date\^\d+\^[^|]*\|[^|>]+>$/u);
    }
    const cards = said.filter(
      ({ by, args }) =>
        by.startsWith('chat.') &&
        args['channel'] === world.room.id &&
        args['thread_ts'] === undefined &&
        JSON.stringify(args).includes('maths'),
    );
    for (const { text } of cards)
      expect(text).toMatch(/^(?:\S+ )?(?:Starting|Recording|Stopping|Uploading|Finished) maths/u);
    const failed = said.filter(({ text }) => text?.startsWith('Failed') === true);
    expect(failed[0]?.text).toMatch(/physics.*\p{L}{4}/u);

    const objects = said.flatMap(({ blocks }) => objectsIn(blocks as Block[]));
    const ofType = (type: string) => objects.filter((object) => object['type'] === type);
    for (const image of ofType('image')) expect(image['alt_text']).toMatch(/\p{L}/u);
    for (const button of ofType('button')) expect(JSON.stringify(button['text'])).toMatch(/\p{L}{3}/u);
    for (const date of ofType('date')) expect(date['fallback']).toMatch(/\d/u);
    // Each of these was there to be looked at.
    for (const type of ['image', 'button', 'date']) expect(ofType(type), type).not.toEqual([]);
  });
});
