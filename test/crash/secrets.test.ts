/** No secret leaves the real process, whatever the services respond with. */
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Child } from '../support/child.ts';
import { echo, found, plantedSecrets } from '../support/planted-secrets.ts';
import { openStage, type Stage } from '../support/stage.ts';

/** A stage whose services know the planted secrets, and the tokens that the bot has minted. */
async function openSecretStage() {
  const tokens: string[] = [];
  const token = (given: string | undefined) => {
    if (given !== undefined) tokens.push(given);
    return true;
  };
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken } = plantedSecrets;
  const { AGORA_CUSTOMER_ID: customerId, AGORA_CUSTOMER_SECRET: customerSecret } = plantedSecrets;
  const stage = await openStage({
    slack: { botToken, appToken },
    agora: { customerId, customerSecret, accepts: { token } },
  });
  const start = (env: Record<string, string> = {}) =>
    stage.start({ env: stage.settings({ LOG_LEVEL: 'trace', ...plantedSecrets, ...env }) });
  return { ...stage, start, tokens };
}

const output = (bot: Child) => ({ stdout: bot.out.join('\n'), stderr: bot.err.join('\n') });

/** The database file, and the files that SQLite keeps beside it. */
function files({ database }: Pick<Stage, 'database'>): Record<string, Buffer> {
  const names = readdirSync(dirname(database));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(dirname(database), name))]));
}

/** Sends a notification as Agora's notification service does, signed unless specified otherwise. */
async function notify(port: unknown, body: string, signature?: string): Promise<{ status: number; text: string }> {
  const signed = createHmac('sha256', plantedSecrets.AGORA_NOTIFY_SECRET).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'agora-signature-v2': signature ?? signed };
  const response = await fetch(`http://127.0.0.1:${String(port)}/agora/events`, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text() };
}

/** All that the bot has sent to Slack, also what was changed or deleted afterwards. */
function sentTo({ slack }: Pick<Stage, 'slack'>): string {
  return slack.requestLog
    .map((entry) => {
      if (entry.kind === 'api') return JSON.stringify([entry.method, entry.args]);
      return JSON.stringify(entry.kind === 'envelope' ? entry.ack : entry.body);
    })
    .join('\n');
}

test('rejections that repeat everything they were sent', { timeout: 90_000 }, async () => {
  const stage = await openSecretStage();
  const { slack, agora, room, ana, card, get, tokens } = stage;
  const rejection = () => ({ status: 400, body: { code: 2, reason: echo(...tokens) } });
  const page = () => ({ status: 500, body: `<html>${echo(...tokens)}</html>` });
  const lastThread = () =>
    slack
      .messages(room)
      .at(-1)
      ?.replies.map((reply) => reply.text) ?? [];
  const type = (line: string) => slack.type(ana, room, line);
  const bot = stage.start();
  const { port } = await bot.logged('ready');

  // Rejected before anything runs.
  agora.fault({ call: 'acquire', kind: 'respond', ...rejection() });
  await type('/record start one');
  await card('Failed');
  // The response to `start` names its token.
  agora.fault({ call: 'start', kind: 'rewrite', rewrite: rejection });
  await type('/record start two');
  await slack.waitFor(() => slack.messages(room).filter(({ text }) => text.includes('Failed')).length === 2, 15_000);

  // A whole recording, with invalid responses, and a Slack that repeats its token.
  agora.fault({ call: 'query', kind: 'rewrite', rewrite: page });
  slack.fault({ method: 'chat.update', kind: { error: plantedSecrets.SLACK_BOT_TOKEN } });
  slack.fault({ method: 'chat.postMessage', channel: room.id, times: 2, kind: { status: 503 } });
  await type('/record start three');
  await card('Recording');
  expect(tokens).toHaveLength(2);
  // A signed notification with an error of the recorder, and two invalid ones.
  const { sid = '', cname = '', uid = '' } = agora.recorders.at(-1) ?? {};
  const details = { module: 0, errorLevel: 4, errorCode: 5, errorMsg: echo(...tokens) };
  const error = {
    noticeId: echo(),
    productId: 3,
    eventType: 1,
    notifyMs: Date.now(),
    payload: { cname, uid, sid, details },
  };
  expect(await notify(port, JSON.stringify(error))).toMatchObject({ status: 200 });
  const strange = await notify(port, `no JSON: ${echo(...tokens)}`);
  const forged = await notify(port, JSON.stringify(error), plantedSecrets.AGORA_NOTIFY_SECRET);
  expect([strange.status, forged.status]).toEqual([400, 401]);
  expect(found({ strange: strange.text, forged: forged.text }, tokens)).toEqual([]);
  agora.fault({ call: 'updateLayout', kind: 'rewrite', rewrite: rejection });
  await type('/record layout three vertical');
  await slack.waitFor(() => lastThread().length > 1, 15_000);
  slack.fault({ method: 'response_url', kind: { error: plantedSecrets.SLACK_APP_TOKEN } });
  await type('/record list');
  agora.fault({ call: 'query', kind: 'rewrite', rewrite: rejection });
  await type('/record status three');
  await slack.waitFor(() => slack.ephemerals(ana).length > 0, 15_000);
  agora.fault({ call: 'stop', kind: 'respond', ...page() });
  const whileItRuns = { '/readyz': (await get(port, '/readyz')).text, ...files(stage) };
  await type('/record stop three');
  await card('Finished');
  slack.revoke('bot');
  await type('/record start four');
  await bot.logged('Slack rejects the bot token');
  const pages = { '/metrics': (await get(port, '/metrics')).text, '/readyz': (await get(port, '/readyz')).text };
  expect(pages['/readyz']).toContain('token');
  expect(await bot.kill('SIGTERM')).toBe(0);

  // The secrets did reach it, and were redacted.
  expect(bot.out.join('\n')).toContain('[secret]');
  expect(sentTo(stage)).toContain('[secret]');
  expect(found({ ...output(bot), Slack: sentTo(stage) }, tokens)).toEqual([]);
  expect(found({ ...whileItRuns }, tokens)).toEqual([]);
  expect(found({ ...pages, ...files(stage) }, tokens)).toEqual([]);
});

