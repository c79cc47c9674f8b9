/** From SQLite to PostgreSQL and back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrateToPostgres, migrateToSqlite } from '../../../src/store/transfer/migrate.ts';
import { startPostgres, type TestServer } from '../../support/postgres.ts';
import { contents, fill } from './fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

let folder: string;
let file: string;
let url: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clapperbot-transfer-'));
  file = join(folder, 'bot.db');
  url = await server.createDatabase();
});
afterEach(() => rmSync(folder, { recursive: true }));

const onError = (error: Error) => {
  throw error;
};
const options = (path: string, onCopied: (copied: { table: string; rows: number }) => void = () => {}) => ({
  url,
  path,
  onCopied,
  onError,
});

describe('a round trip', () => {
  it('gives the same rows', async () => {
    await fill(file, { withScheduleJobs: false });
    const before = contents(file);
    const copied = new Map<string, number>();
    await migrateToPostgres(options(file, ({ table, rows }) => copied.set(table, rows)));
    expect(contents(file)).toEqual(before);
    const back = join(folder, 'back.db');
    await migrateToSqlite(options(back));
    expect(contents(back)).toEqual(before);
    // Nothing is equal for being empty.
    expect([...copied].filter(([, rows]) => rows === 0)).toEqual([['schedule_jobs', 0]]);
  });
});
