/** Secrets, scopes and the manifest. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { BUCKET_DEFAULTS, startBucket } from '../../src/sandbox/bucket/bucket-server.ts';
import { storageEnvironment } from '../../src/sandbox/local-environment.ts';
import { methodScopes, optionalScopes, requiredScopes } from '../../src/slack/doctor/scopes.ts';
import { found, plantedSecrets, plantedSigningSecret } from '../support/planted-secrets.ts';
import { openStage } from '../support/stage.ts';
import { everythingSaid, transports } from './support.ts';

const top = new URL('../../', import.meta.url);
const manifest = parse(readFileSync(new URL('manifest.yml', top), 'utf8')) as {
  oauth_config: { scopes: { bot: string[] } };
};

/** A whole class in the real process, whose secrets can be found wherever they are. */
async function play(transport: (typeof transports)[number], scopes: readonly string[]) {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken } = plantedSecrets;
  const { AGORA_CUSTOMER_ID: customerId, AGORA_CUSTOMER_SECRET: customerSecret } = plantedSecrets;
  const { STORAGE_ACCESS_KEY: accessKey, STORAGE_SECRET_KEY: secretKey } = plantedSecrets;
  const bucket = await startBucket();
  onTestFinished(() => bucket.close());
  bucket.addKey({ ...BUCKET_DEFAULTS, accessKey, secretKey, rights: 'all' });
  const stage = await openStage({
    slack: { transport, botToken, appToken, signingSecret: plantedSigningSecret, scopes },
    agora: { customerId, customerSecret, accepts: { token: () => true } },
  });
  const { slack, ana, room, card } = stage;
  const { SLACK_APP_TOKEN: _, ...overHttp } = plantedSecrets;
  const planted = transport === 'socket' ? plantedSecrets : { ...overHttp, SLACK_SIGNING_SECRET: plantedSigningSecret };
  const storage = { ...storageEnvironment(bucket), ...planted };
  const bot = stage.start({ env: stage.settings({ ...storage, LOG_LEVEL: 'trace' }) });
  const { port } = await bot.logged('ready');
  slack.deliverTo(`http://127.0.0.1:${String(port)}/slack/events`);
  const shown = (words: string) =>
    slack.waitFor(() => slack.ephemerals(ana).find((one) => slack.renderText(one).includes(words)), 15_000);

  await slack.type(ana, room, '/record start maths');
  const running = await card('Recording maths');
  await slack.click(ana, running, 'Custom…');
  await slack.waitFor(() => slack.modal(ana), 15_000);
  slack.enter(ana, 'Regions', '0 0 1 1');
  await slack.submitModal(ana);
  await slack.openHome(ana);
  await slack.waitFor(() => slack.renderHome(ana).includes('maths'), 15_000);
  await slack.click(ana, running, 'Stop');
  await card('Finished maths');
  await slack.type(ana, room, '/record files maths');
  await shown('.m3u8');
  await slack.type(ana, room, '/record usage');
  await shown('By channel');
  await slack.type(ana, room, '/record start');
  await slack.waitFor(() => slack.modal(ana), 15_000);
  expect(await bot.kill('SIGTERM')).toBe(0);
  const folder = dirname(stage.database);
  const files = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
  return { slack, bot, files };
}

describe.each(transports)('over %s', (transport) => {
  test('24. No secret is in messages, metadata, the log or the database, and signed links are only in private answers; the scopes in use are those of the manifest', async () => {
    const optional = Object.keys(optionalScopes);
    const { slack, bot, files } = await play(transport, [...requiredScopes, ...optional]);
    const said = everythingSaid({ slack });
    const log = [...bot.out, ...bot.err].join('\n');
    expect(log).toContain('"level":"debug"');
    expect(Object.keys(files).length).toBeGreaterThan(0);
    // A signed link names the access key, which is no secret.
    const isForOne = ({ by }: (typeof said)[number]) => by === 'response_url' || by === 'ack';
    const withoutLinks = JSON.stringify(said).replaceAll(/X-Amz-Credential=[^&"\s]+/gu, '');
    expect(found({ Slack: withoutLinks, log, ...files })).toEqual([]);

    const signed = said.filter((one) => JSON.stringify(one).includes('X-Amz-Signature'));
    expect(signed.length).toBeGreaterThan(0);
    expect(signed.filter((one) => !isForOne(one))).toEqual([]);
    expect(log).not.toContain('X-Amz-Signature');
    for (const [name, bytes] of Object.entries(files)) expect(bytes.includes('X-Amz-Signature'), name).toBe(false);
    expect(said.filter(({ args }) => args['metadata'] !== undefined)).toEqual([]);

    // What the run called needs what the manifest asks for, and what the README calls optional. test/slack/doctor/scopes.test.ts finds every call in
    // the source, and takes the scope of each from what the local Slack asks for.
    const used = new Set(slack.calls().map(({ method }) => method));
    expect([...used].filter((method) => methodScopes[method] === undefined)).toEqual([]);
    const scopes = [...used].flatMap((method) => methodScopes[method]?.scope ?? []);
    expect(scopes).toContain('files:write');
    expect(manifest.oauth_config.scopes.bot).toEqual(requiredScopes);
    const readme = readFileSync(new URL('README.md', top), 'utf8');
    for (const scope of optional)
      expect(readme).toMatch(new RegExp(`\\| \`${scope}\` \\| optional \\| [^|]+ \\| [^|]+ \\|`, 'u'));
    expect(slack.calls().filter(({ error }) => error === 'missing_scope')).toEqual([]);
  }, 60_000);
});