test('invalid settings, each in its own way', async () => {
  const { start } = await openSecretStage();
  const broken = Object.fromEntries(
    Object.entries(plantedSecrets).map(([name, value]) => [name, `${value} and a space`]),
  );
  const bot = start({
    ...broken,
    STORAGE_VENDOR: plantedSecrets.STORAGE_SECRET_KEY,
    HTTP_PORT: plantedSecrets.STORAGE_SECRET_KEY,
  });
  expect(await bot.ended).toBe(1);
  expect(bot.err.length).toBeGreaterThan(6);
  const exchanged = start({
    SLACK_BOT_TOKEN: plantedSecrets.SLACK_APP_TOKEN,
    SLACK_APP_TOKEN: plantedSecrets.SLACK_BOT_TOKEN,
  });
  expect(await exchanged.ended).toBe(1);
  const misplaced = start({ DATABASE_PATH: `/dev/null/${plantedSecrets.STORAGE_ACCESS_KEY}` });
  expect(await misplaced.ended).toBe(1);
  expect(misplaced.err.join()).toContain('[secret]');
  expect(found(output(misplaced))).toEqual([]);
  expect(found({ ...output(bot), exchanged: Object.values(output(exchanged)).join('\n') })).toEqual([]);
});

test('credentials that are rejected in a response that repeats them', { timeout: 60_000 }, async () => {
  const { slack, agora, start } = await openSecretStage();
  const failsToStart = async () => {
    const bot = start();
    expect(await bot.ended).toBe(1);
    expect(bot.err.length).toBeGreaterThan(0);
    expect(found(output(bot))).toEqual([]);
  };
  const fault = agora.fault({
    call: 'query',
    times: Number.POSITIVE_INFINITY,
    kind: 'respond',
    status: 401,
    body: { message: echo() },
  });
  await failsToStart();
  fault.release();
  slack.revoke('app');
  await failsToStart();
  slack.revoke('bot');
  await failsToStart();
});

test('an error of Slack that contains a token', { timeout: 60_000 }, async () => {
  const { slack, start } = await openSecretStage();
  for (const method of ['auth.test', 'apps.connections.open']) {
    const token = method === 'auth.test' ? plantedSecrets.SLACK_BOT_TOKEN : plantedSecrets.SLACK_APP_TOKEN;
    const fault = slack.fault({ method, times: 2, kind: { error: token } });
    const bot = start();
    // An unknown error: it tries again.
    await bot.logged('ready');
    expect(fault.hits).toBe(2);
    await bot.kill('SIGTERM');
    expect(found(output(bot))).toEqual([]);
  }
});
