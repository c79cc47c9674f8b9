/** Permissions do not apply to root, so tests of them run as the user `nobody`. */
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `uid` and `gid` for a process to which permissions apply; empty where they apply anyway. */
export const unprivileged: { uid?: number; gid?: number } =
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Why no such process can run here; undefined when it can. */
export function noUnprivileged(): string | undefined {
  const entry = fileURLToPath(new URL('../../src/start.js', import.meta.url));
  const tried = spawnSync(process.execPath, ['--check', entry], unprivileged);
  return tried.status === 0 ? undefined : 'only root may read this checkout, and permissions do not apply to root';
}

/** Calls `act`, which must be synchronous, as a user to whom permissions apply, and who may write to `folder`. */
export function withoutPrivileges<T>(folder: string, act: () => T): T {
  const { uid } = unprivileged;
  if (uid === undefined) return act();
  chmodSync(folder, 0o777);
  process.seteuid?.(uid);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
  }
}
