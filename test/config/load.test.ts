import { describe, expect, test } from 'vitest';
import { type Config, loadConfig, secretsOf } from '../../src/config/load.ts';

const hex = '0123456789abcdef0123456789abcdef';

const required = {
  SLACK_BOT_TOKEN: 'xoxb-1-2-abc',
  SLACK_APP_TOKEN: 'xapp-1-A-2-def',
  AGORA_APP_ID: 'app1',
  AGORA_CUSTOMER_ID: 'customer',
  AGORA_CUSTOMER_SECRET: 'customer-secret',
  STORAGE_VENDOR: 's3',
  STORAGE_REGION: 'us-east-1',
  STORAGE_BUCKET: 'my-bucket',
  STORAGE_ACCESS_KEY: 'access-key',
  STORAGE_SECRET_KEY: 'secret+key/',
};

type Changes = Record<string, string | undefined>;

function load(changes: Changes): { config: Config; warnings: readonly string[] } {
  const loaded = loadConfig({ ...required, ...changes });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return loaded;
}

function problems(changes: Changes): readonly string[] {
  const loaded = loadConfig({ ...required, ...changes });
  return loaded.ok ? [] : loaded.problems;
}

test('what is required is enough; the rest has defaults', () => {
  expect(load({})).toEqual({
    ok: true,
    warnings: [],
    config: {
      slack: { botToken: 'xoxb-1-2-abc', appToken: 'xapp-1-A-2-def', apiUrl: 'https://slack.com/api/' },
      agora: {
        appId: 'app1',
        customerId: 'customer',
        customerSecret: 'customer-secret',
        channelType: 0,
        apiUrls: ['https://api.agora.io', 'https://api.sd-rtn.com'],
      },
      storage: { vendor: 1, region: 0, bucket: 'my-bucket', accessKey: 'access-key', secretKey: 'secret+key/' },
      databasePath: 'data/clapperbot.db',
      statusCron: '*/10 * * * *',
      http: { host: '127.0.0.1', port: 3000 },
      logLevel: 'info',
    },
  });
});

