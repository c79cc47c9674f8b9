/** The life of the bot as the page shows it, the course of time, and how little is sent. */
import { beforeEach, expect, test } from 'vitest';
import type { ServerMessage, View } from '../../../src/sandbox/page/protocol.ts';
import { type PageClient, type PageDemo, pressOf, useVisitor } from './page.support.ts';

const visitor = useVisitor();
const { classes, done, message, record } = visitor;
let opened: PageDemo;
let page: PageClient;
let view: View;
beforeEach(() => {
  [opened, page, view] = [visitor.opened(), visitor.page(), visitor.view()];
});

test('a bot that was killed starts again with the same recordings', async () => {
  const card = await record('maths');
  expect(page.shown.conditions?.bot).toBe('running');
  await done({ type: 'bot', do: 'kill' });
  expect(page.shown.conditions?.bot).toBe('stopped');
  expect(await page.act({ type: 'bot', do: 'kill' })).toBe('The bot does not run.');
  expect(await page.act({ type: 'press', ts: card.ts, press: pressOf(card, 'Vertical') })).toBe(
    'The bot is not connected to Slack. Start it, or bring the network back.',
  );

  const starting = page.act({ type: 'bot', do: 'start' });
  await page.until(({ conditions }) => conditions?.bot === 'starting');
  expect(await page.act({ type: 'bot', do: 'start' })).toBe('The bot runs already.');
  expect(await starting).toBeUndefined();
  expect(page.shown.conditions?.bot).toBe('running');
  // The card still works.
  await done({ type: 'press', ts: card.ts, press: pressOf(card, 'Vertical') });
  await page.until(({ agora }) => agora?.recorders.find(({ cname }) => cname === 'maths')?.layout === 'Vertical');
  expect(page.shown.agora?.recorders.filter(({ cname }) => cname === 'maths')).toHaveLength(1);
});

test('a bot that is killed while it starts says so', async () => {
  await done({ type: 'bot', do: 'kill' });
  const starting = page.act({ type: 'bot', do: 'start' });
  await page.until(({ conditions }) => conditions?.bot === 'starting');
  await done({ type: 'bot', do: 'kill' });
  expect(await starting).toBe('The bot ended while it started.');
  await done({ type: 'bot', do: 'start' });
});

test('an hour passes at one click, with what the bot says meanwhile', { timeout: 60_000 }, async () => {
  const card = await record('hour');
  page.look({ ...view, thread: card.ts });
  const before = opened.demo.clock.now();
  const passing = page.act({ type: 'pass', ms: 3_600_000 });
  const moving = await page.until(({ conditions }) => conditions?.movingUntil);
  expect(moving).toBeGreaterThanOrEqual(before + 3_600_000);
  expect(await page.act({ type: 'pass', ms: 1_000 })).toBe('The clock is being moved already. Wait until it is there.');
  expect(await passing).toBeUndefined();
  expect(opened.demo.clock.now()).toBeGreaterThanOrEqual(before + 3_600_000);
  expect(page.shown.conditions?.movingUntil).toBeUndefined();
  // Where nothing has changed, a status is not repeated: the card is updated anyway.
  expect(page.shown.conversations.get(`${classes()} ${card.ts}`)?.size).toBeGreaterThan(2);
  expect(await page.act({ type: 'press', ts: card.ts, press: pressOf(card, 'Stop') })).toBeUndefined();
  await message('Finished hour');
});

test('a bot that ends by itself is shown as stopped', async () => {
  const { pid } = opened.demo.bot;
  process.kill(pid() ?? 0, 'SIGKILL');
  await page.until(({ conditions }) => conditions?.bot === 'stopped');
  await done({ type: 'bot', do: 'start' });
});

test('only differences are sent, and of a long channel only the latest messages', async () => {
  const { slack, channel } = opened.demo;
  for (let n = 0; n < 1_000; n += 1) slack.say('ben', channel, `message ${n}`);
  await message('message 999');
  const shown = () => page.shown.conversations.get(classes());
  expect(shown()?.size).toBe(view.limit);

  const from = page.received.length;
  slack.say('ben', channel, 'one more');
  await message('one more');
  const updates = page.received.slice(from).filter(({ type }) => type === 'messages') as Extract<
    ServerMessage,
    { type: 'messages' }
  >[];
  expect(updates.map(({ value }) => [value.changed.length, value.removed.length, value.all, value.hasEarlier])).toEqual(
    [[1, 1, false, true]],
  );

  page.look({ ...view, limit: 200 });
  await page.until(() => shown()?.size === 200);
});
