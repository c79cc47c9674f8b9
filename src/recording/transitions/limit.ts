/** The time limit of a recording: a warning, the stop, and moving it. */
import {
  type Env,
  enqueueAgoraCall,
  keys,
  postToThread,
  scheduleTimer,
  settingKeys,
  type Transition,
  transitionTo,
  unchanged,
  updateCard,
  withEnding,
  withHealth,
  withNotified,
  withRecorder,
} from '../effects.ts';
import { agoraEndsAt } from '../expiry.ts';
import { type NewJob, priority } from '../jobs.ts';
import { limitTolerance, limitWarningLead } from '../policy.ts';
import { currentRecorder, type Ms, type Recording, type UserId } from '../recording.ts';
import { limits } from '../validate.ts';
import { endWaiting, endWithoutRecording } from './end.ts';
import { settingsDropped } from './setting.ts';

/** A recorder runs: the time of the recording runs from the first one on. */
export function withLimit(r: Recording, env: Env): Recording {
  const { duration } = r.spec;
  if (duration === undefined || r.limit !== undefined) return r;
  return { ...r, limit: { stopAt: env.now + duration } };
}

export function limitTimers({ limit }: Recording, env: Env): NewJob[] {
  if (limit === undefined) return [];
  const { stopAt } = limit;
  const warnAt = stopAt - limitWarningLead;
  return [
    // A shorter limit needs no warning.
    ...(warnAt > env.now ? [scheduleTimer('limitNear', warnAt)] : []),
    scheduleTimer('limitReached', stopAt, priority.stop),
  ];
}

export function onLimitNear(r: Recording, env: Env): Transition {
  if (!isRunning(r) || r.limit === undefined || env.now >= r.limit.stopAt) return unchanged(r);
  // There is nothing yet whose end anybody would miss.
  if (r.waiting === true) return unchanged(r);
  return transitionTo(r, { jobs: [postToThread(env.now, { type: 'limitNear', at: r.limit.stopAt })] });
}

/** The same as if somebody had pressed Stop. */
export function onLimitReached(r: Recording, env: Env): Transition {
  if (r.limit === undefined || !isRunning(r)) return unchanged(r);
  const { stopAt } = r.limit;
  const { status } = currentRecorder(r);
  if (r.phase === 'starting' && status === 'planned') return endBeforeStart(r, env);
  const stopping = withEnding({ ...r, phase: 'stopping' }, { stop: { limit: true, at: env.now } });
  const next = withNotified(withHealth(stopping, { problem: undefined }), { statusPostPending: undefined });
  const late = env.now - stopAt > limitTolerance ? { late: true as const } : {};
  return transitionTo(next, {
    jobs: [
      // Without a sid there is nothing to stop yet: the start that is in flight brings it.
      ...(status === 'running' ? [enqueueAgoraCall(next, 'stop', env.now, priority.stop)] : []),
      postToThread(env.now, { type: 'limitReached', at: stopAt, ...late }),
      ...settingsDropped(r, undefined, env),
      updateCard(env.now, priority.person),
    ],
    cancel: [keys.query, keys.storage, keys.limitNear, ...settingKeys],
    audit: { actor: 'clock', action: 'stop', detail: 'time limit' },
  });
}

/** A scheduled recording whose time is over while it has no recorder: nobody came, or it never began. */
function endBeforeStart(r: Recording, env: Env): Transition {
  const ended = withRecorder(r, { status: 'ended' });
  if (r.earlier !== undefined) return endWaiting(withEnding(ended, { stop: { limit: true, at: env.now } }), env);
  return endWithoutRecording(ended, r.health.problem?.errorCode ?? 'too_late', undefined, env);
}

function isRunning({ phase }: Recording): boolean {
  return phase === 'starting' || phase === 'confirming' || phase === 'recording';
}

/** Somebody gives it more time. */
export function onExtend(r: Recording, by: Ms, actor: UserId, env: Env): Transition {
  if (r.phase === 'stopping') return unchanged(r, { type: 'alreadyStopping' });
  if (r.limit === undefined) {
    const isSoon = r.phase === 'starting' && r.spec.duration !== undefined;
    return unchanged(r, isSoon ? { type: 'notReady', command: 'extend' } : { type: 'noLimit' });
  }
  const stopAt = r.limit.stopAt + by;
  const furthest = Math.min(env.now + limits.duration.to, agoraEndsAt(r) ?? Number.POSITIVE_INFINITY);
  if (stopAt > furthest) return unchanged(r, { type: 'extendedTooFar', until: furthest });
  const next: Recording = { ...r, limit: { stopAt } };
  return transitionTo(next, {
    jobs: [
      ...limitTimers(next, env),
      postToThread(env.now, { type: 'extended', by: actor, until: stopAt }),
      updateCard(env.now, priority.person),
    ],
    // A warning that is near counts for the former end.
    cancel: [keys.limitNear],
    audit: { actor, action: 'extend', detail: `until ${new Date(stopAt).toISOString()}` },
  });
}
