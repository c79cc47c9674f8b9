/** `npm test`: the checks, then the tests. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { scriptTimeout, useFreshCopy } from './fresh-copy.ts';

const copy = useFreshCopy();

describe('the browser tests, on a machine without a browser', { timeout: scriptTimeout }, () => {
  const runOne = (env: Record<string, string>) =>
    copy.npm(['exec', '--', 'vitest', 'run', 'test/ops/clock.test.ts'], {
      env: { CHROMIUM_PATH: '/nowhere/chromium', ...env },
    });

  test('are left out, which the last line says', async () => {
    const script = runOne({});
    expect(await script.ended).toBe(0);
    expect(script.out.at(-1)).toBe(
      'Left out: the browser tests (test/browser): CHROMIUM_PATH names no file: set it to a Chromium, or leave it out.',
    );
  });

  test('fail with REQUIRE_BROWSER=1', async () => {
    const script = runOne({ REQUIRE_BROWSER: '1' });
    expect(await script.ended).toBe(1);
    expect(script.err.join('\n')).toContain("REQUIRE_BROWSER is set, but the browser tests can't run: ");
    expect(script.out.join('\n')).not.toContain('clock.test.ts');
  });
});

describe('the tests with promtool, on a machine without it', { timeout: scriptTimeout }, () => {
  const runThem = (env: Record<string, string>) =>
    copy.npm(['exec', '--', 'vitest', 'run', 'test/ops/deploy.test.ts'], {
      env: { PROMTOOL_PATH: '/nowhere/promtool', ...env },
    });
  const reason = 'promtool is not installed (Debian: apt-get install prometheus)';

  test('are left out, which the end says', async () => {
    const script = runThem({});
    expect(await script.ended, script.out.join('\n')).toBe(0);
    expect(script.out).toContain(`Left out: 3 tests of test/ops/deploy.test.ts: ${reason}`);
  });

  test('fail with REQUIRE_PROMTOOL=1', async () => {
    const script = runThem({ REQUIRE_PROMTOOL: '1' });
    expect(await script.ended).toBe(1);
    expect([...script.out, ...script.err].join('\n')).toContain(`REQUIRE_PROMTOOL is set, but ${reason}`);
  });
});

describe('npm test', { timeout: 2 * scriptTimeout }, () => {
  const oneTest = ['test', '--', 'test/ops/clock.test.ts'];
  const addFile = (name: string, text: string) => {
    writeFileSync(join(copy.folder, name), text);
    return { [Symbol.dispose]: () => rmSync(join(copy.folder, name)) };
  };

  test('checks everything, then runs the tests that are named', async () => {
    const script = copy.npm(oneTest);
    const code = await script.ended;
    expect([code, ...script.err], script.out.join('\n')).toEqual([0]);
    const text = stripVTControlCharacters(script.out.join('\n'));
    expect(text).toContain('test/ops/clock.test.ts');
    expect(text).toMatch(/Test Files +1 passed \(1\)/u);
  });

  test.each([
    ['a wrong type', 'test/wrong-type.test.ts', 'export const count: number = "one";\n', 'TS2322'],
    ['a wrong format', 'test/wrong-format.test.ts', 'export const  count = "one"\n', 'format'],
    ['a lint error', 'test/lint-error.test.ts', "console.log('one');\n", 'no-console'],
    ['an unused export', 'test/support/unused-export.ts', 'export const count = 1;\n', 'unused-export.ts'],
  ])('fails for %s, and then runs no test', async (_, name, text, complaint) => {
    using _file = addFile(name, text);
    const script = copy.npm(oneTest);
    expect(await script.ended).not.toBe(0);
    const printed = [...script.out, ...script.err].join('\n');
    expect(printed).toContain(complaint);
    expect(printed).toContain(name.split('/').at(-1));
    expect(printed).not.toContain('clock.test.ts');
  });
});
