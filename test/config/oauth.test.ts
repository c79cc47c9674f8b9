/** One workspace with its token, or several by OAuth. */
import { expect, test } from 'vitest';
import { loadConfig, secretsOf } from '../../src/config/load.ts';

const encryptionKey = Buffer.alloc(32, 7).toString('base64');
const oauth = {
  SLACK_CLIENT_ID: '1.2',
  SLACK_CLIENT_SECRET: 'cl1ent-secret',
  SLACK_STATE_SECRET: 'st4te-secret',
  SLACK_ENCRYPTION_KEY: encryptionKey,
  PUBLIC_URL: 'https://bot.example.com/',
};
const others = {
  SLACK_APP_TOKEN: 'xapp-1-A-2-def',
  AGORA_APP_ID: '0123456789abcdef0123456789abcdef',
  AGORA_CUSTOMER_ID: 'customer',
  AGORA_CUSTOMER_SECRET: 'customer-secret',
  STORAGE_VENDOR: 's3',
  STORAGE_REGION: 'us-east-1',
  STORAGE_BUCKET: 'my-bucket',
  STORAGE_ACCESS_KEY: 'access-key',
  STORAGE_SECRET_KEY: 'secret+key/',
};

function problems(env: Record<string, string>): readonly string[] {
  const loaded = loadConfig({ ...others, ...env });
  return loaded.ok ? [] : loaded.problems;
}

test('OAuth instead of a token; everything of it is secret', () => {
  const loaded = loadConfig({ ...others, ...oauth });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  expect(loaded.config.slack).toEqual({
    oauth: {
      clientId: '1.2',
      clientSecret: 'cl1ent-secret',
      stateSecret: 'st4te-secret',
      encryptionKey,
      publicUrl: 'https://bot.example.com',
    },
    appToken: 'xapp-1-A-2-def',
    apiUrl: 'https://slack.com/api/',
  });
  expect(secretsOf(loaded.config)).toEqual(
    expect.arrayContaining(['1.2', 'cl1ent-secret', 'st4te-secret', encryptionKey]),
  );
});

test('neither: the token is missing', () => {
  expect(problems({})).toEqual([
    expect.stringMatching(/^SLACK_BOT_TOKEN is missing: set it to the Bot User OAuth Token/),
  ]);
});

test('PUBLIC_URL alone is no OAuth', () => {
  expect(problems({ SLACK_BOT_TOKEN: 'xoxb-1', PUBLIC_URL: 'https://bot.example.com' })).toEqual([]);
});

test.each(['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET', 'SLACK_ENCRYPTION_KEY'] as const)(
  '%s alone: all others that are missing are named at once',
  (only) => {
    const missing = Object.keys(oauth).filter((name) => name !== only);
    const found = problems({ [only]: oauth[only] });
    expect(found.map((line) => line.split(' ', 3).join(' '))).toEqual(missing.map((name) => `${name} is missing:`));
    for (const line of found) expect(line).toMatch(/set it to .+; or, for one workspace, remove SLACK_CLIENT_ID, /);
  },
);

test('both: says which to remove', () => {
  expect(problems({ ...oauth, SLACK_BOT_TOKEN: 'xoxb-planted' })).toEqual([
    'SLACK_BOT_TOKEN must be removed, because SLACK_CLIENT_ID, SLACK_CLIENT_SECRET, SLACK_STATE_SECRET, SLACK_ENCRYPTION_KEY are for several workspaces; or remove those, for one workspace',
  ]);
});

test('a transport is needed as before', () => {
  expect(problems({ ...oauth, SLACK_APP_TOKEN: '' })).toEqual([expect.stringMatching(/^SLACK_APP_TOKEN is missing/)]);
});

test.each([
  ['http://bot.example.com', ['PUBLIC_URL must begin with https:// for OAuth']],
  ['http://127.0.0.1:3000', []],
  ['http://localhost:3000', []],
])('PUBLIC_URL %s', (PUBLIC_URL, found) => {
  expect(problems({ ...oauth, PUBLIC_URL })).toEqual(found);
});

test.each([
  'planted',
  Buffer.alloc(31, 1).toString('base64'),
  Buffer.alloc(33, 1).toString('base64'),
  `${'!'.repeat(43)}=`,
  Buffer.alloc(32, 1).toString('hex'),
])('the encryption key %s is the one problem, and is not repeated', (SLACK_ENCRYPTION_KEY) => {
  expect(problems({ ...oauth, SLACK_ENCRYPTION_KEY })).toEqual([
    'SLACK_ENCRYPTION_KEY must be 32 bytes in base64: set it to the output of `openssl rand -base64 32`',
  ]);
});
