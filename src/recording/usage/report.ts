/** The usage of a month by channel, by person and by preset. */
import type { Ms, Recording } from '../recording.ts';
import type { Period } from './month.ts';
import { addSums, minutesOf, noUsage, sumOf, type UsageSum } from './sums.ts';
import { usageOf } from './usage.ts';

/** The name of the Agora channel, who started it, or the preset. */
export const dimensions = ['channel', 'person', 'preset'] as const;
export type Dimension = (typeof dimensions)[number];

/** `key`: empty for what was started without a preset. */
export type KeyedSum = Readonly<{ key: string; sum: UsageSum }>;

/** The largest first. What has ended in the month counts, and what is live counts in the current month. */
export type UsageReport = Readonly<{ month: string; period: Period; total: UsageSum }> &
  Readonly<Record<Dimension, readonly KeyedSum[]>>;

export function keyOf(r: Recording, dimension: Dimension): string {
  if (dimension === 'channel') return r.cname;
  return dimension === 'person' ? r.startedBy : (r.spec.preset ?? '');
}

/** What is live adds to what has ended. */
export function withLive(
  ended: readonly KeyedSum[],
  live: readonly Recording[],
  dimension: Dimension,
  now: Ms,
): KeyedSum[] {
  const sums = new Map(ended.map(({ key, sum }) => [key, sum]));
  for (const r of live) {
    const usage = usageOf(r, now);
    // Before its recorder runs, nothing is billed.
    if (usage.seconds === 0) continue;
    const key = keyOf(r, dimension);
    sums.set(key, addSums(sums.get(key) ?? noUsage, sumOf(usage)));
  }
  return [...sums].map(([key, sum]) => ({ key, sum }));
}

export function totalOf(all: readonly KeyedSum[]): UsageSum {
  return all.reduce((total, { sum }) => addSums(total, sum), noUsage);
}

export function largestFirst(all: readonly KeyedSum[]): KeyedSum[] {
  const sized = all.map((one) => ({ one, minutes: minutesOf(one.sum) }));
  return sized.sort((a, b) => b.minutes - a.minutes || compare(a.one.key, b.one.key)).map(({ one }) => one);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
