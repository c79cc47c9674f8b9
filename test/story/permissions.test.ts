/** Who may do what, by the configuration file. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStage } from '../support/stage.ts';
import { openWorld, type World } from '../support/world.ts';

const scopes = ['commands', 'chat:write', 'users:read', 'usergroups:read'];
const file = `
permissions:
  start: { groups: [S0TEACHERS] }
  stop: { groups: [S0TEACHERS] }
  layout: { groups: [S0TEACHERS] }
  admin: { groups: [S0ADMINS] }
`;

/** Ana is a teacher, Ben is none. */
async function aSchool(more = '') {
  const world = await openWorld({ scopes, file: file + more });
  const { slack, ana } = world;
  const cleo = slack.addUser('cleo');
  slack.setUserGroup('S0TEACHERS', [ana]);
  slack.setUserGroup('S0ADMINS', [cleo]);
  return { ...world, world, cleo };
}

const told = ({ slack }: World, user: World['ana']) => slack.ephemerals(user).map((one) => slack.renderText(one));

test('teachers record, others may only view, and an admin reads the audit', async () => {
  const { world, slack, agora, ana, ben, cleo, room } = await aSchool();
  await slack.type(ben, room, '/record start maths');
  await world.ephemeral(ben, 'Only @group can start recordings.');
  expect(slack.ephemerals(ben).at(-1)?.text).toContain('<!subteam^S0TEACHERS>');
  expect([agora.requests.filter(({ call }) => call !== 'query'), world.cards()]).toEqual([[], []]);

  await slack.type(ana, room, '/record start maths');
  const card = await world.card('Recording maths');
  await slack.click(ben, card, 'Stop');
  await world.ephemeral(ben, 'Only @group can stop recordings.');
  await slack.click(ben, card, 'Vertical');
  await world.ephemeral(ben, 'Only @group can change layouts.');
  await slack.click(ben, card, 'Custom…');
  await world.until(() => told(world, ben).filter((text) => text.includes('change layouts')).length === 2);
  expect(slack.modal(ben)).toBeUndefined();
  expect(agora.requests.filter(({ call }) => call === 'stop' || call === 'updateLayout')).toEqual([]);

  await slack.type(ben, room, '/record audit');
  await world.ephemeral(ben, 'Only @group can do this.');
  await slack.type(cleo, room, '/record audit');
  const audit = await world.ephemeral(cleo, 'The latest entries:');
  for (const entry of [
    /@ben · start rejected · maths · #classes/u,
    /@ana · start · maths \(r\w{5}\)/u,
    /@ben · stop rejected · maths \(r\w{5}\) · #classes/u,
    /@ben · layout rejected · maths \(r\w{5}\) · #classes/u,
    /@ben · layout rejected · r\w{5} · #classes/u,
    /@ben · admin rejected · audit · #classes/u,
  ]) {
    expect(audit.replaceAll(/\s+/gu, ' ')).toMatch(entry);
  }

  // An admin may stop what others may not.
  await slack.click(cleo, card, 'Stop');
  await world.card('Finished maths');
});

test('the form starts nothing for a person without permission', async () => {
  const { world, slack, agora, ben, room } = await aSchool();
  await slack.type(ben, room, '/record');
  await world.form(ben);
  slack.enter(ben, 'Agora channel', 'maths');
  await slack.submitModal(ben);
  await world.ephemeral(ben, 'Only @group can start recordings.');
  expect(agora.requests.filter(({ call }) => call !== 'query')).toEqual([]);
});

test('the App Home shows what the person may view, and its buttons respect permissions', async () => {
  const { world, slack, ana, ben, cleo } = await aSchool('  view: { users: [UNOBODY], groups: [S0TEACHERS] }\n');
  await slack.type(ana, world.room, '/record start maths');
  await world.card('Recording maths');
  for (const user of [ana, cleo, ben]) await slack.openHome(user);
  const home = (user: World['ana'], words: string) =>
    world.until(() => [slack.renderHome(user)].find((text) => text.includes(words)));
  await home(ana, 'maths · Recording');
  await home(cleo, 'maths · Recording');
  await home(ben, 'There is nothing to show yet.');
  await slack.pressInHome(cleo, 'Stop');
  await home(cleo, 'maths · Finished');
});

test('the audit has pages', async () => {
  const { world, slack, ben, cleo, room } = await aSchool();
  for (let n = 0; n < 35; n += 1) {
    await slack.type(ben, room, `/record start maths${n}`);
    await world.until(() => told(world, ben).length === n + 1);
    await world.pass(1);
  }
  await slack.type(cleo, room, '/record audit');
  const first = await world.ephemeral(cleo, 'The latest entries:');
  expect(first).toContain('maths34');
  expect(first).not.toMatch(/maths4\b/u);
  const shown = slack.ephemerals(cleo).at(-1);
  if (shown === undefined) throw new Error('nothing is shown');
  await slack.click(cleo, shown, 'Older');
  const older = await world.ephemeral(cleo, 'Older entries:');
  for (const n of [0, 1, 2, 3, 4]) expect(older).toMatch(new RegExp(`maths${n}\\b`, 'u'));
  expect(older).not.toMatch(/maths5\b/u);

  await slack.type(cleo, room, '/record audit maths7');
  expect(await world.ephemeral(cleo, 'The latest entries about maths7:')).toContain('start rejected');
});

