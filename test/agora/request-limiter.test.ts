import { setImmediate } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRequestLimiter } from '../../src/agora/request-limiter.ts';
import { type Priority, priority } from '../../src/recording/jobs.ts';
import { MovableClock } from '../../src/sandbox/movable-clock.ts';
import type { Budget } from '../../src/service/budget.ts';

const never = new AbortController().signal;
const start = 1_000_000;

function budgetAt(clock: MovableClock, perSecond = 10): Budget {
  return createRequestLimiter({ clock, perSecond });
}

async function advance(clock: MovableClock, ms: number): Promise<void> {
  clock.advance(ms);
  await setImmediate();
}

async function takeAll(limiter: Budget, count: number) {
  const permits = await Promise.all(Array.from({ length: count }, () => limiter.take(priority.watch, never)));
  return permits.map((permit) => permit ?? expect.fail('no permit'));
}

describe('the request budget', () => {
  test('no slot is free in the first second', async () => {
    const clock = new MovableClock(start);
    const limiter = budgetAt(clock);
    let granted = false;
    const taking = limiter.take(priority.stop, never).then(() => {
      granted = true;
    });
    expect([limiter.inUse(), limiter.waiting()]).toEqual([10, 1]);
    await advance(clock, 999);
    expect(granted).toBe(false);
    await advance(clock, 1);
    await taking;
    expect([limiter.inUse(), limiter.waiting()]).toEqual([1, 0]);
  });

  test('the first second counts from `since`', async () => {
    const clock = new MovableClock(start);
    const limiter = createRequestLimiter({ clock, perSecond: 10, since: start - 1_000 });
    expect(limiter.inUse()).toBe(0);
    await limiter.take(priority.watch, never);
  });

  test('a slot is free one second after its release, and a second release changes nothing', async () => {
    const clock = new MovableClock(start);
    const limiter = budgetAt(clock, 2);
    await advance(clock, 1_000);
    const [first] = await takeAll(limiter, 2);
    await advance(clock, 60_000);
    let granted = false;
    const taking = limiter.take(priority.watch, never).then(() => {
      granted = true;
    });
    first?.release();
    first?.release();
    await advance(clock, 999);
    expect([granted, limiter.inUse()]).toEqual([false, 2]);
    await advance(clock, 1);
    await taking;
    expect(limiter.inUse()).toBe(2);
  });

  test('priority is stop, people, confirmations, watching; then first in, first out', async () => {
    const clock = new MovableClock(start);
    const limiter = budgetAt(clock, 1);
    const order: string[] = [];
    const join = async (name: string, priority: Priority) => {
      const permit = await limiter.take(priority, never);
      order.push(name);
      permit?.release();
    };
    const all = Promise.all([
      join('watch 1', priority.watch),
      join('confirm', priority.confirm),
      join('person 1', priority.person),
      join('watch 2', priority.watch),
      join('stop', priority.stop),
      join('person 2', priority.person),
    ]);
    for (let i = 0; i < 6; i++) await advance(clock, 1_000);
    await all;
    expect(order).toEqual(['stop', 'person 1', 'person 2', 'confirm', 'watch 1', 'watch 2']);
  });

  test('an aborted wait ends at once and takes no slot', async () => {
    const clock = new MovableClock(start);
    const limiter = budgetAt(clock, 1);
    const abort = new AbortController();
    const [leaving, staying] = [limiter.take(priority.stop, abort.signal), limiter.take(priority.watch, never)];
    abort.abort();
    expect(await leaving).toBeUndefined();
    expect(limiter.waiting()).toBe(1);
    await advance(clock, 1_000);
    expect(await staying).toBeDefined();
    expect(await limiter.take(priority.stop, abort.signal)).toBeUndefined();
  });

  test('an abort after the grant changes nothing', async () => {
    const clock = new MovableClock(start);
    const limiter = budgetAt(clock, 1);
    await advance(clock, 1_000);
    const abort = new AbortController();
    const permit = await limiter.take(priority.stop, abort.signal);
    const other = limiter.take(priority.watch, never);
    abort.abort();
    expect([limiter.inUse(), limiter.waiting()]).toEqual([1, 1]);
    permit?.release();
    await advance(clock, 1_000);
    expect(await other).toBeDefined();
  });

  test('no sliding second has more than 10 arrivals, and the budget is used up, however slow the network is', async () => {
    const request = fc.record({
      asked: fc.integer({ min: 0, max: 3_000 }),
      there: fc.integer({ min: 0, max: 4_000 }),
      back: fc.integer({ min: 0, max: 2_000 }),
      priority: fc.constantFrom(...Object.values(priority)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 11, maxLength: 60 }), async (requests) => {
        const clock = new MovableClock(start);
        const limiter = budgetAt(clock);
        const arrivals: number[] = [];
        const all = Promise.all(
          requests.map(async ({ asked, there, back, priority }) => {
            await clock.until(start + asked);
            const permit = await limiter.take(priority, never);
            await clock.until(clock.now() + there);
            arrivals.push(clock.now());
            await clock.until(clock.now() + back);
            permit?.release();
          }),
        );
        await setImmediate();
        for (let next = clock.next(); next !== undefined; next = clock.next()) await advance(clock, next - clock.now());
        await all;
        arrivals.sort((a, b) => a - b);
        expect(arrivals).toHaveLength(requests.length);
        expect(arrivals[0]).toBeGreaterThanOrEqual(start + 1_000);
        for (const [index, at] of arrivals.entries()) {
          const eleventh = arrivals[index + 10];
          if (eleventh !== undefined) expect(eleventh - at).toBeGreaterThanOrEqual(1_000);
        }
      }),
      { numRuns: 150 },
    );
  });

  /** `count` requests that are all asked at once; `trip` gives the way there and the way back of the nth. */
  async function flood(count: number, trip: (n: number) => { there: number; back: number }) {
    const clock = new MovableClock(start);
    const limiter = budgetAt(clock);
    const arrivals: number[] = [];
    let granted = 0;
    const all = Promise.all(
      Array.from({ length: count }, async () => {
        const permit = await limiter.take(priority.watch, never);
        const { there, back } = trip(granted++);
        await clock.until(clock.now() + there);
        arrivals.push(clock.now());
        await clock.until(clock.now() + back);
        permit?.release();
      }),
    );
    await setImmediate();
    for (let next = clock.next(); next !== undefined; next = clock.next()) await advance(clock, next - clock.now());
    await all;
    const gaps = arrivals.slice(10).map((at, index) => at - (arrivals[index] ?? 0));
    const last = arrivals.slice(-101);
    return { gaps, closest: Math.min(...gaps), perSecond: 100_000 / ((last.at(-1) ?? 0) - (last[0] ?? 0)) };
  }

  test.each([
    ['the way there', { there: 400, back: 0 }],
    ['the way back', { there: 0, back: 400 }],
    ['both ways', { there: 150, back: 250 }],
  ])('a slow network leaves nine tenths of the budget: %s', async (_, trip) => {
    const { closest, perSecond } = await flood(500, () => trip);
    expect(closest).toBeGreaterThanOrEqual(1_000);
    expect(perSecond).toBeGreaterThan(9);
  });

  test('the allowance for a slow network ends with the first quick response, and needs more than a few slow ones', async () => {
    const { gaps } = await flood(600, (n) => ({ there: n < 300 ? 400 : 1, back: 0 }));
    // Those that had left before nobody could know it have come too early: fewer than the slots.
    expect(gaps.filter((gap) => gap < 1_000).length).toBeLessThanOrEqual(10);
    expect(Math.min(...gaps.slice(320))).toBeGreaterThanOrEqual(1_000);
    const { closest: undercut } = await flood(400, (n) => ({ there: n < 300 ? 100 : 85, back: 0 }));
    expect(undercut).toBeGreaterThanOrEqual(1_000);
    const { closest: never } = await flood(199, () => ({ there: 0, back: 400 }));
    expect(never).toBeGreaterThanOrEqual(1_400);
  });

  test('randomly delayed arrivals never exceed ten in any second', async () => {
    const holds = Array.from({ length: 2_000 }, (_, n) => 50 + ((n * 7919) % 351));
    const { closest, perSecond } = await flood(holds.length, (n) => ({ there: holds[n] ?? 50, back: 1 }));
    expect(closest).toBeGreaterThanOrEqual(1_000);
    expect(perSecond).toBeGreaterThan(8.2);
  });
});
