import { expect, test } from 'vitest';
import { checksOf, createDoctor, withoutSecrets } from '../../src/cli/doctor-checks.ts';
import { type Config, loadConfig } from '../../src/config/load.ts';
import { environment } from '../../src/sandbox/local-environment.ts';
import type { StorageCheck } from '../../src/service/buckets.ts';

const slack = { botToken: 'xoxb-local', appToken: 'xapp-local', apiUrl: 'http://127.0.0.1:1/api/' };
const agora = { appId: 'a'.repeat(32), customerId: 'id-of-agora', customerSecret: 'secret', url: 'http://127.0.0.1:1' };

function configOf(text?: string): Config {
  const env = {
    ...environment(slack, agora),
    DATABASE_PATH: '/proc/none/bot.db',
    AGORA_NOTIFY_SECRET: 'notify-secret',
  };
  const loaded = loadConfig(env, text === undefined ? undefined : { name: 'clapperbot.yml', text });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return loaded.config;
}

const checkOnce = (found: StorageCheck) => ({ check: () => Promise.resolve(found) });
const client = { inspect: () => Promise.resolve({ kind: 'unreachable' as const, detail: 'nothing' }) };
const installations = () => Promise.resolve([]);
const { signal } = new AbortController();
const running = { connected: () => 1, port: () => 4_000 };

test('secrets repeated by a service are redacted', () => {
  const clean = withoutSecrets(configOf());
  expect(
    clean([
      {
        subject: 'storage',
        of: 'default',
        code: 'storage.writeFailed',
        values: { detail: 'got local-secret-key!', seconds: 2 },
      },
      { subject: 'config', code: 'config.fine' },
    ]),
  ).toEqual([
    { subject: 'storage', of: 'default', code: 'storage.writeFailed', values: { detail: 'got [secret]!', seconds: 2 } },
    { subject: 'config', code: 'config.fine' },
  ]);
});

test('the running bot opens no connection to Slack, and looks at its real port', async () => {
  const buckets = checkOnce({ kind: 'unsupported' });
  const alone = checksOf(configOf(), { client, buckets, installations });
  const inside = checksOf(configOf(), { client, buckets, installations, running });
  expect(alone.map(({ subject }) => subject)).toContain('slackApp');
  expect(inside.map(({ subject }) => subject)).not.toContain('slackApp');
  const notifications = inside.find(({ subject }) => subject === 'notifications');
  expect((await notifications?.run(signal))?.findings[0]).toMatchObject({
    values: { address: 'http://127.0.0.1:4000' },
  });
});

test('findings inside the bot hold no secret, and the next request starts a new run', async () => {
  let runs = 0;
  const buckets = {
    check: (): Promise<StorageCheck> => {
      runs += 1;
      return Promise.resolve({ kind: 'checked', write: { kind: 'failed', detail: 'local-secret-key' } });
    },
  };
  const doctor = createDoctor(configOf(), {
    client,
    buckets,
    installations,
    running,
    log: { error: () => undefined },
    signal,
  });
  const [first, second] = await Promise.all([doctor.diagnose(), doctor.diagnose()]);
  expect(second).toBe(first);
  expect(first.find(({ subject }) => subject === 'storage')?.values).toEqual({ detail: '[secret]' });
  expect(runs).toBe(1);
  await doctor.diagnose();
  expect(runs).toBe(2);
});
