/** Use cases: what a month has used and costs, and its limits. */
import type { Actor } from '../recording/events.ts';
import { asUsageViewer, everythingOf } from '../recording/permission.ts';
import { currentRecorder, type Recording, type UserId } from '../recording/recording.ts';
import type { Spec } from '../recording/spec.ts';
import type { LimitUse } from '../recording/usage/limit-use.ts';
import { type AllLimits, appliesTo, hasLimits, isNear, isReached, limitUses } from '../recording/usage/limits.ts';
import { monthOf, periodOf } from '../recording/usage/month.ts';
import { type Dimension, largestFirst, totalOf, type UsageReport, withLive } from '../recording/usage/report.ts';
import type { Clock, Store } from './ports.ts';
import type { TransitionRunner } from './transition-runner.ts';

/** A limit that is used up, and who may start recordings anyway. */
export type LimitReached = Readonly<{ use: LimitUse; admins: readonly UserId[] }>;

export interface UsageService {
  /** `month`: `2026-11`, else the current one. What the viewer may see of it; admins see all of their workspace. */
  report(viewer: Actor, month: string | undefined): Promise<UsageReport>;
  /** The limit because of which this person can't start a recording now. */
  limitReached(spec: Spec, actor: Actor): Promise<LimitReached | undefined>;
  /**
   * Tells somebody whose recording has used up most of a limit, once a month for each limit: the starter of `r`, or else of the
   * latest recording of each workspace that is live and that the limit is for.
   */
  warn(r?: Recording): Promise<void>;
}

/** Of one workspace. `admins`: whom the configuration names. */
export type UsageRules = Readonly<{ limits: AllLimits; admins: readonly UserId[] }>;

export type UsageServiceOptions = Readonly<{
  store: Pick<Store, 'listLive' | 'listLiveTeams' | 'usageBy'>;
  runner: Pick<TransitionRunner, 'apply'>;
  clock: Pick<Clock, 'now'>;
  rulesOf: (teamId: string) => UsageRules;
}>;

export function createUsageService({ store, runner, clock, rulesOf }: UsageServiceOptions): UsageService {
  const isAdmin = ({ teamId, userId, access }: Actor) =>
    access?.isAdmin === true || rulesOf(teamId).admins.includes(userId);
  const sums = async (dimension: Dimension, month: string, viewer: Actor) => {
    const now = clock.now();
    const ended = await store.usageBy(dimension, periodOf(month), viewer);
    const live = month === monthOf(now) ? await store.listLive(viewer) : [];
    return withLive(ended, live, dimension, now);
  };
  const uses = async (teamId: string) => {
    const month = monthOf(clock.now());
    const { limits } = rulesOf(teamId);
    return limitUses(limits, await sums('preset', month, everythingOf(teamId)), periodOf(month));
  };
  const warnTeam = async (teamId: string, r: Recording | undefined) => {
    if (!hasLimits(rulesOf(teamId).limits)) return;
    const near = (await uses(teamId)).filter(isNear);
    if (near.length === 0) return;
    const live = await store.listLive(everythingOf(teamId));
    const running = live.filter((one) => currentRecorder(one).startedAt !== undefined);
    for (const use of near) {
      const whose = [...(r === undefined ? [] : [r]), ...running.toReversed()];
      const crossing = whose.find(({ spec }) => appliesTo(use, spec.preset));
      if (crossing === undefined) continue;
      // The id makes it count once, whatever becomes of this process.
      const request = requestOf(teamId, use, monthOf(clock.now()));
      await runner.apply(crossing.id, { type: 'usageLimitNear', use }, { request });
    }
  };

  return {
    async report(viewer, month = monthOf(clock.now())) {
      const seenBy = isAdmin(viewer) ? everythingOf(viewer.teamId) : asUsageViewer(viewer);
      const [channel, person, preset] = [
        await sums('channel', month, seenBy),
        await sums('person', month, seenBy),
        await sums('preset', month, seenBy),
      ].map(largestFirst);
      return {
        month,
        period: periodOf(month),
        total: totalOf(preset ?? []),
        channel: channel ?? [],
        person: person ?? [],
        preset: preset ?? [],
      };
    },

    async limitReached(spec, actor) {
      const { limits, admins } = rulesOf(actor.teamId);
      if (!hasLimits(limits) || isAdmin(actor)) return undefined;
      const reached = (await uses(actor.teamId)).find((use) => isReached(use) && appliesTo(use, spec.preset));
      return reached === undefined ? undefined : { use: reached, admins };
    },

    async warn(r) {
      const teams = r === undefined ? await store.listLiveTeams() : [r.card.teamId];
      for (const teamId of teams) await warnTeam(teamId, r);
    },
  };
}

function requestOf(teamId: string, { preset, unit, limit }: LimitUse, month: string): string {
  return `limit ${teamId} ${month} ${limit} ${unit}${preset === undefined ? '' : ` ${preset}`}`;
}
