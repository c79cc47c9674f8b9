/** The real program as a process: how it starts, refuses to start, stops, and takes up what a kill has interrupted. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test, vi } from 'vitest';
import { startAgora } from '../../src/sandbox/agora/agora-server.ts';
import { environment } from '../../src/sandbox/local-environment.ts';
import { startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { type Child, run } from '../support/child.ts';

/** A bot's surroundings, for one test. */
async function open() {
  const [slack, agora] = await Promise.all([startSlack(), startAgora()]);
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-process-'));
  const room = slack.addChannel('classes');
  const ana = slack.addUser('ana');
  const children: Child[] = [];
  const database = join(folder, 'data', 'bot.db');
  const settings = (change: Record<string, string> = {}) => ({
    ...environment(slack, agora),
    DATABASE_PATH: database,
    LOG_LEVEL: 'info',
    ...change,
  });
  const start = (change: Record<string, string> = {}) => {
    const child = run('src/start.js', { env: settings(change), cwd: folder });
    children.push(child);
    return child;
  };
  const card = (words: string) =>
    slack.waitFor(() => slack.messages(room).find((message) => message.text.includes(words)), 15_000);
  const calls = (call: string) => agora.requests.filter((request) => request.call === call);
  const close = async () => {
    await Promise.all(children.map((child) => child.kill('SIGKILL')));
    await Promise.all([slack.close(), agora.close()]);
    // However the bots ended.
    if (existsSync(database)) expect(integrity(database)).toBe('ok');
    rmSync(folder, { recursive: true, force: true });
  };
  return { slack, agora, folder, room, ana, start, card, calls, [Symbol.asyncDispose]: close };
}

function integrity(database: string): unknown {
  const db = new Database(database);
  const found = db.pragma('integrity_check', { simple: true });
  db.close();
  return found;
}

const get = async (port: unknown, path: string) => {
  const response = await fetch(`http://127.0.0.1:${String(port)}${path}`);
  return { status: response.status, text: await response.text() };
};

describe.concurrent('starting', { timeout: 60_000 }, () => {
  test('says that it is ready, with its port, and serves health and metrics', async () => {
    await using world = await open();
    const { slack, room, ana, start } = world;
    const bot = start();
    const { port } = await bot.logged('ready');
    expect(await get(port, '/healthz')).toMatchObject({ status: 200 });
    expect(await get(port, '/readyz')).toMatchObject({ status: 200 });
    await slack.type(ana, room, '/record help');
    const metrics = await get(port, '/metrics');
    expect(metrics.text).toMatch(/clapperbot_commands_total\{verb="help",outcome="answered"\} 1/u);
    expect(await bot.kill('SIGTERM')).toBe(0);
  });

  test('names every wrong setting at once, none of its values, and ends with 1', async () => {
    await using world = await open();
    const { start } = world;
    const planted = 'planted-value-that-must-not-appear';
    const wrong = { SLACK_BOT_TOKEN: planted, STORAGE_VENDOR: planted, STATUS_CRON: planted, HTTP_PORT: planted };
    const bot = start({ ...wrong, AGORA_APP_ID: '' });
    expect(await bot.ended).toBe(1);
    for (const name of ['SLACK_BOT_TOKEN', 'STORAGE_VENDOR', 'STATUS_CRON', 'HTTP_PORT', 'AGORA_APP_ID']) {
      expect(bot.err.filter((line) => line.startsWith(name))).toHaveLength(1);
    }
    expect([...bot.err, ...bot.out].join('\n')).not.toContain('planted');
  });

  test.each([
    ['a Slack bot token', { SLACK_BOT_TOKEN: 'xoxb-wrong' }],
    ['a Slack app token', { SLACK_APP_TOKEN: 'xapp-wrong' }],
    ['Agora credentials', { AGORA_CUSTOMER_SECRET: 'wrong' }],
    ['an App ID', { AGORA_APP_ID: 'f'.repeat(32) }],
  ])('%s that is refused: one line on stderr, 1', async (_name, wrong) => {
    await using world = await open();
    const { start } = world;
    const bot = start(wrong);
    expect(await bot.ended).toBe(1);
    expect(bot.err).toHaveLength(1);
    expect([...bot.err, ...bot.out].join('\n')).not.toContain(Object.values(wrong)[0]);
  });

  test('a second one on the same database says so and ends with 1', async () => {
    await using world = await open();
    const { start } = world;
    await start().logged('ready');
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.err.join('\n')).toContain('Another bot is running');
  });

  test('a port that is in use is named', async () => {
    await using world = await open();
    const { folder, start } = world;
    const { port } = await start().logged('ready');
    const second = start({ HTTP_PORT: String(port), DATABASE_PATH: join(folder, 'other.db') });
    expect(await second.ended).toBe(1);
    expect(second.err.join('\n')).toContain('HTTP_PORT');
  });
});

