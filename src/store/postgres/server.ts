/** Which PostgreSQL it is. */
import { StoreError } from '../error.ts';
import type { Query } from './access.ts';

/** The oldest one that the tests were run on. */
export const oldestVersion = 15;

/** `number`: of the major version. `name`: as people write it, such as 18.4. */
export async function serverVersion(query: Query): Promise<Readonly<{ number: number; name: string }>> {
  const [found] = await query<{ number: number; name: string }>(
    `SELECT current_setting('server_version_num')::integer / 10000 AS number,
       split_part(current_setting('server_version'), ' ', 1) AS name`,
  );
  return found ?? { number: 0, name: '' };
}

/** Throws a `StoreError` where it is too old. */
export async function checkVersion(query: Query, database: string): Promise<void> {
  const { number, name } = await serverVersion(query);
  if (number >= oldestVersion) return;
  throw new StoreError(
    'cannot_open',
    `The database ${database} is PostgreSQL ${name}, which is too old. Use PostgreSQL ${oldestVersion} or newer.`,
  );
}
