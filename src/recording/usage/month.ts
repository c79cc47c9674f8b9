/** Months of the calendar, in UTC. */
import type { Ms } from '../primitives.ts';

/** From `from` on, and before `until`. */
export type Period = Readonly<{ from: Ms; until: Ms }>;

/** `2026-11` */
export function monthOf(at: Ms): string {
  return new Date(at).toISOString().slice(0, 7);
}

export function isMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/u.test(text);
}

/** `month`: one that `isMonth` accepts. */
export function periodOf(month: string): Period {
  const [year = 0, number = 1] = month.split('-').map(Number);
  // `Date.UTC` takes years below 100 for those of the 20th century.
  const first = (index: number): Ms => new Date(0).setUTCFullYear(year, index, 1);
  return { from: first(number - 1), until: first(number) };
}
