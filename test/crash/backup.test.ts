/** `npm run backup -- FILE` as people run it, beside a bot and without one. */
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/sqlite/open.ts';
import { first, query, recordingOf, t0 } from '../store/fixtures.ts';
import { openStage } from '../support/stage.ts';
import { backUp, rows, stageWith, sum } from './backup.ts';

describe('a copy', () => {
  test('without a bot: complete, one file, reported in one line; the database is unchanged', async () => {
    const { run, target, database, left } = await stageWith(120);
    const before = sum(database);
    const { code, out, err } = await run(target);
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out).toHaveLength(1);
    expect(out[0]).toMatch(/copy\.db: 120 recordings, [\d,]+ kB, checked\.$/u);
    expect(out[0]).toContain(target);
    expect(left()).toEqual(['copy.db']);
    expect(rows(target)).toEqual(rows(database));
    expect(sum(database)).toBe(before);
  });

  test('is readable only for those who may read the database', async () => {
    const { run, target, database } = await stageWith(1);
    chmodSync(database, 0o600);
    expect(await run(target)).toMatchObject({ code: 0 });
    expect(statSync(target).mode & 0o777).toBe(0o600);
  });

  test('creates its folder, which only the owner may read', async () => {
    const { run, folder } = await stageWith(1);
    const target = join(folder, 'far', 'away', 'copy.db');
    expect(await run(target)).toMatchObject({ code: 0, err: [] });
    expect([target, dirname(target), join(folder, 'far')].map((path) => statSync(path).mode & 0o777)).toEqual([
      0o600, 0o700, 0o700,
    ]);
  });

  test('holds what a killed bot had in its write-ahead log', async () => {
    const { run, target, database, folder } = await stageWith(1);
    const store = openStore(database);
    await store.create(first(recordingOf('rlate2')), 'late');
    // What a kill leaves: both files as they are.
    const killed = join(folder, 'killed.db');
    for (const end of ['', '-wal']) writeFileSync(killed + end, readFileSync(database + end));
    await store.close();
    const { code } = await backUp({ ...(await openStage()), database: killed }, [target]);
    expect(code).toBe(0);
    expect(rows(target)[0]).toHaveLength(2);
    expect(await run(join(folder, 'second.db'))).toMatchObject({ code: 0 });
  });

  test('is consistent while another program writes all the time', { timeout: 60_000 }, async () => {
    const stage = await stageWith(2_000);
    const store = openStore(stage.database, { flushAfterMs: 0 });
    onTestFinished(() => store.close());
    const done = new AbortController();
    let written = 0;
    const writing = (async () => {
      while (!done.signal.aborted) {
        const id = `w${written}`;
        await store.create(first(recordingOf(id), [query(t0), query(t0)]), id);
        written += 1;
      }
    })();
    const { code, err } = await stage.run(stage.target);
    done.abort();
    await writing;
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(written).toBeGreaterThan(10);
    const [recordings = [], jobs = [], audit = []] = rows(stage.target);
    const extra = recordings.length - 2_000;
    expect(extra).toBeGreaterThanOrEqual(0);
    expect([jobs.length, audit.length]).toEqual([2_000 + 2 * extra, 2_000 + extra]);
  });

  test('a bot started on a copy of a running one continues the recording', { timeout: 60_000 }, async () => {
    const stage = await openStage();
    const { slack, agora, room, ana, card, database, folder, settings, start } = stage;
    const first = start();
    await first.logged('ready');
    await slack.type(ana, room, '/record start standup');
    await card('Recording');
    const target = join(folder, 'copy.db');
    expect(await backUp(stage, [target])).toMatchObject({ code: 0, err: [] });
    await first.kill('SIGKILL');

    const second = start({ env: settings({ DATABASE_PATH: target }) });
    await second.logged('ready');
    const [shown] = slack.messages(room);
    if (shown === undefined) throw new Error('no card');
    await slack.click(ana, shown, 'Stop');
    await card('Finished');
    expect(agora.recorders).toMatchObject([{ endedBy: 'stop' }]);
    expect(database).not.toBe(target);
  });

  test('finds the database through .env', async () => {
    const stage = await stageWith(3);
    writeFileSync(join(stage.folder, '.env'), `DATABASE_PATH=${stage.database}\n`);
    const { code, out } = await backUp(stage, [stage.target], { DATABASE_PATH: undefined as unknown as string });
    expect({ code, out }).toMatchObject({ code: 0, out: [expect.stringContaining('3 recordings')] });
  });
});
