/** From SQLite to PostgreSQL and back. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { unchanged } from '../../../src/recording/effects.ts';
import { openPostgres } from '../../../src/store/postgres/open.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { migrateToPostgres, migrateToSqlite } from '../../../src/store/transfer/migrate.ts';
import { card, first, message, query, recordingOf } from '../fixtures.ts';
import { contents, fill } from './fixture.ts';
import { options, query as queryDatabase, usePlaces } from './support.ts';

const place = usePlaces();

const back = () => join(place().folder, 'back.db');

describe('a round trip', () => {
  it('gives the same rows, and leaves the source as it was', async () => {
    await fill(place().file);
    const before = contents(place().file);
    const copied = new Map<string, number>();
    await migrateToPostgres(options(place(), { onCopied: ({ table, rows }) => copied.set(table, rows) }));
    expect(contents(place().file)).toEqual(before);
    await migrateToSqlite(options(place(), { path: back() }));
    expect(contents(back())).toEqual(before);
    // Nothing is equal for being empty.
    expect([...copied].filter(([, rows]) => rows === 0)).toEqual([]);
  });

  it('of an empty database gives an empty one', async () => {
    await openStore(place().file).close();
    await migrateToPostgres(options(place()));
    await migrateToSqlite(options(place(), { path: back() }));
    expect(contents(back())).toEqual(contents(place().file));
  });

  it('counts on after the highest id', async () => {
    await fill(place().file);
    await migrateToPostgres(options(place()));
    const store = await openPostgres(place().url);
    await store.create(first(recordingOf('rafter')), 'after');
    await store.close();
    const [last] = await queryDatabase(place(), 'SELECT recording FROM audit ORDER BY id DESC LIMIT 1');
    expect(last).toEqual({ recording: 'rafter' });
    await migrateToSqlite(options(place(), { path: back() }));
    const again = openStore(back());
    expect((await again.create(first(recordingOf('ragain')), 'again')).kind).toBe('created');
    await again.close();
  });
});

describe('jobs', () => {
  const posts = (id: string) => ['contactLost', 'contactRestored'].map((type) => ({ recording: id, type }));

  it('are handed out in their order, also behind one that was postponed', async () => {
    const now = Date.now();
    const store = openStore(place().file);
    for (const id of ['rfirst', 'rlater']) {
      const jobs = [message(now - 2, 'contactLost'), message(now - 1, 'contactRestored')];
      await store.create(first(recordingOf(id), jobs), id);
    }
    const [one] = (await store.take('thread', now, 9, new Set())).filter(({ recording }) => recording.id === 'rlater');
    if (one === undefined) throw new Error('no job');
    await store.postpone(one.job, now + 300_000);
    await store.close();
    await migrateToPostgres(options(place()));

    const there = await openPostgres(place().url);
    const taken: unknown[] = [];
    for (;;) {
      const [due] = await there.take('thread', Date.now(), 9, new Set());
      if (due === undefined) break;
      const { recording, job } = due;
      if (job.payload.queue === 'thread') taken.push({ recording: recording.id, type: job.payload.message.type });
      await there.apply(recording.id, unchanged, { done: job });
    }
    expect(taken).toEqual(posts('rfirst'));
    await there.close();

    await migrateToSqlite(options(place(), { path: back() }));
    const again = openStore(back());
    const head = async (at: number) => (await again.take('thread', at, 9, new Set())).map(({ job }) => job.payload);
    expect(await head(Date.now())).toEqual([]);
    expect(await head(now + 300_000)).toMatchObject([{ message: { type: 'contactLost' } }]);
    await again.close();
  });

  it('that were being executed are due again, unless they were replaced or canceled meanwhile', async () => {
    const now = Date.now();
    const store = await openPostgres(place().url);
    await store.create(first(recordingOf('rtaken'), [card(now), query(now, { key: 'query' }), message(now)]), 'q');
    for (const queue of ['card', 'agora', 'thread'] as const)
      expect(await store.take(queue, now, 9, new Set())).toHaveLength(1);
    await store.apply('rtaken', (r) => ({ ...unchanged(r), jobs: [card(now + 1)], cancel: ['query'] }));
    await store.close();
    await migrateToSqlite(options(place(), { path: back() }));
    expect(contents(back())['jobs']).toMatchObject([
      { queue: 'card', key: 'card', due_at: now + 1 },
      { queue: 'thread', key: null, due_at: now },
    ]);
  });

  it('that wait for another try keep their place', async () => {
    const now = Date.now();
    const store = await openPostgres(place().url);
    await store.create(first(recordingOf('rtwice'), [message(now, 'contactLost')]), 'q');
    await store.apply('rtwice', (r) => ({ ...unchanged(r), jobs: [message(now, 'contactRestored')] }));
    const [due] = await store.take('thread', now, 9, new Set());
    if (due === undefined) throw new Error('no job');
    await store.postpone(due.job, now + 60_000);
    await store.close();
    await migrateToSqlite(options(place(), { path: back() }));
    expect(contents(back())['jobs']).toMatchObject([
      { due_at: now + 60_000, payload: { message: { type: 'contactLost' } } },
      { due_at: now + 60_000, payload: { message: { type: 'contactRestored' } } },
    ]);
  });
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

it('leaves where it is what was set aside as damaged, and counts it', async () => {
  await openStore(place().file).close();
  const db = new Database(place().file);
  db.exec(
    `INSERT INTO damaged_jobs (recording, queue, priority, due_at, payload, reason, at) VALUES ('r', 'card', 1, 1, '{', '', 1)`,
  );
  db.close();
  expect(await migrateToPostgres(options(place()))).toMatchObject({ setAside: 1 });

  const store = await openPostgres(place().url);
  await store.create(first(recordingOf('rhurt2'), [message(1)]), 'q');
  await queryDatabase(
    place(),
    `UPDATE pgboss.job SET data = '{"postponed": 0, "payload": {}}' WHERE singleton_key = 'rhurt2'`,
  );
  expect(await store.take('thread', Date.now(), 9, new Set())).toEqual([]);
  await store.close();
  expect(await migrateToSqlite(options(place(), { path: back() }))).toMatchObject({ setAside: 1 });
});
