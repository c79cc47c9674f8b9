import { describe, expect, test } from 'vitest';
import { type Config, loadConfig, secretsOf } from '../../src/config/load.ts';

const hex = '0123456789abcdef0123456789abcdef';

const required = {
  SLACK_BOT_TOKEN: 'xoxb-1-2-abc',
  SLACK_APP_TOKEN: 'xapp-1-A-2-def',
  AGORA_APP_ID: hex,
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

const project = ({ projects }: Config) => projects.get('default') ?? expect.fail();
const storage = ({ storages }: Config) => storages.get('default') ?? expect.fail();

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
      projects: new Map([
        [
          'default',
          {
            name: 'default',
            appId: hex,
            customerId: 'customer',
            customerSecret: 'customer-secret',
            channelType: 'communication',
            apiUrls: ['https://api.agora.io', 'https://api.sd-rtn.com'],
          },
        ],
      ]),
      storages: new Map([
        [
          'default',
          {
            name: 'default',
            vendor: 1,
            region: 0,
            bucket: 'my-bucket',
            accessKey: 'access-key',
            secretKey: 'secret+key/',
            linkValidity: 3_600_000,
          },
        ],
      ]),
      defaults: { project: 'default', storage: 'default' },
      layouts: new Map(),
      presets: new Map(),
      secrets: new Map(),
      permissions: { externalUsers: false, guests: false },
      limits: {},
      workspaces: new Map(),
      databasePath: 'data/clapperbot.db',
      statusCron: '*/10 * * * *',
      http: { host: '127.0.0.1', port: 3000 },
      locale: 'en',
      logLevel: 'info',
    },
  });
});

