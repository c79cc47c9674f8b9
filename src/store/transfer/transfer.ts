/** Copies everything from one database into an empty one, and compares. */
import { createHash } from 'node:crypto';
import { StoreError } from '../error.ts';
import { type Row, type Table, tables } from './tables.ts';

/** A database that is read, within one transaction. */
export type Source = Readonly<{
  /** Of the operator: the file, or host and database. */
  name: string;
  /** In batches, in the order of the table. */
  rows(table: Table): AsyncIterable<readonly Row[]>;
}>;

/** Jobs that are damaged were set aside: they are counted, and not copied. */
export type CountedSource = Source & Readonly<{ setAside: number }>;

/** A database that is written, within one transaction. */
export type Target = Source &
  Readonly<{
    write(table: Table, rows: readonly Row[]): Promise<void>;
    /** After the last row of a table. */
    finish(table: Table): Promise<void>;
  }>;

export type Copied = Readonly<{ table: string; rows: number }>;

/** Calls `onCopied` for each table once the target holds the same rows as the source. Must run inside transactions of both. */
export async function transfer(source: Source, target: Target, onCopied: (copied: Copied) => void): Promise<void> {
  for (const table of tables) {
    const sent = tally();
    for await (const rows of source.rows(table)) {
      sent.add(rows);
      await target.write(table, rows);
    }
    await target.finish(table);
    const arrived = tally();
    for await (const rows of target.rows(table)) arrived.add(rows);
    if (sent.count() !== arrived.count() || sent.digest() !== arrived.digest()) throw notTheSame(table, source, target);
    onCopied({ table: table.name, rows: sent.count() });
  }
}

function tally() {
  const hash = createHash('sha256');
  let count = 0;
  return {
    add(rows: readonly Row[]): void {
      count += rows.length;
      for (const row of rows) hash.update(`${JSON.stringify(row)}\n`);
    },
    count: () => count,
    digest: () => hash.copy().digest('hex'),
  };
}

function notTheSame({ name }: Table, source: Source, target: Source): StoreError {
  return new StoreError(
    'failed',
    `The rows of ${name} in ${target.name} are not those of ${source.name}: nothing was written. This is a defect of the bot: please report it.`,
  );
}
