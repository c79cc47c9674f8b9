/** Real ways to make a database file fail. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';

/** Why this machine can't do it; undefined when it can. */
type Reason = string | undefined;

function reasonOf(act: () => void): Reason {
  try {
    act();
    return undefined;
  } catch (error) {
    return `not possible here: ${(error as Error).message.split('\n')[0]}`;
  }
}

const mount = (folder: string, size: string) =>
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=777`, 'tmpfs', folder], { stdio: 'pipe' });
const unmount = (folder: string) => execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' });

/** A small tmpfs needs the right to mount it, which root often has. */
export const noSmallDisk: Reason = reasonOf(() => {
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-mount-'));
  try {
    mount(folder, '64k');
    unmount(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Mounts a disk of this size at `folder` for the rest of the test. `fill` uses up its free space, `free` releases it. */
export function smallDisk(folder: string, size: string) {
  mkdirSync(folder, { recursive: true });
  mount(folder, size);
  onTestFinished(() => void unmount(folder));
  const filler = join(folder, 'filler');
  return {
    fill: () => {
      const file = openSync(filler, 'a');
      const page = Buffer.alloc(4096);
      const full = reasonOf(() => {
        for (;;) writeSync(file, page);
      });
      closeSync(file);
      if (full?.includes('ENOSPC') !== true) throw new Error(`The disk did not become full: ${full}`);
    },
    free: () => rmSync(filler),
  };
}

const limit = (pid: number, size: string) =>
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${size}:`], { stdio: 'pipe' });

export const noFileLimit: Reason = reasonOf(() => limit(process.pid, 'unlimited'));

/** From now on no file that this process writes may be longer than a byte, as under a full quota. */
export function limitFiles(pid: number) {
  limit(pid, '1');
  return { free: () => limit(pid, 'unlimited') };
}

/** Locks the file, as an open transaction of an SQLite shell does. */
export function lockFile(database: string) {
  const db = new Database(database);
  db.exec('BEGIN EXCLUSIVE');
  return { free: () => void db.close() };
}
