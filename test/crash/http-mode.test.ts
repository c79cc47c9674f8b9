/** The real process in HTTP mode. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { openStage } from '../support/stage.ts';

test('it serves commands by HTTP, opens no socket, and ends on a signal', async () => {
  const { slack, start, get, ana, room, card } = await openStage({ slack: { transport: 'http' } });
  const bot = start();
  const { port } = await bot.logged('ready');
  expect(await get(port, '/readyz')).toMatchObject({ status: 200 });
  expect(slack.calls().map(({ method }) => method)).toEqual(['auth.test']);
  slack.deliverTo(`http://127.0.0.1:${String(port)}/slack/events`);
  expect(await slack.type(ana, room, '/record start maths')).toMatchObject({ ok: true });
  await slack.click(ana, await card('Recording'), 'Stop');
  await card('Finished');

  const stranger = await fetch(`http://127.0.0.1:${String(port)}/slack/events`, { method: 'POST', body: '{}' });
  expect([stranger.status, await stranger.text()]).toEqual([401, '{"error":"The signature does not match."}']);
  expect(await bot.kill('SIGTERM')).toBe(0);
  expect([...bot.out, ...bot.err].join()).not.toContain(slack.signingSecret);
});

test('while Slack is unreachable it is not ready, and responds so to Slack', async () => {
  const { slack, start, get, settings } = await openStage({ slack: { transport: 'http' } });
  await slack.outage(true);
  // The port is logged only when the bot is ready.
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  other.close();
  await once(other, 'close');
  const bot = start({ env: settings({ HTTP_PORT: String(port) }) });
  await bot.logged('Slack is out of reach');
  expect(await get(port, '/readyz')).toMatchObject({ status: 503 });
  const early = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', body: '{}' });
  expect(early.status).toBe(503);
  await slack.outage(false);
  await bot.logged('ready');
  expect(await get(port, '/readyz')).toMatchObject({ status: 200 });
});

test('in Socket Mode nothing is served to Slack by HTTP', async () => {
  const { start, settings } = await openStage();
  const bot = start({ env: settings({ SLACK_SIGNING_SECRET: 'local-signing-secret' }) });
  const { port } = await bot.logged('ready');
  const answer = await fetch(`http://127.0.0.1:${String(port)}/slack/events`, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(404);
});
