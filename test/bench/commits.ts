/** How many transitions are committed in a second: by replicas on one PostgreSQL, and by one process on SQLite. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../support/child.ts';
import type { TestServer } from '../support/postgres.ts';
import { type BenchDatabase, onPostgres, postgresAt, sqliteAt } from './databases.ts';
import { percentile, table, times } from './figures.ts';

/** In which the processes start and the engine compiles. */
const warmMs = 4_000;
const measuredMs = 4_000;
const rounds = 3;

type Contender = Readonly<{ name: string; processes: number; database: BenchDatabase }>;

export const commits = (): Promise<string> => onPostgres(figuresOf);

async function figuresOf(server: TestServer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clapperbot-bench-'));
  const url = await server.createDatabase();
  const contenders: Contender[] = [1, 2, 3].map((processes) => ({
    name: `PostgreSQL, ${processes} ${processes === 1 ? 'replica' : 'replicas'}`,
    processes,
    database: postgresAt(url),
  }));
  contenders.push({ name: 'SQLite', processes: 1, database: sqliteAt(join(folder, 'bot.db')) });
  const found = contenders.map((contender) => ({ contender, rates: [] as number[] }));
  // They take turns, so that noise meets all of them.
  for (let round = 0; round < rounds; round += 1) {
    for (const { contender, rates } of found) rates.push(await rateOf(contender));
  }
  await rm(folder, { recursive: true, force: true });
  const median = (rates: readonly number[]) => percentile(rates, 0.5);
  const one = median(found[0]?.rates ?? []);
  return table(
    ['transitions with one job', 'commits a second', 'ratio to one replica'],
    found.map(({ contender, rates }) => [contender.name, median(rates).toFixed(0), times(median(rates) / one)]),
  );
}

async function rateOf({ processes, database }: Contender): Promise<number> {
  // Makes the schema, if it is the first one.
  await (await database.open()).close();
  const from = Date.now() + warmMs;
  const env = { ...database.env, FROM: `${from}`, UNTIL: `${from + measuredMs}` };
  const committers = Array.from({ length: processes }, () => run('test/bench/committer.ts', { env }));
  const lines = await Promise.all(committers.map((committer) => committer.logged('committed')));
  await Promise.all(committers.map(({ ended }) => ended));
  const sum = lines.reduce((total, { count }) => total + Number(count), 0);
  return sum / (measuredMs / 1_000);
}
