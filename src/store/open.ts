/** The database that the configuration names. */
import type { Clock } from '../service/ports.ts';
import type { BotStore, DamagedReport } from './bot-store.ts';
import type { StoreError } from './error.ts';
import { openPostgres } from './postgres/open.ts';
import { openStore } from './sqlite/open.ts';

type Where = Readonly<{ databasePath: string; databaseUrl?: string }>;

type Options = Readonly<{
  clock: Pick<Clock, 'now'>;
  onDamaged: (row: DamagedReport) => void;
  /** PostgreSQL failed in the background. */
  onError: (error: StoreError) => void;
}>;

/** Rejects with a `StoreError` where the database can't be opened or brought up to date. */
export async function openBotStore({ databasePath, databaseUrl }: Where, options: Options): Promise<BotStore> {
  return databaseUrl === undefined ? openStore(databasePath, options) : openPostgres(databaseUrl, options);
}
