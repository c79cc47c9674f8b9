/** `npm run doctor`, as a user runs it, between local services. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { type AgoraOptions, startAgora } from '../../src/sandbox/agora/agora-server.ts';
import { startBucket } from '../../src/sandbox/bucket/bucket-server.ts';
import { environment } from '../../src/sandbox/local-environment.ts';
import { type SlackOptions, startSlack } from '../../src/sandbox/slack/slack-server.ts';
import { sealed } from '../../src/slack/installations/installation.ts';
import { createSeal } from '../../src/slack/installations/seal.ts';
import { openStore } from '../../src/store/sqlite/open.ts';
import { installationOf } from '../slack/installations/support.ts';
import { oauthClient } from '../support/oauth.ts';
import { scriptTimeout, useFreshCopy } from './fresh-copy.ts';

const copy = useFreshCopy();
const everyScope = ['commands', 'chat:write', 'users:read', 'files:write'];
const certificate = 'c'.repeat(32);
const document = z.strictObject({
  ok: z.boolean(),
  checks: z.array(
    z.strictObject({
      name: z.string(),
      status: z.enum(['ok', 'warning', 'failed']),
      tried: z.string().min(1),
      fix: z.string().min(1).nullable(),
    }),
  ),
});

type Options = { slack?: SlackOptions; agora?: AgoraOptions };

/** Local services, and the variables of a bot that uses them. */
async function openServices(options: Options = {}) {
  const [slack, agora, bucket] = await Promise.all([
    startSlack({ scopes: everyScope, ...options.slack }),
    startAgora(options.agora),
    startBucket(),
  ]);
  onTestFinished(async () => {
    await Promise.all([slack.close(), agora.close(), bucket.close()]);
    rmSync(join(copy.folder, 'data'), { recursive: true, force: true });
  });
  const env = {
    ...environment(slack, agora),
    AGORA_APP_CERTIFICATE: certificate,
    STORAGE_VENDOR: 's3-compatible',
    STORAGE_REGION: '',
    STORAGE_ENDPOINT: bucket.endpoint,
    STORAGE_BUCKET: bucket.bucket,
    STORAGE_ACCESS_KEY: bucket.accessKey,
    STORAGE_SECRET_KEY: bucket.secretKey,
  };
  return { slack, agora, bucket, env };
}

/** Runs it with `--json`: its exit code, and by name what was found. Nothing else is printed. */
async function diagnose(env: Record<string, string>) {
  const script = copy.npm(['run', 'doctor', '--', '--json'], { env });
  const code = await script.ended;
  expect(script.err).toEqual([]);
  const { ok, checks } = document.parse(JSON.parse(script.out.join('\n')));
  expect(code).toBe(ok ? 0 : 1);
  expect(ok).toBe(checks.every(({ status }) => status !== 'failed'));
  const failed = checks.filter(({ status }) => status === 'failed').map(({ name }) => name);
  const of = (name: string) => {
    const found = checks.find((check) => check.name === name);
    if (found === undefined) throw new Error(`no line ${name} in ${JSON.stringify(checks)}`);
    return found;
  };
  return { code, checks, failed, of, text: script.out.join('\n') };
}

