import type { HomeView } from '@slack/types';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { type SlackWorkspace, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import type { User } from '../../src/sandbox/slack/types.ts';
import { call, section, startBolt } from './slack.support.ts';

let slack: SlackWorkspace;
let ana: User;
let stopBolt: () => Promise<void> = () => Promise.resolve();

beforeEach(async () => {
  slack = await startSlack({ clock: new MovableClock(1_700_000_000_000) });
  ana = slack.addUser('ana');
});
afterEach(async () => {
  await stopBolt();
  await slack.close();
});

const publish = async (view: object, more: object = {}) =>
  (await call(slack, 'views.publish', { user_id: ana.id, view, ...more }, slack.botToken)).body;
const homeOf = (...blocks: object[]) => ({ type: 'home', blocks });
const text = (words: string) => ({ type: 'plain_text', text: words });
const field = (dispatch: boolean) => ({
  type: 'input',
  block_id: 'find',
  dispatch_action: dispatch,
  label: text('Find'),
  element: { type: 'plain_text_input', action_id: 'typed' },
});
const button = { type: 'actions', block_id: 'b', elements: [{ type: 'button', action_id: 'go', text: text('Go') }] };

/** The real Bolt, and what arrives there. */
async function bolt() {
  const { app, start, stop } = await startBolt(slack);
  stopBolt = stop;
  const arrived: unknown[] = [];
  app.event('app_home_opened', async ({ event }) => {
    arrived.push({ tab: event.tab, user: event.user, blocks: event.view?.blocks.length });
  });
  app.action(/^/u, async ({ ack, body, action }) => {
    await ack();
    const view = 'view' in body ? (body.view as HomeView & { hash: string }) : undefined;
    arrived.push({
      id: 'action_id' in action ? action.action_id : '',
      value: 'value' in action ? action.value : undefined,
      channel: 'channel' in body ? body.channel : undefined,
      isHash: view?.hash === slack.home(ana)?.hash,
      type: view?.type,
    });
  });
  await start();
  return arrived;
}

test('a home is shown to one person; with a hash only in the place of what that person sees', async () => {
  const first = await publish(homeOf(section('one')));
  expect(first).toMatchObject({ ok: true, view: { type: 'home', hash: expect.any(String) } });
  expect(slack.renderHome(ana)).toBe('one\n');
  expect(slack.renderHome(slack.addUser('ben'))).toBe('');
  const { hash } = first['view'] as { hash: string };
  const second = await publish(homeOf(section('two')), { hash });
  expect(second).toMatchObject({ ok: true, view: { id: (first['view'] as { id: string }).id } });
  expect(await publish(homeOf(section('three')), { hash })).toMatchObject({ error: 'hash_conflict' });
  expect(slack.renderHome(ana)).toBe('two\n');
  expect(await publish(homeOf(section('four')))).toMatchObject({ ok: true });
});

test.each([
  ['somebody unknown', homeOf(section('one')), { user_id: 'U404' }, 'user_not_found'],
  ['a modal', { type: 'modal', title: text('Form'), blocks: [section('one')] }, {}, 'invalid_arguments'],
  ['a title', { ...homeOf(section('one')), title: text('Home') }, {}, 'invalid_arguments'],
  ['101 blocks', homeOf(...Array.from({ length: 101 }, () => section('one'))), {}, 'invalid_arguments'],
  ['too much of it', homeOf(section('x'.repeat(250_000))), {}, 'view_too_large'],
])('%s: rejected', async (_, view, more, error) => {
  expect(await publish(view, more)).toMatchObject({ ok: false, error });
  expect(slack.home(ana)).toBeUndefined();
});

test('an input needs no submit button, unlike in a modal', async () => {
  expect(await publish(homeOf(field(true)))).toMatchObject({ ok: true });
});

test('opened tabs and pressed buttons are delivered to the bot', async () => {
  const arrived = await bolt();
  await slack.openHome(ana);
  await publish(homeOf(field(true), button));
  await slack.openHome(ana);
  await slack.openHome(ana, 'messages');
  await slack.pressInHome(ana, 'Go');
  await slack.enterInHome(ana, 'typed', 'maths');
  await slack.enterInHome(ana, 'typed', '');
  const about = { channel: undefined, isHash: true, type: 'home' };
  expect(arrived).toEqual([
    { tab: 'home', user: ana.id, blocks: undefined },
    { tab: 'home', user: ana.id, blocks: 2 },
    { tab: 'messages', user: ana.id, blocks: undefined },
    { id: 'go', value: undefined, ...about },
    { id: 'typed', value: 'maths', ...about },
    { id: 'typed', value: null, ...about },
  ]);
});

test('a misuse by the test is an error', async () => {
  await expect(slack.pressInHome(ana, 'Go')).rejects.toThrow('Nothing was published');
  await publish(homeOf(field(false)));
  await expect(slack.enterInHome(ana, 'typed', 'x')).rejects.toThrow('dispatches no action');
  await expect(slack.enterInHome(ana, 'other', 'x')).rejects.toThrow('no field');
});
