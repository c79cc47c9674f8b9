/** Monthly limits: how much of each is used, when people are warned, and when nothing new is started. */
import { limitWarningShare } from '../policy.ts';
import type { LimitUse, UsageLimits } from './limit-use.ts';
import type { Period } from './month.ts';
import { type KeyedSum, totalOf } from './report.ts';
import { costOf, minutesOf, noUsage, type Prices, type UsageSum } from './sums.ts';

export type AllLimits = Readonly<{
  workspace: UsageLimits;
  presets: ReadonlyMap<string, UsageLimits>;
  /** Without prices no limit on the cost applies. */
  prices?: Prices | undefined;
}>;

export function hasLimits({ workspace, presets }: AllLimits): boolean {
  return [workspace, ...presets.values()].some(({ minutes, cost }) => minutes !== undefined || cost !== undefined);
}

/** `byPreset`: all that counts in the month. */
export function limitUses(
  { workspace, presets, prices }: AllLimits,
  byPreset: readonly KeyedSum[],
  { until }: Period,
): LimitUse[] {
  const sums = new Map(byPreset.map(({ key, sum }) => [key, sum]));
  const uses = (limits: UsageLimits, sum: UsageSum, preset?: string): LimitUse[] => {
    const about = { until, ...(preset === undefined ? {} : { preset }) };
    const minutes = limits.minutes;
    const cost = prices === undefined ? undefined : limits.cost;
    return [
      ...(minutes === undefined ? [] : [{ ...about, unit: 'minutes', limit: minutes, used: minutesOf(sum) } as const]),
      ...(cost === undefined || prices === undefined
        ? []
        : [
            {
              ...about,
              unit: 'cost',
              limit: cost,
              used: costOf(sum, prices).amount,
              currency: prices.currency,
            } as const,
          ]),
    ];
  };
  return [
    ...uses(workspace, totalOf(byPreset)),
    ...[...presets].flatMap(([name, limits]) => uses(limits, sums.get(name) ?? noUsage, name)),
  ];
}

export const isReached = ({ used, limit }: LimitUse): boolean => used >= limit;

export const isNear = ({ used, limit }: LimitUse): boolean => used >= limit * limitWarningShare;

/** A limit of the workspace is for all, one of a preset for what is started with it. */
export function appliesTo(use: LimitUse, preset: string | undefined): boolean {
  return use.preset === undefined || use.preset === preset;
}
