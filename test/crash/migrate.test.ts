/** A recording continues while its database is moved from SQLite to PostgreSQL and back, and the bot was killed each time. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type TestServer } from '../support/postgres.ts';
import { openStage } from '../support/stage.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

test('one recorder from the start to the files', { timeout: 120_000 }, async () => {
  const { slack, agora, room, ana, start, settings, card, folder } = await openStage();
  const url = await server.createDatabase();
  const back = join(folder, 'data', 'back.db');
  const migrate = async (direction: '--to' | '--from', env: Record<string, string>) => {
    const script = start({ args: ['migrate', direction, 'DATABASE_URL'], env: { ...env, DATABASE_URL: url } });
    expect([await script.ended, script.err]).toEqual([0, []]);
  };

  const first = start();
  await first.logged('ready');
  await slack.type(ana, room, '/record start maths');
  await card('Recording');
  await slack.type(ana, room, '/record schedule lesson at="2090-01-01 09:00" for=1h');
  await slack.waitFor(() => slack.renderText(room).includes('lesson'), 10_000);
  await first.kill('SIGKILL');
  await migrate('--to', settings());

  const second = start({ env: settings({ DATABASE_URL: url }) });
  await second.logged('ready');
  await slack.type(ana, room, '/record layout maths float');
  await slack.waitFor(() => agora.requests.find(({ call }) => call === 'updateLayout'), 20_000);
  await second.kill('SIGKILL');
  await migrate('--from', settings({ DATABASE_PATH: back }));

  const third = start({ env: settings({ DATABASE_PATH: back }) });
  await third.logged('ready');
  await slack.type(ana, room, '/record schedules');
  await slack.waitFor(() => slack.ephemerals(ana).find(({ text }) => text.includes('lesson')), 10_000);
  await slack.type(ana, room, '/record stop maths');
  await card('Finished');
  await slack.waitFor(() => slack.renderText(room).includes('.m3u8'), 10_000);
  expect(agora.requests.filter(({ call }) => call === 'start')).toHaveLength(1);
  expect(await third.kill('SIGTERM')).toBe(0);
});
