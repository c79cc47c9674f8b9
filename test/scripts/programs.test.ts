/** The other scripts of package.json, each run as a user does. */
import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/sqlite/open.ts';
import { scriptTimeout, useFreshCopy } from './fresh-copy.ts';

const copy = useFreshCopy();

describe('npm start', () => {
  // The contract's own limit.
  test('without configuration exits with one line per problem within five seconds', { timeout: 5_000 }, async () => {
    const script = copy.npm(['start']);
    expect(await script.ended).toBe(1);
    expect(script.err.length).toBeGreaterThan(5);
    for (const line of script.err) expect(line).toMatch(/^[A-Z][A-Z_]+ /u);
    for (const name of ['SLACK_BOT_TOKEN', 'AGORA_APP_ID', 'AGORA_CUSTOMER_SECRET', 'STORAGE_BUCKET']) {
      expect(script.err.filter((line) => line.startsWith(`${name} `))).toHaveLength(1);
    }
  });
});

describe('npm run', { timeout: scriptTimeout }, () => {
  test('bench -- --only due prints the figures of that part', async () => {
    const script = copy.npm(['run', 'bench', '--', '--only', 'due']);
    expect(await script.ended).toBe(0);
    expect(script.out).toContain('## Taking what is due');
    expect(script.out).toContainEqual(expect.stringMatching(/^\| 100,000 \| \d+\.\d\d ms \|/u));
    expect(script.out).not.toContain('## Fifty recordings at once');
  });

  test('test:crash -- --kills 1 --seed 1 prints the verdict', async () => {
    const script = copy.npm(['run', 'test:crash', '--', '--kills', '1', '--seed', '1']);
    // One kill may cause more duplicate messages than the rule allows for one: then the verdict is 1.
    expect([0, 1]).toContain(await script.ended);
    expect(script.out).toContain('Seed 1');
    expect(script.out).toContainEqual(expect.stringMatching(/^kills +1$/u));
    expect(script.out).toContainEqual(expect.stringMatching(/^forgotten +0$/u));
    expect(script.err).toEqual([]);
  });

  test('backup -- FILE copies the database into a folder that it creates', async () => {
    mkdirSync(join(copy.folder, 'data'));
    await openStore(join(copy.folder, 'data', 'clapperbot.db')).close();
    const script = copy.npm(['run', 'backup', '--', 'backups/x.db']);
    expect(await script.ended).toBe(0);
    expect(script.out).toContainEqual(expect.stringMatching(/backups\/x\.db: 0 recordings, /u));
    expect(existsSync(join(copy.folder, 'backups', 'x.db'))).toBe(true);
  });

  test('backup -- FILE says what to use for PostgreSQL', async () => {
    const env = { DATABASE_URL: 'postgres://bot:planted@db.example/clapperbot' };
    const script = copy.npm(['run', 'backup', '--', 'backups/y.db'], { env });
    expect(await script.ended).toBe(1);
    expect(script.err).toEqual([expect.stringContaining('pg_dump')]);
    expect(script.err.join()).not.toContain('planted');
  });

  test('docs generates the files of the repository', async () => {
    const script = copy.npm(['run', 'docs']);
    expect(await script.ended).toBe(0);
    expect(script.err).toEqual([]);
  });

  test.each([
    ['bench', ['--only', 'nope'], 'There is no part “nope”.'],
    ['test:crash', ['--replicas', '6'], '--replicas must be a number from 1 to 5.'],
    ['test:crash', ['--kills', 'x'], '--kills and --seed must be whole numbers.'],
    ['test:crash', ['--kill', '1'], "Unknown option '--kill'."],
    ['backup', [], 'npm run backup -- '],
    ['screenshots', ['--too', 'x'], "Unknown option '--too'."],
  ])('%s %j is rejected in one sentence', async (name, args, sentence) => {
    const script = copy.npm(['run', name, '--', ...args]);
    expect(await script.ended).toBe(1);
    expect(script.err).toEqual([expect.stringContaining(sentence)]);
  });
});

test('every script of package.json is run by a test of this folder', () => {
  const { scripts } = JSON.parse(readFileSync(join(copy.folder, 'package.json'), 'utf8')) as { scripts: object };
  const tests = globSync(join(import.meta.dirname, '*.test.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  // `npm test` runs `check`.
  const names = Object.keys(scripts).filter((name) => name !== 'check');
  const missing = names.filter((name) => !new RegExp(`'${name}'`, 'u').test(tests));
  expect(missing).toEqual([]);
});
