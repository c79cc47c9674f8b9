/** Whether every recording with a time limit has stopped in time. Only the time counts during which a bot was ready to stop it. */

import type { Deployment } from './deployment.ts';
import type { Judged } from './judged.ts';
import type { Typed } from './people.ts';

export type LimitCounts = Readonly<{
  /** Recordings with a time limit, how many of them somebody has extended, and how many the limit has stopped. */
  limits: number;
  extended: number;
  reached: number;
  /** The most seconds for which a recorder ran on after its limit while a bot was ready. */
  lateSeconds: number;
}>;

/** By how much a recorder may run on after its limit, in milliseconds. */
export const limitTolerance = 60_000;

export function judgeLimits(
  { agora, uptime, now }: Deployment,
  judged: readonly Judged[],
  { limits, plans }: Typed,
  tolerance: number,
  problems: string[],
): LimitCounts {
  const limited = judged.filter(({ stop_at }) => stop_at !== null);
  let latest = 0;
  for (const { id, cname, stop_at, at, recorders } of limited) {
    const about = `${cname} (${id})`;
    const limit = limits.get(cname);
    const plan = plans.get(cname);
    if (limit === undefined && plan === undefined) problems.push(`${about} has a limit that nobody asked for`);
    if (plan !== undefined && at !== null && stop_at !== at + plan.duration)
      problems.push(`${about} does not stop with its time`);
    for (const { uid, startedAt, endedAt = now(), orphan } of recorders) {
      // Nobody can stop an orphan.
      if (orphan) continue;
      const late = uptime(stop_at ?? endedAt, endedAt);
      latest = Math.max(latest, late);
      if (late > tolerance) {
        const stops = agora.requests
          .filter((request) => request.call === 'stop' && request.uid === uid)
          .map((request) => `${uptime(stop_at ?? 0, request.at)} ms`);
        const asked = `stop requests: ${stops.join(', ') || 'none'}`;
        problems.push(`${about}: recorder ${uid} ran on for ${late} ms after its limit (${asked})`);
      }
      const most = limit === undefined ? Number.POSITIVE_INFINITY : limit.duration + limit.extended;
      // Without the database: as long as was typed, and no longer.
      if (uptime(startedAt, endedAt) > most + tolerance)
        problems.push(`${about}: recorder ${uid} ran for ${uptime(startedAt, endedAt)} ms instead of ${most}`);
    }
  }
  for (const { id, cname, stop_at, recorders } of judged) {
    if (limits.has(cname) && stop_at === null && recorders.some(({ orphan }) => !orphan))
      problems.push(`${cname} (${id}) has lost its limit`);
  }
  return {
    limits: limited.length,
    extended: limited.filter(({ said }) => said.some((text) => text.includes('extended the recording'))).length,
    reached: limited.filter(({ by_limit }) => by_limit !== null).length,
    lateSeconds: Math.ceil(latest / 1_000),
  };
}
