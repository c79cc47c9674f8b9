/** `.ci/run`, with stand-ins for the programs that would change the machine. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const script = fileURLToPath(new URL('../../.ci/run', import.meta.url));

/** Runs it where a browser is installed, and promtool or not; returns what it called, and how it ended. */
function runWith(promtool: string, aptEnds = 0) {
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-ci-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const calls = join(folder, 'calls');
  writeFileSync(calls, '');
  const standIn = (name: string, lines: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*" >> '${calls}'\n${lines}`);
    chmodSync(join(folder, name), 0o755);
  };
  standIn('apt-get', `exit ${aptEnds}\n`);
  standIn('npm', `echo "required: $REQUIRE_BROWSER $REQUIRE_PROMTOOL" >> '${calls}'\n`);
  standIn('sudo', 'shift\nexec "$@"\n');
  standIn('browser', '');
  const path = [folder, '/usr/bin', '/bin'].join(':');
  const { status, stderr } = spawnSync('bash', [script], {
    encoding: 'utf8',
    env: { PATH: path, CHROMIUM_PATH: join(folder, 'browser'), PROMTOOL_PATH: promtool },
  });
  const called = readFileSync(calls, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('sudo'));
  return { status, stderr, called };
}

const tests = ['npm ci', 'required: 1 1', 'npm test', 'required: 1 1'];

test('installs promtool where it is missing, then requires it', () => {
  expect(runWith('/nowhere/promtool')).toEqual({
    status: 0,
    stderr: '',
    called: ['apt-get update -qq', 'apt-get install -qq -y --no-install-recommends prometheus', ...tests],
  });
});

test('installs nothing where all is there', () => {
  expect(runWith('/bin/sh')).toEqual({ status: 0, stderr: '', called: tests });
});

test('fails where it could not be installed', () => {
  const { status, stderr, called } = runWith('/nowhere/promtool', 100);
  expect([status, called]).toEqual([1, ['apt-get update -qq']]);
  expect(stderr).toBe('The tests need prometheus, which could not be installed with apt-get.\n');
});
