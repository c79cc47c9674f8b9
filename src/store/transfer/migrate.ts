/** The whole of `npm run migrate`: everything from one database to the other. */
import { assertReadable } from './damage.ts';
import { fromPostgres, intoPostgres, type PostgresOptions } from './postgres.ts';
import { fromSqlite, intoSqlite } from './sqlite.ts';
import { type Copied, transfer } from './transfer.ts';

/** `replaced`: how many values held what PostgreSQL can't store. `setAside`: jobs that are damaged, and stay where they are. */
export type Migrated = Readonly<{ replaced: number; setAside: number }>;

/** What both directions need. `onCopied` is called for each table; nothing is final before the promise resolves. */
export type MigrateOptions = PostgresOptions & Readonly<{ path: string; onCopied: (copied: Copied) => void }>;

/** Copies the SQLite file into the PostgreSQL database. All or nothing: rejects with a `StoreError`, and then nothing was written. */
export function migrateToPostgres({ path, onCopied, ...postgres }: MigrateOptions): Promise<Migrated> {
  return fromSqlite(path, async (source) => {
    await assertReadable(source);
    await intoPostgres(postgres, (target) => transfer(source, target, onCopied));
    return { replaced: source.replaced(), setAside: source.setAside };
  });
}

/** Copies the PostgreSQL database into a new SQLite file. As above. */
export function migrateToSqlite({ path, onCopied, ...postgres }: MigrateOptions): Promise<Migrated> {
  return fromPostgres(postgres, async (source) => {
    await assertReadable(source);
    await intoSqlite(path, (target) => transfer(source, target, onCopied));
    return { replaced: 0, setAside: source.setAside };
  });
}
