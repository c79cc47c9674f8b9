/** What the clock brings while it records. */
import type { Decision } from '../ports.ts';
import type { Recording } from '../recording.ts';
import { call, type Env, say, stay, step } from '../step.ts';
import { priority } from '../work.ts';
import { controlEndsAt } from './end.ts';

/** STATUS_CRON fired: ask Agora now, and post when it has answered. A tick while one is owed already adds nothing. */
export function onTick(r: Recording, env: Env): Decision {
  if (r.phase !== 'recording' || r.reportDue) return stay(r);
  return step({ ...r, reportDue: true }, { add: [call(r, 'query', env.now, priority.watch)] });
}

/** Agora will not let us control it for much longer, though it goes on. */
export function onControlEnds(r: Recording, env: Env): Decision {
  if (r.phase !== 'confirming' && r.phase !== 'recording') return stay(r);
  return step(r, { add: [say(env.now, { type: 'controlEnds', at: controlEndsAt(r) })] });
}
