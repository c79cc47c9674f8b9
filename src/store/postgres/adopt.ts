/** Rows of a workspace that the bot token no longer names. Must run inside a transaction. */
import type { Query } from './access.ts';

const columns = {
  recordings: 'card_team',
  schedules: 'team',
  usage: 'card_team',
  audit: 'team',
  schedule_audit: 'team',
  refusals: 'team',
};

/**
 * With one bot token every row belongs to its workspace: also those that were written with a former token. Not in a database where the
 * app was ever installed by OAuth: there the rows of others stay theirs.
 */
export async function adoptRows(query: Query, team: string): Promise<void> {
  const installed = await query('SELECT 1 FROM installations LIMIT 1');
  if (installed.length > 0) return;
  for (const [table, column] of Object.entries(columns)) {
    await query(`UPDATE ${table} SET ${column} = @team WHERE ${column} <> @team`, { team });
  }
  // A person may have had the App Home open in several: the latest counts.
  await query(
    `INSERT INTO homes (team, person, opened_at, position)
     SELECT DISTINCT ON (person) @team, person, opened_at, position FROM homes WHERE team <> @team ORDER BY person, opened_at DESC
     ON CONFLICT (team, person) DO UPDATE SET opened_at = excluded.opened_at, position = excluded.position`,
    { team },
  );
  await query('DELETE FROM homes WHERE team <> @team', { team });
}
