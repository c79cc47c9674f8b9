/** The bot on PostgreSQL, from outside: real processes in real time. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type TestServer } from '../support/postgres.ts';
import { openStage } from '../support/stage.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const longEnough = 90_000;

test('a recording is started, watched, laid out and stopped', { timeout: longEnough }, async () => {
  const { slack, agora, room, ana, start, settings, card, get } = await openStage();
  const bot = start({ env: settings({ DATABASE_URL: await server.createDatabase() }) });
  const { port } = await bot.logged('ready');
  expect(await get(port, '/readyz')).toMatchObject({ status: 200 });
  await slack.type(ana, room, '/record start maths');
  await card('Recording');
  await slack.type(ana, room, '/record layout maths float');
  await slack.waitFor(() => agora.requests.find(({ call }) => call === 'updateLayout'), 10_000);
  await slack.type(ana, room, '/record status maths');
  await slack.type(ana, room, '/record stop maths');
  await card('Finished');
  await slack.waitFor(() => slack.renderText(room).includes('.m3u8'), 10_000);
  expect(await get(port, '/metrics')).toMatchObject({ text: expect.stringContaining('clapperbot_database_up 1') });
  expect(await bot.kill('SIGTERM')).toBe(0);
});
