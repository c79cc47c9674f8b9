/** Over which transport the bot talks with Slack. */
import { expect, test } from 'vitest';
import { loadConfig, secretsOf } from '../../src/config/load.ts';

const botToken = 'xoxb-1-2-abc';
const appToken = 'xapp-1-A-2-def';
const others = {
  SLACK_BOT_TOKEN: botToken,
  AGORA_APP_ID: '0123456789abcdef0123456789abcdef',
  AGORA_CUSTOMER_ID: 'customer',
  AGORA_CUSTOMER_SECRET: 'customer-secret',
  STORAGE_VENDOR: 's3',
  STORAGE_REGION: 'us-east-1',
  STORAGE_BUCKET: 'my-bucket',
  STORAGE_ACCESS_KEY: 'access-key',
  STORAGE_SECRET_KEY: 'secret+key/',
};

function load(change: Record<string, string>) {
  const loaded = loadConfig({ ...others, ...change });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return loaded;
}

function problems(change: Record<string, string>): readonly string[] {
  const loaded = loadConfig({ ...others, ...change });
  return loaded.ok ? [] : loaded.problems;
}

test('HTTP with only a signing secret, which is redacted', () => {
  const { config, warnings } = load({ SLACK_SIGNING_SECRET: ' s1gning-secret ' });
  expect(config.slack).toEqual({ botToken, signingSecret: 's1gning-secret', apiUrl: 'https://slack.com/api/' });
  expect(secretsOf(config)).toContain('s1gning-secret');
  expect(warnings).toEqual([]);
});

test('Socket Mode where both are configured', () => {
  const { config, warnings } = load({ SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: 's1gning-secret' });
  expect(config.slack).toEqual({ botToken, appToken, apiUrl: 'https://slack.com/api/' });
  expect(warnings).toEqual([]);
});

test('without both, one line names both ways', () => {
  expect(problems({ SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: ' ' })).toEqual([
    expect.stringMatching(
      /^SLACK_APP_TOKEN is missing: set it to .*\(Socket Mode\), or set SLACK_SIGNING_SECRET to .*\(HTTP mode\)$/,
    ),
  ]);
});

test.each([
  ['planted secret', 'must have no spaces'],
  ['xoxb-planted', 'belongs in SLACK_BOT_TOKEN'],
  ['xapp-planted', 'belongs in SLACK_APP_TOKEN'],
  ['"plänted"', 'copy it again'],
])('the signing secret %s is the one problem', (SLACK_SIGNING_SECRET, fix) => {
  const [problem, ...more] = problems({ SLACK_SIGNING_SECRET });
  expect(more).toEqual([]);
  expect(problem).toMatch(/^SLACK_SIGNING_SECRET /);
  expect(problem).toContain(fix);
  expect(problem).not.toMatch(/pl[aä]nt/);
});
