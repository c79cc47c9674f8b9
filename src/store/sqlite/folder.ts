/** Folders and files that only their owner may read: they tell who records what. */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const privateFolder = 0o700;
const privateFile = 0o600;
const groupAndOthers = 0o077;

/** Creates the folder and those above it. Step by step, because Node's `recursive` never returns where a file system refuses. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: privateFolder });
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!existsSync(path)) throw error;
  }
}

/** Creates an empty file where there is none. SQLite takes it for a new database, and gives the files beside it the same mode. */
export function makeFile(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', privateFile));
}

/** Takes away what group and others may do with a file and with those that SQLite keeps beside it. What is not ours stays as it is. */
export function makePrivate(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`, `${path}-journal`]) {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined || found.uid !== process.geteuid?.() || (found.mode & groupAndOthers) === 0) continue;
    chmodSync(file, found.mode & ~groupAndOthers & 0o777);
  }
}
