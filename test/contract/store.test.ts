import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/open.ts';
import { storeContract } from '../support/store-contract.ts';

storeContract('the SQLite store', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clapperbot-store-'));
  const path = join(folder, 'data', 'clapperbot.db');
  let store = openStore(path);
  return {
    store,
    async reopen() {
      await store.close();
      store = openStore(path);
      return store;
    },
    async end() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
