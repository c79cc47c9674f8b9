import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const entry = fileURLToPath(new URL('../../src/start.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'clapperbot-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the entry with a program that does not exist, so that nothing starts when the guard lets it through. */
function run(node: string, ...flags: string[]) {
  const { status, stdout, stderr } = spawnSync(node, [...flags, entry, 'nothing'], { encoding: 'utf8', cwd: folder });
  return { status, stdout, stderr };
}

/** Runs it on this Node, which pretends to be another one. */
function runAs(version: string) {
  const preload = join(folder, `${version}.cjs`);
  writeFileSync(preload, `Object.defineProperty(process.versions, 'node', { value: '${version}' });`);
  return run(process.execPath, '--require', preload);
}

const unknownProgram =
  'There is no program of this name: use one of bot, backup, demo, doctor, migrate, screenshots, simulate:agora.\n';

describe('the version check before any TypeScript is loaded', () => {
  test.each(['12.22.12', '18.20.0', '20.20.2', '22.9.0', '22.17.1', '23.5.0'])(
    'Node %s is rejected with a remedy',
    (version) => {
      const { status, stdout, stderr } = runAs(version);
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(stderr).toContain(`this is Node ${version}`);
      expect(stderr).toContain('npm start');
      expect(stderr).toContain('install Node 22.18 or newer');
    },
  );

  test.each(['22.18.0', '22.100.0', '23.6.0', '24.0.0', '100.0.0'])('Node %s is accepted', (version) => {
    expect(runAs(version)).toEqual({ status: 1, stdout: '', stderr: unknownProgram });
  });

  test('the system’s own old Node', (context) => {
    const system = '/usr/bin/node';
    const version = spawnSync(system, ['--version'], { encoding: 'utf8' }).stdout ?? '';
    if (!/^v(1\d|20|21)\./.test(version)) context.skip(`${system} is not an old Node`);
    const { status, stderr } = run(system);
    expect(status).toBe(1);
    expect(stderr).toContain(`this is Node ${version.trim().slice(1)}`);
  });
});

test('only listed programs can be started', () => {
  for (const name of ['nothing', 'constructor', '../x', '']) {
    const { status, stderr } = spawnSync(process.execPath, [entry, name], { encoding: 'utf8', cwd: folder });
    expect([status, stderr]).toEqual([1, unknownProgram]);
  }
});
