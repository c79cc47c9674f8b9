import type { Actor } from '../../recording/events.ts';
import { canView } from '../../recording/permission.ts';
import { isLive, type Recording } from '../../recording/recording.ts';
import type { RecordingService } from '../../service/recording-service.ts';
import type { Message } from '../surfaces/blocks.ts';
import { noneHere, notFound, whichOne } from '../surfaces/replies.ts';

/** The recording that a command means, or what to tell the person because it means none. */
export type Target = Readonly<{ kind: 'found'; recording: Recording } | { kind: 'say'; message: Message }>;

/** Names of what ended lately may be meant, too. */
const endedShown = 5;

/** By name or id; without one, the only live recording of the Slack channel where the command was typed. */
export async function findTarget(
  service: RecordingService,
  verb: 'stop' | 'status' | 'layout',
  named: string | undefined,
  actor: Actor,
): Promise<Target> {
  if (named !== undefined) {
    const recording = await service.find(named);
    if (recording !== undefined && canView(recording, actor)) return { kind: 'found', recording };
    return { kind: 'say', message: notFound(named, await service.list(actor, endedShown)) };
  }
  const here = (await service.list(actor, 0)).filter((r) => isLive(r) && r.card.channel === actor.channel);
  const [only, ...more] = here;
  const spoken = verb === 'stop' ? 'stop' : 'status';
  if (only === undefined) return { kind: 'say', message: noneHere(spoken) };
  return more.length === 0 ? { kind: 'found', recording: only } : { kind: 'say', message: whichOne(spoken, here) };
}
