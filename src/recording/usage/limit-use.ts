/** Monthly limits, and how much of one is used. */
import type { Ms } from '../primitives.ts';

/** `cost`: in the currency of the prices. */
export type UsageLimits = Readonly<{ minutes?: number; cost?: number }>;

/** Of the workspace, or of one preset. `until`: when the month ends, and with it what is used. */
export type LimitUse = Readonly<{
  preset?: string;
  unit: 'minutes' | 'cost';
  limit: number;
  used: number;
  /** Of a cost. */
  currency?: string;
  until: Ms;
}>;
