/** Monthly limits, as far as a recording has to do with them. */
import { type Env, notifyUser, type Transition, transitionTo } from '../effects.ts';
import type { Recording } from '../recording.ts';
import type { LimitUse } from '../usage/limit-use.ts';

/** Its starter is notified; the recording itself continues. */
export function onUsageLimitNear(r: Recording, use: LimitUse, env: Env): Transition {
  const { preset, unit } = use;
  return transitionTo(r, {
    jobs: [notifyUser(env.now, r.startedBy, { type: 'usageLimitNear', use })],
    audit: { actor: 'clock', action: 'limit near', detail: preset === undefined ? unit : `${unit}, preset ${preset}` },
  });
}
