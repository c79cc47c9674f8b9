/** How a recording begins: its first state and its first jobs. */
import { type Env, scheduleTimer, type Transition, transitionTo, updateCard } from '../effects.ts';
import type { EventOf } from '../events.ts';
import { priority } from '../jobs.ts';
import { beginMode } from '../modes/index.ts';
import { cardTimeout } from '../policy.ts';
import type { Recording } from '../recording.ts';

/** The card first: people must see what runs. Agora is called when it is posted, or when Slack was out of reach too long. */
export function onStartRequested({ id, start }: EventOf<'startRequested'>, env: Env): Transition {
  const { actor, cname, spec, isPrivate } = start;
  const recording: Recording = {
    id,
    version: 1,
    phase: 'starting',
    cname,
    startedBy: actor.userId,
    createdAt: env.now,
    spec,
    mode: beginMode(spec.options),
    recorders: [{ uid: env.newUid, status: 'planned', sendCount: 0 }],
    health: {},
    card: { teamId: actor.teamId, channelId: actor.channelId, isPrivate, awaited: true },
    notified: {},
  };
  return transitionTo(recording, {
    jobs: [updateCard(env.now, priority.person), scheduleTimer('cardTimeout', env.now + cardTimeout, priority.person)],
    audit: { actor: actor.userId, action: 'start' },
  });
}
