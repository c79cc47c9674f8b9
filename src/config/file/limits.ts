/** `limits`: what all recordings of a month may use together. */
import { z } from 'zod';
import { field, whole } from './fields.ts';

const minutesRange = { from: 1, to: 100_000_000 } as const;

export const monthlyMinutes = (of: string, example: string) =>
  whole(minutesRange, { meaning: `minutes a month of ${of}`, example, default: 'no limit' }).exactOptional();

export const monthlyCost = (of: string, example: string) =>
  field(z.number().gt(0), {
    meaning: `cost a month of ${of}, in the currency of the prices, which it needs`,
    accepts: 'a number above 0',
    example,
    default: 'no limit',
  }).exactOptional();

export const limits = z.strictObject({
  minutes: monthlyMinutes('all recordings', '10000'),
  cost: monthlyCost('all recordings', '50'),
});

export const needsPrices = 'needs prices, which the file does not have: add the section prices, or remove it';
