import type { Ms } from '../../recording/primitives.ts';
import type { Query } from './access.ts';

/** As of the port. */
export async function claim(query: Query, task: string, at: Ms): Promise<boolean> {
  const claimed = await query(
    `INSERT INTO claims (task, at) VALUES (@task, @at)
     ON CONFLICT (task) DO UPDATE SET at = excluded.at WHERE claims.at < excluded.at RETURNING task`,
    { task, at: Math.floor(at) },
  );
  return claimed.length > 0;
}
