import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig, readConfigFile } from '../../../src/config/load.ts';
import { withoutPrivileges } from '../../support/privileges.ts';
import { base, hex, load, planted, problems, variables } from './support.ts';

describe('the file on the disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'clapperbot-file-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('clapperbot.yml in the working directory, if there is one', () => {
    expect(readConfigFile(folder, {})).toBeUndefined();
    expect(readConfigFile(folder, { CONFIG_FILE: ' ' })).toBeUndefined();
    writeFileSync(join(folder, 'clapperbot.yml'), '\uFEFFpresets: {}\n');
    expect(readConfigFile(folder, {})).toEqual({ name: 'clapperbot.yml', text: 'presets: {}\n' });
  });

  test('the one that CONFIG_FILE names, from the working directory on or from the top', () => {
    writeFileSync(join(folder, 'clapperbot.yml'), 'other: {}\n');
    writeFileSync(join(folder, 'bot.yml'), 'presets: {}\n');
    const top = join(folder, 'bot.yml');
    expect(readConfigFile(folder, { CONFIG_FILE: ' bot.yml ' })).toEqual({ name: 'bot.yml', text: 'presets: {}\n' });
    expect(readConfigFile('/', { CONFIG_FILE: top })).toEqual({ name: top, text: 'presets: {}\n' });
  });

  test('an unreadable file is one problem, without the value of the variable', () => {
    const directory = `${planted}-directory`;
    mkdirSync(join(folder, directory));
    writeFileSync(join(folder, `${planted}-latin1`), Buffer.from('presets: {} # caf\xe9', 'latin1'));
    const cases: [string, string][] = [
      [`${planted}.yml`, 'CONFIG_FILE names a file that does not exist: correct the path, or remove the variable'],
      [
        directory,
        "CONFIG_FILE names a file that can't be read (EISDIR): make it a file that the user who runs the bot may read",
      ],
      [`${planted}-latin1`, 'CONFIG_FILE names a file that is not UTF-8: save it as UTF-8'],
    ];
    for (const [name, problem] of cases) {
      const file = readConfigFile(folder, { CONFIG_FILE: name });
      expect(file).toEqual({ problem });
      // The file may name projects and storages, so that nothing is said of the variables.
      expect(loadConfig(variables, file)).toMatchObject({ ok: false, problems: [problem] });
    }
  });

  test('clapperbot.yml that can’t be read is a problem too', () => {
    mkdirSync(join(folder, 'clapperbot.yml'));
    expect(readConfigFile(folder, {})).toEqual({
      problem: "clapperbot.yml can't be read (EISDIR): make it a file that the user who runs the bot may read",
    });
  });

  test('a file without read permission is one problem', () => {
    writeFileSync(join(folder, 'clapperbot.yml'), '');
    chmodSync(join(folder, 'clapperbot.yml'), 0);
    const found = withoutPrivileges(folder, () => readConfigFile(folder, {}));
    expect(found).toEqual({ problem: expect.stringContaining('(EACCES)') });
  });
});

