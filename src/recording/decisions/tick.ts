/** What the clock brings while it records. */
import type { Decision } from '../ports.ts';
import type { Recording } from '../recording.ts';
import { call, type Env, say, stay, step } from '../step.ts';
import { priority } from '../work.ts';
import { knownEnd } from './end.ts';

/** STATUS_CRON fired: ask Agora now, and post when it has answered. A tick while one is owed already adds nothing. */
export function onTick(r: Recording, env: Env): Decision {
  if (r.phase !== 'recording' || r.reportDue) return stay(r);
  // The question that waits is replaced: it must not lose its place.
  const urgency = r.refreshAsked ? priority.person : r.missing ? priority.confirm : priority.watch;
  return step({ ...r, reportDue: true }, { add: [call(r, 'query', env.now, urgency)] });
}

/** Its token runs out soon, or Agora will not let us control it for much longer though it goes on. */
export function onControlEnds(r: Recording, env: Env): Decision {
  if (r.phase !== 'confirming' && r.phase !== 'recording') return stay(r);
  const at = knownEnd(r);
  return step(r, { add: [say(env.now, r.tokens ? { type: 'tokenEnds', at } : { type: 'controlEnds', at })] });
}
