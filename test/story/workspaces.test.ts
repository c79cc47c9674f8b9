/** Several workspaces on one bot, in which the same ids mean other channels and other people. */
import { describe, expect, test } from 'vitest';
import type { Channel, User } from '../../src/sandbox/slack/types.ts';
import type { Workspace } from '../../src/sandbox/slack/workspace.ts';
import { installIn, visit } from '../support/oauth.ts';
import { openWorld, type World } from '../support/world.ts';

const minute = 60;

type Place = Readonly<{ slack: Workspace; ana: User; room: Channel }>;

/** The app is installed in two workspaces, with the same person and the same channel by their ids. */
async function openBoth(change: Parameters<typeof openWorld>[0] = {}) {
  const world = await openWorld({ oauth: {}, ...change });
  const { slack, bot } = world;
  const college = slack.addWorkspace('college');
  const school: Place = { slack, ana: world.ana, room: world.room };
  const [ana] = [college.addUser('ana'), college.addUser('ben')];
  const other: Place = { slack: college, ana, room: college.addChannel('classes') };
  expect([other.ana.id, other.room.id]).toEqual([school.ana.id, school.room.id]);
  await installIn(slack, slack, bot.port);
  await installIn(slack, college, bot.port);
  return { world, school, other };
}

const cardIn = (world: World, { slack, room }: Place, words: string, seconds?: number) =>
  world.until(() => slack.messages(room).find(({ text }) => text.includes(words)), seconds);

const answerIn = (world: World, { slack, ana }: Place, words: string) =>
  world.until(() =>
    slack
      .ephemerals(ana)
      .map((one) => slack.renderText(one))
      .find((text) => text.includes(words)),
  );

const shownIn = ({ slack, ana, room }: Place) =>
  JSON.stringify([slack.messages(room), slack.dms(ana), slack.home(ana)]);

const homeIn = (world: World, { slack, ana }: Place, words: string, seconds = minute) =>
  world.until(() => [slack.renderHome(ana)].find((text) => text.includes(words)), seconds);

describe.each(['socket', 'http'] as const)('over %s', (transport) => {
  test('each has its own cards, threads, answers and homes, also after a restart', async () => {
    const { world, school, other } = await openBoth({ transport });
    for (const [{ slack, ana, room }, name] of [
      [school, 'maths'],
      [other, 'physics'],
    ] as const) {
      await slack.type(ana, room, `/record start ${name}`);
      await slack.openHome(ana);
    }
    const card = await cardIn(world, school, 'Recording maths');
    await cardIn(world, other, 'Recording physics');
    await homeIn(world, school, 'maths · Recording');
    await homeIn(world, other, 'physics · Recording');

    await other.slack.type(other.ana, other.room, '/record status maths');
    await answerIn(world, other, 'No recording called');
    await school.slack.type(school.ana, school.room, '/record status maths');
    await answerIn(world, school, 'maths');

    // An id that leaked helps nobody.
    const [id] = /\br[a-z\d]{5}\b/u.exec(school.slack.renderText(card)) ?? expect.fail('no id');
    await other.slack.type(other.ana, other.room, `/record stop ${id}`);
    await answerIn(world, other, `No recording called ${id}`);
    expect(school.slack.messages(school.room)[0]?.text).toContain('Recording maths');

    await world.restart();
    await other.slack.type(other.ana, other.room, '/record start chemistry');
    await cardIn(world, other, 'Recording chemistry');
    await homeIn(world, other, 'chemistry · Recording');
    await school.slack.click(school.ana, card, 'Stop');
    await cardIn(world, school, 'Finished maths');
    expect(school.slack.messages(school.room)[0]?.replies.at(-1)?.text).toContain('maths');
    await homeIn(world, school, 'Finished');

    expect(shownIn(school)).not.toMatch(/physics|chemistry/);
    expect(shownIn(other)).not.toMatch(/maths/);
    expect(other.slack.messages(other.room)).toHaveLength(2);
  });
});

test('a channel that another workspace records is refused, and nothing is said of the recording', async () => {
  const { world, school, other } = await openBoth();
  await school.slack.type(school.ana, school.room, '/record start maths');
  await cardIn(world, school, 'Recording maths');
  await other.slack.type(other.ana, other.room, '/record start maths');
  expect(await answerIn(world, other, 'maths')).toContain('can’t be recorded from here');
  expect(other.slack.messages(other.room)).toEqual([]);
});

test('a token that Slack rejects in one workspace is a warning, and the others are served', async () => {
  const { world, school, other } = await openBoth();
  await other.slack.type(other.ana, other.room, '/record start physics');
  await cardIn(world, other, 'Recording physics');
  world.slack.fault({ method: 'chat.postMessage', kind: { error: 'token_revoked' }, times: 1 });
  await school.slack.type(school.ana, school.room, '/record start maths');
  const ready = () => visit(`http://127.0.0.1:${world.bot.port}/readyz`);
  await world.pass(5);
  const { status, text } = await ready();
  const warning = `Workspace ${school.slack.team.id}: Slack rejects the bot token: token_revoked`;
  expect([status, JSON.parse(text)]).toEqual([200, { ready: true, warnings: [warning] }]);
  await cardIn(world, school, 'Recording maths', 2 * minute);
  expect(JSON.parse((await ready()).text)).toEqual({ ready: true });
});

test('a schedule of a workspace without the app starts nothing, and those of others go on', async () => {
  const { world, school, other } = await openBoth();
  const { slack, agora } = world;
  for (const [place, name] of [
    [school, 'maths'],
    [other, 'physics'],
  ] as const) {
    await place.slack.type(place.ana, place.room, `/record schedule ${name} every="*/30 * * * *" for=10m`);
    await cardIn(world, place, name);
  }
  await slack.uninstall();
  await cardIn(world, other, 'Recording physics', 45 * minute);
  await world.pass(5 * minute);
  const started = agora.requests.filter(({ call }) => call === 'start').map(({ body }) => JSON.stringify(body));
  expect(started.some((body) => body.includes('physics'))).toBe(true);
  expect(started.some((body) => body.includes('maths'))).toBe(false);
});

test('admins of one workspace learn by the doctor how many there are, and not which', async () => {
  const { world, school, other } = await openBoth({ file: 'permissions: { admin: { users: [U00000001] } }' });
  expect([school.ana.id, other.ana.id]).toEqual(['U00000001', 'U00000001']);
  await school.slack.type(school.ana, school.room, '/record doctor');
  const text = await world.slack.waitFor(
    () =>
      school.slack
        .ephemerals(school.ana)
        .map((one) => school.slack.renderText(one))
        .find((line) => line.includes('Slack installations')),
    30_000,
  );
  expect(text).toContain('Slack installations: Installed in 2 workspaces.');
  expect(text).not.toContain('college');
});
