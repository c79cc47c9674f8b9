/** What replicas receive of one another. */
import { EventEmitter, once } from 'node:events';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/ops/clock.ts';
import { transitionTo } from '../../../src/recording/effects.ts';
import type { Recording } from '../../../src/recording/recording.ts';
import type { Commit, CommittedEvent } from '../../../src/service/commits.ts';
import { createTransitionRunner } from '../../../src/service/transition-runner.ts';
import { openPostgres, type PostgresStore } from '../../../src/store/postgres/open.ts';
import { startPostgres, type TestServer } from '../../support/postgres.ts';
import { card, first, message, query, recordingOf, t0 } from '../fixtures.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

let url: string;
const open: PostgresStore[] = [];
beforeEach(async () => {
  url = await server.createDatabase();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
});

/** A replica with what it has received, in order. `said` emits `commit`, `missed` and `failure`. */
async function replica() {
  const received: Commit[] = [];
  const failures: string[] = [];
  const said = new EventEmitter();
  const store = await openPostgres(url, {
    onError: ({ message: text }) => {
      failures.push(text);
      said.emit('failure');
    },
  });
  open.push(store);
  const listening = once(said, 'missed');
  store.followCommits({
    onCommit: (commit) => {
      received.push(commit);
      said.emit('commit');
    },
    onMissed: () => said.emit('missed'),
  });
  await listening;
  const reached = async (count: number) => {
    while (received.length < count) await once(said, 'commit');
  };
  return { store, received, failures, said, reached };
}

