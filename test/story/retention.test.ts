import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openWorld, type World } from '../support/world.ts';

const day = 24 * 3_600_000;

const rows = ({ config }: World) => {
  const db = new Database(config.databasePath, { readonly: true });
  const count = (table: string) => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get();
  const counts = Object.fromEntries(['recordings', 'recorders', 'jobs', 'audit'].map((table) => [table, count(table)]));
  db.close();
  return counts;
};
const nothing = { recordings: 0, recorders: 0, jobs: 0, audit: 0 };

async function recordOnce(world: World, cname: string): Promise<void> {
  await world.slack.type(world.ana, world.room, `/record start ${cname}`);
  await world.until(() => world.cards().at(-1)?.text.includes('Recording'));
  await world.slack.type(world.ana, world.room, `/record stop ${cname}`);
  await world.until(() => world.cards().at(-1)?.text.includes('Finished'));
  await world.line('.m3u8');
  await world.pass(60);
}

test('a recording is pruned a year after its end, not earlier; its channel and card still work', async () => {
  const world = await openWorld({ tickEvery: 400 * day });
  const { clock, slack, agora, ana, room } = world;
  await recordOnce(world, 'standup');
  clock.advance(364 * day);
  await world.pass(60);
  expect(rows(world)).toMatchObject({ recordings: 1, recorders: 1, jobs: 0 });

  clock.advance(2 * day);
  await world.until(() => rows(world)['recordings'] === 0);
  expect(rows(world)).toEqual(nothing);
  await slack.type(ana, room, '/record status standup');
  await world.ephemeral(ana, 'standup');
  await slack.type(ana, room, '/record start standup');
  await world.until(() => agora.recorders.length === 2);
});

test('recordings that expired while the bot was down are pruned at the next start; live ones stay', async () => {
  const world = await openWorld({ tickEvery: 400 * day });
  const { clock, slack, ana, room } = world;
  await recordOnce(world, 'standup');
  await world.bot.stop();
  clock.advance(366 * day);
  await world.restart();
  await world.until(() => rows(world)['recordings'] === 0);
  expect(rows(world)).toEqual(nothing);

  await slack.type(ana, room, '/record start vigil');
  await world.card('Recording');
  clock.advance(2 * day);
  await world.pass(60);
  expect(rows(world)).toMatchObject({ recordings: 1 });
});
