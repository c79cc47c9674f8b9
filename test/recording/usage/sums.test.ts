/** Sums, rounding and cost, with figures worked out by hand. */
import { describe, expect, it } from 'vitest';
import { addSums, classMinutes, costOf, minutesOf, noUsage, sumOf } from '../../../src/recording/usage/sums.ts';
import type { UsageClass } from '../../../src/recording/usage/usage.ts';

const prices = { currency: 'USD', per1000Minutes: { audio: 1.49, hd: 5.99, fullHd: 13.49, '2k': 23.99 } };
const of = (name: UsageClass, seconds: number) => sumOf({ class: name, seconds, estimated: false });

describe('minutes', () => {
  it.each([
    [0, 0],
    [1, 1],
    [60, 1],
    [61, 2],
    [3_600, 60],
  ])('%i seconds are %i minutes', (seconds, minutes) => expect(minutesOf(of('hd', seconds))).toBe(minutes));

  it('are rounded after the seconds are added up, and for each class by itself', () => {
    const sum = [of('hd', 30), of('hd', 30), of('audio', 61), of('audio', 10)].reduce(addSums, noUsage);
    expect(sum).toEqual({ recordings: 4, seconds: { audio: 71, hd: 60 }, estimated: false });
    expect(classMinutes(sum, 'hd')).toBe(1);
    expect(classMinutes(sum, 'audio')).toBe(2);
    expect(minutesOf(sum)).toBe(3);
  });

  it('are an estimate where a part is one', () => {
    expect(addSums(of('hd', 1), sumOf({ class: 'hd', seconds: 1, estimated: true })).estimated).toBe(true);
  });
});

describe('the cost', () => {
  it.each<[UsageClass, number, number, boolean]>([
    // 25 minutes: 25 / 1000 of the price.
    ['audio', 1_500, 0.03725, false],
    ['hd', 1_500, 0.14975, false],
    ['fullHd', 1_500, 0.33725, false],
    ['2k', 1_500, 0.59975, false],
    ['above', 1_500, 0.59975, true],
    ['hd', 60_000_000, 5_990, false],
  ])('of %s for %i seconds', (name, seconds, amount, atLeast) => {
    const cost = costOf(of(name, seconds), prices);
    expect(cost.amount).toBeCloseTo(amount, 9);
    expect(cost).toMatchObject({ currency: 'USD', atLeast });
  });

  it('is added up over the classes', () => {
    // 100 minutes of audio and 10 of HD: 0.149 + 0.0599
    expect(costOf(addSums(of('audio', 6_000), of('hd', 600)), prices).amount).toBeCloseTo(0.2089, 9);
  });
});
