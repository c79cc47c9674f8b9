/** A bot whose token is of another workspace than before, or whose rows are of a version that did not know the workspace. */
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openWorld, type World } from '../support/world.ts';

function setTeam({ config }: World, teamId: string): void {
  const db = new Database(config.databasePath);
  db.prepare('UPDATE recordings SET card_team = ?').run(teamId);
  db.prepare('UPDATE schedules SET team = ?').run(teamId);
  db.close();
}

test.each(['T0FORMER', ''])('what was started with the workspace %j is seen and stopped as before', async (teamId) => {
  const world = await openWorld();
  const { slack, ana, ben, room } = world;
  await slack.type(ana, room, '/record start standup');
  await world.card('Recording');
  await slack.type(ana, room, '/record schedule maths every="mon,wed 12:00" for=1h');
  await world.until(() => world.cards().find(({ text }) => text.includes('maths')));
  await world.bot.stop();
  setTeam(world, teamId);
  await world.restart();
  await slack.type(ben, room, '/record list');
  expect(await world.ephemeral(ben, 'standup')).toContain('standup');
  await slack.type(ben, room, '/record schedules');
  await world.ephemeral(ben, 'maths');
  await slack.type(ben, room, '/record stop');
  await world.until(() => world.cards().some(({ text }) => text.includes('Finished standup')));
});
