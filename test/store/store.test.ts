import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/sqlite/open.ts';
import { storeContract } from './contract.ts';
import { adoptContract } from './contract-adopt.ts';
import { auditContract } from './contract-audit.ts';
import { countsContract } from './contract-counts.ts';
import { homeContract } from './contract-home.ts';
import { installationContract } from './contract-installations.ts';
import { jobContract } from './contract-jobs.ts';
import { listContract } from './contract-list.ts';
import { modesContract } from './contract-modes.ts';
import { pruneContract } from './contract-prune.ts';
import { scheduleContract } from './contract-schedules.ts';
import { stepsContract } from './contract-steps.ts';
import { teamContract } from './contract-teams.ts';
import { usageContract } from './contract-usage.ts';

async function open() {
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
}

storeContract('the SQLite store', open);
jobContract('the SQLite store', open);
pruneContract('the SQLite store', open);
countsContract('the SQLite store', open);
modesContract('the SQLite store', open);
listContract('the SQLite store', open);
usageContract('the SQLite store', open);
auditContract('the SQLite store', open);
scheduleContract('the SQLite store', open);
homeContract('the SQLite store', open);
stepsContract('the SQLite store', open);
teamContract('the SQLite store', open);
installationContract('the SQLite store', open);
adoptContract('the SQLite store', open);
