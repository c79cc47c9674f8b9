/** A PostgreSQL with very many recordings that are over. */
import { Client } from 'pg';

/** Copies the hundred that are over until there are `count`, one ended each minute, with all that belongs to them. */
export async function copyFinished(url: string, count: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const copies = `generate_series(1, ${count / 100 - 1}) AS copy`;
  const earlier = (column: string) => `${column} - copy * 60000::bigint`;
  const over = `(SELECT id FROM recordings WHERE phase = 'finished')`;
  await client.query('BEGIN');
  await client.query(`
    CREATE TEMPORARY TABLE over ON COMMIT DROP AS SELECT * FROM recordings WHERE id IN ${over};
    INSERT INTO recordings
      SELECT copy || id, version, phase, app_id, cname, started_by, ${earlier('created_at')}, ${earlier('ended_at')}, card_team,
        card_channel, card_private, card_ts, state FROM over, ${copies};
    INSERT INTO recorders
      SELECT copy || recording, n, uid, status, resource_id, ${earlier('acquired_at')}, send_count, copy || sid,
        ${earlier('started_at')}, ${earlier('ended_at')}
      FROM recorders, ${copies} WHERE recording IN (SELECT id FROM over);
    INSERT INTO audit (at, team, recording, actor, action)
      SELECT ${earlier('at')}, team, copy || recording, actor, action
      FROM audit, ${copies} WHERE recording IN (SELECT id FROM over);
    INSERT INTO usage
      SELECT card_team, ${earlier('ended_at')}, copy || recording, cname, started_by, preset, card_channel, card_private, class,
        seconds, estimated
      FROM usage, ${copies} WHERE recording IN (SELECT id FROM over);
    INSERT INTO job_keys (owner, key, queue, job)
      SELECT copy || id, key, 'timer', gen_random_uuid() FROM over, ${copies}, unnest(ARRAY['query', 'card', 'uploadTimeout']) AS key`);
  await client.query('COMMIT');
  await client.query('VACUUM ANALYZE');
  await client.end();
}
