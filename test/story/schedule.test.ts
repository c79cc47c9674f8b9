/** Recordings that begin by themselves: classes every week, over the change of summer time and an outage. */
import { describe, expect, test } from 'vitest';
import { openBucketWorld } from '../support/bucket-world.ts';
import { type Change, startOfTime, type World } from '../support/world.ts';

const minutes = (n: number) => n * 60;
const hours = (n: number) => minutes(60 * n);
const scopes = ['commands', 'chat:write', 'users:read'];

/** A world whose people are in Berlin. It begins on Saturday, 21 November 2026, 10:00 there. */
async function inBerlin(change: Change = {}) {
  const { world } = await openBucketWorld({ scopes, ...change });
  world.slack.setTimeZone(world.ana, 'Europe/Berlin');
  return world;
}

/** The posts of the room that are no cards. */
const posts = ({ slack, room }: World) => slack.messages(room).map((message) => slack.renderText(message));
const post = (world: World, words: string, seconds?: number) =>
  world.until(() => posts(world).find((text) => text.includes(words)), seconds);
/** Direct messages of the bot. */
const direct = ({ slack }: World, user: World['ana']) =>
  slack.messages(slack.direct(user)).map((message) => slack.renderText(message));

test('a class three days a week, over the change of summer time and an outage', async () => {
  const utc = (day: number, hour: number, minute = 0) => Date.UTC(2026, 9, day, hour, minute);
  // Monday, 19 October 2026, 08:00 in Berlin, where summer time ends on the Sunday after.
  const world = await inBerlin({ startAt: utc(19, 6) });
  const { slack, agora, ana, room, clock } = world;
  await slack.type(ana, room, '/record schedule maths every="mon,wed,fri 09:00" for=45m');
  await post(world, 'every Monday, Wednesday and Friday at 09:00 (Europe/Berlin), for 45 min.');

  await world.passTo(utc(19, 8));
  // The whole of Wednesday's class is missed, and most of Wednesday's a week later is recorded.
  await world.passTo(utc(21, 6));
  await world.outage(hours(4));
  await post(world, 'A scheduled recording of maths was missed because the bot was not running');
  await world.until(() => direct(world, ana).join().includes('was missed because the bot was not running'));
  await world.passTo(utc(28, 7));
  await world.outage(minutes(80));
  await world.line('maths starts late: it was scheduled for');
  await world.passTo(utc(31, 12));

  const began = agora.recorders.map(({ startedAt }) => startedAt);
  // 09:00 in Berlin is 07:00 UTC in summer, and 08:00 UTC afterwards.
  const due = [utc(19, 7), utc(23, 7), utc(26, 8), utc(28, 8, 20), utc(30, 8)];
  expect(began).toHaveLength(due.length);
  for (const [n, at] of due.entries()) {
    expect(began[n]).toBeGreaterThanOrEqual(at);
    expect(began[n]).toBeLessThan(at + 60_000);
  }
  const stopped = agora.recorders.map(({ endedAt = 0 }) => new Date(endedAt).getUTCMinutes());
  // Each within a minute of its end, 09:45 in Berlin.
  for (const minute of stopped) expect([45, 46]).toContain(minute);
  expect(world.cards().filter(({ text }) => text.startsWith('Finished maths'))).toHaveLength(due.length);
  expect(clock.now()).toBe(utc(31, 12));
}, 90_000);

test('once, in the time zone of the person who schedules it', async () => {
  const world = await inBerlin();
  const { slack, agora, ana, room, clock } = world;
  await slack.type(ana, room, '/record schedule maths at="2026-11-21 10:30" for=20m');
  expect(await world.ephemeral(ana, 'Scheduled maths')).toContain('once, today at 09:30, for 20 min.');
  await post(world, '@ana scheduled maths: once');
  await post(world, 'maths will be recorded', minutes(25));
  expect(agora.recorders).toHaveLength(0);
  await world.card('Recording maths', minutes(15));
  expect(clock.now() - startOfTime).toBeLessThan(minutes(31) * 1000);
  await world.line('maths is stopped: its time is over.', minutes(25));
  await world.card('Finished maths');
  expect(clock.now() - startOfTime).toBeGreaterThan(minutes(50) * 1000);
  expect(agora.recorders).toHaveLength(1);
  await slack.type(ana, room, '/record schedules');
  await world.ephemeral(ana, 'Nothing is scheduled.');
});

describe('an impossible schedule is rejected with a reason', () => {
  test.each([
    ['at="2026-11-21 09:59" for=1h', 'That time is over'],
    ['at="2026-11-22 09:00"', 'How long? Add for example for=1h.'],
    ['every="30 * * * *" for=2h', 'It would begin again after 1h'],
    ['at="2026-11-22 09:00" for=1h preset=none', 'There is no preset none'],
    ['at="tomorrow" for=1h', 'tomorrow isn’t a date and time.'],
    ['every="sometimes" for=1h', 'sometimes isn’t a time that comes again.'],
    ['for=1h', 'When? Add at='],
    ['at="2026-11-22 09:00" every="daily 9:00" for=1h', 'Write at or every, not both.'],
  ])('%s', async (typed, answer) => {
    const world = await inBerlin();
    const { slack, ana, room } = world;
    await slack.type(ana, room, `/record schedule maths ${typed}`);
    await world.ephemeral(ana, answer);
    expect(posts(world)).toEqual([]);
  });
});

test('without users:read the bot’s time zone is used, and the response says so', async () => {
  const { world } = await openBucketWorld();
  const { slack, ana, room } = world;
  await slack.type(ana, room, '/record schedule maths every="mon 09:00" for=1h');
  expect(await world.ephemeral(ana, 'Scheduled maths')).toContain('That is in UTC, my own time zone');
});