describe('valid values', () => {
  const s3Compatible = { STORAGE_VENDOR: 's3-compatible', STORAGE_REGION: undefined };
  const cases: [Changes, (config: Config) => unknown, unknown][] = [
    [{ SLACK_BOT_TOKEN: '  xoxb-1\n' }, (c) => c.slack.botToken, 'xoxb-1'],
    [{ SLACK_API_URL: 'http://127.0.0.1:9/api' }, (c) => c.slack.apiUrl, 'http://127.0.0.1:9/api/'],
    [{ SLACK_API_URL: 'http://localhost:9/api/' }, (c) => c.slack.apiUrl, 'http://localhost:9/api/'],
    [{ SLACK_API_URL: 'http://127.0.0.1:9' }, (c) => c.slack.apiUrl, 'http://127.0.0.1:9/'],
    [{ AGORA_APP_CERTIFICATE: hex.toUpperCase() }, (c) => project(c).certificate, hex.toUpperCase()],
    [{ AGORA_APP_CERTIFICATE: ' ' }, (c) => 'certificate' in project(c), false],
    [{ AGORA_NOTIFY_SECRET: ' No-tify_5ecret ' }, (c) => project(c).notifySecret, 'No-tify_5ecret'],
    [{ AGORA_NOTIFY_SECRET: ' ' }, (c) => 'notifySecret' in project(c), false],
    [{ AGORA_CHANNEL_TYPE: 'live' }, (c) => project(c).channelType, 'live'],
    [{ AGORA_CHANNEL_TYPE: 'Communication' }, (c) => project(c).channelType, 'communication'],
    [{ AGORA_API_URL: 'http://127.0.0.1:8/' }, (c) => project(c).apiUrls, ['http://127.0.0.1:8']],
    [
      { AGORA_API_URL: 'https://a.io/cn/ , https://b.io' },
      (c) => project(c).apiUrls,
      ['https://a.io/cn', 'https://b.io'],
    ],
    [{ AGORA_API_URL: 'https://a.io,https://a.io/' }, (c) => project(c).apiUrls, ['https://a.io']],
    [{ STORAGE_VENDOR: '1' }, (c) => storage(c).vendor, 1],
    [{ STORAGE_VENDOR: 'S3', STORAGE_REGION: 'US_EAST_2' }, (c) => storage(c).region, 1],
    [{ STORAGE_REGION: '2' }, (c) => storage(c).region, 2],
    [{ STORAGE_VENDOR: 'alibaba', STORAGE_REGION: 'CN_Hangzhou' }, (c) => storage(c).region, 0],
    [{ STORAGE_VENDOR: '2', STORAGE_REGION: 'shanghai' }, (c) => storage(c).region, 1],
    [{ STORAGE_VENDOR: 'azure', STORAGE_REGION: '' }, (c) => [storage(c).vendor, storage(c).region], [5, 0]],
    [{ STORAGE_PUBLIC_URL: 'https://files.io/x/' }, (c) => storage(c).publicUrl, 'https://files.io/x'],
    [{ STORAGE_PUBLIC_URL: ' ' }, (c) => 'publicUrl' in storage(c), false],
    [{ STORAGE_LINK_VALIDITY: '1m' }, (c) => storage(c).linkValidity, 60_000],
    [{ STORAGE_LINK_VALIDITY: '7d' }, (c) => storage(c).linkValidity, 604_800_000],
    [{ STORAGE_PREFIX: 'a/b' }, (c) => storage(c).prefix, ['a', 'b']],
    [{ STORAGE_PREFIX: 'x'.repeat(128) }, (c) => storage(c).prefix, ['x'.repeat(128)]],
    [{ STORAGE_PREFIX: '' }, (c) => 'prefix' in storage(c), false],
    [{ ...s3Compatible, STORAGE_ENDPOINT: '127.0.0.1:9000' }, (c) => storage(c).endpoint, '127.0.0.1:9000'],
    [{ ...s3Compatible, STORAGE_ENDPOINT: 'localhost:9000' }, (c) => storage(c).endpoint, 'localhost:9000'],
    [{ ...s3Compatible, STORAGE_ENDPOINT: 's3.example.com' }, (c) => storage(c).endpoint, 's3.example.com'],
    [{ PUBLIC_URL: 'https://bot.example.com/' }, (c) => c.publicUrl, 'https://bot.example.com'],
    [{ PUBLIC_URL: '' }, (c) => 'publicUrl' in c, false],
    [{ DATABASE_PATH: '/var/lib/bot.db' }, (c) => c.databasePath, '/var/lib/bot.db'],
    [{ STATUS_CRON: '*/5 * * * * *' }, (c) => c.statusCron, '*/5 * * * * *'],
    [{ STATUS_CRON: '0 9 * * MON-FRI' }, (c) => c.statusCron, '0 9 * * MON-FRI'],
    [{ HTTP_PORT: '0' }, (c) => c.http.port, 0],
    [{ HTTP_PORT: '65535' }, (c) => c.http.port, 65_535],
    [{ HTTP_HOST: '::' }, (c) => c.http.host, '::'],
    [{ HTTP_HOST: 'localhost' }, (c) => c.http.host, 'localhost'],
    [{ METRICS_PORT: '9100' }, (c) => c.http.metricsPort, 9100],
    [{ METRICS_PORT: '0', HTTP_PORT: '0' }, (c) => c.http.metricsPort, 0],
    [{ METRICS_PORT: ' ' }, (c) => 'metricsPort' in c.http, false],
    [{ LOG_LEVEL: 'DEBUG' }, (c) => c.logLevel, 'debug'],
    [{}, (c) => c.locale, 'en'],
    [{ LOCALE: 'EN' }, (c) => c.locale, 'en'],
    [{ LOCALE: 'zh' }, (c) => c.locale, 'zh'],
    [{ SLACK_SIGNING_SECRET: '', DATABASE_URL: ' ' }, (c) => c.logLevel, 'info'],
  ];

  test.each(cases)('%o', (changes, of, expected) => {
    const { config, warnings } = load(changes);
    expect(of(config)).toEqual(expected);
    expect(warnings).toEqual([]);
  });
});

