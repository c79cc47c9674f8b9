/** Three replicas, each a process of its own, that ask without a pause: what arrives at Agora. */
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { arrivedWithin, overruns, share } from '../../support/arrivals.ts';
import { startPostgres, type TestServer } from '../../support/postgres.ts';
import { startReplicas } from '../../support/replicas.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const measured = 10_000;
const most = 100;

async function start() {
  const replicas = await startReplicas(3, await server.createDatabase(), () => Math.random() * 20);
  onTestFinished(replicas.stop);
  await replicas.arrivals.reached(1);
  return replicas;
}

function report(name: string, at: readonly number[]): number {
  const arrived = arrivedWithin(at, measured);
  process.stdout.write(`${name}: ${arrived} of ${most} requests, ${Math.round(100 * share(at))} % of the budget\n`);
  return arrived;
}

it('is never an eleventh request in a second, and nine tenths of what is allowed', async () => {
  const { arrivals } = await start();
  await arrivals.lasted(measured);
  const arrived = report('undisturbed', arrivals.at);
  expect(overruns(arrivals.at)).toBe(0);
  expect(arrived).toBeGreaterThanOrEqual(0.9 * most);
}, 60_000);

it('is never an eleventh request where one replica is killed and another one paused', async () => {
  const { arrivals, signal } = await start();
  await arrivals.reached(15);
  signal(0, 'SIGKILL');
  await arrivals.reached(25);
  signal(1, 'SIGSTOP');
  // Longer than a slot is kept for it.
  await arrivals.lasted(7_500);
  signal(1, 'SIGCONT');
  await arrivals.lasted(measured);
  const arrived = report('one killed, one paused', arrivals.at);
  expect(overruns(arrivals.at)).toBe(0);
  // Of each of the two, all slots may have been in use: ten for four seconds.
  expect(arrived).toBeGreaterThanOrEqual(0.5 * most);
}, 60_000);

it('is never an eleventh request where the database server is restarted', async () => {
  const { arrivals } = await start();
  await arrivals.reached(25);
  await server.restart();
  const before = arrivals.at.length;
  await arrivals.lasted(measured);
  report('server restarted', arrivals.at);
  expect(overruns(arrivals.at)).toBe(0);
  expect(arrivals.at.length).toBeGreaterThan(before + 10);
}, 60_000);
