/** Numbered SQL files, each applied once, in order, never edited afterwards: what both databases have in common. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from './error.ts';

export type Migration = Readonly<{ number: number; name: string; sql: string; checksum: string }>;

/** Reads `0001-name.sql`, `0002-name.sql`, … Throws when a number is missing or there twice. */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{4}-.+\.sql$/.test(name));
  return names.sort().map((name, i) => {
    const number = Number(name.slice(0, 4));
    if (number !== i + 1) {
      throw new StoreError('failed', `Migration ${i + 1} is missing or there twice in ${folder}. Reinstall the bot.`);
    }
    // Git may write other line ends on other systems: that is no alteration.
    const sql = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
    return { number, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

export type AppliedMigration = Readonly<{ number: number; name: string; checksum: string }>;

/** `database`: its name for the operator. Throws a `StoreError`: `newer_version`, `altered_migration`. */
export function checkApplied(
  applied: readonly AppliedMigration[],
  migrations: readonly Migration[],
  database: string,
): void {
  if (applied.length > migrations.length) {
    throw new StoreError(
      'newer_version',
      `The database ${database} was written by a newer version of the bot (schema ${applied.length}, this version knows ${migrations.length}). ` +
        'Run that version again, or restore a backup from before the upgrade.',
    );
  }
  for (const [i, { number, name, checksum }] of applied.entries()) {
    const ours = migrations[i];
    if (ours?.number === number && ours.checksum === checksum) continue;
    throw new StoreError(
      'altered_migration',
      `Migration ${name} was altered after it had been applied to the database ${database}. ` +
        'Restore the original file (reinstall this version of the bot) and put the alteration into a new migration.',
    );
  }
}
