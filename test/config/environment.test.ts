import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { envExample, loadConfig, readEnvironment, variables, variableTable } from '../../src/config/load.ts';

describe('.env in the working directory', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'clapperbot-env-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('environment variables take precedence over it, blank ones too', () => {
    writeFileSync(join(folder, '.env'), 'A=file\nB=file\nC="x # y"\nSTATUS_CRON=*/5 * * * *\n# D=file\n');
    expect(readEnvironment(folder, { A: 'real', B: '' })).toEqual({
      env: { A: 'real', B: '', C: 'x # y', STATUS_CRON: '*/5 * * * *' },
      problems: [],
    });
  });

  test('files from Windows: a byte order mark, and line endings of CR LF', () => {
    writeFileSync(join(folder, '.env'), '\uFEFFA=1\r\nB=2\r\n');
    expect(readEnvironment(folder, {}).env).toEqual({ A: '1', B: '2' });
  });

  test('it may be missing', () => {
    expect(readEnvironment(folder, { A: 'real' })).toEqual({ env: { A: 'real' }, problems: [] });
  });

  test('an unreadable file is a problem of one line', () => {
    mkdirSync(join(folder, '.env'));
    const { env, problems } = readEnvironment(folder, { A: 'real' });
    expect(env).toEqual({ A: 'real' });
    expect(problems).toEqual([expect.stringMatching(/^\.env can't be read \(EISDIR\): .+/)]);
  });
});

describe('what is generated from the table of variables', () => {
  test('.env.example is up to date', () => {
    expect(readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')).toBe(envExample());
  });

  test('an unchanged copy of the example gives one problem for each required value, and no other', () => {
    const loaded = loadConfig({ ...parseEnv(envExample()), STORAGE_REGION: 'us-east-1' });
    // Of the two transports one is needed, and of the two ways to get a token, and the lines name the usual ones.
    const usual = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'];
    const required = Object.entries(variables).filter(
      ([name, variable]) => ('required' in variable && variable.required === true) || usual.includes(name),
    );
    expect(loaded.ok ? [] : loaded.problems.map((line) => line.split(' ')[0])).toEqual(required.map(([name]) => name));
  });

  test('the commented lines of the example hold the defaults', () => {
    const loose = envExample().replace(/^# (?=[A-Z_]+=)/gm, '');
    for (const [name, value] of Object.entries(parseEnv(loose))) {
      expect([name, value]).toEqual([name, loadDefault(name)]);
    }
  });

  test('the README’s table has a row of three cells for every variable', () => {
    const rows = variableTable().trim().split('\n').slice(2);
    expect(rows).toHaveLength(Object.keys(variables).length);
    for (const row of rows) expect(row).toMatch(/^\| `[A-Z_]+` \| [^|]+ \| [^|]+ \|$/);
    expect(rows).toContain('| `STORAGE_ENDPOINT` | required for `s3-compatible` | host name |');
  });
});

function loadDefault(name: string): string {
  const variable = variables[name as keyof typeof variables];
  return 'default' in variable ? variable.default : '';
}
