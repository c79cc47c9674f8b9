/** Whether a database that is read has the schema of this version. */
import { StoreError } from '../error.ts';
import { type AppliedMigration, checkApplied, type Migration } from '../migrations.ts';

/** `applied`: undefined where there is no such table. Throws a `StoreError`. */
export function assertCurrent(
  applied: readonly AppliedMigration[] | undefined,
  migrations: readonly Migration[],
  name: string,
): void {
  if (applied === undefined) {
    throw new StoreError('foreign_database', `${name} is no database of the bot. Name the one that the bot uses.`);
  }
  checkApplied(applied, migrations, name);
  if (applied.length < migrations.length) {
    throw new StoreError(
      'older_version',
      `The database ${name} was written by an older version of the bot. Start this version on it once, stop it, and migrate then.`,
    );
  }
}
