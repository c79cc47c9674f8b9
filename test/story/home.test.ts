/** The App Home as people see it, from its first opening on. */
import { describe, expect, test } from 'vitest';
import { controlsOf } from '../../src/sandbox/slack/controls.ts';
import type { Channel, User } from '../../src/sandbox/slack/types.ts';
import { openWorld, type World } from '../support/world.ts';

const minute = 60;

/** The home once it holds `words`. */
function home(world: World, user: User, words: string, seconds = minute): Promise<string> {
  const { slack } = world;
  return world.until(() => [slack.renderHome(user)].find((text) => text.includes(words)), seconds);
}

async function open(world: World, user: User, words: string): Promise<string> {
  await world.slack.openHome(user);
  return await home(world, user, words);
}

/** Presses the button of what is called so. */
async function press(world: World, user: User, name: string, button: string): Promise<void> {
  const { blocks = [] } = world.slack.home(user) ?? {};
  const at = blocks.findIndex((block) => JSON.stringify(block).includes(`"text":"${name}"`));
  const [control] = controlsOf({ blocks: blocks.slice(at + 1, at + 2) }).filter(({ text }) => text === button);
  if (control === undefined) throw new Error(`${name} has no ${button}:\n${world.slack.renderHome(user)}`);
  await world.slack.pressInHome(user, control);
}

async function record(world: World, user: User, room: Channel, name: string): Promise<void> {
  await world.slack.type(user, room, `/record start ${name}`);
  await world.until(() => world.slack.messages(room).some(({ text }) => text.includes(`Recording ${name}`)));
}

test('first use: one button, which opens the form; what is started with it appears within a minute', async () => {
  const world = await openWorld();
  const { slack, ana } = world;
  const empty = await open(world, ana, 'There is nothing to show yet.');
  expect(empty).toContain('[1 Start a Recording]');
  await slack.pressInHome(ana, 'Start a Recording');
  await world.form(ana);
  slack.enter(ana, 'Agora channel', 'maths');
  slack.enter(ana, 'Slack channel for the card', 'classes');
  expect(await slack.submitModal(ana)).toMatchObject({ ok: true });
  await home(world, ana, '1 active recording');
  const shown = await home(world, ana, '🔴 maths · Recording · @ana');
  for (const button of ['Stop', '✓ Grid', 'Custom…', 'Refresh']) expect(shown).toContain(button);
});

test('the messages tab publishes nothing', async () => {
  const world = await openWorld();
  await world.slack.openHome(world.ana, 'messages');
  await world.pass(10);
  expect(world.slack.calls('views.publish')).toEqual([]);
});

test('buttons work as on the card, and the home shows the result; files come as a message', async () => {
  const world = await openWorld();
  const { slack, ana, room } = world;
  await record(world, ana, room, 'maths');
  await open(world, ana, 'maths · Recording');
  await press(world, ana, 'maths', 'Float');
  await home(world, ana, '✓ Float');
  await press(world, ana, 'maths', 'Stop');
  await home(world, ana, '✅ maths · Finished');
  expect(slack.renderHome(ana)).toContain('No active recordings');
  await press(world, ana, 'maths', 'Files');
  await home(world, ana, 'I sent you the answer in the tab Messages.');
  expect(
    slack
      .dms(ana)
      .map((message) => slack.renderText(message))
      .join(),
  ).toContain('.m3u8');
});

test('an action without permission is rejected in the home, and nothing happens', async () => {
  const world = await openWorld();
  const { ana, ben, room, agora } = world;
  await record(world, ana, room, 'maths');
  await open(world, ben, 'maths · Recording');
  await press(world, ben, 'maths', 'Stop');
  await home(world, ben, 'can change');
  await world.pass(30);
  expect(agora.requests.filter(({ call }) => call === 'stop')).toHaveLength(0);
  expect(world.slack.renderHome(ben)).toContain('maths · Recording');
});

test('private recordings are shown to nobody else', async () => {
  const world = await openWorld();
  const { slack, ana, ben } = world;
  const staff = slack.addChannel('staff', { private: true, members: [ana] });
  await record(world, ana, staff, 'payroll');
  await slack.type(ana, staff, '/record schedule wages every="daily 11:00" for=30m');
  await open(world, ana, 'payroll · Recording');
  expect(slack.renderHome(ana)).toContain('wages');
  const shown = await open(world, ben, 'There is nothing to show yet.');
  expect(shown).not.toMatch(/payroll|wages/u);
  await slack.type(ana, staff, '/record stop payroll');
  await home(world, ana, 'payroll · Finished');
  await world.pass(minute);
  expect(slack.renderHome(ben)).not.toMatch(/payroll|wages/u);
});

test('schedules: Skip Next and Cancel', async () => {
  const world = await openWorld({ scopes: ['commands', 'chat:write', 'users:read'] });
  const { slack, ana, room } = world;
  await slack.type(ana, room, '/record schedule maths every="daily 11:00" for=30m');
  await open(world, ana, 'Next time: today at 11:00');
  await press(world, ana, 'maths', 'Skip Next');
  await home(world, ana, 'Next time: tomorrow at 11:00');
  await press(world, ana, 'maths', 'Cancel');
  await home(world, ana, 'Canceled the schedule of maths.');
  expect(slack.renderHome(ana)).toContain('There is nothing to show yet.');
});

