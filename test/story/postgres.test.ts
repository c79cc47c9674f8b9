/** The bot on PostgreSQL, from outside: real processes in real time. */
import { isDeepStrictEqual } from 'node:util';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type TestServer } from '../support/postgres.ts';
import { openStage } from '../support/stage.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const longEnough = 90_000;

/** Ends all connections to the database and allows no new ones, until the result is called. */
async function cutOff(url: string): Promise<() => Promise<void>> {
  const name = new URL(url).pathname.slice(1);
  const client = new Client({ connectionString: url.replace(name, 'postgres') });
  await client.connect();
  await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  return async () => {
    await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    await client.end();
  };
}

test('a recording is started, watched, laid out and stopped', { timeout: longEnough }, async () => {
  const { slack, agora, room, ana, start, settings, card, get } = await openStage();
  const bot = start({ env: settings({ DATABASE_URL: await server.createDatabase() }) });
  const { port } = await bot.logged('ready');
  expect(await get(port, '/readyz')).toMatchObject({ status: 200 });
  await slack.type(ana, room, '/record start maths');
  await card('Recording');
  await slack.type(ana, room, '/record layout maths float');
  await agora.waitFor(({ call }) => call === 'updateLayout');
  await slack.type(ana, room, '/record status maths');
  await slack.type(ana, room, '/record stop maths');
  await card('Finished');
  await slack.waitFor(() => slack.renderText(room).includes('.m3u8'), 10_000);
  expect(await get(port, '/metrics')).toMatchObject({ text: expect.stringContaining('clapperbot_database_up 1') });
  expect(await bot.kill('SIGTERM')).toBe(0);
});

test('of two replicas one is killed, and the other one takes over what it was doing', {
  timeout: longEnough,
}, async () => {
  const { slack, agora, room, ana, start, settings, card } = await openStage();
  const url = await server.createDatabase();
  const replica = () => start({ env: settings({ DATABASE_URL: url }) });
  const first = replica();
  await first.logged('ready');
  // It alone gets the command, and the answer never reaches it.
  agora.fault({ call: 'start', kind: 'hang' });
  await slack.type(ana, room, '/record start maths');
  await agora.waitFor(({ call }) => call === 'start');
  const second = replica();
  await second.logged('ready');
  await first.kill('SIGKILL');
  await agora.waitFor(({ call, status }) => call === 'start' && status === 200);
  await card('Recording');
  await slack.type(ana, room, '/record stop maths');
  await card('Finished');
  expect(agora.recorders).toMatchObject([{ endedBy: 'stop' }]);
  expect(await second.kill('SIGTERM')).toBe(0);
});

test('a replica that was paused and wakes up late changes nothing', { timeout: longEnough }, async () => {
  const { slack, agora, room, ana, start, settings, card } = await openStage();
  const url = await server.createDatabase();
  const replica = () => start({ env: settings({ DATABASE_URL: url }) });
  const first = replica();
  await first.logged('ready');
  await slack.type(ana, room, '/record start maths');
  await card('Recording');
  agora.fault({ call: 'stop', kind: 'delay', ms: 1_000, by: 'real' });
  await slack.type(ana, room, '/record stop maths');
  await agora.waitFor(({ call }) => call === 'stop');
  first.process.kill('SIGSTOP');
  const second = replica();
  await second.logged('ready');
  const finished = () => slack.messages(room).filter(({ text }) => text.includes('Finished'));
  await slack.waitFor(() => finished().some(({ replies }) => replies.at(-1)?.text.includes('.m3u8')), 40_000);
  const shown = () => finished().map(({ text, replies }) => [text, new Set(replies.map((reply) => reply.text))]);
  const before = shown();
  first.process.kill('SIGCONT');
  // It has the answer to its own call, and waits for what is in flight.
  expect(await first.kill('SIGTERM')).toBe(0);
  // A message that it was about to post may appear twice, and a card that it drew late is drawn again.
  await slack.waitFor(() => isDeepStrictEqual(shown(), before), 40_000);
  expect(agora.recorders).toMatchObject([{ endedBy: 'stop' }]);
  expect(await second.kill('SIGTERM')).toBe(0);
});