test('a changed group applies after five minutes, and an unreadable one grants nothing after an hour', async () => {
  const { world, slack, ana, ben, room } = await aSchool();
  await slack.type(ben, room, '/record start maths');
  await world.ephemeral(ben, 'Only @group can start');
  slack.setUserGroup('S0TEACHERS', [ben]);
  await slack.type(ana, room, '/record start maths');
  await world.card('Recording maths');
  await world.pass(300);
  await slack.type(ana, room, '/record stop maths');
  await world.ephemeral(ana, 'Only @group can stop');
  await slack.type(ben, room, '/record stop maths');
  await world.card('Finished maths');

  slack.scopes.delete('usergroups:read');
  await world.pass(1_200);
  await slack.type(ben, room, '/record start physics');
  await world.card('Recording physics');
  await world.pass(2_700);
  await slack.type(ben, room, '/record stop physics');
  await world.ephemeral(ben, 'I can’t read the user group @group, so I can’t tell whether you can stop recordings.');
  // Nobody is a teacher or an admin now, but everybody may still look.
  await slack.type(ben, room, '/record list');
  await world.ephemeral(ben, 'physics');
});

test('what a person may not view does not exist for them', async () => {
  const view = 'permissions: { view: { groups: [S0TEACHERS], recordings: [maths*] } }';
  const world = await openWorld({ scopes, file: view });
  const { slack, ana, ben, room } = world;
  slack.setUserGroup('S0TEACHERS', [ana]);
  await slack.type(ana, room, '/record start maths');
  await world.card('Recording maths');
  await slack.type(ana, room, '/record start physics');
  const physics = await world.card('Recording physics');
  await slack.type(ana, room, '/record list');
  expect(await world.ephemeral(ana, '1 active')).not.toContain('physics');
  await slack.click(ana, physics, 'Stop');
  await world.ephemeral(ana, 'No recording called r');

  await slack.type(ben, room, '/record list');
  await world.ephemeral(ben, 'No active recordings.');
  for (const [line, answer] of [
    ['/record status maths', 'No recording called maths'],
    ['/record stop', 'Nothing is recording here'],
    ['/record files maths', 'No recording called maths'],
    ['/record start maths', 'can’t be recorded from here'],
    ['/record usage', 'Nothing was recorded'],
  ] as const) {
    await slack.type(ben, room, line);
    await world.ephemeral(ben, answer);
  }
  await slack.type(ana, room, '/record schedule physics at="2026-11-23 09:00" for=1h');
  await world.ephemeral(ana, 'Scheduled physics');
  await slack.type(ana, room, '/record schedules');
  await world.ephemeral(ana, 'Nothing is scheduled.');
});

test('a schedule starts nothing once its creator is no longer allowed', async () => {
  const { world, slack, agora, ana, room } = await aSchool();
  await slack.type(ana, room, '/record schedule maths at="2026-11-21 11:00" for=30m');
  await world.ephemeral(ana, 'Scheduled maths');
  slack.setUserGroup('S0TEACHERS', []);
  await world.passTo(Date.UTC(2026, 10, 21, 11, 5));
  const direct = slack.messages(slack.direct(ana)).map((message) => slack.renderText(message));
  expect(direct.join()).toContain('can’t start. @ana may no longer start recordings here.');
  expect(direct.join()).toContain('did not start. @ana may no longer start recordings here.');
  expect(agora.recorders).toEqual([]);
});

test('guests and external users have the default permissions where the file allows it', async () => {
  const world = await openWorld({
    scopes,
    file: 'permissions: { guests: true, externalUsers: true, stop: { users: [U0ADMIN] } }',
  });
  const { slack, room } = world;
  const gil = slack.addUser('gil', 'guest');
  const eve = slack.addUser('eve', 'external');
  await slack.type(gil, room, '/record start maths');
  await world.card('Recording maths');
  await slack.type(eve, room, '/record layout maths float');
  await world.line('changed the layout to Float');
  await slack.type(eve, room, '/record stop maths');
  await world.ephemeral(eve, 'Only @U0ADMIN can stop recordings.');
});

test('the real process applies the file, and its log has the audit', async () => {
  const stage = await openStage({ slack: { scopes } });
  const { slack, agora, ana, room, folder } = stage;
  const ben = slack.addUser('ben');
  slack.setUserGroup('S0TEACHERS', [ana]);
  writeFileSync(join(folder, 'clapperbot.yml'), file);
  const bot = stage.start();
  await bot.logged('ready');
  expect(bot.err).toEqual([]);
  await slack.type(ben, room, '/record start maths');
  await slack.waitFor(() => slack.ephemerals(ben).find(({ text }) => text.includes('<!subteam^S0TEACHERS>')));
  await slack.type(ana, room, '/record start maths');
  await stage.card('Recording maths');
  expect(agora.recorders).toHaveLength(1);
  expect(await bot.kill('SIGTERM')).toBe(0);

  const lines = bot.out
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ audit }) => audit === true);
  const about = { time: expect.anything(), team: slack.team.id, channel: room.id };
  expect(lines).toContainEqual(
    expect.objectContaining({ ...about, actor: ben.id, action: 'start rejected', target: 'maths' }),
  );
  const started = lines.find(({ action }) => action === 'start');
  expect(started).toMatchObject({ ...about, actor: ana.id, target: expect.stringMatching(/^r/u), name: 'maths' });
  expect(lines.some(({ action, actor }) => action === 'confirmed' && actor === 'agora')).toBe(true);
}, 60_000);