test('a search, and its reset', async () => {
  const world = await openWorld();
  const { slack, ana, room } = world;
  for (const name of ['maths', 'physics']) await record(world, ana, room, name);
  await open(world, ana, '2 active recordings');
  await slack.enterInHome(ana, 'home:search', 'MATH');
  const found = await home(world, ana, 'Channels with MATH in their name.');
  expect(found).toContain('maths · Recording');
  expect(found).not.toContain('physics');
  await slack.enterInHome(ana, 'home:search', 'art');
  await home(world, ana, 'No recordings of channels with art in their name.');
  await slack.pressInHome(ana, 'Show All');
  await home(world, ana, '2 active recordings');
});

test('pages', async () => {
  const world = await openWorld();
  const { slack, ana, room } = world;
  for (let n = 10; n < 27; n += 1) {
    await slack.type(ana, room, `/record start class${n}`);
    // Two that begin in the same millisecond are in no certain order.
    await world.until(() => slack.messages(room).some(({ text }) => text.includes(`class${n}`)));
    await world.pass(1);
  }
  const first = await open(world, ana, '17 active recordings');
  expect(first).toContain('class26');
  expect(first).not.toContain('class11 ');
  await slack.pressInHome(ana, 'Older');
  const second = await home(world, ana, 'class10 ');
  expect(second).toContain('class11 ');
  expect(second).not.toContain('class26');
  await slack.pressInHome(ana, 'Newer');
  await home(world, ana, 'class26');
});

describe('people who can’t control recordings see none', () => {
  test('a guest', async () => {
    const world = await openWorld({ scopes: ['commands', 'chat:write', 'users:read'] });
    const { slack, ana, room } = world;
    const guest = slack.addUser('guest', 'guest');
    await record(world, ana, room, 'maths');
    const shown = await open(world, guest, 'Guests can’t control recordings.');
    expect(shown).not.toContain('maths');
  });

  test('an external user, as soon as Slack identifies them', async () => {
    const world = await openWorld();
    const { slack, ana, room, agora } = world;
    const stranger = slack.addUser('stranger', 'external');
    await record(world, ana, room, 'maths');
    await open(world, stranger, 'maths · Recording');
    await slack.pressInHome(stranger, 'Stop', 'T0OTHER');
    const shown = await home(world, stranger, 'Only members of this workspace');
    expect(shown).not.toContain('maths');
    expect(agora.requests.filter(({ call }) => call === 'stop')).toHaveLength(0);
  });
});

test('a restart: an open home is kept up to date, at the same page', async () => {
  const world = await openWorld();
  const { slack, ana, ben, room } = world;
  for (const name of ['maths', 'physics']) await record(world, ana, room, name);
  await open(world, ben, '2 active recordings');
  await slack.enterInHome(ben, 'home:search', 'phys');
  await home(world, ben, 'physics · Recording');
  await world.restart();
  await slack.type(ana, room, '/record stop physics');
  const shown = await home(world, ben, 'physics · Finished');
  expect(shown).not.toContain('maths');
});

test('ten minutes after it was opened publishing stops', async () => {
  const world = await openWorld();
  const { slack, ana, room } = world;
  await open(world, ana, 'There is nothing to show yet.');
  await world.pass(11 * minute);
  const before = slack.calls('views.publish').length;
  await record(world, ana, room, 'maths');
  await world.pass(minute);
  expect(slack.calls('views.publish')).toHaveLength(before);
  await open(world, ana, 'maths · Recording');
});

test('after a 429 publishing pauses for Retry-After, and then the latest state is shown', async () => {
  const world = await openWorld();
  const { slack, ana, room } = world;
  await open(world, ana, 'There is nothing to show yet.');
  slack.fault({ method: 'views.publish', kind: { retryAfter: 30 } });
  await slack.type(ana, room, '/record start maths');
  await home(world, ana, 'maths · Recording', 2 * minute);
  const [limited, next] = slack.calls('views.publish').slice(-2);
  expect(limited?.status).toBe(429);
  expect((next?.at ?? 0) - (limited?.at ?? 0)).toBeGreaterThanOrEqual(30_000);
});

test('another process has published: the current state is still shown', async () => {
  const world = await openWorld();
  const { slack, ana, room } = world;
  await open(world, ana, 'There is nothing to show yet.');
  slack.fault({ method: 'views.publish', kind: { error: 'hash_conflict' } });
  await slack.type(ana, room, '/record start maths');
  await home(world, ana, 'maths · Recording');
  const calls = slack.calls('views.publish');
  const failed = calls.findIndex(({ error }) => error === 'hash_conflict');
  expect(calls[failed]?.args['hash']).toBeDefined();
  expect(calls[failed + 1]?.args['hash']).toBeUndefined();
});

test('a busy workspace stays within Slack’s budget', async () => {
  const world = await openWorld();
  const { slack, room } = world;
  const people = Array.from({ length: 30 }, (_, n) => slack.addUser(`person${n}`));
  for (const person of people) await slack.openHome(person);
  for (let n = 0; n < 12; n += 1) {
    await slack.type(people[n] ?? world.ana, room, `/record start class${n}`);
    await world.pass(5);
  }
  for (const person of people) await home(world, person, '12 active recordings', 2 * minute);
  expect(slack.calls('views.publish').filter(({ status }) => status === 429)).toEqual([]);
});
