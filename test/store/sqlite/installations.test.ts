/** What only the SQLite store does: nothing of the tokens stays in a row that has ended. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { readSealedInstallations } from '../../../src/store/sqlite/installations.ts';
import { openStore } from '../../../src/store/sqlite/open.ts';

it('keeps when and why an installation ended, and nothing of what was sealed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-installations-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'bot.db');
  let now = 1_000;
  const store = openStore(path, { clock: { now: () => now } });
  await store.saveInstallation({ id: 'T1', enterpriseId: 'E1', isEnterprise: false, sealed: 'sealed' });
  now = 2_000;
  await store.endInstallation('T1', 'uninstalled', now);
  await store.close();
  const db = new Database(path);
  onTestFinished(() => void db.close());
  expect(db.prepare('SELECT * FROM installations').all()).toEqual([
    {
      id: 'T1',
      enterprise: 'E1',
      is_enterprise: 0,
      sealed: '',
      installed_at: 1_000,
      updated_at: 2_000,
      ended_at: 2_000,
      reason: 'uninstalled',
    },
  ]);
});

it('can be read beside a bot that uses the database, without those that have ended', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-installations-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'bot.db');
  expect(readSealedInstallations(path)).toEqual([]);
  const store = openStore(path, { clock: { now: () => 1_000 } });
  onTestFinished(() => store.close());
  const [first, second] = ['T1', 'T2'].map((id) => ({ id, enterpriseId: '', isEnterprise: false, sealed: `of ${id}` }));
  if (first === undefined || second === undefined) throw new Error('two are made');
  for (const one of [first, second]) await store.saveInstallation(one);
  expect(readSealedInstallations(path)).toEqual([first, second]);
  await store.endInstallation('T1', 'revoked', 1_000);
  expect(readSealedInstallations(path)).toEqual([second]);
  // Of a version that knew no installations, or of another program.
  const other = join(folder, 'other.db');
  new Database(other).exec('CREATE TABLE recordings (id TEXT)').close();
  expect(readSealedInstallations(other)).toEqual([]);
  writeFileSync(join(folder, 'no.db'), 'this is no database, whatever its name says');
  expect(() => readSealedInstallations(join(folder, 'no.db'))).toThrow(expect.objectContaining({ code: 'corrupt' }));
});
