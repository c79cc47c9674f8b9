/** Files that hold what is expected. `UPDATE_GOLDEN=1 npx vitest run test/golden` rewrites them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const isUpdate = process.env['UPDATE_GOLDEN'] === '1';

/** The file as it is; written first where it is to be updated. */
export function golden(name: string, current: string): string {
  const path = resolve(import.meta.dirname, name);
  if (isUpdate) writeFileSync(path, current);
  return readFileSync(path, 'utf8');
}
