/** Use cases: what a month has used and costs, and its limits. */
import type { Actor } from '../recording/events.ts';
import { asUsageViewer } from '../recording/permission.ts';
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
  /** `month`: `2026-11`, else the current one. What the viewer may see of it; admins see all. */
  report(viewer: Actor, month: string | undefined): Promise<UsageReport>;
  /** The limit because of which this person can't start a recording now. */
  limitReached(spec: Spec, actor: Actor): Promise<LimitReached | undefined>;
  /**
   * Tells somebody whose recording has used up most of a limit, once a month for each limit: the starter of `r`, or else of the
   * latest recording that is live and that the limit is for.
   */
  warn(r?: Recording): Promise<void>;
}

export type UsageServiceOptions = Readonly<{
  store: Pick<Store, 'listLive' | 'usageBy'>;
  runner: Pick<TransitionRunner, 'apply'>;
  clock: Pick<Clock, 'now'>;
  limits: AllLimits;
  admins: readonly UserId[];
}>;

export function createUsageService({ store, runner, clock, limits, admins }: UsageServiceOptions): UsageService {
  const isAdmin = ({ userId, access }: Actor) => access?.isAdmin === true || admins.includes(userId);
  const sums = async (dimension: Dimension, month: string, viewer: Actor | undefined) => {
    const now = clock.now();
    const ended = await store.usageBy(dimension, periodOf(month), viewer);
    const live = month === monthOf(now) ? await store.listLive(viewer) : [];
    return withLive(ended, live, dimension, now);
  };
  const uses = async () => {
    const month = monthOf(clock.now());
    return limitUses(limits, await sums('preset', month, undefined), periodOf(month));
  };

  return {
    async report(viewer, month = monthOf(clock.now())) {
      const seenBy = isAdmin(viewer) ? undefined : asUsageViewer(viewer);
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
      if (!hasLimits(limits) || isAdmin(actor)) return undefined;
      const reached = (await uses()).find((use) => isReached(use) && appliesTo(use, spec.preset));
      return reached === undefined ? undefined : { use: reached, admins };
    },

    async warn(r) {
      if (!hasLimits(limits)) return;
      const near = (await uses()).filter(isNear);
      if (near.length === 0) return;
      const live = (await store.listLive(undefined)).filter((one) => currentRecorder(one).startedAt !== undefined);
      for (const use of near) {
        const whose = [...(r === undefined ? [] : [r]), ...live.toReversed()];
        const crossing = whose.find(({ spec }) => appliesTo(use, spec.preset));
        if (crossing === undefined) continue;
        // The id makes it count once, whatever becomes of this process.
        await runner.apply(
          crossing.id,
          { type: 'usageLimitNear', use },
          { request: requestOf(use, monthOf(clock.now())) },
        );
      }
    },
  };
}

function requestOf({ preset, unit, limit }: LimitUse, month: string): string {
  return `limit ${month} ${limit} ${unit}${preset === undefined ? '' : ` ${preset}`}`;
}
