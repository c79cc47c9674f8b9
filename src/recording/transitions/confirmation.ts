/** A start whose recorder has not shown itself: how long that is believed, and giving it up. */
import {
  type Env,
  enqueueAgoraCall,
  keys,
  settingKeys,
  type Transition,
  transitionTo,
  updateCard,
  withEnding,
  withHealth,
} from '../effects.ts';
import { priority } from '../jobs.ts';
import { maxIdleOf } from '../modes/index.ts';
import { confirmInterval, confirmTimeout, failoverWindow } from '../policy.ts';
import { currentRecorder, type Recording } from '../recording.ts';
import { finish } from './end.ts';
import { unobservedTime } from './not-found.ts';

/**
 * Evidence against the start: after 90 s of it, give up. `isFound`: Agora knows a recorder, which does not get any further.
 */
export function unconfirmed(r: Recording, isFound: boolean, env: Env): Transition {
  const before = r.health.confirmation ?? { deadline: env.now + confirmTimeout, lastResponseAt: env.now };
  const silence = unobservedTime(before.lastResponseAt, env.now);
  const unobserved = before.unobserved === true || silence >= (maxIdleOf(r.spec) ?? Number.POSITIVE_INFINITY);
  const deadline = before.deadline + silence;
  // Nobody looked for so long that it may have recorded, and ended when everybody had left.
  if ((r.health.exitedAt !== undefined && !isFound) || env.now >= deadline)
    return unobserved && !isFound ? finish(r, 'endedEarly', [], 'unknown', env) : failConfirmation(r, env);
  const { startedAt = r.createdAt } = currentRecorder(r);
  const wait = Math.min(confirmInterval(env.now - startedAt), deadline - env.now);
  const confirmation = { deadline, lastResponseAt: env.now, ...(unobserved ? { unobserved } : {}) };
  return transitionTo(withHealth(r, { confirmation }), {
    jobs: [enqueueAgoraCall(r, 'query', env.now + wait, priority.confirm)],
  });
}

/** No page promises that a recorder that does not show itself is gone, so it is stopped first. */
export function failConfirmation(r: Recording, env: Env): Transition {
  const because = r.health.suspected?.errorCode ?? 'not_confirmed';
  const next = withHealth(withEnding({ ...r, phase: 'stopping' }, { stop: { because, at: env.now } }), {
    confirmation: undefined,
    problem: undefined,
    // What `query` has not found for 90 s, `stop` need not look for another 90 s.
    notFound: { since: env.now - failoverWindow, lastResponseAt: env.now, notified: true },
  });
  return transitionTo(next, {
    jobs: [enqueueAgoraCall(next, 'stop', env.now, priority.stop), updateCard(env.now)],
    cancel: [keys.query, ...settingKeys],
    audit: { actor: 'clock', action: 'not confirmed' },
  });
}