test('Skip Next skips the time that it shows, however often it is pressed; Cancel ends the schedule', async () => {
  const world = await inBerlin();
  const { slack, ana, ben, room } = world;
  await slack.type(ana, room, '/record schedule maths every="daily 11:00" for=30m');
  await post(world, 'every day at 11:00 (Europe/Berlin), for 30 min. Next time: today at 10:00.');
  const message = slack.messages(room)[0];
  if (message === undefined) throw new Error('no message');
  await slack.click(ben, message, 'Skip Next');
  await post(world, '@ben skipped the recording of maths');
  await slack.click(ben, message, 'Skip Next');
  await world.ephemeral(ben, 'That time of maths is skipped or over already.');
  await world.pass(hours(2));
  expect(world.agora.recorders).toHaveLength(0);
  expect(posts(world).join('\n')).not.toContain('will be recorded');
  const elsewhere = slack.addChannel('elsewhere');
  await slack.type(ben, elsewhere, '/record schedules');
  await world.ephemeral(ben, '1 schedule:');
  const [list] = slack.ephemerals(ben).filter(({ text }) => text.startsWith('1 schedule'));
  if (list === undefined) throw new Error('no list');
  await slack.click(ben, list, 'Cancel');
  await world.ephemeral(ben, 'can change the schedule of maths');
  await slack.click(ana, message, 'Cancel');
  await post(world, '@ana canceled the schedule of maths.');
  await slack.click(ana, message, 'Cancel');
  await world.ephemeral(ana, 'The schedule of maths has ended already.');
});

test('where the bot may not post, nothing is scheduled, and the person is notified', async () => {
  const world = await inBerlin();
  const { slack, ana, room } = world;
  slack.removeBot(room);
  await slack.type(ana, room, '/record schedule maths every="daily 11:00" for=30m');
  await world.until(() => direct(world, ana).some((text) => text.includes('maths was not scheduled.')));
  expect(direct(world, ana).join()).toContain('Invite me there');
  await slack.type(ana, room, '/record schedules');
  await world.ephemeral(ana, 'Nothing is scheduled.');
});

test('a channel that is archived later: the person is notified in advance, and nothing is recorded', async () => {
  const world = await inBerlin();
  const { slack, agora, ana, room } = world;
  await slack.type(ana, room, '/record schedule maths at="2026-11-21 10:30" for=20m');
  await post(world, '@ana scheduled maths');
  slack.archive(room);
  await world.until(
    () => direct(world, ana).some((text) => text.includes('I can’t post about the schedule of maths.')),
    minutes(25),
  );
  await world.until(() => direct(world, ana).some((text) => text.includes('maths was not started.')), minutes(15));
  expect(agora.requests.filter(({ call }) => call === 'acquire')).toHaveLength(0);
});

test('the schedule of a deactivated account starts nothing', async () => {
  const world = await inBerlin();
  const { slack, agora, ana, room } = world;
  await slack.type(ana, room, '/record schedule maths at="2026-11-21 12:30" for=20m');
  await post(world, '@ana scheduled maths');
  slack.deactivate(ana);
  await post(world, 'did not start. @ana may no longer start recordings here.', hours(3));
  expect(agora.recorders).toHaveLength(0);
});

describe('a channel that is being recorded already', () => {
  test('the schedule starts when that recording ends by itself', async () => {
    const world = await inBerlin();
    const { slack, agora, ana, ben, room } = world;
    await slack.type(ana, room, '/record schedule maths at="2026-11-21 10:30" for=30m');
    await post(world, '@ana scheduled maths');
    await world.pass(minutes(20));
    await slack.type(ben, room, '/record start maths for=15m');
    await world.card('Recording maths');
    await world.until(() => direct(world, ana).some((text) => text.includes('is being recorded already')), minutes(12));
    await world.until(() => agora.recorders.length === 2, minutes(10));
    await world.line('another recording of the channel ran until now');
    await world.line('maths is stopped: its time is over.', minutes(30));
  });

  test('the schedule does not start when somebody stopped that recording', async () => {
    const world = await inBerlin();
    const { slack, agora, ana, ben, room } = world;
    await slack.type(ana, room, '/record schedule maths at="2026-11-21 10:30" for=30m');
    await world.pass(minutes(20));
    await slack.type(ben, room, '/record start maths');
    const card = await world.card('Recording maths');
    await world.pass(minutes(12));
    await slack.click(ben, card, 'Stop');
    await world.card('Finished maths');
    await world.pass(minutes(30));
    expect(agora.recorders).toHaveLength(1);
  });
});

test('no participant: it waits, reports that once, and records when somebody joins', async () => {
  const world = await inBerlin();
  const { slack, agora, ana, room } = world;
  agora.leave('maths');
  await slack.type(ana, room, '/record schedule maths at="2026-11-21 10:30" for=1h');
  await world.line('nobody has a camera or microphone on in maths yet', minutes(40));
  await world.card('Starting maths · waiting for people');
  await world.until(() => agora.recorders.length === 3, minutes(30));
  agora.join('maths');
  await world.line('Recording maths.', minutes(8));
  await world.card('Recording maths');
  await world.line('maths is stopped: its time is over.', minutes(60));
  await world.card('Finished maths');
  expect(world.cards().filter(({ text }) => text.includes('Finished'))).toHaveLength(1);
  expect(world.thread().filter((text) => text.includes('nobody has a camera'))).toHaveLength(1);
}, 90_000);
