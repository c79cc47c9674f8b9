import { EventEmitter, once } from 'node:events';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/store/error.ts';
import { connect, unhurriedOn } from '../../../src/store/postgres/access.ts';
import { openPostgres } from '../../../src/store/postgres/open.ts';
import { openProxy } from '../../crash/replicas/proxy.ts';
import { startPostgres, type TestServer } from '../../support/postgres.ts';
import { first, recordingOf } from '../fixtures.ts';

let server: TestServer;
let url: string;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());
beforeEach(async () => {
  url = await server.createDatabase();
});

/** Resolves with how many rows it has found or changed. */
async function run(sql: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query(sql);
  await client.end();
  return rowCount ?? 0;
}

async function failure(opening: Promise<unknown>): Promise<StoreError> {
  const error = await opening.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StoreError)) throw new Error('no StoreError', { cause: error });
  return error;
}

describe('openPostgres', () => {
  it.each<[string, (address: URL) => void]>([
    ['nothing listens there', (address) => (address.port = '1')],
    ['the database is unknown', (address) => (address.pathname = '/nothing')],
    ['the password is wrong', (address) => (address.password = 'planted-secret')],
  ])('names the database and the fix, and no password, where %s', async (_, alter) => {
    const address = new URL(url);
    alter(address);
    const { code, message } = await failure(openPostgres(address.href));
    expect(code).toBe('cannot_open');
    expect(message).toContain(`${address.host}${address.pathname}`);
    expect(message).toContain('DATABASE_URL');
    expect(message).not.toContain(address.password);
  });

  it('leaves out a recording that can’t be read, and reports it', async () => {
    const damaged: string[] = [];
    const store = await openPostgres(url, { onDamaged: ({ id }) => damaged.push(id) });
    await store.create(first(recordingOf('rgood2')), 'q1');
    await store.create(first(recordingOf('rhurt2', { cname: 'maths' })), 'q2');
    await run(`UPDATE recordings SET state = '{"v": 3}' WHERE id = 'rhurt2'`);
    const { recordings } = await store.listActive({ teamId: 'T1', userId: 'U1', channelId: 'C1' }, 9);
    expect(recordings.map(({ id }) => id)).toEqual(['rgood2']);
    expect(damaged).toEqual(['rhurt2']);
    // Its channel is taken anyway.
    const other = store.create(first(recordingOf('rnext2', { cname: 'maths' })), 'q3');
    await expect(other).rejects.toMatchObject({ code: 'contradiction' });
    await store.close();
  });

  it('continues after PostgreSQL has ended its connections', async () => {
    const reported: string[] = [];
    const report = new EventEmitter();
    const store = await openPostgres(url, {
      onError: ({ code }) => {
        reported.push(code);
        report.emit('error reported');
      },
    });
    await store.create(first(recordingOf('rkept2')), 'q1');
    const ended = await run(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    while (reported.length < ended) await once(report, 'error reported');
    expect(reported[0]).toBe('cannot_open');
    expect(await store.find('rkept2')).toMatchObject({ id: 'rkept2' });
    await store.close();
  });

  it('gives up a statement that a vanished server does not answer, and its connection', async () => {
    const proxy = await openProxy(url);
    const { query, transaction, close } = connect(proxy.url, () => undefined, { answerWithin: 300 });
    const ask = (run: typeof query) => run<{ n: number }>('SELECT 1 AS n');
    await ask(query);
    await proxy.cut('hold');
    const unanswered = { code: 'cannot_open', message: expect.stringContaining('Query read timeout') as string };
    await expect(ask(query)).rejects.toMatchObject(unanswered);
    await proxy.restore();
    expect(await ask(query)).toEqual([{ n: 1 }]);
    const inside = transaction(async (run) => {
      await ask(run);
      await proxy.cut('hold');
      return ask(run);
    });
    await expect(inside).rejects.toMatchObject(unanswered);
    await proxy.restore();
    expect(await transaction(ask)).toEqual([{ n: 1 }]);
    await close();
    await proxy.close();
  });

  it('lets what changes whole tables take longer', async () => {
    const { query, transaction, close } = connect(url, () => undefined, { answerWithin: 300 });
    const slow = "SELECT 'done' AS state FROM pg_sleep(0.6)";
    await expect(query(slow)).rejects.toMatchObject({ code: 'cannot_open' });
    expect(await transaction((_, client) => unhurriedOn(client)(slow))).toEqual([{ state: 'done' }]);
    await close();
  });

  it('reports what a connection meets that nobody uses, until it is closed', async () => {
    const reported: string[] = [];
    const { pool, query, close } = connect(url, ({ code }) => reported.push(code));
    const fail = () => pool.emit('error', new Error('terminating connection'), pool);
    await query('SELECT 1');
    fail();
    expect(reported).toHaveLength(1);
    await close();
    fail();
    expect(reported).toHaveLength(1);
  });

  it('survives a connection that is lost in the middle of a transaction', async () => {
    const access = connect(url, () => undefined);
    const broken = access.transaction(async (query) => {
      const [mine] = await query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await run(`SELECT pg_terminate_backend(${mine?.pid ?? 0})`);
      // The end of the connection arrives while no statement is on its way.
      await access.query('SELECT 1');
      await query('SELECT 1');
    });
    await expect(broken).rejects.toBeInstanceOf(StoreError);
    expect(await access.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await access.close();
  });

  it('lets PostgreSQL end the transaction of a replica that was paused', async () => {
    const access = connect(url, () => undefined);
    const [setting] = await access.query<{ timeout: string }>(
      `SELECT current_setting('idle_in_transaction_session_timeout') AS timeout`,
    );
    expect(setting).toEqual({ timeout: '8s' });
    await access.close();
  });

  it('rejects what comes after it is closed', async () => {
    const store = await openPostgres(url);
    await store.close();
    await store.close();
    await expect(store.find('r1')).rejects.toMatchObject({ code: 'closed' });
  });
});
