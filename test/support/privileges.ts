/** Root may write everywhere, so what must be refused is tried as nobody. */
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `uid` and `gid` for a process that permissions shall bind; nothing where they bind anyway. */
export const unprivileged: { uid?: number; gid?: number } =
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Why no such process can run here; undefined when it can. */
export function noUnprivileged(): string | undefined {
  const entry = fileURLToPath(new URL('../../src/start.js', import.meta.url));
  const tried = spawnSync(process.execPath, ['--check', entry], unprivileged);
  return tried.status === 0 ? undefined : 'only root may read this checkout, and permissions do not bind root';
}

/** Calls `act`, which must be synchronous, as somebody whom permissions bind. `folder` is made open to them. */
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
