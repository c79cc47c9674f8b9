/** Replicas that share a request budget, each in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { countArrivals } from './arrivals.ts';

const program = fileURLToPath(new URL('../store/postgres/replica.ts', import.meta.url));

/** Begins with so many of them on an empty database; they ask without a pause, and their requests are counted. */
export async function startReplicas(count: number, databaseUrl: string, delay: () => number) {
  await (await openPostgres(databaseUrl)).close();
  const arrivals = await countArrivals(delay);
  const replicas: ChildProcess[] = [];
  for (let n = 0; n < count; n += 1) {
    const replica = spawn(process.execPath, [program], {
      env: { ...process.env, DATABASE_URL: databaseUrl, AGORA_URL: arrivals.url },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    replicas.push(replica);
    await once(replica.stdout, 'data');
  }
  return {
    arrivals,
    signal: (n: number, name: NodeJS.Signals): void => {
      replicas[n]?.kill(name);
    },
    stop: async (): Promise<void> => {
      const running = replicas.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
      const ended = running.map((replica) => once(replica, 'exit'));
      for (const replica of running) replica.kill('SIGKILL');
      await Promise.all(ended);
      arrivals.close();
    },
  };
}