test('a card that a paused replica draws late is drawn again', { timeout: longEnough }, async () => {
  const { slack, room, ana, start, settings, card } = await openStage();
  const url = await server.createDatabase();
  const replica = () => start({ env: settings({ DATABASE_URL: url }) });
  const first = replica();
  await first.logged('ready');
  await slack.type(ana, room, '/record start maths');
  await card('Recording');
  // On its way until after the other one has drawn the end.
  const late = slack.fault({ method: 'chat.update', kind: { slowMs: 25_000 } });
  const stopping = slack.waitFor(() => late.hits > 0 || undefined, 10_000);
  const texts: string[] = [];
  slack.subscribe(() => {
    const text = slack.messages(room)[0]?.text ?? '';
    if (text !== texts.at(-1)) texts.push(text);
  });
  await slack.type(ana, room, '/record stop maths');
  await stopping;
  first.process.kill('SIGSTOP');
  const second = replica();
  await second.logged('ready');
  const states = () => texts.map((text) => text.split(' ')[0]);
  await slack.waitFor(() => states().includes('Finished') && states().at(-1) === 'Stopping', 60_000);
  first.process.kill('SIGCONT');
  await slack.waitFor(() => states().at(-1) === 'Finished', 30_000);
  expect(await first.kill('SIGTERM')).toBe(0);
  expect(await second.kill('SIGTERM')).toBe(0);
});

test('replicas share the work: each message once, whichever of them posts it', { timeout: longEnough }, async () => {
  const { slack, room, ana, start, settings, agora } = await openStage();
  const url = await server.createDatabase();
  const replicas = [1, 2, 3].map(() => start({ env: settings({ DATABASE_URL: url }) }));
  for (const replica of replicas) await replica.logged('ready');
  const names = ['maths', 'physics', 'history', 'music', 'art', 'chemistry'];
  await Promise.all(names.map((name) => slack.type(ana, room, `/record start ${name}`)));
  const cards = (words: string) => slack.messages(room).filter(({ text }) => text.includes(words));
  await slack.waitFor(() => cards('Recording').length === names.length, 30_000);
  await Promise.all(names.map((name) => slack.type(ana, room, `/record stop ${name}`)));
  await slack.waitFor(() => cards('Finished').length === names.length, 30_000);
  await slack.waitFor(() => cards('Finished').every(({ replies }) => replies.at(-1)?.text.includes('.m3u8')), 30_000);
  for (const { replies } of cards('Finished')) {
    expect(replies.map(({ text }) => text)).toEqual([...new Set(replies.map(({ text }) => text))]);
  }
  expect(slack.messages(room)).toHaveLength(names.length);
  expect(agora.recorders).toHaveLength(names.length);
  for (const replica of replicas) expect(await replica.kill('SIGTERM')).toBe(0);
});

test('an outcome is kept while PostgreSQL is out of reach, and committed afterwards', {
  timeout: longEnough,
}, async () => {
  const { slack, agora, room, ana, start, settings, card, get } = await openStage();
  const url = await server.createDatabase();
  const bot = start({ env: settings({ DATABASE_URL: url }) });
  const { port } = await bot.logged('ready');
  agora.fault({ call: 'start', kind: 'delay', ms: 3_000, by: 'real' });
  await slack.type(ana, room, '/record start maths');
  await agora.waitFor(({ call }) => call === 'start');
  const restore = await cutOff(url);
  const { status, text } = await get(port, '/readyz');
  expect(status).toBe(503);
  expect(JSON.parse(text)).toMatchObject({ reasons: [expect.stringContaining(new URL(url).pathname)] });
  await agora.waitFor(({ call, status: sent }) => call === 'start' && sent === 200);
  await bot.logged('a job failed and is retried');
  await restore();
  await card('Recording');
  expect(agora.requests.filter(({ call }) => call === 'start')).toHaveLength(1);
  await slack.type(ana, room, '/record stop maths');
  await card('Finished');
  expect(await bot.kill('SIGTERM')).toBe(0);
});