describe('good values', () => {
  const s3Compatible = { STORAGE_VENDOR: 's3-compatible', STORAGE_REGION: undefined };
  const cases: [Changes, (config: Config) => unknown, unknown][] = [
    [{ SLACK_BOT_TOKEN: '  xoxb-1\n' }, (c) => c.slack.botToken, 'xoxb-1'],
    [{ SLACK_API_URL: 'http://127.0.0.1:9/api' }, (c) => c.slack.apiUrl, 'http://127.0.0.1:9/api/'],
    [{ SLACK_API_URL: 'http://localhost:9/api/' }, (c) => c.slack.apiUrl, 'http://localhost:9/api/'],
    [{ SLACK_API_URL: 'http://127.0.0.1:9' }, (c) => c.slack.apiUrl, 'http://127.0.0.1:9/'],
    [{ AGORA_APP_ID: hex, AGORA_APP_CERTIFICATE: hex.toUpperCase() }, (c) => c.agora.certificate, hex.toUpperCase()],
    [{ AGORA_APP_CERTIFICATE: ' ' }, (c) => 'certificate' in c.agora, false],
    [{ AGORA_NOTIFY_SECRET: ' No-tify_5ecret ' }, (c) => c.agora.notifySecret, 'No-tify_5ecret'],
    [{ AGORA_NOTIFY_SECRET: ' ' }, (c) => 'notifySecret' in c.agora, false],
    [{ AGORA_CHANNEL_TYPE: 'live' }, (c) => c.agora.channelType, 1],
    [{ AGORA_CHANNEL_TYPE: 'Communication' }, (c) => c.agora.channelType, 0],
    [{ AGORA_API_URL: 'http://127.0.0.1:8/' }, (c) => c.agora.apiUrls, ['http://127.0.0.1:8']],
    [{ AGORA_API_URL: 'https://a.io/cn/ , https://b.io' }, (c) => c.agora.apiUrls, ['https://a.io/cn', 'https://b.io']],
    [{ AGORA_API_URL: 'https://a.io,https://a.io/' }, (c) => c.agora.apiUrls, ['https://a.io']],
    [{ STORAGE_VENDOR: '1' }, (c) => c.storage.vendor, 1],
    [{ STORAGE_VENDOR: 'S3', STORAGE_REGION: 'US_EAST_2' }, (c) => c.storage.region, 1],
    [{ STORAGE_REGION: '2' }, (c) => c.storage.region, 2],
    [{ STORAGE_VENDOR: 'alibaba', STORAGE_REGION: 'CN_Hangzhou' }, (c) => c.storage.region, 0],
    [{ STORAGE_VENDOR: '2', STORAGE_REGION: 'shanghai' }, (c) => c.storage.region, 1],
    [{ STORAGE_VENDOR: 'azure', STORAGE_REGION: '' }, (c) => [c.storage.vendor, c.storage.region], [5, 0]],
    [{ STORAGE_PREFIX: 'a/b' }, (c) => c.storage.prefix, ['a', 'b']],
    [{ STORAGE_PREFIX: 'x'.repeat(128) }, (c) => c.storage.prefix, ['x'.repeat(128)]],
    [{ STORAGE_PREFIX: '' }, (c) => 'prefix' in c.storage, false],
    [{ ...s3Compatible, STORAGE_ENDPOINT: 's3.example.com' }, (c) => c.storage.endpoint, 's3.example.com'],
    [{ DATABASE_PATH: '/var/lib/bot.db' }, (c) => c.databasePath, '/var/lib/bot.db'],
    [{ STATUS_CRON: '*/5 * * * * *' }, (c) => c.statusCron, '*/5 * * * * *'],
    [{ STATUS_CRON: '0 9 * * MON-FRI' }, (c) => c.statusCron, '0 9 * * MON-FRI'],
    [{ HTTP_PORT: '0' }, (c) => c.http.port, 0],
    [{ HTTP_PORT: '65535' }, (c) => c.http.port, 65_535],
    [{ HTTP_HOST: '::' }, (c) => c.http.host, '::'],
    [{ HTTP_HOST: 'localhost' }, (c) => c.http.host, 'localhost'],
    [{ LOG_LEVEL: 'DEBUG' }, (c) => c.logLevel, 'debug'],
    [{ SLACK_SIGNING_SECRET: '', PRESETS_FILE: ' ' }, (c) => c.logLevel, 'info'],
  ];

  test.each(cases)('%o', (changes, of, expected) => {
    const { config, warnings } = load(changes);
    expect(of(config)).toEqual(expected);
    expect(warnings).toEqual([]);
  });
});

