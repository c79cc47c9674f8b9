/** Budgets of several replicas: here in one process, each with connections of its own. */
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { agoraLimit } from '../../../src/agora/request-limiter.ts';
import type { Budget, BudgetPriority, Limit, Permit } from '../../../src/service/budget.ts';
import { connect } from '../../../src/store/postgres/access.ts';
import { sharedBudgets } from '../../../src/store/postgres/budget.ts';
import { openPostgres } from '../../../src/store/postgres/open.ts';
import { slotTable } from '../../../src/store/postgres/slots.ts';
import { startPostgres, type TestServer } from '../../support/postgres.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

let url: string;
const ends: (() => Promise<void>)[] = [];
beforeEach(async () => {
  url = await server.createDatabase();
  await (await openPostgres(url)).close();
});
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

const never = new AbortController().signal;
const updates: Limit = { shares: [5, 4, 3, 3], window: 60_000, from: 'departure' };

async function run(sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return rows;
}

function replica(limit: Limit = agoraLimit, key = 'agora:app1') {
  const errors: unknown[] = [];
  const access = connect(url, () => undefined);
  ends.push(access.close);
  const budget = sharedBudgets(access.query, { onError: (error) => errors.push(error) })(key, limit);
  return { budget, errors, close: access.close };
}

async function take(budget: Budget, count: number, priority: BudgetPriority = 0): Promise<Permit[]> {
  const permits = await Promise.all(Array.from({ length: count }, () => budget.take(priority, never)));
  return permits.map((permit) => permit ?? expect.fail('no permit'));
}

/** Milliseconds from now until all slots are free, by the clock of the server. */
const untilFree = async () => {
  const [row] = await run(
    'SELECT max(extract(epoch FROM free_at - clock_timestamp()) * 1000)::float8 AS wait FROM slots',
  );
  return Number(row?.['wait']);
};

