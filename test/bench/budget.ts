/** The request budget of several replicas on one PostgreSQL. */
import { overruns, share } from '../support/arrivals.ts';
import type { TestServer } from '../support/postgres.ts';
import { startReplicas } from '../support/replicas.ts';
import { onPostgres } from './databases.ts';
import { table, verdict } from './figures.ts';

type Replicas = Awaited<ReturnType<typeof startReplicas>>;
type Case = Readonly<{
  name: string;
  /** Absent where something is taken away meanwhile: a slot that is lost is free again after seconds. */
  least?: number;
  meanwhile: (replicas: Replicas, server: TestServer) => Promise<void>;
}>;

const measured = 20_000;
const limits = { share: 0.9, overruns: 0 };

const cases: readonly Case[] = [
  { name: 'undisturbed', least: limits.share, meanwhile: () => Promise.resolve() },
  {
    name: 'one killed, one paused for 6 s',
    async meanwhile({ arrivals, signal }) {
      await arrivals.reached(15);
      signal(0, 'SIGKILL');
      await arrivals.reached(25);
      signal(1, 'SIGSTOP');
      await arrivals.lasted(8_000);
      signal(1, 'SIGCONT');
    },
  },
  {
    name: 'the server restarted',
    async meanwhile({ arrivals }, server) {
      await arrivals.reached(25);
      await server.restart();
    },
  },
];

export const budget = (): Promise<string> => onPostgres(figuresOf);

async function figuresOf(server: TestServer): Promise<string> {
  const rows: string[][] = [];
  for (const { name, least, meanwhile } of cases) {
    const replicas = await startReplicas(3, await server.createDatabase(), () => Math.random() * 20);
    const { arrivals, stop } = replicas;
    await meanwhile(replicas, server);
    await arrivals.lasted(measured);
    await stop();
    const used = share(arrivals.at);
    const over = overruns(arrivals.at);
    rows.push(
      [
        `share of the budget used, ${name}`,
        `${Math.round(100 * used)} %`,
        least === undefined ? '–' : `${100 * least} %`,
        least === undefined ? '' : verdict(used >= least),
      ],
      [`an eleventh request in a sliding second, ${name}`, `${over}`, `${limits.overruns}`, verdict(over === 0)],
    );
  }
  return table(['three replicas that ask without a pause', 'figure', 'limit', ''], rows);
}
