/** Variables and secrets: those that the file names, and what the file and the variables say together. */
import { describe, expect, test } from 'vitest';
import { secretsOf } from '../../../src/config/load.ts';
import { base, hex, keys, load, planted, presets, problems, read, salt, storages } from './support.ts';

describe('variables that fields name', () => {
  test('one that is not set: the line and the name', () => {
    expect(problems(base, { SCHOOL_SECRET: ' ' })).toEqual([
      'clapperbot.yml:1 projects.school.customerSecretEnv names SCHOOL_SECRET, which is not set: set that variable, in the environment or in .env',
    ]);
  });

  test.each([
    ['SCHOOL_ID', `${planted}:x`, 'projects.school.customerIdEnv names SCHOOL_ID, whose value must have no colon'],
    ['A_SECRET', `two ${planted}`, 'storages.archive.secretKeyEnv names A_SECRET, whose value must have no spaces'],
  ])('%s with a value that can’t be right', (name, value, line) => {
    const found = problems(base, { [name]: value });
    expect(found).toEqual([expect.stringContaining(line)]);
    expect(found.join()).not.toContain(planted);
  });

  test.each(['', planted, Buffer.alloc(31, planted).toString('base64'), Buffer.alloc(33, planted).toString('base64')])(
    'a salt that is not 32 bytes: %s',
    (value) => {
      const encrypted = presets('encryption: { mode: aes-256-gcm2, secretEnv: LESSON_KEY, saltEnv: LESSON_SALT }');
      const found = problems(encrypted, { LESSON_SALT: value });
      expect(found).toEqual([
        expect.stringMatching(/^clapperbot\.yml:4 presets\.x\.encryption\.saltEnv names LESSON_SALT, /u),
      ]);
      expect(found.join()).not.toContain(planted);
    },
  );

  test('are not reported as misspelled variables of the bot', () => {
    const text = base.replace('SCHOOL_ID', 'AGORA_SCHOOL_ID').replace('A_KEY', 'STORAGE_KEY');
    expect(load(text, { AGORA_SCHOOL_ID: 'id', STORAGE_KEY: 'key' }).warnings).toEqual([]);
  });
});

describe('secrets in the file', () => {
  test.each([
    [
      'projects',
      `appId: ${hex}, customerId: ${planted}, customerSecretEnv: SCHOOL_SECRET`,
      'customerId',
      'customerIdEnv',
    ],
    [
      'projects',
      `appId: ${hex}, customerIdEnv: SCHOOL_ID, customer_secret: ${planted}`,
      'customer_secret',
      'customerSecretEnv',
    ],
    ['projects', `appId: ${hex}, certificate: ${planted}`, 'certificate', 'certificateEnv'],
    ['projects', `appId: ${hex}, notifySecret: ${planted}`, 'notifySecret', 'notifySecretEnv'],
    ['storages', `accessKey: ${planted}`, 'accessKey', 'accessKeyEnv'],
    ['storages', `secretkey: ${planted}`, 'secretkey', 'secretKeyEnv'],
    ['presets', `encryption: { mode: aes-128-xts, secret: ${planted} }`, 'encryption.secret', 'secretEnv'],
    ['presets', `encryption: { mode: aes-128-xts, salt: ${planted} }`, 'encryption.salt', 'saltEnv'],
  ])('%s: { %s }', (section, fields, field, right) => {
    const found = problems(`${section}:\n  x: { ${fields} }\n`);
    expect(found).toContain(
      `clapperbot.yml:2 ${section}.x.${field} must not be in the file: name the variable that holds it with ${right}`,
    );
    expect(found.join('\n')).not.toContain(planted);
  });

  test.each([
    [`{ secretKeyEnv:${planted} }`, 'storages.x.secretKeyEnv needs a space after its colon'],
    [`{ "${planted} x": 1 }`, 'storages.x.(a key) is unknown'],
    [`{ secretKeyEnv: ${planted}${'0'.repeat(32)} }`, 'storages.x.secretKeyEnv must be the name of a variable'],
    ['{ accessKeyEnv: AKIAIOSFODNN7EXAMPLE }', 'storages.x.accessKeyEnv must be the name of a variable'],
  ])('in the place of something else: %s', (entry, line) => {
    const found = problems(`storages:\n  x: ${entry}\n`).join('\n');
    expect(found).toContain(line);
    expect(found).not.toMatch(/planted|AKIAIOSFODNN7EXAMPLE/u);
  });
});