describe('YAML', () => {
  test.each([
    ['presets:\n  a: {}\n  a: {}\n', 3, 'has this key twice: remove one'],
    [
      `presets: [${planted}\nprices: 1\n`,
      2,
      'is not YAML here: a bracket is not closed, or the line does not begin where the ones beside it do',
    ],
    ['presets:\n\ta: {}\n', 2, 'has a tab at the beginning of this line: use spaces'],
    [`presets: @${planted}\n`, 1, 'is not YAML here: put quotes around a text that begins with a special character'],
    [`presets: a: ${planted}\n`, 1, 'is not YAML here: put quotes around a text that has a colon, or begin a new line'],
    [`presets:\n  "${planted}\n`, 3, 'is not YAML here: a bracket, brace or quote is not closed'],
    [`presets:${planted}\nprices:${planted}\nx: 1\n`, 1, 'is not YAML here: put a space after the colon of each key'],
    ['presets: {}\n---\nprices: {}\n', 2, 'must be one document: remove the line ---'],
    ['? { a: 1 }\n: 2\n', 1, 'must have a plain name as a key here'],
    [`presets: !${planted} a\n`, 1, 'has an unknown tag (!name) here: remove it, or put quotes around the text'],
    [`prices: 1\npresets: *${planted}\n`, 2, 'has an alias (*name) without an anchor (&name) before it'],
    [
      `presets: {}\n} ${planted}\n`,
      2,
      'is not YAML here: check the spaces at the beginning of the line, the colons, and put quotes around texts',
    ],
  ])('%j', (text, line, fix) => {
    const found = problems(text);
    expect(found).toContain(`clapperbot.yml:${line} ${fix}`);
    expect(found.every((problem) => problem.startsWith('clapperbot.yml:'))).toBe(true);
    expect(found.join('\n')).not.toContain(planted);
  });

  test('several errors are reported together', () => {
    const found = problems('presets:\n  a: {}\n  a: {}\nprices: @x\n');
    expect(found.map((line) => line.split(' ')[0])).toEqual(['clapperbot.yml:3', 'clapperbot.yml:4']);
  });

  test('exponential alias expansion is rejected', () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) =>
        `  l${i}: &l${i} [${Array(9)
          .fill(i === 0 ? '1' : `*l${i - 1}`)
          .join()}]`,
    );
    expect(problems(`presets:\n${levels.join('\n')}\n`)).toEqual([
      expect.stringContaining('has too many aliases (*name)'),
    ]);
  });

  test.each([[planted], [`- ${planted}`], ['1']])('no sections: %s', (text) => {
    expect(problems(text)).toEqual([
      'clapperbot.yml:1 must hold sections: projects, storages, layouts, presets, permissions, prices, limits, workspaces',
    ]);
  });

  test.each([
    '',
    '\n',
    '# nothing\n',
    '---\n',
    'null\n',
    'projects:\nstorages:\nlayouts:\npresets:\npermissions:\nprices:\nworkspaces:\n',
    '{}',
  ])('empty: %j', (text) => {
    const agora = { AGORA_APP_ID: hex, AGORA_CUSTOMER_ID: 'id', AGORA_CUSTOMER_SECRET: 's' };
    const storage = { STORAGE_VENDOR: '5', STORAGE_BUCKET: 'b', STORAGE_ACCESS_KEY: 'k', STORAGE_SECRET_KEY: 's' };
    expect(load(text, { ...agora, ...storage }).config.presets.size).toBe(0);
  });

  test.each(['projects', 'storages', 'layouts', 'presets'])('%s that is not a mapping', (section) => {
    const others = base.replace(new RegExp(`^${section}.*\n`, 'mu'), '');
    for (const value of [planted, '[1]', '1', '{ x: 1 }', '{ x: [1] }']) {
      const found = problems(`${section}: ${value}\n${others}`).filter((line) => line.startsWith('clapperbot'));
      expect(found).toEqual([
        expect.stringMatching(new RegExp(`^clapperbot\\.yml:1 ${section}(\\.x)? must be a group`, 'u')),
      ]);
    }
  });

  test('anchors and merge keys; a problem has the line where it can be fixed', () => {
    const text = `${base}presets:
  a: &usual
    maxIdle: 10m
    video:
      fps: 16
  b:
    <<: *usual
    maxIdle: 2m
    audioProfile: 7
  c:
    <<: [*usual]
  d: *usual
`;
    expect(problems(text).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'clapperbot.yml:7 presets.a.video.fps',
      'clapperbot.yml:7 presets.b.video.fps',
      'clapperbot.yml:7 presets.c.video.fps',
      'clapperbot.yml:7 presets.d.video.fps',
      'clapperbot.yml:11 presets.b.audioProfile',
    ]);
    const { presets } = load(text.replace('16', '30').replace('7\n', '2\n')).config;
    expect(presets.get('b')?.options).toEqual({ mode: 'mix', maxIdle: 120_000, video: { fps: 30 }, audioProfile: 2 });
  });

  test('line endings of CR LF', () => {
    expect(problems(`${base}presets:\n  a:\n    maxIdle: 1\n`.replaceAll('\n', '\r\n'))).toEqual([
      expect.stringContaining('clapperbot.yml:5 presets.a.maxIdle'),
    ]);
  });

  test('names of built-in object properties', () => {
    const found = problems(
      `${base}presets:\n  x: { constructor: 1, toString: 2 }\n  __proto__: { maxIdle: 5m }\ntoString: 1\n`,
    );
    expect(found.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'clapperbot.yml:4 presets.x.constructor is',
      'clapperbot.yml:4 presets.x.toString is',
      'clapperbot.yml:5 presets.__proto__ must',
      'clapperbot.yml:6 toString is',
    ]);
  });
});

describe('unknown keys', () => {
  test.each([
    [
      'colours: 1',
      'colours is unknown: it must be one of projects, storages, layouts, presets, permissions, prices, limits, workspaces',
    ],
    ['preset: {}', 'preset is unknown (did you mean presets?)'],
    ['Presets: {}', 'Presets is unknown (did you mean presets?)'],
    ['presets: { x: { maxIdel: 5m } }', 'presets.x.maxIdel is unknown (did you mean maxIdle?)'],
    ['presets: { x: { max-idle: 5m } }', 'presets.x.max-idle is unknown (did you mean maxIdle?)'],
    ['presets: { x: { video: { fsp: 1 } } }', 'presets.x.video.fsp is unknown (did you mean fps?)'],
    [
      'presets: { x: { video: { bps: 1, codec: 1 } } }',
      'presets.x.video.codec is unknown: it must be one of width, height, fps, bitrate',
    ],
    ['permissions: { stpo: { users: [U0A] } }', 'permissions.stpo is unknown (did you mean stop?)'],
    ['prices: { curency: USD }', 'prices.curency is unknown (did you mean currency?)'],
    [
      'layouts: { x: { regions: [{ height: 1, width: 1, X: 0, y: 0 }] } }',
      'layouts.x.regions[0].X is unknown (did you mean x?)',
    ],
  ])('%s', (line, expected) => {
    expect(problems(`${base}${line}\n`)).toContain(`clapperbot.yml:3 ${expected}`);
  });
});
