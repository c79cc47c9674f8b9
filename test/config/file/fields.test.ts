/** Every field by itself: values that it takes, values that it does not, and the whole line for those. */
import { describe, expect, test } from 'vitest';
import { sections } from '../../../src/config/file/load.ts';
import { fieldsOf } from '../../../src/config/file/walk.ts';
import { flagFix, flags, notFlag, notUid, type Row, side, table, uidFix } from './fields.table.ts';
import { base, hex, planted, problems } from './support.ts';

/** What else the entry needs, in JSON, which is YAML too. */
const beside: Readonly<Record<string, object>> = {
  projects: { x: { appId: hex, customerIdEnv: 'SCHOOL_ID', customerSecretEnv: 'SCHOOL_SECRET' } },
  storages: { x: { vendor: 's3', region: 'us-east-1', bucket: 'b', accessKeyEnv: 'A_KEY', secretKeyEnv: 'A_SECRET' } },
  layouts: { x: {} },
  presets: { x: {} },
  permissions: {},
  limits: {},
  workspaces: { x: {} },
  prices: { currency: 'USD', per1000Minutes: { audio: 1, hd: 1, fullHd: 1, '2k': 1 } },
};

/** Fields without which the other one is not allowed, or another one is missing. */
const needed: Readonly<Record<string, object>> = {
  'layouts.x.largeUid': { layout: 'vertical' },
  'presets.x.streamMode': { mode: 'individual' },
  'presets.x.uidGroup': { mode: 'individual' },
  'presets.x.snapshots': { mode: 'individual' },
  ...Object.fromEntries(
    ['url', 'allowPrivateUrl', 'maxHours', 'maxVideoMinutes', 'mobile', 'readyTimeout', 'paused'].map((name) => [
      `presets.x.${name}`,
      { mode: 'web' },
    ]),
  ),
};

/** The file with the value in its place, which is on line 4. */
function fileWith(section: string, path: string, value: string): string {
  const [entry, ...rest] =
    beside[section] !== undefined && 'x' in beside[section] ? path.split('.') : ['', ...path.split('.')];
  const fields: Record<string, unknown> = structuredClone(
    entry === '' ? beside[section] : Reflect.get(beside[section] ?? {}, 'x'),
  );
  Object.assign(fields, needed[`${section}.${path}`]);
  const isKind = ['layout', 'regions', 'largeUid'].includes(rest[0] ?? '');
  if (section === 'layouts' && !isKind) Object.assign(fields, { layout: 'grid' });
  if (rest[0] === 'encryption') fields['encryption'] = { mode: 'aes-128-xts', secretEnv: 'LESSON_KEY' };
  if (rest[0] === 'sts') {
    delete fields['accessKeyEnv'];
    delete fields['secretKeyEnv'];
  }
  const [top = '', inner] = rest;
  const { [top]: old, ...others } = fields;
  const innerOthers = Object.entries(typeof old === 'object' && old !== null ? old : {}).filter(
    ([key]) => key !== inner,
  );
  const innerFields = [...innerOthers.map(([key, given]) => `${key}: ${JSON.stringify(given)}`), `${inner}: ${value}`];
  const placed = inner === undefined ? `${top}: ${value}` : `${top}: { ${innerFields.join(', ')} }`;
  const head = base.replace(new RegExp(`^${section}:.*$`, 'mu'), '# moved');
  const indent = entry === '' ? '  ' : '    ';
  const above = entry === '' ? [`${section}:`] : [`${section}: {}`.replace(' {}', ''), `  ${entry}:`];
  const lines = [
    ...above,
    `${indent}${placed}`,
    ...Object.entries(others).map(([key, given]) => `${indent}${key}: ${JSON.stringify(given)}`),
  ];
  return `${head}${lines.join('\n')}\n`;
}