describe('with the variables', () => {
  const agora = { AGORA_APP_ID: hex, AGORA_CUSTOMER_ID: 'id', AGORA_CUSTOMER_SECRET: 'secret' };
  const bucket = {
    STORAGE_VENDOR: 'azure',
    STORAGE_BUCKET: 'b',
    STORAGE_ACCESS_KEY: 'key',
    STORAGE_SECRET_KEY: 'secret',
  };
  const [projectLine = '', storageLine = ''] = base.split('\n');
  const starts = (lines: readonly string[]) => lines.map((line) => line.split(' ')[0]);

  test('the file is sufficient, and its first entries are the defaults', () => {
    const { config } = load(
      `${projectLine.replace(' }', ' }, other: { appId: fade0123456789abcdef0123456789ab, customerIdEnv: A_KEY, customerSecretEnv: A_SECRET }')}\n${storageLine}`,
    );
    expect([...config.projects.keys()]).toEqual(['school', 'other']);
    expect(config.defaults).toEqual({ project: 'school', storage: 'archive' });
  });

  test('those of the variables are called default, and come first', () => {
    const { config } = load(base, { ...agora, ...bucket });
    expect([...config.projects.keys()]).toEqual(['default', 'school']);
    expect([...config.storages.keys()]).toEqual(['default', 'archive']);
    expect(config.defaults).toEqual({ project: 'default', storage: 'default' });
    expect(load(projectLine, bucket).config.defaults).toEqual({ project: 'school', storage: 'default' });
    expect(load(storageLine, agora).config.defaults).toEqual({ project: 'default', storage: 'archive' });
    expect(problems(`${base}presets: { x: { project: default, storage: default } }`, { ...agora, ...bucket })).toEqual(
      [],
    );
  });

  test('a file without projects or storages leaves the variables required', () => {
    expect(starts(problems('presets:\n'))).toEqual([
      'AGORA_APP_ID',
      'AGORA_CUSTOMER_ID',
      'AGORA_CUSTOMER_SECRET',
      'STORAGE_VENDOR',
      'STORAGE_REGION',
      'STORAGE_BUCKET',
      'STORAGE_ACCESS_KEY',
      'STORAGE_SECRET_KEY',
    ]);
    expect(starts(problems(projectLine))[0]).toBe('STORAGE_VENDOR');
  });

  test('one variable that is set requires the others', () => {
    expect(starts(problems(base, { AGORA_APP_CERTIFICATE: hex }))).toEqual([
      'AGORA_APP_ID',
      'AGORA_CUSTOMER_ID',
      'AGORA_CUSTOMER_SECRET',
    ]);
    expect(problems(base, { AGORA_APP_CERTIFICATE: hex })[0]).toBe(
      'AGORA_APP_ID is missing: set it to the App ID of your project in the Agora Console; or remove all AGORA_* variables, since the file has projects',
    );
    expect(starts(problems(base, { STORAGE_BUCKET: 'b', STORAGE_VENDOR: 'azure' }))).toEqual([
      'STORAGE_ACCESS_KEY',
      'STORAGE_SECRET_KEY',
    ]);
  });

  test('two entries named default', () => {
    const text = base.replace('school', 'default').replace('archive', 'default');
    expect(problems(text)).toEqual([]);
    expect(problems(text, { ...agora, ...bucket })).toEqual([
      'clapperbot.yml:1 projects.default is what the AGORA_* variables say: give it another name, or remove them',
      'clapperbot.yml:2 storages.default is what the STORAGE_* variables say: give it another name, or remove them',
    ]);
  });

  test('all problems at once: variables first, then the file by its lines', () => {
    const loaded = read(
      `presets:\n  x: { fps: 1, maxIdle: 1 }\nprices: {}\ncolors: 1\n${projectLine}\n${storageLine}`,
      { SLACK_BOT_TOKEN: '', HTTP_PORT: 'x', A_KEY: '' },
    );
    expect(loaded.ok ? [] : loaded.problems.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'SLACK_BOT_TOKEN is',
      'HTTP_PORT must',
      'clapperbot.yml:2 presets.x.maxIdle',
      'clapperbot.yml:2 presets.x.fps',
      'clapperbot.yml:3 prices.currency',
      'clapperbot.yml:3 prices.per1000Minutes',
      'clapperbot.yml:4 colors',
      'clapperbot.yml:6 storages.archive.accessKeyEnv',
    ]);
  });

  test('every secret, once, and never an empty one', () => {
    const text = presets('encryption: { mode: aes-256-gcm2, secretEnv: LESSON_KEY, saltEnv: LESSON_SALT }')
      .replace('SCHOOL_SECRET }', 'SCHOOL_SECRET, certificateEnv: SCHOOL_CERT, notifySecretEnv: SCHOOL_NOTIFY }')
      .replace('A_SECRET }', 'A_SECRET }, own: { vendor: s3, region: 0, bucket: b, sts: { file: f } }');
    const { config } = load(text);
    expect(secretsOf(config).sort()).toEqual(
      [
        `xoxb-${planted}`,
        `xapp-${planted}`,
        `${planted}-id`,
        `${planted}-customer-secret`,
        btoa(`${planted}-id:${planted}-customer-secret`),
        'f'.repeat(32),
        `${planted}-notify`,
        `${planted}-access`,
        `${planted}-secret`,
        `${planted}-key`,
        salt,
      ].sort(),
    );
    expect([...config.secrets]).toEqual([
      ['LESSON_KEY', `${planted}-key`],
      ['LESSON_SALT', salt],
    ]);
  });
});

describe('warnings', () => {
  test.each([
    [storages(`vendor: qiniu, region: 0, ${keys}`), 'storages.x.vendor names a service that Agora no longer lists'],
    [storages(`vendor: google, region: ${planted}, ${keys}`), 'storages.x.region is ignored'],
    [storages(`vendor: azure, endpoint: ${planted}, ${keys}`), 'storages.x.endpoint is ignored'],
    [
      storages('vendor: s3, region: 0, accessKeyEnv: A_KEY, sts: { file: f }'),
      'storages.x.accessKeyEnv is not used beside sts',
    ],
    [
      `${base.split('\n')[1]}\nprojects:\n  school:\n    apiUrl: [https://a.io, http://${planted}.io]\n    appId: ${hex}\n    customerIdEnv: SCHOOL_ID\n    customerSecretEnv: SCHOOL_SECRET`,
      'projects.school.apiUrl uses http://',
    ],
  ])('%s', (text, warning) => {
    const { warnings } = load(text);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`clapperbot.yml:4 ${warning}`);
    expect(warnings[0]).not.toContain(planted);
  });
});
