import type { Decision } from '../ports.ts';
import type { Recording } from '../recording.ts';
import { call, type Env, stay, step } from '../step.ts';
import { priority } from '../work.ts';

/** STATUS_CRON fired: ask Agora now, and post when it has answered. A tick while one is owed already adds nothing. */
export function onTick(r: Recording, env: Env): Decision {
  if (r.phase !== 'recording' || r.reportDue) return stay(r);
  return step({ ...r, reportDue: true }, { add: [call(r, 'query', env.now, priority.watch)] });
}
