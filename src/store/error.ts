export type StoreErrorCode =
  | 'cannot_open'
  | 'corrupt'
  | 'read_only'
  | 'disk_full'
  | 'disk_failed'
  | 'locked'
  | 'newer_version'
  | 'older_version'
  | 'altered_migration'
  | 'foreign_database'
  | 'instance_running'
  | 'closed'
  | 'contradiction'
  | 'rows_set_aside'
  | 'failed';

/** The database failed. `message` is one sentence or two for the operator: what happened, and what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** `database`: its path or name. */
export function rowsSetAside(database: string, count: number): StoreError {
  const rows = count === 1 ? 'A row' : `${count} rows`;
  return new StoreError(
    'rows_set_aside',
    `${rows} of the database ${database} can’t be read and ${count === 1 ? 'was' : 'were'} set aside; the log says which. Keep a copy of the database and report it.`,
  );
}
