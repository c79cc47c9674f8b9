/** The HTTP side of the real process: what it serves where, and what it warns of. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openStage } from '../support/stage.ts';

const warning = 'everyone who can reach this port can read /metrics and /readyz';

test('METRICS_PORT serves only the metrics, and HTTP_PORT no longer serves them', { timeout: 30_000 }, async () => {
  const { start, settings, get } = await openStage();
  const bot = start({ env: settings({ METRICS_PORT: '0', HTTP_HOST: '0.0.0.0' }) });
  const { port, metricsPort } = await bot.logged('ready');
  const metrics = await get(metricsPort, '/metrics');
  expect(metrics.status).toBe(200);
  expect(metrics.text).toContain('clapperbot_build_info{version="');
  expect(metrics.text).toContain('clapperbot_orphans 0');
  expect((await get(metricsPort, '/readyz')).status).toBe(404);
  expect((await get(port, '/metrics')).status).toBe(404);
  expect((await get(port, '/readyz')).status).toBe(200);
  expect(bot.out.join()).not.toContain(warning);
  expect(await bot.kill('SIGTERM')).toBe(0);
});

test('metrics on a public port cause a warning', { timeout: 30_000 }, async () => {
  const { start, settings, get } = await openStage();
  const bot = start({ env: settings({ HTTP_HOST: '0.0.0.0' }) });
  const { port } = await bot.logged('ready');
  expect((await get(port, '/metrics')).status).toBe(200);
  expect(bot.out.filter((line) => line.includes(warning))).toHaveLength(1);
  expect(await bot.kill('SIGTERM')).toBe(0);
  const local = start();
  await local.logged('ready');
  expect(local.out.join()).not.toContain(warning);
});

test('a METRICS_PORT in use ends the start with an error that names it', { timeout: 30_000 }, async () => {
  const { start, settings } = await openStage();
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const bot = start({ env: settings({ METRICS_PORT: String(port) }) });
  expect(await bot.ended).toBe(1);
  expect(bot.err).toEqual([expect.stringContaining('set METRICS_PORT to a free port')]);
});

test('a row that can’t be read leaves the bot ready, with a warning', { timeout: 30_000 }, async () => {
  const { start, database, get, slack, ana, room, card } = await openStage();
  const first = start();
  await first.logged('ready');
  await slack.type(ana, room, '/record start maths');
  await card('Recording');
  await first.kill('SIGTERM');
  const db = new Database(database);
  db.prepare("UPDATE recordings SET state = 'damaged'").run();
  db.close();
  const bot = start();
  const { port } = await bot.logged('ready');
  await bot.logged('a damaged row was set aside');
  const ready = await get(port, '/readyz');
  expect(ready.status).toBe(200);
  expect(ready.text).toContain('set aside');
});
