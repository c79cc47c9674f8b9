/** The real program as a process: how it starts, and why it does not. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openProcess } from './process.ts';

describe.concurrent('starting', { timeout: 60_000 }, () => {
  test('logs that it is ready, with its port, and serves health and metrics', async () => {
    await using stage = await openProcess();
    const { slack, room, ana, start, get } = stage;
    const bot = start();
    const { port } = await bot.logged('ready');
    expect(await get(port, '/healthz')).toMatchObject({ status: 200 });
    expect(await get(port, '/readyz')).toMatchObject({ status: 200 });
    await slack.type(ana, room, '/record help');
    const metrics = await get(port, '/metrics');
    expect(metrics.text).toMatch(/clapperbot_commands_total\{verb="help",outcome="answered"\} 1/u);
    expect(await bot.kill('SIGTERM')).toBe(0);
  });

  test('names every invalid setting at once, without values, and ends with exit code 1', async () => {
    await using stage = await openProcess();
    const { start } = stage;
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
  ])('%s that is rejected: one line on stderr, 1', async (_name, wrong) => {
    await using stage = await openProcess();
    const { start } = stage;
    const bot = start(wrong);
    expect(await bot.ended).toBe(1);
    expect(bot.err).toHaveLength(1);
    expect([...bot.err, ...bot.out].join('\n')).not.toContain(Object.values(wrong)[0]);
  });

  test('a second instance on the same database reports it and ends with exit code 1', async () => {
    await using stage = await openProcess();
    const { start } = stage;
    await start().logged('ready');
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.err.join('\n')).toContain('Another bot is running');
  });

  test('a port that is in use is named', async () => {
    await using stage = await openProcess();
    const { folder, start } = stage;
    const { port } = await start().logged('ready');
    const second = start({ HTTP_PORT: String(port), DATABASE_PATH: join(folder, 'other.db') });
    expect(await second.ended).toBe(1);
    expect(second.err.join('\n')).toContain('HTTP_PORT');
  });
});

describe.concurrent('a start that is interrupted', { timeout: 60_000 }, () => {
  test('a signal between the connection to Slack and readiness ends it with exit code 0', async () => {
    await using stage = await openProcess();
    const { start } = stage;
    const bot = start();
    await bot.logged('connected to Slack');
    expect(await bot.kill('SIGTERM')).toBe(0);
    expect(bot.out.join()).not.toContain('"msg":"ready"');
    // The database is free again.
    await start().logged('ready');
  });

  test('Agora rejects the credentials while Slack is unreachable: it still ends with exit code 1', async () => {
    await using stage = await openProcess();
    const { slack, start } = stage;
    await slack.outage(true);
    const bot = start({ AGORA_CUSTOMER_SECRET: 'wrong' });
    expect(await bot.ended).toBe(1);
    expect(bot.err.join()).toContain('credentials');
    await slack.outage(false);
  });
});