describe.concurrent('stopping', { timeout: 60_000 }, () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it with 0, and the recording at Agora goes on', async (signal) => {
    await using world = await open();
    const { slack, agora, room, ana, start } = world;
    const bot = start();
    await bot.logged('ready');
    await slack.type(ana, room, '/record start standup');
    await agora.waitFor((request) => request.call === 'start');
    expect(await bot.kill(signal)).toBe(0);
    expect(agora.recorders[0]?.endedAt).toBeUndefined();
    expect(slack.sockets).toBe(0);
  });

  test('an answer that comes in time is waited for and written down', async () => {
    await using world = await open();
    const { slack, agora, room, ana, start, card, calls } = world;
    const bot = start();
    await bot.logged('ready');
    await slack.type(ana, room, '/record start standup');
    await agora.waitFor((request) => request.call === 'start' && request.status === 200);
    agora.fault({ call: 'stop', kind: 'delay', ms: 3_000, by: 'real' });
    await slack.type(ana, room, '/record stop standup');
    await agora.waitFor((request) => request.call === 'stop');
    expect(calls('stop')[0]?.status).toBeUndefined();
    expect(await bot.kill('SIGTERM')).toBe(0);
    expect(calls('stop')[0]?.status).toBeDefined();

    await start().logged('ready');
    await card('Finished');
    expect(calls('stop')).toHaveLength(1);
  });

  test('a stop that Agora does not answer is abandoned after eight seconds and taken up at the next start', async () => {
    await using world = await open();
    const { slack, agora, room, ana, start, card, calls } = world;
    const bot = start();
    await bot.logged('ready');
    await slack.type(ana, room, '/record start standup');
    await agora.waitFor((request) => request.call === 'start' && request.status === 200);
    // Held back for longer than anybody waits; it is acted on only for a bot that is still there.
    agora.fault({ call: 'stop', kind: 'hang' });
    await slack.type(ana, room, '/record stop standup');
    await slack.waitFor(() => calls('stop').length === 1, 10_000);
    expect(await bot.kill('SIGTERM')).toBe(0);
    // A process that has to be cut off before the ten seconds are over does not get to say this.
    await bot.logged('stopped');
    expect(calls('stop')[0]).toMatchObject({ connectionAborted: true });
    expect(agora.recorders[0]?.endedAt).toBeUndefined();

    await start().logged('ready');
    await card('Finished');
    expect(calls('stop')).toHaveLength(2);
    expect(agora.recorders).toMatchObject([{ endedBy: 'stop' }]);
  });

  test('a signal while it still tries to reach Slack ends it, too', async () => {
    await using world = await open();
    const { slack, start } = world;
    await slack.outage(true);
    const bot = start();
    await bot.logged('Slack is out of reach');
    expect(await bot.kill('SIGTERM')).toBe(0);
    await slack.outage(false);
  });
});

describe.concurrent('a start that is cut short', { timeout: 60_000 }, () => {
  test('a signal between the connection to Slack and readiness ends it with 0', async () => {
    await using world = await open();
    const { start } = world;
    const bot = start();
    await bot.logged('connected to Slack');
    expect(await bot.kill('SIGTERM')).toBe(0);
    expect(bot.out.join()).not.toContain('"msg":"ready"');
    // The database is free again.
    await start().logged('ready');
  });

  test('Agora refuses the credentials while Slack is out of reach: it ends with 1 all the same', async () => {
    await using world = await open();
    const { slack, start } = world;
    await slack.outage(true);
    const bot = start({ AGORA_CUSTOMER_SECRET: 'wrong' });
    expect(await bot.ended).toBe(1);
    expect(bot.err.join()).toContain('credentials');
    await slack.outage(false);
  });
});

describe.concurrent('kill -9', { timeout: 60_000 }, () => {
  test('while it records: the card goes on, stop works, nothing is posted twice, no second recorder', async () => {
    await using world = await open();
    const { slack, agora, room, ana, start, card, calls } = world;
    const first = start();
    const { port } = await first.logged('ready');
    await slack.type(ana, room, '/record start standup');
    await card('Recording');
    await slack.waitFor(() => (slack.messages(room)[0]?.replies.length ?? 0) > 0, 15_000);
    // A post whose outcome is not written down yet is posted again, by rule: so let it write.
    await vi.waitUntil(
      async () => !/jobs_waiting\{lane="(?:card|thread)"\} [1-9]/u.test((await get(port, '/metrics')).text),
    );
    expect(await first.kill('SIGKILL')).toBe('SIGKILL');

    await start().logged('ready');
    const [shown] = slack.messages(room);
    if (shown === undefined) throw new Error('no card');
    await slack.click(ana, shown, 'Float');
    await slack.waitFor(() => slack.messages(room)[0]?.replies.some((reply) => reply.text.includes('Float')), 15_000);
    await slack.click(ana, shown, 'Stop');
    await card('Finished');
    await slack.waitFor(() => slack.messages(room)[0]?.replies.some((reply) => reply.text.includes('.m3u8')), 15_000);

    expect(slack.messages(room)).toHaveLength(1);
    const said = slack.messages(room)[0]?.replies.map((reply) => reply.text) ?? [];
    expect(new Set(said).size).toBe(said.length);
    expect(agora.recorders).toHaveLength(1);
    expect(agora.recorders[0]).toMatchObject({ endedBy: 'stop' });
    for (const call of ['acquire', 'start', 'stop']) expect(calls(call)).toHaveLength(1);
  });

  test('with recordings to look after, refused credentials do not keep it from running; /readyz says why', async () => {
    await using world = await open();
    const { slack, room, ana, start, card, calls } = world;
    const first = start();
    await first.logged('ready');
    await slack.type(ana, room, '/record start standup');
    await card('Recording');
    await first.kill('SIGKILL');

    slack.revoke('app');
    const second = start();
    const { port } = await second.logged('ready');
    const ready = await get(port, '/readyz');
    expect(ready.status).toBe(503);
    expect(ready.text).toContain('app');
    await slack.waitFor(() => calls('query').length > 1, 15_000);
    expect(await second.kill('SIGTERM')).toBe(0);
  });
});
