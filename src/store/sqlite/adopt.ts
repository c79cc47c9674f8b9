/** Rows of a workspace that the bot token no longer names. Must run inside a transaction. */
import type { Database } from 'better-sqlite3';

const columns = {
  recordings: 'card_team',
  schedules: 'team',
  usage: 'card_team',
  audit: 'team',
  schedule_audit: 'team',
  refusals: 'team',
  homes: 'team',
};

/** Exported so that a test can look at SQLite's plans for them. SQLite finds nothing by `<>` in an index. */
export const adoptSql = Object.entries(columns).flatMap(([table, column]) =>
  ['<', '>'].map((other) => `UPDATE OR REPLACE ${table} SET ${column} = @team WHERE ${column} ${other} @team`),
);

/**
 * With one bot token every row belongs to its workspace: also those that were written with a former token, and those of versions that
 * did not know their workspace. Not in a database where the app was ever installed by OAuth: there the rows of others stay theirs.
 */
export function adopter(db: Database) {
  const isShared = db.prepare<[], number>('SELECT 1 FROM installations LIMIT 1').pluck();
  const adoptions = adoptSql.map((sql) => db.prepare<[{ team: string }]>(sql));
  return (team: string): void => {
    if (isShared.get() !== undefined) return;
    for (const adoption of adoptions) adoption.run({ team });
  };
}