describe.each(Object.entries(table))('%s', (section, rows) => {
  const line = ['permissions', 'prices', 'limits'].includes(section) ? 4 : 5;

  test.each(rows.map(([path, fix, good, bad]) => ({ path, fix, good, bad })))(
    '$path: $fix',
    ({ path, fix, good, bad }) => {
      for (const value of good) expect([value, problems(fileWith(section, path, value))]).toEqual([value, []]);
      for (const value of bad) {
        const found = problems(fileWith(section, path, value));
        expect([value, found[0]]).toEqual([
          value,
          expect.stringContaining(`clapperbot.yml:${line} ${section}.${path}`),
        ]);
        expect([value, found[0]]).toEqual([value, expect.stringMatching(/ (must|names|is) /u)]);
        expect(
          found.map((text) => text.replace(/^\S+ \S+ /u, '')),
          value,
        ).toContainEqual(fix);
        expect(found.join('\n'), value).not.toContain(planted);
      }
    },
  );

  test('the table has every field', () => {
    const above = { permissions: [], prices: [], limits: [], workspaces: ['T0SCHOOL'] }[section] ?? ['x'];
    const { schemas } = sections[section as keyof typeof sections];
    const known = Object.values(schemas).flatMap((schema) =>
      fieldsOf(schema).map(({ path }) => [...above, ...path].join('.')),
    );
    const tested = new Set(rows.map(([path]) => path));
    // What lies in a list or in a value that has two forms is tested with it; what a workspace may hold, with the sections of that name.
    const isElsewhere = /\.\[\]|\.except$|snapshots\.|^T0SCHOOL\.\w+\./u;
    const missing = known.filter((path) => !tested.has(path) && !isElsewhere.test(path));
    expect(missing).toEqual([]);
  });
});

const fractionFix = (example: string) => `must be a number from 0 to 1: for example ${example}`;
const fractions = ['0', '1', '0.333333'];
const notFraction = ['', '-0.1', '1.1', "'0.5'", planted];

const regionRows: readonly Row[] = [
  ['x', fractionFix('0'), fractions, notFraction],
  ['y', fractionFix('0'), fractions, notFraction],
  ['width', fractionFix('0.5'), fractions, notFraction],
  ['height', fractionFix('1'), fractions, notFraction],
  ['uid', uidFix, ['1', "'7'"], notUid],
  ['alpha', fractionFix('0.8'), fractions, notFraction],
  ['fit', flagFix, flags, notFlag],
];

test.each(regionRows)('a region’s %s: %s', (name, fix, good, bad) => {
  const region = (value: string) => {
    const others = ['x', 'y', 'width', 'height'].filter((field) => field !== name).map((field) => `${field}: 0`);
    return `${base}layouts:\n  duo:\n    regions:\n      - { ${[...others, `${name}: ${value}`].join(', ')} }\n`;
  };
  for (const value of good) expect([value, problems(region(value))]).toEqual([value, []]);
  for (const value of bad) {
    expect([value, problems(region(value))]).toEqual([
      value,
      [`clapperbot.yml:6 layouts.duo.regions[0].${name} ${fix}`],
    ]);
  }
});

test.each<Row>([
  ['width', side(240, '1280'), ['240', '1920'], ['', '239', '1921', '300.5']],
  ['height', side(240, '720'), ['240', '1080'], ['', '239', '1921']],
  ['fps', 'must be a whole number from 5 to 60: for example 15', ['5', '25', '60'], ['', '4', '61', '15.5']],
  ['bitrate', 'must be a whole number from 50 to 8000: for example 2000', ['50', '8000'], ['', '49', '8001']],
])('a web page’s %s: %s', (name, fix, good, bad) => {
  const web = (value: string) => `${base}presets:\n  page:\n    mode: web\n    video: { ${name}: ${value} }\n`;
  for (const value of good) expect([value, problems(web(value))]).toEqual([value, []]);
  for (const value of bad) {
    expect([value, problems(web(value))]).toEqual([value, [`clapperbot.yml:6 presets.page.video.${name} ${fix}`]]);
  }
});
