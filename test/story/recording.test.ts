import { expect, test } from 'vitest';
import { openWorld } from '../support/world.ts';

test('a class is recorded, laid out, watched and stopped', async () => {
  const world = await openWorld({ tickEvery: 600_000 });
  const { slack, agora, ana, ben, room } = world;

  const typed = await slack.type(ana, room, '/record start standup');
  expect(typed).toMatchObject({ ok: true });

  await world.card('Starting');
  await world.card('Recording');
  await world.line('Recording standup.');
  const card = world.cards()[0];
  expect(world.cards()).toHaveLength(1);
  expect(agora.recorders).toHaveLength(1);
  if (card === undefined) throw new Error('no card');

  await slack.click(ben, card, 'Vertical');
  await world.line('@ben changed the layout to');
  expect(agora.recorders[0]?.layouts.at(-1)?.layout).toMatchObject({ mixedVideoLayout: 2 });

  const statusPosts = () => world.thread().filter((text) => text.includes(' min: '));
  await world.until(() => statusPosts().length === 1, 700);
  // Nothing is new at the next two ticks.
  await world.pass(1_300);
  expect(statusPosts()).toHaveLength(1);

  await slack.click(ana, card, 'Stop');
  await world.card('Stopping');
  await world.card('Finished');
  const { sid, files } = agora.recorders[0] ?? { sid: '', files: [] };
  const last = await world.line('uploaded');
  expect(last).toContain(`${sid}_standup.m3u8`);
  expect(files).toEqual([`${sid}_standup.m3u8`]);

  const calls = agora.requests.map((request) => request.call);
  expect(calls.filter((call) => call === 'acquire')).toHaveLength(1);
  expect(calls.filter((call) => call === 'start')).toHaveLength(1);
  expect(calls.lastIndexOf('query')).toBeLessThan(calls.indexOf('stop'));
  expect(slack.buttons(room).map(({ control }) => control.text)).toEqual(['Files', 'Record Again']);
});
