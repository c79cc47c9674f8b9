/** What happens to replicas and to their database, drawn at random. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../people.ts';
import type { ReplicaDeployment } from './deployment.ts';
import type { Replica } from './replica.ts';

/** `ms`: for how long it lasts. */
export type Fault = Readonly<
  | { kind: 'killed'; ms: number }
  | { kind: 'paused'; ms: number }
  | { kind: 'cut'; how: 'refuse' | 'hold' | 'reset'; ms: number }
  | { kind: 'restarted'; how: 'fast' | 'immediate' }
>;

/** By how often it is drawn. */
const shares = { killed: 0.45, paused: 0.15, cut: 0.3 };

/** `longest`: the most milliseconds that a pause lasts; a cut, a third of it. */
export function drawFault(random: Random, longest: number): Fault {
  const kind = random();
  const [how, ms] = [random(), random()];
  if (kind < shares.killed) return { kind: 'killed', ms: how < 0.7 ? 0 : (ms * longest) / 6 };
  // Short ones are those in which nobody takes over.
  if (kind < shares.killed + shares.paused)
    return { kind: 'paused', ms: how < 0.5 ? (ms * longest) / 6 : ms * longest };
  if (kind < shares.killed + shares.paused + shares.cut) {
    const way = how < 0.33 ? 'refuse' : how < 0.66 ? 'hold' : 'reset';
    return { kind: 'cut', how: way, ms: way === 'reset' ? 0 : (ms * longest) / 3 };
  }
  return { kind: 'restarted', how: how < 0.5 ? 'fast' : 'immediate' };
}

/** Resolves when it is over. A replica that was killed has been started again, and need not be ready. */
export async function inflict(fault: Fault, replica: Replica, system: ReplicaDeployment): Promise<void> {
  switch (fault.kind) {
    case 'killed':
      await replica.kill();
      await sleep(fault.ms);
      return replica.start();
    case 'paused':
      replica.pause();
      await sleep(fault.ms);
      return replica.resume();
    case 'cut':
      if (fault.how === 'reset') return replica.reset();
      await replica.cut(fault.how);
      await sleep(fault.ms);
      return await replica.restore();
    case 'restarted':
      return await system.restartDatabase(fault.how);
  }
}
