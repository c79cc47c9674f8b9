/** The unit for systemd: its command is that of `npm start`, its paths fit, and systemd takes it where it is installed. */
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, type TestContext, test } from 'vitest';
import { names } from '../../src/config/variables.ts';
import { runSystemProgram } from '../support/system-program.ts';
import { readPackage, repository } from './dockerfile.ts';

const path = 'deploy/systemd/clapperbot.service';
const unit = readFileSync(join(repository, path), 'utf8');
const valuesOf = (key: string) => [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gmu'))].map(([, value = '']) => value);
const one = (key: string) => {
  const values = valuesOf(key);
  expect(values, key).toHaveLength(1);
  return values[0] ?? '';
};

test('runs the command of `npm start`, with the Node that npm installs', () => {
  const home = one('WorkingDirectory');
  expect(`exec ${one('ExecStart').replace(`${home}/node_modules/.bin/`, '')}`).toBe(readPackage().scripts.start);
});

test('has every key once, but for those that may be repeated', () => {
  const keys = [...unit.matchAll(/^(\w+)=/gmu)].map(([, key = '']) => key);
  const repeated = keys.filter((key, index) => keys.indexOf(key) !== index);
  expect(new Set(repeated)).toEqual(new Set(['Environment', 'SystemCallFilter']));
});

test('keeps the database in its state folder, which is the only one that it may write', () => {
  const variables = Object.fromEntries(valuesOf('Environment').map((value) => value.split('=')));
  for (const name of Object.keys(variables)) expect([...names, 'NODE_ENV']).toContain(name);
  expect(dirname(variables['DATABASE_PATH'])).toBe(`/var/lib/${one('StateDirectory')}`);
  expect(one('StateDirectoryMode')).toBe('0700');
  expect(one('ProtectSystem')).toBe('strict');
  expect(valuesOf('ReadWritePaths')).toEqual([]);
});

test('lets the bot end, and starts it again always', () => {
  expect(Number(one('TimeoutStopSec'))).toBeGreaterThan(10);
  expect(one('Restart')).toBe('always');
});

test('docs/operations.md installs it where it says that it is', () => {
  const steps = readFileSync(join(repository, 'docs/operations.md'), 'utf8');
  for (const place of [one('WorkingDirectory'), one('EnvironmentFile'), path]) expect(steps).toContain(place);
  expect(steps).toContain(`useradd --system --shell /usr/sbin/nologin ${one('User')}`);
});

/** What `systemd-analyze` prints and exits with for the unit in a folder where its program exists. */
function analyze(context: TestContext, ...args: string[]): { status: number | null; text: string } {
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-unit-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const home = join(folder, 'opt');
  mkdirSync(join(home, 'node_modules', '.bin'), { recursive: true });
  copyFileSync('/bin/true', join(home, 'node_modules', '.bin', 'node'));
  chmodSync(join(home, 'node_modules', '.bin', 'node'), 0o755);
  const copy = join(folder, 'clapperbot.service');
  writeFileSync(copy, unit.replaceAll(one('WorkingDirectory'), home));
  return runSystemProgram(context, 'systemd-analyze', [...args, copy]);
}

test('systemd accepts it', (context) => {
  expect(analyze(context, 'verify', '--man=no')).toEqual({ status: 0, text: '' });
});

test('systemd rates its exposure as low', (context) => {
  // In tenths of systemd's scale from 0 to 10, where 2 and less is safe enough.
  const { status, text } = analyze(context, 'security', '--offline=yes', '--threshold=20', '--no-pager');
  expect(status, text).toBe(0);
});
