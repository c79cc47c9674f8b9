/** The databases that the bot is measured on. */
import type { BotStore } from '../../src/store/bot-store.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { openStore } from '../../src/store/sqlite/open.ts';
import { startPostgres, type TestServer } from '../support/postgres.ts';

/** `env`: what a bot on it has in its environment. */
export type BenchDatabase = Readonly<{ env: Record<string, string>; open: () => Promise<BotStore> }>;

export const sqliteAt = (path: string): BenchDatabase => ({
  env: { DATABASE_PATH: path },
  open: async () => openStore(path),
});

export const postgresAt = (url: string): BenchDatabase => ({
  env: { DATABASE_URL: url },
  open: () => openPostgres(url),
});

/** What is measured with a PostgreSQL, which writes to disk as an operator's does; where none can run, one line says why. */
export async function onPostgres(measure: (server: TestServer) => Promise<string>): Promise<string> {
  let server: TestServer;
  try {
    server = await startPostgres({ isDurable: true });
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    return `Left out: ${reason}`;
  }
  try {
    return await measure(server);
  } finally {
    await server.stop();
  }
}
