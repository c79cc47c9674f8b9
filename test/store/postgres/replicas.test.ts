/** Several replicas on one database: what only their common database can keep right. */
import { Client } from 'pg';
import { PgBoss } from 'pg-boss';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { transitionTo } from '../../../src/recording/effects.ts';
import type { JobRef, Queue } from '../../../src/recording/jobs.ts';
import type { About } from '../../../src/service/ports.ts';
import type { ScheduleJobRef } from '../../../src/service/schedule-ports.ts';
import type { BotStore } from '../../../src/store/bot-store.ts';
import { openPostgres } from '../../../src/store/postgres/open.ts';
import { startPostgres, type TestServer } from '../../support/postgres.ts';
import { change, scheduleOf, scheduleTo, timerJob } from '../../support/schedules.ts';
import { card, first, message, query, recordingOf, t0 } from '../fixtures.ts';

const beginsNothing = () => {
  throw new Error('nothing is to begin');
};

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

let url: string;
let replicas: BotStore[];
beforeEach(async () => {
  url = await server.createDatabase();
  // At the same time: the schema is made by whichever is first.
  replicas = await Promise.all([openPostgres(url), openPostgres(url), openPostgres(url)]);
});
afterEach(() => Promise.all(replicas.map((replica) => replica.close())));

function replica(n: number): BotStore {
  const found = replicas[n % replicas.length];
  if (found === undefined) throw new Error('no replica');
  return found;
}

async function rows(sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const found = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return found.rows;
}

describe('replicas', () => {
  it('begin one recording of a channel, and all of them name it', async () => {
    const results = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        replica(n).create(first(recordingOf(`r${n}`, { cname: 'maths' }), [query(t0)]), `q${n}`),
      ),
    );
    const created = results.flatMap(({ kind }, n) => (kind === 'created' ? [`r${n}`] : []));
    expect(created).toHaveLength(1);
    const active = results.flatMap((result) => (result.kind === 'active' ? [result.recording.id] : []));
    expect(active).toEqual(Array.from({ length: 29 }, () => created[0]));
    expect(await replica(0).counts()).toMatchObject({ jobs: { agora: 1 }, live: { starting: 1 }, orphans: 0 });
  });

  it('count a request once, whichever of them Slack delivers it to', async () => {
    const created = await Promise.all(
      [0, 1, 2].map((n) => replica(n).create(first(recordingOf(`r${n}`, { cname: `maths ${n}` })), 'same')),
    );
    expect(created.map(({ kind }) => kind).toSorted()).toEqual(['created', 'duplicate', 'duplicate']);
    const id = `r${created.findIndex(({ kind }) => kind === 'created')}`;
    const applied = await Promise.all(
      [0, 1, 2].map((n) => replica(n).apply(id, (r) => transitionTo(r, { jobs: [message(t0)] }), { request: 'click' })),
    );
    expect(applied.map(({ kind }) => kind).toSorted()).toEqual(['applied', 'duplicate', 'duplicate']);
    expect((await replica(0).counts()).jobs).toEqual({ thread: 1 });
  });

  it('decide on what the others have committed: no change is lost', async () => {
    await replica(0).create(first(recordingOf('rmany2')), 'q');
    const increase = (n: number) =>
      replica(n).apply('rmany2', (r) =>
        transitionTo({ ...r, createdAt: r.createdAt + 1, recorders: [...r.recorders, r.recorders[0]] }),
      );
    await Promise.all(Array.from({ length: 30 }, (_, n) => increase(n)));
    const after = await replica(1).find('rmany2');
    expect(after).toMatchObject({ version: 31, createdAt: t0 + 30 });
    expect(after?.recorders).toHaveLength(31);
  });
});

describe('jobs', () => {
  it('are committed with the change or not at all', async () => {
    await replica(0).create(first(recordingOf('rfail2'), [query(t0)]), 'q');
    const dropped = replica(1).apply('rfail2', (r) =>
      transitionTo({ ...r, startedBy: 'U2' }, { jobs: [message(t0), { ...query(t0), dueAt: Number.NaN }] }),
    );
    await expect(dropped).rejects.toThrow();
    expect((await replica(2).counts()).jobs).toEqual({ agora: 1 });
    expect(await replica(2).find('rfail2')).toStrictEqual(recordingOf('rfail2'));
  });

  it('wait for their time with what pg-boss needs to put them in order', async () => {
    const dueAt = t0 + 5;
    await replica(0).create(first(recordingOf('rfirst'), [query(dueAt, { priority: 0 })]), 'q');
    expect(
      await rows(`SELECT name, singleton_key AS of, priority, policy, start_after AS due, data #>> '{payload,call}' AS call
        FROM pgboss.job WHERE name = 'agora'`),
    ).toEqual([{ name: 'agora', of: 'rfirst', priority: 3, policy: 'singleton', due: new Date(dueAt), call: 'query' }]);
  });

  it('of a key are replaced and canceled, by any replica, and those of other recordings stay', async () => {
    await replica(0).create(first(recordingOf('rone22'), [card(t0), query(t0, { key: 'query' })]), 'q1');
    await replica(0).create(first(recordingOf('rtwo22'), [card(t0)]), 'q2');
    await replica(1).apply('rone22', (r) => transitionTo(r, { jobs: [card(t0 + 7)], cancel: ['query', 'none'] }));
    expect(
      await rows(`SELECT singleton_key AS of, start_after AS due FROM pgboss.job WHERE name = 'card' ORDER BY 1`),
    ).toEqual([
      { of: 'rone22', due: new Date(t0 + 7) },
      { of: 'rtwo22', due: new Date(t0) },
    ]);
    expect((await replica(2).counts()).jobs).toEqual({ card: 2 });
  });
});

