/** How a recording begins: its first state and its first jobs. */
import { type Env, postToThread, scheduleTimer, type Transition, transitionTo, updateCard } from '../effects.ts';
import type { EventOf, StartRequest } from '../events.ts';
import { type NewJob, priority } from '../jobs.ts';
import { beginMode } from '../modes/index.ts';
import { cardTimeout, limitTolerance } from '../policy.ts';
import type { Recording } from '../recording.ts';
import { limitTimers } from './limit.ts';

/** The card first: people must see what runs. Agora is called when it is posted, or when Slack was out of reach too long. */
export function onStartRequested({ id, start }: EventOf<'startRequested'>, env: Env): Transition {
  const { actor, cname, spec, isPrivate, scheduled } = start;
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
    ...(scheduled === undefined
      ? {}
      : {
          limit: { stopAt: scheduled.until },
          scheduled: { scheduleId: scheduled.scheduleId, at: scheduled.at },
        }),
  };
  return transitionTo(recording, {
    jobs: [
      updateCard(env.now, priority.person),
      scheduleTimer('cardTimeout', env.now + cardTimeout, priority.person),
      ...limitTimers(recording, env),
      ...(scheduled === undefined ? [] : late(scheduled, env)),
    ],
    audit: { actor: actor.userId, action: 'start', ...(actor.via !== undefined && { detail: actor.via }) },
  });
}

/** A missed start is reported, with its reason. */
function late({ at, late: because }: NonNullable<StartRequest['scheduled']>, env: Env): NewJob[] {
  if (because === undefined || env.now - at <= limitTolerance) return [];
  return [postToThread(env.now, { type: 'startedLate', at, because })];
}
