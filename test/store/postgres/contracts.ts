/** The contract of the store on a PostgreSQL. */
import { afterAll, beforeAll } from 'vitest';
import { openPostgres } from '../../../src/store/postgres/open.ts';
import { startPostgres, type TestServer } from '../../support/postgres.ts';
import { storeContract } from '../contract.ts';
import { adoptContract } from '../contract-adopt.ts';
import { auditContract } from '../contract-audit.ts';
import { countsContract } from '../contract-counts.ts';
import { homeContract } from '../contract-home.ts';
import { installationContract } from '../contract-installations.ts';
import { jobContract } from '../contract-jobs.ts';
import { listContract } from '../contract-list.ts';
import { modesContract } from '../contract-modes.ts';
import { pruneContract } from '../contract-prune.ts';
import { scheduleContract } from '../contract-schedules.ts';
import { stepsContract } from '../contract-steps.ts';
import { teamContract } from '../contract-teams.ts';
import { usageContract } from '../contract-usage.ts';

/** `programs`: of Debian's server; undefined for the one that npm brings. */
export function postgresContracts(name: string, programs?: string): void {
  let server: TestServer;
  beforeAll(async () => {
    server = await startPostgres({ programs });
  }, 60_000);
  afterAll(() => server.stop());

  async function open() {
    const url = await server.createDatabase();
    let store = await openPostgres(url);
    return {
      store: store,
      async reopen() {
        await store.close();
        store = await openPostgres(url);
        return store;
      },
      end: () => store.close(),
    };
  }

  storeContract(name, open);
  jobContract(name, open);
  pruneContract(name, open);
  countsContract(name, open);
  modesContract(name, open);
  listContract(name, open);
  usageContract(name, open);
  auditContract(name, open);
  scheduleContract(name, open);
  homeContract(name, open);
  stepsContract(name, open);
  teamContract(name, open);
  installationContract(name, open);
  adoptContract(name, open);
}
