import { expect, it } from 'vitest';
import {
  type AllLimits,
  appliesTo,
  hasLimits,
  isNear,
  isReached,
  limitUses,
} from '../../../src/recording/usage/limits.ts';
import { sumOf } from '../../../src/recording/usage/sums.ts';

const prices = { currency: 'USD', per1000Minutes: { audio: 1, hd: 10, fullHd: 20, '2k': 30 } };
const period = { from: 0, until: 1_000 };
const used = (key: string, minutes: number) => ({
  key,
  sum: sumOf({ class: 'hd', seconds: minutes * 60, estimated: false }),
});
const limits = (change: Partial<AllLimits> = {}): AllLimits => ({
  workspace: { minutes: 100, cost: 5 },
  presets: new Map([['lesson', { minutes: 50 }]]),
  prices,
  ...change,
});

it('the workspace counts everything, a preset what was started with it', () => {
  expect(limitUses(limits(), [used('', 30), used('lesson', 40)], period)).toEqual([
    { unit: 'minutes', limit: 100, used: 70, until: 1_000 },
    // 70 minutes of 10 USD for a thousand
    { unit: 'cost', limit: 5, used: 0.7, currency: 'USD', until: 1_000 },
    { preset: 'lesson', unit: 'minutes', limit: 50, used: 40, until: 1_000 },
  ]);
});

it('without prices there is no limit on the cost; without usage nothing is used', () => {
  expect(limitUses(limits({ prices: undefined }), [], period)).toEqual([
    { unit: 'minutes', limit: 100, used: 0, until: 1_000 },
    { preset: 'lesson', unit: 'minutes', limit: 50, used: 0, until: 1_000 },
  ]);
  expect(hasLimits(limits())).toBe(true);
  expect(hasLimits(limits({ workspace: {} }))).toBe(true);
  expect(hasLimits(limits({ workspace: {}, presets: new Map([['lesson', {}]]) }))).toBe(false);
});

it.each([
  [79, false, false],
  [80, true, false],
  [99, true, false],
  [100, true, true],
  [101, true, true],
])('%i of 100: near %s, reached %s', (minutes, near, reached) => {
  const use = { unit: 'minutes', limit: 100, used: minutes, until: 1 } as const;
  expect([isNear(use), isReached(use)]).toEqual([near, reached]);
});

it('a limit of a preset applies only to that preset', () => {
  const use = { unit: 'minutes', limit: 1, used: 1, until: 1 } as const;
  expect([appliesTo(use, undefined), appliesTo(use, 'lesson')]).toEqual([true, true]);
  const own = { ...use, preset: 'lesson' };
  expect([appliesTo(own, undefined), appliesTo(own, 'exam'), appliesTo(own, 'lesson')]).toEqual([false, false, true]);
});