describe('a job that was handed out', () => {
  const past = Date.now() - 3_600_000;
  const take = (n: number, queue: Queue = 'agora') => replica(n).take(queue, Date.now(), 9, new Set());

  /** As pg-boss does where a replica has sent no heartbeat for too long. */
  async function takeForDead({ queue, id }: JobRef): Promise<void> {
    const boss = new PgBoss({ connectionString: url, schema: 'pgboss', supervise: false, schedule: false });
    await boss.start();
    await boss.fail(queue, String(id));
    await boss.stop({ graceful: false });
  }

  async function takenOver() {
    await replica(0).create(first(recordingOf('rover2'), [query(past)]), 'q');
    const [old] = await take(0);
    if (old === undefined) throw new Error('nothing is due');
    await takeForDead(old.job);
    const [mine] = await take(1);
    if (mine === undefined) throw new Error('it was not handed out again');
    return { old: old.job, mine: mine.job };
  }

  it('is handed out to no other replica', async () => {
    await replica(0).create(first(recordingOf('rone22'), [query(past)]), 'q');
    const taken = await Promise.all([take(0), take(1), take(2)]);
    expect(taken.flat()).toHaveLength(1);
    expect((await Promise.all([take(0), take(1), take(2)])).flat()).toEqual([]);
  });

  it('commits nothing for a replica that it was taken from', async () => {
    const { old, mine } = await takenOver();
    const changed = (n: number, about: About) =>
      replica(n).apply('rover2', (r) => transitionTo({ ...r, startedBy: `U${n}` }, { jobs: [message(past)] }), about);
    expect(await changed(0, { done: old })).toEqual({ kind: 'duplicate' });
    expect(await changed(0, { held: old })).toEqual({ kind: 'duplicate' });
    await replica(0).postpone(old, Date.now() + 3_600_000);
    expect(await replica(0).release(old)).toBe(false);
    expect(await replica(2).find('rover2')).toStrictEqual(recordingOf('rover2'));
    expect((await replica(2).counts()).jobs).toEqual({ agora: 1 });
    expect(await changed(1, { held: mine })).toMatchObject({ kind: 'applied' });
    expect(await changed(1, { done: mine })).toMatchObject({ kind: 'applied' });
    expect(await changed(1, { done: mine })).toEqual({ kind: 'duplicate' });
    expect((await replica(2).counts()).jobs).toEqual({ thread: 2 });
  });

  it('is not handed out again where it was canceled or replaced meanwhile', async () => {
    const cards = () => take(1, 'card');
    await replica(0).create(first(recordingOf('rgone2'), [card(past)]), 'q');
    const [old] = await take(0, 'card');
    await replica(1).apply('rgone2', (r) => transitionTo(r, { jobs: [card(past + 7)] }));
    if (old === undefined) throw new Error('nothing is due');
    await takeForDead(old.job);
    const [mine] = await cards();
    expect(mine?.job.dueAt).toBe(past + 7);
    if (mine === undefined) throw new Error('its replacement is lost');
    await replica(2).apply('rgone2', (r) => transitionTo(r, { cancel: ['card'] }));
    expect(await replica(1).release(mine.job)).toBe(true);
    expect(await cards()).toEqual([]);
    expect((await replica(0).counts()).jobs).toEqual({});
  });

  it('of a schedule is done once, also where a replica wakes up late', async () => {
    const s = scheduleOf('sover2');
    await replica(0).createSchedule(scheduleTo(s, { jobs: [timerJob('run', past)] }), 'q');
    const [old] = await replica(0).takeScheduleJobs('timer', Date.now(), 9, new Set());
    if (old === undefined) throw new Error('nothing is due');
    await takeForDead({ ...old.job, queue: 'schedule-timer' as Queue });
    const [mine] = await replica(1).takeScheduleJobs('timer', Date.now(), 9, new Set());
    const skip = (n: number, job: ScheduleJobRef | undefined) =>
      replica(n).applySchedule('sover2', change(scheduleTo), beginsNothing, job && { done: job });
    expect(await skip(0, old.job)).toEqual({ kind: 'duplicate' });
    expect(await skip(1, mine?.job)).toMatchObject({ kind: 'applied' });
    expect((await replica(2).findSchedule('sover2'))?.version).toBe(2);
  });
});

describe('what is done by the clock', () => {
  it('is claimed by one of the replicas, once for each time', async () => {
    const claims = (task: string, at: number) => Promise.all([0, 1, 2].map((n) => replica(n).claim(task, at)));
    expect((await claims('status posts', t0)).filter(Boolean)).toHaveLength(1);
    expect(await claims('status posts', t0)).toEqual([false, false, false]);
    expect((await claims('retention', t0)).filter(Boolean)).toHaveLength(1);
    expect((await claims('status posts', t0 + 1)).filter(Boolean)).toHaveLength(1);
    expect(await claims('status posts', t0)).toEqual([false, false, false]);
  });
});