describe('invalid values: one line, which names the variable and the fix', () => {
  const cases: [name: string, value: string, fix: string][] = [
    ['SLACK_BOT_TOKEN', 'planted', 'begins with xoxb-'],
    ['SLACK_BOT_TOKEN', 'xoxb-', 'begins with xoxb-'],
    ['SLACK_BOT_TOKEN', 'xoxb-1 planted', 'without spaces'],
    ['SLACK_BOT_TOKEN', '"xoxb-planted"', 'quotes'],
    ['SLACK_BOT_TOKEN', 'xapp-planted', 'belongs in SLACK_APP_TOKEN'],
    ['SLACK_APP_TOKEN', 'xoxb-planted', 'belongs in SLACK_BOT_TOKEN'],
    ['SLACK_APP_TOKEN', 'xoxp-planted', 'begins with xapp-'],
    ['SLACK_API_URL', 'planted', 'https://'],
    ['SLACK_API_URL', 'ftp://planted', 'https://'],
    ['SLACK_API_URL', 'https://user:planted@slack.com/api/', 'no user name or password'],
    ['SLACK_API_URL', 'https://slack.com/api?token=planted', 'without ? or #'],
    ['AGORA_APP_ID', 'planted/..', '32 hexadecimal digits'],
    ['AGORA_APP_ID', 'fade', '32 hexadecimal digits'],
    ['AGORA_APP_ID', `${hex}0`, '32 hexadecimal digits'],
    ['AGORA_CUSTOMER_ID', 'id:planted', 'no colon'],
    ['AGORA_CUSTOMER_SECRET', 'two planted-values', 'no spaces'],
    ['AGORA_APP_CERTIFICATE', 'planted', '32 hexadecimal digits'],
    ['AGORA_NOTIFY_SECRET', 'two planted-values', 'no spaces'],
    ['AGORA_NOTIFY_SECRET', 'plánted', 'ASCII'],
    ['AGORA_CHANNEL_TYPE', 'planted', 'communication, live'],
    ['AGORA_CHANNEL_TYPE', 'constructor', 'communication, live'],
    ['AGORA_API_URL', 'https://api.agora.io,planted', 'https://'],
    ['AGORA_API_URL', 'https://planted.io,,https://b.io', 'single commas'],
    ['AGORA_API_URL', ',', 'single commas'],
    ['STORAGE_VENDOR', 'planted', 's3, alibaba, tencent'],
    ['STORAGE_VENDOR', '9', 's3, alibaba, tencent'],
    ['STORAGE_REGION', 'planted', 'a region of s3, one of: US_EAST_1'],
    ['STORAGE_REGION', 'us-est-1', 'did you mean US_EAST_1?'],
    ['STORAGE_REGION', '26', 'US_EAST_1'],
    ['STORAGE_REGION', '  ', 'is missing: set it to the region of the bucket at s3, one of: US_EAST_1'],
    ['STORAGE_PREFIX', 'a/planted-1', 'letters and digits'],
    ['STORAGE_PREFIX', '/planted', 'letters and digits'],
    ['STORAGE_PREFIX', 'a//planted', 'letters and digits'],
    ['STORAGE_PREFIX', `${'planted/'.repeat(18)}aaa`, '128 characters'],
    ['STORAGE_PUBLIC_URL', 'planted', 'https://'],
    ['STORAGE_PUBLIC_URL', 'https://files.io/?planted', 'without ? or #'],
    ['STORAGE_LINK_VALIDITY', 'planted', 'a span from 1m to 7d, such as 90m'],
    ['STORAGE_LINK_VALIDITY', '59s', '1m to 7d'],
    ['STORAGE_LINK_VALIDITY', '7d1s', '1m to 7d'],
    ['PUBLIC_URL', 'planted', 'https://'],
    ['DATABASE_URL', 'planted', 'postgres://USER:PASSWORD@HOST:5432/DATABASE'],
    ['DATABASE_URL', 'mysql://planted@db/x', 'address of a PostgreSQL database'],
    ['DATABASE_URL', 'postgres://planted@db', 'postgres://USER:PASSWORD@HOST:5432/DATABASE'],
    ['DATABASE_URL', 'postgres://bot:plant%zz@db/x', 'percent-encoded, such as %40'],
    ['DATABASE_URL', 'postgres://bot:plant ed@db/x', 'percent-encoded'],
    ['DATABASE_PATH', ':memory:', 'the path of a file'],
    ['DATABASE_PATH', 'planted/', 'the path of a file'],
    ['STATUS_CRON', 'planted', 'five or six fields'],
    ['STATUS_CRON', '@daily', 'five or six fields'],
    ['STATUS_CRON', '61 * * * *', 'five or six fields'],
    ['STATUS_CRON', '* * * *', 'five or six fields'],
    ['HTTP_HOST', 'http://planted', 'such as 127.0.0.1'],
    ['HTTP_HOST', '[::1]', 'no brackets'],
    ['HTTP_PORT', '65536', '0 to 65535'],
    ['HTTP_PORT', '-1', '0 to 65535'],
    ['HTTP_PORT', '3000.5', '0 to 65535'],
    ['HTTP_PORT', '0x50', '0 to 65535'],
    ['METRICS_PORT', '65536', '0 to 65535'],
    ['METRICS_PORT', '3000', 'must differ from HTTP_PORT'],
    ['LOG_LEVEL', 'planted', 'trace'],
    ['LOCALE', 'de', 'must be one of: en, zh'],
  ];

  test.each(cases)('%s=%s', (name, value, fix) => {
    const found = problems({ [name]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${name} `));
    expect(found[0]).toContain(fix);
    expect(found[0]).not.toMatch(/plant|\n/);
  });
});

test.each(['postgres://bot:p%40ss@db.example:5432/clapperbot', 'postgresql://db/clapperbot?sslmode=require'])(
  'DATABASE_URL takes %s',
  (url) => {
    expect(load({ DATABASE_URL: url }).config.databaseUrl).toBe(url);
  },
);

describe('another name of a storage vendor', () => {
  test.each([
    ['aws', 's3'],
    ['Amazon S3', 's3'],
    ['gcs', 'google'],
    ['azure-blob', 'azure'],
    ['oss', 'alibaba'],
    ['alibab', 'alibaba'],
    ['cos', 'tencent'],
    ['obs', 'huawei'],
    ['bos', 'baidu'],
    ['minio', 's3-compatible'],
    ['s3_compatble', 's3-compatible'],
  ])('%s is taken for %s', (given, meant) => {
    expect(problems({ STORAGE_VENDOR: given, STORAGE_REGION: undefined })[0]).toMatch(
      new RegExp(`^STORAGE_VENDOR must be one of: s3, .* \\(did you mean ${meant}\\?\\)$`),
    );
  });

  test('its region and endpoint are checked as those of the vendor that is meant', () => {
    const reported = (changes: Changes) => problems(changes).map((line) => line.split(' ')[0]);
    expect(reported({ STORAGE_VENDOR: 'gcs', STORAGE_REGION: undefined })).toEqual(['STORAGE_VENDOR']);
    expect(reported({ STORAGE_VENDOR: 'aws', STORAGE_REGION: 'mars' })).toEqual(['STORAGE_VENDOR', 'STORAGE_REGION']);
    expect(reported({ STORAGE_VENDOR: 'minio', STORAGE_REGION: undefined })).toEqual([
      'STORAGE_VENDOR',
      'STORAGE_ENDPOINT',
    ]);
  });

  test('no hint where no name is similar', () => {
    for (const STORAGE_VENDOR of ['floppy', '99', '-']) {
      expect(problems({ STORAGE_VENDOR })[0]).toMatch(/^STORAGE_VENDOR must be one of: [^(]*$/);
    }
  });
});

describe('missing values', () => {
  const always = Object.keys(required).filter((name) => name !== 'STORAGE_REGION');

  test.each([undefined, '', 'floppy'])('a region is reported with the vendor "%s"', (vendor) => {
    expect(problems({ STORAGE_VENDOR: vendor, STORAGE_REGION: ' ' })).toEqual([
      expect.stringMatching(/^STORAGE_VENDOR /),
      expect.stringMatching(/^STORAGE_REGION is missing: set it to the region of the bucket/),
    ]);
  });

  test.each(['azure', 'google', 's3-compatible'])('%s needs no region', (vendor) => {
    const storage = { STORAGE_VENDOR: vendor, STORAGE_REGION: undefined };
    expect(problems({ ...storage, STORAGE_BUCKET: '' }).filter((line) => line.startsWith('STORAGE_REGION'))).toEqual(
      [],
    );
  });

  test.each(always)('%s, absent or blank', (name) => {
    for (const value of [undefined, '', ' \t']) {
      expect(problems({ [name]: value })).toEqual([expect.stringContaining(`${name} is missing: set it to `)]);
    }
  });

  test('all at once, in the order of the documentation', () => {
    const loaded = loadConfig({});
    expect(loaded).toMatchObject({ ok: false });
    const found = loaded.ok ? [] : loaded.problems;
    expect(found.map((line) => line.split(' ')[0])).toEqual(Object.keys(required));
  });
});

test('swapped tokens: both lines say so', () => {
  const found = problems({
    SLACK_BOT_TOKEN: required.SLACK_APP_TOKEN,
    SLACK_APP_TOKEN: required.SLACK_BOT_TOKEN,
  });
  expect(found.join('\n')).toMatch(/^SLACK_BOT_TOKEN .*SLACK_APP_TOKEN\nSLACK_APP_TOKEN .*SLACK_BOT_TOKEN$/);
});

test('several kinds of problems come together', () => {
  const found = problems({
    SLACK_BOT_TOKEN: undefined,
    AGORA_APP_ID: 'app',
    STORAGE_REGION: 'mars',
    STORAGE_PREFIX: '-',
    DATABASE_URL: 'x',
    HTTP_PORT: 'x',
  });
  expect(found.map((line) => line.split(' ')[0])).toEqual([
    'SLACK_BOT_TOKEN',
    'AGORA_APP_ID',
    'STORAGE_REGION',
    'STORAGE_PREFIX',
    'DATABASE_URL',
    'HTTP_PORT',
  ]);
});

test('S3-compatible storage needs a host name', () => {
  const storage = { STORAGE_VENDOR: '11', STORAGE_REGION: undefined };
  expect(problems(storage)).toEqual([expect.stringMatching(/^STORAGE_ENDPOINT is missing: .*s3\.example\.com$/)]);
  for (const STORAGE_ENDPOINT of [
    'https://s3.planted.com',
    's3.planted.com/x',
    's3.planted.com:9000',
    'planted_x',
    '-a',
  ]) {
    expect(problems({ ...storage, STORAGE_ENDPOINT })).toEqual([
      expect.stringMatching(/^STORAGE_ENDPOINT must be a host name(?!.*planted)/),
    ]);
  }
});

describe('warnings do not stop the start, and hold no value', () => {
  const cases: [Changes, string][] = [
    [{ STORAGE_VENDOR: 'qiniu', STORAGE_REGION: '0' }, 'STORAGE_VENDOR names a service that Agora no longer lists'],
    [{ STORAGE_VENDOR: '4', STORAGE_REGION: 'Beijing' }, 'STORAGE_VENDOR names a service that Agora no longer lists'],
    [{ STORAGE_VENDOR: 'google', STORAGE_REGION: 'planted' }, 'STORAGE_REGION is ignored'],
    [{ STORAGE_ENDPOINT: 'https://planted' }, 'STORAGE_ENDPOINT is ignored'],
    [{ AGORA_API_URL: 'https://a.io,http://planted.io' }, 'AGORA_API_URL uses http://'],
    [{ SLACK_API_URL: 'http://planted.io' }, 'SLACK_API_URL uses http://'],
  ];

  test.each(cases)('%o', (changes, warning) => {
    const { warnings } = load(changes);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(warning);
    expect(warnings[0]).not.toContain('planted');
  });
});

test('the secrets: every credential, and the REST credentials as HTTP Basic writes them', () => {
  const { config } = load({
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
