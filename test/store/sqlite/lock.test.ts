import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockInstance } from '../../../src/store/sqlite/lock.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { withoutPrivileges } from '../../support/privileges.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clapperbot-lock-'));
  path = join(folder, 'data', 'clapperbot.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const lockModule = new URL('../../../src/store/sqlite/lock.ts', import.meta.url).href;
const holder = `
  const { lockInstance } = await import(${JSON.stringify(lockModule)});
  lockInstance(process.argv[1]);
  console.log('held');
  setInterval(() => {}, 60_000);`;

const refused = { code: 'instance_running', message: expect.stringContaining('clapperbot.db') };

describe('the lock of the instance', () => {
  it('is acquired once, and again after its release', () => {
    const lock = lockInstance(path);
    expect(() => lockInstance(path)).toThrow(expect.objectContaining(refused));
    lock.release();
    lock.release();
    lockInstance(path).release();
  });

  it('does not block the store', async () => {
    const lock = lockInstance(path);
    const store = openStore(path);
    expect(await store.healthIssue()).toBeUndefined();
    await store.close();
    lock.release();
  });

  it('is rejected while another process holds it, and released when that one is killed', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', holder, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [said] = (await once(child.stdout, 'data')) as [Buffer];
      expect(said.toString()).toBe('held\n');
      expect(() => lockInstance(path)).toThrow(expect.objectContaining(refused));
    } finally {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    lockInstance(path).release();
  });

  it('is not acquired on a read-only file', () => {
    lockInstance(path).release();
    chmodSync(`${path}.lock`, 0o444);
    chmodSync(dirname(path), 0o755);
    withoutPrivileges(folder, () => {
      expect(() => lockInstance(path)).toThrow(expect.objectContaining({ code: 'read_only' }));
    });
  });

  it('leaves no journal behind', () => {
    const lock = lockInstance(path);
    expect(readdirSync(join(folder, 'data'))).toEqual(['clapperbot.db.lock']);
    lock.release();
  });

  it('reports when its file can’t be created', () => {
    writeFileSync(join(folder, 'data'), '');
    expect(() => lockInstance(path)).toThrow(expect.objectContaining({ code: 'cannot_open' }));
  });
});
