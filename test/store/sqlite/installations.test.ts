/** What only the SQLite store does: nothing of the tokens stays in a row that has ended. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
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
