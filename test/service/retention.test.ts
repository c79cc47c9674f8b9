import { describe, expect, test } from 'vitest';
import { retentionPeriod } from '../../src/recording/policy.ts';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import { startRetention } from '../../src/service/retention.ts';
import { t0 } from '../support/scenario.ts';

const day = 24 * 3_600_000;
/** Days on which another replica has pruned. */
const elsewhere = new Set<number>();
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Prunes a store that answers with `counts`, one after another, and then with 0; an error is thrown. */
function pruning(...counts: (number | Error)[]) {
  const claimed: number[] = [];
  const clock = new MovableClock(t0);
  const asked: number[] = [];
  const pruned: number[] = [];
  const errors: unknown[] = [];
  const end = startRetention({
    clock,
    store: {
      async claim(_, at) {
        claimed.push(at);
        return !elsewhere.has(at);
      },
      async prune(before, limit) {
        expect(limit).toBe(20);
        asked.push(before);
        const count = counts.shift() ?? 0;
        if (count instanceof Error) throw count;
        return count;
      },
    },
    onPruned: (count) => pruned.push(count),
    onError: (error) => errors.push(error),
  });
  return { clock, asked, claimed, pruned, errors, end };
}

describe('pruning', () => {
  test('continues until nothing is left, with one cutoff for a whole round', async () => {
    const { asked, pruned, end } = pruning(20, 20, 7);
    await turn();
    expect(asked).toEqual([t0 - retentionPeriod, t0 - retentionPeriod, t0 - retentionPeriod]);
    expect(pruned).toEqual([47]);
    await end();
  });

  test('repeats every day, also after a failure, and logs nothing when there was nothing to prune', async () => {
    const failure = new Error('the disk is full');
    const { clock, asked, pruned, errors, end } = pruning(failure, 3);
    await turn();
    expect([asked.length, errors]).toEqual([1, [failure]]);
    clock.advance(day - 1);
    await turn();
    expect(asked).toHaveLength(1);
    clock.advance(1);
    await turn();
    expect(asked.at(-1)).toBe(t0 + day - retentionPeriod);
    clock.advance(day);
    await turn();
    expect([asked.length, pruned]).toEqual([3, [3]]);
    await end();
    expect(clock.next()).toBeUndefined();
  });

  test('is left to one replica a day', async () => {
    const today = Math.floor(t0 / day) * day;
    elsewhere.add(today);
    const { clock, asked, claimed, end } = pruning(3);
    await turn();
    expect([asked, claimed]).toEqual([[], [today]]);
    elsewhere.clear();
    clock.advance(day);
    await turn();
    expect([asked.length, claimed]).toEqual([1, [today, today + day]]);
    await end();
  });

  test('ends between two transactions', async () => {
    const { asked, end } = pruning(20, 20, 20);
    await end();
    expect(asked.length).toBeLessThan(2);
  });
});
