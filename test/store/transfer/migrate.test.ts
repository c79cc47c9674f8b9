/** From SQLite to PostgreSQL and back. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openPostgres } from '../../../src/store/postgres/open.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { migrateToPostgres, migrateToSqlite } from '../../../src/store/transfer/migrate.ts';
import { first, recordingOf } from '../fixtures.ts';
import { contents, fill } from './fixture.ts';
import { options, query, usePlaces } from './support.ts';

const place = usePlaces();

const back = () => join(place().folder, 'back.db');

describe('a round trip', () => {
  it('gives the same rows, and leaves the source as it was', async () => {
    await fill(place().file, { withScheduleJobs: false });
    const before = contents(place().file);
    const copied = new Map<string, number>();
    await migrateToPostgres(options(place(), { onCopied: ({ table, rows }) => copied.set(table, rows) }));
    expect(contents(place().file)).toEqual(before);
    await migrateToSqlite(options(place(), { path: back() }));
    expect(contents(back())).toEqual(before);
    // Nothing is equal for being empty.
    expect([...copied].filter(([, rows]) => rows === 0)).toEqual([['schedule_jobs', 0]]);
  });

  it('of an empty database gives an empty one', async () => {
    await openStore(place().file).close();
    await migrateToPostgres(options(place()));
    await migrateToSqlite(options(place(), { path: back() }));
    expect(contents(back())).toEqual(contents(place().file));
  });

  it('counts on after the highest id', async () => {
    await fill(place().file, { withScheduleJobs: false });
    await migrateToPostgres(options(place()));
    const store = await openPostgres(place().url);
    await store.create(first(recordingOf('rafter')), 'after');
    await store.close();
    const [last] = await query(place(), 'SELECT recording FROM audit ORDER BY id DESC LIMIT 1');
    expect(last).toEqual({ recording: 'rafter' });
    await migrateToSqlite(options(place(), { path: back() }));
    const again = openStore(back());
    expect((await again.create(first(recordingOf('ragain')), 'again')).kind).toBe('created');
    await again.close();
  });
});

it('jobs that were being executed are due again, others than waiting ones are not copied', async () => {
  await fill(place().file, { withScheduleJobs: false });
  await migrateToPostgres(options(place()));
  const before = contents(place().file)['jobs'] ?? [];
  await query(
    place(),
    `UPDATE pgboss.job SET state = 'active', started_on = now() WHERE singleton_key = 'rodd1' AND name = 'card'`,
  );
  await query(place(), `UPDATE pgboss.job SET state = 'completed' WHERE singleton_key = 'rodd2' AND name = 'card'`);
  await migrateToSqlite(options(place(), { path: back() }));
  const isDone = (job: unknown) => expect.objectContaining({ recording: 'rodd2', queue: 'card' }).asymmetricMatch(job);
  expect(contents(back())['jobs']).toEqual(before.filter((job) => !isDone(job)));
});

it('replaces what PostgreSQL can’t store, and counts it', async () => {
  const store = openStore(place().file);
  await store.create(
    first(recordingOf('rnul22', { startedBy: 'U\0', earlier: { count: 1, files: ['a\0\uD800'] } })),
    'q',
  );
  await store.close();
  expect(await migrateToPostgres(options(place()))).toMatchObject({ replaced: 3 });
  await migrateToSqlite(options(place(), { path: back() }));
  const read = openStore(back());
  expect(await read.find('rnul22')).toMatchObject({
    startedBy: 'U\uFFFD',
    earlier: { files: ['a\uFFFD\uFFFD'] },
  });
  await read.close();
});

it('leaves in the file what was set aside as damaged, and counts it', async () => {
  await openStore(place().file).close();
  const db = new Database(place().file);
  db.exec(
    `INSERT INTO damaged_jobs (recording, queue, priority, due_at, payload, reason, at) VALUES ('r', 'card', 1, 1, '{', '', 1)`,
  );
  db.close();
  expect(await migrateToPostgres(options(place()))).toMatchObject({ setAside: 1 });
});