describe('the budget of several replicas', () => {
  it('is that of one', async () => {
    const [a, b] = [replica(), replica()];
    const permits = [...(await take(a.budget, 6)), ...(await take(b.budget, 4))];
    expect(permits.every(({ isValid }) => isValid())).toBe(true);
    expect([a.budget.inUse(), b.budget.inUse()]).toEqual([6, 4]);
    expect(await run('SELECT count(*)::int AS held FROM slots WHERE holder IS NOT NULL')).toEqual([{ held: 10 }]);
    const eleventh = b.budget.take(0, never);
    const leave = new AbortController();
    const twelfth = a.budget.take(0, leave.signal);
    leave.abort();
    expect(await twelfth).toBeUndefined();
    const releasedAt = performance.now();
    permits[0]?.release();
    permits[0]?.release();
    await eleventh;
    expect(performance.now() - releasedAt).toBeGreaterThanOrEqual(1_000);
  });

  it('begins with a second without turns, because what was sent before is not known', async () => {
    const { budget } = replica();
    const [from] = [performance.now()];
    await take(budget, 1);
    expect(performance.now() - from).toBeGreaterThanOrEqual(1_000);
    const again = replica();
    await take(again.budget, 9);
    expect(await run('SELECT count(*)::int AS held FROM slots WHERE holder IS NOT NULL')).toEqual([{ held: 10 }]);
  });

  it('is another one for another key', async () => {
    const [a, b] = [replica(), replica(agoraLimit, 'agora:app2')];
    await Promise.all([take(a.budget, 10), take(b.budget, 10)]);
    expect(await run('SELECT DISTINCT key FROM slots ORDER BY key')).toEqual([
      { key: 'agora:app1' },
      { key: 'agora:app2' },
    ]);
  });

  it('is kept while a request is on its way, and comes back from a replica that has died', async () => {
    const [a, b] = [replica(), replica()];
    const [kept] = await take(a.budget, 1);
    const [row] = await run('SELECT free_at::text AS at FROM slots WHERE holder IS NOT NULL');
    // Renewed until the answer, though that takes longer than any slot is kept for one that is silent.
    await take(b.budget, 9);
    await b.close();
    await take(a.budget, 9);
    const [now] = await run(`SELECT free_at > '${String(row?.['at'])}'::timestamptz + interval '3 s' AS later
      FROM slots ORDER BY n LIMIT 1`);
    expect(now).toEqual({ later: true });
    expect(kept?.isValid()).toBe(true);
  });

  it('takes a turn away from a replica that could not renew it', async () => {
    const { budget } = replica();
    const [permit] = await take(budget, 1);
    await run('UPDATE slots SET holder = NULL');
    while (permit?.isValid() === true) await new Promise((resolve) => setImmediate(resolve));
    permit?.release();
    expect(await run('SELECT count(*)::int AS held FROM slots WHERE holder IS NOT NULL')).toEqual([{ held: 0 }]);
  });

  it('keeps its reserve for the more urgent, whichever replica has used the rest', async () => {
    const [a, b] = [replica(updates), replica(updates)];
    await take(a.budget, 3, 3);
    const leave = new AbortController();
    const background = b.budget.take(2, leave.signal);
    await take(b.budget, 1, 1);
    await take(a.budget, 1, 0);
    leave.abort();
    expect(await background).toBeUndefined();
    expect(await untilFree()).toBeGreaterThan(50_000);
  });

  it('leaves a slot that has become free to the more urgent for a moment', async () => {
    const access = connect(url, () => undefined);
    ends.push(access.close);
    const table = slotTable(access.query, 'slack:T1', { shares: [1, 1, 1, 1], window: 60_000, from: 'departure' });
    const takeOne = (priority: BudgetPriority) => table.take(priority, 1, randomUUID(), 0);
    expect(await takeOne(3)).toEqual({ slots: [], wait: 0 });
    while ((await takeOne(3)).slots.length === 0);
    const waits: number[] = [];
    for (const priority of [3, 2, 1, 0] as const) waits.push((await takeOne(priority)).wait);
    // The later ones were asked for later, which makes their waits still shorter.
    for (const [n, wait] of waits.slice(1).entries()) expect((waits[n] ?? 0) - wait).toBeGreaterThanOrEqual(8);
  });

  it('serves stops and people of another replica before watching', async () => {
    const [watching, urgent] = [replica(), replica()];
    const permits = await take(watching.budget, 10);
    const order: string[] = [];
    const join = async (name: string, { budget }: typeof urgent, priority: BudgetPriority) => {
      const permit = await budget.take(priority, never);
      order.push(name);
      permit?.release();
    };
    const all = Array.from({ length: 15 }, () => join('watch', watching, 3));
    for (let n = 0; n < 5; n += 1) all.push(join('person', urgent, 1), join('stop', urgent, 0));
    for (const permit of permits) permit.release();
    await Promise.all(all);
    // As far as the statements of two replicas take turns; without priority it would be four.
    expect(order.slice(0, 10).filter((name) => name !== 'watch').length).toBeGreaterThanOrEqual(7);
  });
});

describe('where the database', () => {
  it('is out of reach, a request waits, and is given up at its limit', async () => {
    const { budget, errors, close } = replica();
    await take(budget, 1);
    await close();
    expect(await budget.take(0, never, 1)).toBeUndefined();
    expect(await budget.take(0, never, 1)).toBeUndefined();
    expect(errors).toHaveLength(1);
    expect(budget.waiting()).toBe(0);
  });

  it('was restarted, turns go on', async () => {
    const { budget } = replica();
    const permits = await take(budget, 10);
    const next = budget.take(0, never);
    await server.restart();
    for (const permit of permits) permit.release();
    expect((await next)?.isValid()).toBe(true);
  }, 60_000);

  it('has crashed and lost the slots, they are made again, and are not free', async () => {
    const [a] = [replica()];
    await take(a.budget, 10);
    await run('TRUNCATE slots');
    const from = performance.now();
    await take(a.budget, 1);
    expect(performance.now() - from).toBeGreaterThanOrEqual(1_000);
  });

  it('was set back in time, slots are not lost for as long', async () => {
    const { budget } = replica();
    for (const permit of await take(budget, 10)) permit.release();
    await run(`UPDATE slots SET holder = NULL, free_at = free_at + interval '1 hour'`);
    await take(budget, 10);
    expect(await untilFree()).toBeLessThan(10_000);
  });
});