async function run(sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

const endListening = () =>
  run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'clapperbot commits'`);

const answered: CommittedEvent = { type: 'responseReceived', call: 'query', outcome: 'status' };
const unchanged = (r: Recording) => transitionTo(r);

describe('commits', () => {
  it('are received by the other replicas, once each, in their order, and not by the one that has made them', async () => {
    const [a, b, c] = [await replica(), await replica(), await replica()];
    await a.store.create(first(recordingOf('rone22'), [query(t0)]), 'q1');
    await b.store.apply('rone22', unchanged, { event: answered });
    await a.store.apply('rone22', unchanged, { event: { type: 'tick' } });
    const all = [
      { id: 'rone22', version: 1, event: { type: 'startRequested' }, urgent: [] },
      { id: 'rone22', version: 2, event: answered, urgent: [] },
      { id: 'rone22', version: 3, event: { type: 'tick' }, urgent: [] },
    ];
    await Promise.all([a.reached(1), b.reached(2), c.reached(3)]);
    expect(c.received).toEqual(all);
    expect(b.received).toEqual([all[0], all[2]]);
    expect(a.received).toEqual([all[1]]);
  });

  it('name the queues in which a person’s command or a stop waits', async () => {
    const [a, b] = [await replica(), await replica()];
    await a.store.create(first(recordingOf('rone22')), 'q1');
    const jobs = [message(t0), card(t0), query(t0), query(t0, { priority: 0 }), query(t0, { priority: 1 })];
    await a.store.apply('rone22', (r) => transitionTo(r, { jobs }));
    await b.reached(2);
    expect(b.received[1]).toEqual({ id: 'rone22', version: 2, urgent: ['card', 'agora'] });
  });

  it('that are rolled back are not received', async () => {
    const [a, b] = [await replica(), await replica()];
    await a.store.create(first(recordingOf('rone22')), 'q1');
    const broken = a.store.apply('rone22', (r) => transitionTo(r, { jobs: [{ ...query(t0), dueAt: Number.NaN }] }));
    await expect(broken).rejects.toThrow();
    await a.store.apply('rone22', unchanged);
    await b.reached(2);
    expect(b.received.map(({ version }) => version)).toEqual([1, 2]);
  });

  it('are received again after the connection was lost, and the gap is reported', async () => {
    const [a, b] = [await replica(), await replica()];
    await a.store.create(first(recordingOf('rone22')), 'q1');
    await b.reached(1);
    const [lost, back] = [once(b.said, 'failure'), once(b.said, 'missed')];
    await endListening();
    await lost;
    expect(b.failures[0]).toContain('can’t be reached');
    await back;
    await a.store.apply('rone22', unchanged, { event: answered });
    await b.reached(2);
    expect(b.received[1]).toMatchObject({ version: 2, event: answered });
  });

  it('are received again after the server was restarted', async () => {
    const [a, b] = [await replica(), await replica()];
    const back = [once(a.said, 'missed'), once(b.said, 'missed')];
    await server.restart();
    await Promise.all(back);
    await a.store.create(first(recordingOf('rone22')), 'q1');
    await b.reached(1);
  }, 60_000);

  it.each([
    ['is no JSON', 'hello'],
    ['lacks what is needed', '{"id": "rone22"}'],
  ])('a notification that %s is reported, and the next one is received', async (_, text) => {
    const [a, b] = [await replica(), await replica()];
    const reported = once(b.said, 'failure');
    await run(`SELECT pg_notify('clapperbot_commits', '${text}')`);
    await reported;
    await a.store.create(first(recordingOf('rone22')), 'q1');
    await b.reached(1);
  });

  it('of a newer version are received without what this one does not know', async () => {
    const b = await replica();
    const commit = {
      origin: 'x',
      id: 'rone22',
      version: 7,
      event: { type: 'invented' },
      urgent: ['invented'],
      more: 1,
    };
    await run(`SELECT pg_notify('clapperbot_commits', '${JSON.stringify(commit)}')`);
    await b.reached(1);
    expect(b.received).toEqual([{ id: 'rone22', version: 7, urgent: [] }]);
  });
});

describe('who listens to a recording', () => {
  /** A replica as it is assembled: its transition runner receives the commits of the others. */
  async function listening() {
    const said = new EventEmitter();
    const store = await openPostgres(url);
    open.push(store);
    const runner = createTransitionRunner({
      store,
      clock: systemClock,
      newUid: () => '4000000001',
      notifications: false,
      jitter: () => 0,
    });
    const ready = once(said, 'missed');
    store.followCommits({
      onCommit: (commit) => void runner.received(commit),
      onMissed: () => void runner.missed().then(() => said.emit('missed')),
    });
    await ready;
    return { store, runner, said };
  }

  it('receives what another replica has committed, with the recording, and once', async () => {
    const [a, b] = [await listening(), await listening()];
    await a.store.create(first(recordingOf('rone22')), 'q1');
    const received: string[] = [];
    const over = Promise.withResolvers<void>();
    a.runner.listen('rone22', ({ card: { ts } }, event) => {
      received.push(`${event?.type} ${ts}`);
      if (received.length === 3) over.resolve();
    });
    await b.runner.apply('rone22', { type: 'cardPosted', ts: '1.2' });
    await a.runner.apply('rone22', { type: 'completed' });
    await b.runner.apply('rone22', { type: 'completed' });
    await over.promise;
    // What this replica commits itself is received at once, and may come before what another one has committed earlier.
    expect(received.toSorted((x, y) => x.localeCompare(y))).toEqual([
      'cardPosted 1.2',
      'completed 1.2',
      'completed 1.2',
    ]);
  });

  it('receives how the recording stands after the replica was disconnected', async () => {
    const [a, b] = [await listening(), await listening()];
    await a.store.create(first(recordingOf('rone22')), 'q1');
    const received = Promise.withResolvers<unknown[]>();
    a.runner.listen('rone22', (r, event) => {
      if (event === undefined && r.card.ts !== undefined) received.resolve([r.version, r.card.ts]);
    });
    await endListening();
    await b.runner.apply('rone22', { type: 'cardPosted', ts: '1.2' });
    expect(await received.promise).toEqual([2, '1.2']);
  });
});
