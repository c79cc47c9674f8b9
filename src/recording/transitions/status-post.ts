/** What the clock brings while it records. */
import type { Transition } from '../effects.ts';
import { type Env, enqueueAgoraCall, postToThread, transitionTo, unchanged } from '../effects.ts';
import { priority } from '../jobs.ts';
import type { Recording } from '../recording.ts';
import { expectedExpiry } from './end.ts';

/** STATUS_CRON fired: ask Agora now, and post when it has answered. A tick while one is owed already adds nothing. */
export function onTick(r: Recording, env: Env): Transition {
  if (r.phase !== 'recording' || r.statusPostPending) return unchanged(r);
  // The question that waits is replaced: it must not lose its place.
  const urgency = r.refreshRequested ? priority.person : r.missing ? priority.confirm : priority.watch;
  return transitionTo({ ...r, statusPostPending: true }, { add: [enqueueAgoraCall(r, 'query', env.now, urgency)] });
}

/** Its token runs out soon, or Agora will not let us control it for much longer though it goes on. */
export function onControlExpiring(r: Recording, env: Env): Transition {
  if (r.phase !== 'confirming' && r.phase !== 'recording') return unchanged(r);
  const at = expectedExpiry(r);
  return transitionTo(r, {
    add: [postToThread(env.now, r.tokens ? { type: 'tokenEnds', at } : { type: 'controlExpiring', at })],
  });
}
