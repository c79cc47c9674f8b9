/** A database file that is there only when it is complete: until then it has a temporary name beside its own. */
import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StoreError } from '../error.ts';
import { makeFolder } from './folder.ts';

/** For the operator: what the file is to be. */
type Purpose = 'backup' | 'database';

/** `partial`: the temporary name. `publish` gives the file its own; `discard` must be called at the end, whatever happens. */
export type NewFile = Readonly<{ partial: string; publish(): void; discard(): void }>;

/** Creates an empty file for `file`, an absolute path, and its folder. Throws a `StoreError`. */
export function newFile(file: string, purpose: Purpose): NewFile {
  const partial = join(dirname(file), `.${basename(file)}.${randomUUID()}.partial`);
  inFolderOf(file, purpose, () => {
    makeFolder(dirname(file));
    // SQLite takes an empty file as it is: who may not read the database may not read its copy.
    closeSync(openSync(partial, 'wx', 0o600));
  });
  return {
    partial,
    publish: () =>
      inFolderOf(file, purpose, () => {
        // SQLite does not wait for the disk here, and a name must not be there before its content is.
        sync(partial);
        // A link, because a rename would replace a file that was created there meanwhile.
        linkSync(partial, file);
        sync(dirname(file));
      }),
    discard() {
      for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${partial}${end}`, { force: true });
    },
  };
}

export function noRoom(file: string, purpose: Purpose, cause: unknown): StoreError {
  const text = `There is no room for the ${purpose} in ${dirname(file)}: the disk is full, or a limit is reached. Make room, or choose another folder.`;
  return new StoreError('disk_full', text, cause);
}

function inFolderOf(file: string, purpose: Purpose, act: () => void): void {
  try {
    act();
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    const folder = dirname(file);
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') throw noRoom(file, purpose, error);
    const text =
      code === 'ENOTDIR'
        ? `${folder} is not a folder. Choose another one for the ${purpose}.`
        : `The folder ${folder} can’t be written (${code}). Let this user write there, or choose another one for the ${purpose}.`;
    throw new StoreError('cannot_open', text, error);
  }
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
