/** How much room there is on the disk of the database. */
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Check } from '../../service/doctor/finding.ts';

const megabyte = 1_000_000;
const fullBelow = 50 * megabyte;
const lowBelow = 500 * megabyte;

/** `statfs`: `bavail` blocks of `bsize` bytes are free. */
type Statfs = (path: string) => Promise<Readonly<{ bavail: number; bsize: number }>>;

export function diskCheck(databasePath: string, look: Statfs = statfs): Check {
  return {
    subject: 'disk',
    async run() {
      let folder = dirname(resolve(databasePath));
      while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
      const free = await look(folder).then(
        ({ bavail, bsize }) => bavail * bsize,
        () => undefined,
      );
      if (free === undefined) return { findings: [{ subject: 'disk', code: 'disk.unknown', values: { folder } }] };
      const code = free < fullBelow ? 'disk.full' : free < lowBelow ? 'disk.low' : 'disk.fine';
      return { findings: [{ subject: 'disk', code, values: { folder, bytes: free } }] };
    },
  };
}