describe('bad values: one line, which names the variable and the fix', () => {
  const cases: [name: string, value: string, fix: string][] = [
    ['SLACK_BOT_TOKEN', 'canary', 'begins with xoxb-'],
    ['SLACK_BOT_TOKEN', 'xoxb-', 'begins with xoxb-'],
    ['SLACK_BOT_TOKEN', 'xoxb-1 canary', 'without spaces'],
    ['SLACK_BOT_TOKEN', '"xoxb-canary"', 'quotes'],
    ['SLACK_BOT_TOKEN', 'xapp-canary', 'belongs in SLACK_APP_TOKEN'],
    ['SLACK_APP_TOKEN', 'xoxb-canary', 'belongs in SLACK_BOT_TOKEN'],
    ['SLACK_APP_TOKEN', 'xoxp-canary', 'begins with xapp-'],
    ['SLACK_SIGNING_SECRET', 'canary', 'is not available yet: remove it'],
    ['SLACK_API_URL', 'canary', 'https://'],
    ['SLACK_API_URL', 'ftp://canary', 'https://'],
    ['SLACK_API_URL', 'https://user:canary@slack.com/api/', 'no user name or password'],
    ['SLACK_API_URL', 'https://slack.com/api?token=canary', 'without ? or #'],
    ['AGORA_APP_ID', 'canary/..', 'letters and digits'],
    ['AGORA_CUSTOMER_ID', 'id:canary', 'no colon'],
    ['AGORA_CUSTOMER_SECRET', 'two canaries', 'no spaces'],
    ['AGORA_APP_CERTIFICATE', 'canary', '32 hexadecimal digits'],
    ['AGORA_NOTIFY_SECRET', 'two canaries', 'no spaces'],
    ['AGORA_NOTIFY_SECRET', 'canáry', 'ASCII'],
    ['AGORA_CHANNEL_TYPE', 'canary', 'communication, live'],
    ['AGORA_CHANNEL_TYPE', 'constructor', 'communication, live'],
    ['AGORA_API_URL', 'https://api.agora.io,canary', 'https://'],
    ['AGORA_API_URL', 'https://canary.io,,https://b.io', 'single commas'],
    ['AGORA_API_URL', ',', 'single commas'],
    ['STORAGE_VENDOR', 'canary', 's3, alibaba, tencent'],
    ['STORAGE_VENDOR', '9', 's3, alibaba, tencent'],
    ['STORAGE_REGION', 'canary', 'a region of s3, one of: US_EAST_1'],
    ['STORAGE_REGION', 'us-est-1', 'did you mean US_EAST_1?'],
    ['STORAGE_REGION', '26', 'US_EAST_1'],
    ['STORAGE_REGION', '  ', 'is missing: set it to the region of the bucket at s3, one of: US_EAST_1'],
    ['STORAGE_PREFIX', 'a/canary-1', 'letters and digits'],
    ['STORAGE_PREFIX', '/canary', 'letters and digits'],
    ['STORAGE_PREFIX', 'a//canary', 'letters and digits'],
    ['STORAGE_PREFIX', `${'canary/'.repeat(18)}aaa`, '128 characters'],
    ['PRESETS_FILE', 'canary.yml', 'is not available yet: remove it'],
    ['DATABASE_PATH', ':memory:', 'the path of a file'],
    ['DATABASE_PATH', 'canary/', 'the path of a file'],
    ['STATUS_CRON', 'canary', 'five or six fields'],
    ['STATUS_CRON', '@daily', 'five or six fields'],
    ['STATUS_CRON', '61 * * * *', 'five or six fields'],
    ['STATUS_CRON', '* * * *', 'five or six fields'],
    ['HTTP_HOST', 'http://canary', 'such as 127.0.0.1'],
    ['HTTP_HOST', '[::1]', 'no brackets'],
    ['HTTP_PORT', '65536', '0 to 65535'],
    ['HTTP_PORT', '-1', '0 to 65535'],
    ['HTTP_PORT', '3000.5', '0 to 65535'],
    ['HTTP_PORT', '0x50', '0 to 65535'],
    ['LOG_LEVEL', 'canary', 'trace'],
  ];

  test.each(cases)('%s=%s', (name, value, fix) => {
    const found = problems({ [name]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${name} `));
    expect(found[0]).toContain(fix);
    expect(found[0]).not.toMatch(/canar|\n/);
  });
});

describe('missing values', () => {
  const always = Object.keys(required).filter((name) => name !== 'STORAGE_REGION');

  test.each(always)('%s, absent or blank', (name) => {
    for (const value of [undefined, '', ' \t']) {
      expect(problems({ [name]: value })).toEqual([expect.stringContaining(`${name} is missing: set it to `)]);
    }
  });

  test('all at once, in the order of the documentation', () => {
    const loaded = loadConfig({});
    expect(loaded).toMatchObject({ ok: false });
    const found = loaded.ok ? [] : loaded.problems;
    expect(found.map((line) => line.split(' ')[0])).toEqual(always);
  });
});

test('the two tokens swapped: both lines say so', () => {
  const found = problems({
    SLACK_BOT_TOKEN: required.SLACK_APP_TOKEN,
    SLACK_APP_TOKEN: required.SLACK_BOT_TOKEN,
  });
  expect(found.join('\n')).toMatch(/^SLACK_BOT_TOKEN .*SLACK_APP_TOKEN\nSLACK_APP_TOKEN .*SLACK_BOT_TOKEN$/);
});

test('several kinds of problems come together', () => {
  const found = problems({
    SLACK_BOT_TOKEN: undefined,
    AGORA_APP_CERTIFICATE: hex,
    STORAGE_REGION: 'nowhere',
    STORAGE_PREFIX: '-',
    PRESETS_FILE: 'x',
    HTTP_PORT: 'x',
  });
  expect(found.map((line) => line.split(' ')[0])).toEqual([
    'SLACK_BOT_TOKEN',
    'AGORA_APP_ID',
    'STORAGE_REGION',
    'STORAGE_PREFIX',
    'PRESETS_FILE',
    'HTTP_PORT',
  ]);
});

test('a certificate needs an App ID of the same form, because a token made from any other is empty', () => {
  expect(problems({ AGORA_APP_CERTIFICATE: hex })).toEqual([expect.stringMatching(/^AGORA_APP_ID .*32 hex/)]);
});

test('S3-compatible storage needs a host name', () => {
  const storage = { STORAGE_VENDOR: '11', STORAGE_REGION: undefined };
  expect(problems(storage)).toEqual([expect.stringMatching(/^STORAGE_ENDPOINT is missing: .*s3\.example\.com$/)]);
  for (const STORAGE_ENDPOINT of ['https://s3.canary.com', 's3.canary.com/x', 's3.canary.com:9000', 'canary_x', '-a']) {
    expect(problems({ ...storage, STORAGE_ENDPOINT })).toEqual([
      expect.stringMatching(/^STORAGE_ENDPOINT must be a host name(?!.*canary)/),
    ]);
  }
});

describe('warnings do not stop the start, and hold no value', () => {
  const cases: [Changes, string][] = [
    [{ STORAGE_VENDOR: 'qiniu', STORAGE_REGION: '0' }, 'STORAGE_VENDOR names a service that Agora no longer lists'],
    [{ STORAGE_VENDOR: '4', STORAGE_REGION: 'Beijing' }, 'STORAGE_VENDOR names a service that Agora no longer lists'],
    [{ STORAGE_VENDOR: 'google', STORAGE_REGION: 'canary' }, 'STORAGE_REGION is ignored'],
    [{ STORAGE_ENDPOINT: 'https://canary' }, 'STORAGE_ENDPOINT is ignored'],
    [{ AGORA_API_URL: 'https://a.io,http://canary.io' }, 'AGORA_API_URL uses http://'],
    [{ SLACK_API_URL: 'http://canary.io' }, 'SLACK_API_URL uses http://'],
  ];

  test.each(cases)('%o', (changes, warning) => {
    const { warnings } = load(changes);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(warning);
    expect(warnings[0]).not.toContain('canary');
  });
});

test('the secrets: every credential, and the REST credentials as HTTP Basic writes them', () => {
  const { config } = load({
    AGORA_APP_ID: hex,
    AGORA_APP_CERTIFICATE: 'f'.repeat(32),
    AGORA_NOTIFY_SECRET: 'notify-secret',
  });
  expect(secretsOf(config).sort()).toEqual(
    [
      required.SLACK_BOT_TOKEN,
      required.SLACK_APP_TOKEN,
      required.AGORA_CUSTOMER_ID,
      required.AGORA_CUSTOMER_SECRET,
      btoa('customer:customer-secret'),
      'f'.repeat(32),
      'notify-secret',
      required.STORAGE_ACCESS_KEY,
      required.STORAGE_SECRET_KEY,
    ].sort(),
  );
});
