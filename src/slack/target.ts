import type { Desk } from '../recording/desk.ts';
import type { Asker } from '../recording/events.ts';
import { maySee } from '../recording/permission.ts';
import { isLive, type Recording } from '../recording/recording.ts';
import type { Message } from './blocks.ts';
import { noneHere, notFound, whichOne } from './replies.ts';

/** The recording that a command means, or what to tell the person because it means none. */
export type Target = Readonly<{ kind: 'found'; recording: Recording } | { kind: 'say'; message: Message }>;

/** Names of what ended lately may be meant, too. */
const endedShown = 5;

/** By name or id; without one, the only live recording of the Slack channel where the command was typed. */
export async function findTarget(
  desk: Desk,
  verb: 'stop' | 'status' | 'layout',
  named: string | undefined,
  asker: Asker,
): Promise<Target> {
  if (named !== undefined) {
    const recording = await desk.find(named);
    if (recording !== undefined && maySee(recording, asker)) return { kind: 'found', recording };
    return { kind: 'say', message: notFound(named, await desk.list(asker, endedShown)) };
  }
  const here = (await desk.list(asker, 0)).filter((r) => isLive(r) && r.card.channel === asker.channel);
  const [only, ...more] = here;
  const spoken = verb === 'stop' ? 'stop' : 'status';
  if (only === undefined) return { kind: 'say', message: noneHere(spoken) };
  return more.length === 0 ? { kind: 'found', recording: only } : { kind: 'say', message: whichOne(spoken, here) };
}
