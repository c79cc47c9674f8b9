/** Usage added up, and what it costs. */
import { type Usage, type UsageClass, usageClasses } from './usage.ts';

/** `seconds`: of each price class, exactly; they are rounded only for display. */
export type UsageSum = Readonly<{
  recordings: number;
  seconds: Readonly<Partial<Record<UsageClass, number>>>;
  /** The time of some of it is not known exactly. */
  estimated: boolean;
}>;

/** What a thousand minutes cost. `currency`: as ISO 4217 writes it. */
export type Prices = Readonly<{
  currency: string;
  per1000Minutes: Readonly<Record<Exclude<UsageClass, 'above'>, number>>;
}>;

/** `atLeast`: some of it has more pixels than there is a price for, and counts as the dearest class. */
export type Cost = Readonly<{ amount: number; currency: string; atLeast: boolean }>;

export const noUsage: UsageSum = { recordings: 0, seconds: {}, estimated: false };

export function sumOf({ class: name, seconds, estimated }: Usage, recordings = 1): UsageSum {
  return { recordings, seconds: { [name]: seconds }, estimated };
}

export function addSums(a: UsageSum, b: UsageSum): UsageSum {
  const seconds = usageClasses.flatMap((name) => {
    const both = (a.seconds[name] ?? 0) + (b.seconds[name] ?? 0);
    return both === 0 ? [] : [[name, both]];
  });
  return {
    recordings: a.recordings + b.recordings,
    seconds: Object.fromEntries(seconds),
    estimated: a.estimated || b.estimated,
  };
}

/** Agora's pages do not say how it rounds: the seconds of a price class are added up and rounded up to whole minutes. */
export function classMinutes({ seconds }: UsageSum, name: UsageClass): number {
  return Math.ceil((seconds[name] ?? 0) / 60);
}

/** Whole minutes of all price classes. */
export function minutesOf(sum: UsageSum): number {
  return usageClasses.reduce((all, name) => all + classMinutes(sum, name), 0);
}

export function costOf(sum: UsageSum, { currency, per1000Minutes }: Prices): Cost {
  const priceOf = (name: UsageClass) => per1000Minutes[name === 'above' ? '2k' : name];
  const amount = usageClasses.reduce((all, name) => all + (classMinutes(sum, name) * priceOf(name)) / 1000, 0);
  return { amount, currency, atLeast: classMinutes(sum, 'above') > 0 };
}