describe('npm run doctor', { timeout: scriptTimeout }, () => {
  beforeAll(() => {
    // A fresh copy has no database and no .env.
    expect(existsSync(join(copy.folder, 'data'))).toBe(false);
  });

  test('prints a line for each check and exits with 0 when nothing has failed', async () => {
    const { env, slack, bucket } = await openServices();
    const script = copy.npm(['run', 'doctor'], { env });
    expect(await script.ended).toBe(0);
    const lines = script.out.filter((line) => line !== '');
    expect(lines).toEqual([
      '✓ Configuration: Complete and valid.',
      '✓ Slack bot token: Accepted for workspace clapperboard, bot clapperbot.',
      '✓ Slack scopes: All required ones are granted: commands, chat:write.',
      '✓ Slack app token: Accepted for Socket Mode. No connection was opened.',
      '✓ Agora credentials default: Agora accepts the App ID, Customer ID and Customer Secret.',
      expect.stringMatching(/^✓ Agora address 127\.0\.0\.1:\d+: It answers\.$/u),
      expect.stringContaining('✓ Agora App Certificate default: A token can be made with it.'),
      expect.stringMatching(/^✓ Clock: Within \d seconds? of Agora, Slack\.$/u),
      expect.stringContaining('⚠ Notifications: Off'),
      expect.stringMatching(/^✓ Database: None yet; \/.*\/data\/clapperbot\.db will be created\.$/u),
      expect.stringMatching(/^[✓⚠] Disk space: /u),
      '✓ Storage default: Writing, reading and deleting a test object worked.',
      expect.stringMatching(/^[12] warnings?, nothing failed\.$/u),
    ]);
    expect(script.err).toEqual([]);
    // It has left nothing behind.
    expect(existsSync(join(copy.folder, 'data'))).toBe(false);
    expect(bucket.objects.size).toBe(0);
    expect(slack.requestLog.map((entry) => (entry.kind === 'api' ? entry.method : entry.kind)).toSorted()).toEqual([
      'apps.connections.open',
      'auth.test',
    ]);
  });

  test('where the app is installed by OAuth, tries the token of each workspace', async () => {
    const { env, slack, agora } = await openServices();
    const installed = environment({ ...slack, oauth: oauthClient }, agora);
    const variables = { ...installed, ...env, SLACK_BOT_TOKEN: '' };
    mkdirSync(join(copy.folder, 'data'), { mode: 0o700 });
    const store = openStore(join(copy.folder, 'data', 'clapperbot.db'), { clock: { now: () => 1 } });
    const seal = createSeal(installed['SLACK_ENCRYPTION_KEY'] ?? '');
    const school = installationOf({ bot: { token: slack.botToken } });
    const college = installationOf({ id: 'T2', name: 'college', bot: { token: 'xoxb-other' } });
    for (const one of [school, college]) await store.saveInstallation(sealed(one, seal));
    await store.close();
    const { of, failed, text } = await diagnose(variables);
    expect(of('Slack installations').tried).toBe('Installed in 2 workspaces.');
    expect(of('Slack workspace school').status).toBe('ok');
    expect(of('Slack workspace college').fix).toBe('Install the app there again: https://bot.example/slack/install.');
    expect(failed).toEqual(['Slack workspace college']);
    expect(text).not.toContain('xoxb');
    const key = { SLACK_ENCRYPTION_KEY: Buffer.alloc(32, 8).toString('base64') };
    expect((await diagnose({ ...variables, ...key })).of('Slack installations').status).toBe('failed');
  });

  test('rejects an unknown option in one sentence', async () => {
    const script = copy.npm(['run', 'doctor', '--', '--jsno']);
    expect(await script.ended).toBe(1);
    expect(script.err).toEqual([expect.stringContaining("Unknown option '--jsno'.")]);
  });

  test('without a configuration only the database and the disk are checked', async () => {
    const { checks, of, code } = await diagnose({ SLACK_BOT_TOKNE: 'x' });
    expect(code).toBe(1);
    const lines = checks.filter(({ name }) => name === 'Configuration');
    expect(lines).toContainEqual({
      name: 'Configuration',
      status: 'failed',
      tried: 'AGORA_APP_ID is missing.',
      fix: 'set it to the App ID of your project in the Agora Console.',
    });
    expect(lines.find(({ tried }) => tried.startsWith('SLACK_BOT_TOKNE'))?.status).toBe('warning');
    expect(of('Everything else').status).toBe('warning');
    expect(of('Database').status).toBe('ok');
    expect(checks.some(({ name }) => name.startsWith('Slack'))).toBe(false);
  });

  test('a certificate of the wrong format is a configuration error', async () => {
    const { env } = await openServices();
    const { of, text } = await diagnose({ ...env, AGORA_APP_CERTIFICATE: 'planted-certificate' });
    expect(of('Configuration')).toMatchObject({
      status: 'failed',
      tried: 'AGORA_APP_CERTIFICATE must be 32 hexadecimal digits.',
    });
    expect(text).not.toContain('planted');
  });

  test('wrong tokens, rejected credentials and keys: each with its fix, none with its value', async () => {
    const { env, bucket } = await openServices();
    bucket.refuse(bucket.accessKey);
    const { failed, of, text } = await diagnose({
      ...env,
      SLACK_BOT_TOKEN: 'xoxb-planted',
      SLACK_APP_TOKEN: 'xapp-planted',
      AGORA_CUSTOMER_SECRET: 'planted-secret',
    });
    expect(failed).toEqual(['Slack bot token', 'Slack app token', 'Agora credentials default', 'Storage default']);
    expect(of('Slack bot token')).toMatchObject({
      tried: 'Slack rejects it (invalid_auth).',
      fix: expect.stringContaining('SLACK_BOT_TOKEN'),
    });
    expect(of('Slack app token').fix).toContain('connections:write');
    expect(of('Agora credentials default').fix).toContain('RESTful API');
    expect(of('Storage default').fix).toContain('Check the access key');
    expect(text).not.toMatch(/planted|local-secret-key|local-access-key/u);
  });

  test('a missing scope, and the features lost without the optional ones', async () => {
    const { env } = await openServices({ slack: { scopes: ['commands'] } });
    const { failed, of } = await diagnose(env);
    expect(failed).toEqual(['Slack scopes']);
    expect(of('Slack scopes').tried).toBe('Missing: chat:write.');
    expect(of('Slack scopes users:read')).toMatchObject({
      status: 'warning',
      tried: expect.stringContaining('guests'),
    });
    expect(of('Slack scopes files:write').tried).toContain('sketches');
  });

  test('a clock that is far off, and one that is slightly off', async () => {
    const wrong = await openServices({ slack: { scopes: everyScope, dateOffset: -400_000 } });
    const first = await diagnose(wrong.env);
    expect(first.failed).toEqual(['Clock']);
    expect(first.of('Clock').tried).toMatch(/^(?:399|40\d) seconds ahead of that of Slack, so/u);
    const off = await openServices({ agora: { dateOffset: 60_000 } });
    const second = await diagnose(off.env);
    expect(second.of('Clock')).toMatchObject({
      status: 'warning',
      tried: expect.stringMatching(/^(?:5\d|6\d) seconds behind that of Agora\.$/u),
    });
  });

  test('unreachable services, and a write-only storage', async () => {
    const { env, slack, bucket } = await openServices();
    bucket.addKey({ accessKey: 'writer', secretKey: 'writer-secret', rights: 'write' });
    await slack.outage('refused');
    const { failed, of } = await diagnose({
      ...env,
      AGORA_API_URL: 'http://127.0.0.1:1',
      STORAGE_ACCESS_KEY: 'writer',
      STORAGE_SECRET_KEY: 'writer-secret',
    });
    expect(failed).toEqual([
      'Slack bot token',
      'Slack app token',
      'Agora credentials default',
      'Agora address 127.0.0.1:1',
    ]);
    expect(of('Slack bot token').tried).toBe('Slack can’t be reached (ECONNREFUSED).');
    expect(of('Clock').status).toBe('warning');
    expect(of('Storage default')).toMatchObject({ status: 'ok', tried: expect.stringContaining('may only write') });
    await slack.outage(false);
  });

  test('a database that is damaged, and one that is intact', async () => {
    const { env } = await openServices();
    const folder = join(copy.folder, 'data');
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(folder, 'clapperbot.db'), 'x'.repeat(9_000), { mode: 0o600 });
    const { failed, of } = await diagnose(env);
    expect(failed).toEqual(['Database']);
    expect(of('Database').fix).toContain('backup');
    rmSync(join(folder, 'clapperbot.db'));
    await openStore(join(folder, 'clapperbot.db')).close();
    const { of: now } = await diagnose({ ...env, AGORA_NOTIFY_SECRET: 'secret-of-agora', HTTP_PORT: '1' });
    expect(now('Database').tried).toContain('is intact: 0 recordings');
    expect(now('Database files').status).toBe('ok');
    expect(now('Notifications').tried).toContain('the bot isn’t running');
  });

  test('a service that does not respond is given up, and every other check is reported', async () => {
    const { env, slack } = await openServices();
    slack.fault({ method: 'auth.test', kind: 'hang', times: 1 });
    const { failed, of } = await diagnose(env);
    expect(failed).toEqual(['Slack bot token']);
    expect(of('Slack bot token').tried).toBe('No answer within 12 seconds.');
  });
});
