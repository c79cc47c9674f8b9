/** Recordings that stop by themselves: nobody has to remember them. */
import { expect, test } from 'vitest';
import { openWorld } from '../support/world.ts';

const minutes = (n: number) => n * 60;

test('a forgotten recording stops after its limit, with one extension', async () => {
  const world = await openWorld();
  const { slack, agora, ana, ben, room, clock } = world;
  await slack.type(ana, room, '/record start maths for=1h');
  const card = await world.card('Recording');
  await world.line('Recording maths.');
  const startedAt = clock.now();
  expect(slack.renderText(card)).toContain('Stops by itself');
  expect(slack.buttons(room).map(({ control }) => control.text)).toEqual(
    expect.arrayContaining(['Extend 30 min', 'Extend 1 h']),
  );

  const warning = await world.line('maths stops by itself', minutes(55));
  expect(warning).toContain('@ana');
  expect(clock.now() - startedAt).toBeGreaterThan(minutes(49) * 1000);
  await slack.click(ben, card, 'Extend 30 min');
  await world.line('@ben extended the recording.');

  await world.line('maths is stopped: its time is over.', minutes(60));
  expect(clock.now() - startedAt).toBeGreaterThan(minutes(89) * 1000);
  await world.card('Finished');
  expect(world.thread().filter((text) => text.includes('maths stops by itself'))).toHaveLength(2);
  expect(agora.requests.filter(({ call }) => call === 'stop')).toHaveLength(1);
  expect(agora.recorders[0]?.endedAt).toBeDefined();
});

test('it is extended by a command, too, for people with permission', async () => {
  const world = await openWorld();
  const { slack, ana, ben, room } = world;
  await slack.type(ana, room, '/record start maths for=30m');
  await world.card('Recording');
  await world.line('Recording maths.');
  await slack.type(ana, room, '/record extend maths 1h');
  await world.line('@ana extended the recording.');
  const elsewhere = slack.addChannel('elsewhere');
  await slack.type(ben, elsewhere, '/record extend maths 1h');
  await world.ephemeral(ben, 'can change maths');
  await slack.type(ana, room, '/record extend 24h');
  await world.ephemeral(ana, 'maths can be extended until');
  expect(world.thread().filter((text) => text.includes('extended the recording'))).toHaveLength(1);
});

test('a preset limits its recordings, and a command may choose a shorter time', async () => {
  const world = await openWorld({ file: 'presets: { lesson: { maxDuration: 30m } }\n' });
  const { slack, agora, ana, room, clock } = world;
  await slack.type(ana, room, '/record start maths preset=lesson');
  await world.line('Recording maths.');
  const startedAt = clock.now();
  await slack.type(ana, room, '/record start physics preset=lesson for=12m');
  await world.until(() => agora.recorders.length === 2);
  await world.until(() => agora.recorders[1]?.endedAt !== undefined, minutes(13));
  expect(agora.recorders[0]?.endedAt).toBeUndefined();
  await world.until(() => agora.recorders[0]?.endedAt !== undefined, minutes(20));
  expect(clock.now() - startedAt).toBeGreaterThan(minutes(29) * 1000);
});

test('a bot that was down at the limit stops the recording late and reports it', async () => {
  const world = await openWorld();
  const { slack, agora, ana, room } = world;
  await slack.type(ana, room, '/record start maths for=30m');
  await world.line('Recording maths.');
  await world.pass(minutes(5));
  await world.outage(minutes(60));
  await world.line('maths is stopped late: it was to end');
  await world.card('Finished');
  expect(world.thread().join('\n')).not.toContain('maths stops by itself');
  expect(agora.requests.filter(({ call }) => call === 'stop')).toHaveLength(1);
});

test('a limit survives a restart, and one more than once', async () => {
  const world = await openWorld();
  const { slack, ana, room } = world;
  await slack.type(ana, room, '/record start maths for=15m');
  await world.line('Recording maths.');
  await world.restart();
  await world.pass(minutes(2));
  await world.restart();
  await world.line('maths stops by itself', minutes(4));
  await world.restart();
  await world.line('maths is stopped: its time is over.', minutes(11));
  await world.card('Finished');
  expect(world.thread().filter((text) => text.includes('maths stops by itself'))).toHaveLength(1);
});
