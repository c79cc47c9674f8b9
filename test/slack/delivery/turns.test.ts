/** Several replicas that keep the rates of a workspace together. */
import { expect, it } from 'vitest';
import { createRequestLimiter } from '../../../src/agora/request-limiter.ts';
import { MovableClock } from '../../../src/sandbox/movable-clock.ts';
import type { Budget } from '../../../src/service/budget.ts';
import type { OutboundMessage } from '../../../src/slack/delivery/outbound.ts';
import { createRateLimiter } from '../../../src/slack/delivery/rate-limiter.ts';
import { messagePriority } from '../../../src/slack/delivery/rates.ts';
import { settle } from '../inbound/support.ts';

const never = new AbortController().signal;

/** Replicas that may send three updates together. */
function setUp(change: (budget: Budget) => Budget = (budget) => budget) {
  const clock = new MovableClock(1_000_000);
  const budget = change(createRequestLimiter({ clock, perSecond: 3, since: 0 }));
  const left: string[] = [];
  const replica = () => {
    const rateLimiter = createRateLimiter(clock, (method) => (method === 'chat.update' ? budget : undefined));
    const run = (name: string, more: Partial<OutboundMessage> = {}, signal = never) =>
      rateLimiter.run(
        {
          method: 'chat.update',
          channel: 'C1',
          priority: messagePriority.background,
          orderingKey: name,
          send: () => {
            left.push(name);
            return Promise.resolve({ sent: { kind: 'sent', ts: '1' } });
          },
          ...more,
        },
        signal,
      );
    return { run, rateLimiter };
  };
  return { clock, budget, left, a: replica(), b: replica() };
}

it('send no more than one of them would', async () => {
  const { left, a, b, budget } = setUp();
  for (const name of ['1', '2', '3']) {
    void a.run(`a${name}`);
    void b.run(`b${name}`);
  }
  await settle();
  expect(left).toHaveLength(3);
  expect(budget.waiting()).toBe(3);
});

it('send what is not counted together at once', async () => {
  const { left, a, b } = setUp();
  for (let n = 0; n < 3; n += 1) {
    void a.run(`a${n}`, { method: 'views.publish' });
    void b.run(`b${n}`, { method: 'views.publish' });
  }
  await settle();
  expect(left).toHaveLength(6);
});

/** The permits of the next three updates, to be released. */
async function useUp(budget: Budget) {
  const permits = await Promise.all([0, 0, 0].map(() => budget.take(messagePriority.person, never)));
  return async (clock: MovableClock) => {
    for (const permit of permits) permit?.release();
    clock.advance(1_000);
    await settle();
  };
}

it('replace a card that waits for its turn, which comes earlier where a person waits for it now', async () => {
  const { clock, budget, left, a, b } = setUp();
  const free = await useUp(budget);
  for (const name of ['1', '2', '3']) void b.run(name, { priority: messagePriority.change });
  const card = { orderingKey: 'card', dedupeKey: 'card' };
  void a.run('old', card);
  await settle();
  const fresh = a.run('new', { ...card, priority: messagePriority.person });
  await settle();
  expect(budget.waiting()).toBe(4);
  await free(clock);
  expect(await fresh).toEqual({ kind: 'sent', ts: '1' });
  expect([...left].toSorted()).toEqual(['1', '2', 'new']);
});

it('take no turn for a message that nobody waits for any more', async () => {
  const { clock, budget, left, a, b } = setUp();
  const free = await useUp(budget);
  const abort = new AbortController();
  const given = a.run('given up', {}, abort.signal);
  await settle();
  abort.abort();
  expect(await given).toMatchObject({ kind: 'later' });
  expect(budget.waiting()).toBe(0);
  void b.run('next');
  await free(clock);
  expect(left).toEqual(['next']);
  expect(budget.inUse()).toBe(1);
});

it('ask again where a turn has come too late', async () => {
  let taken = 0;
  const { left, a } = setUp((budget) => ({
    ...budget,
    take: () => Promise.resolve({ isValid: () => taken++ > 0, release: () => undefined }),
  }));
  await a.run('a');
  expect(left).toEqual(['a']);
  expect(taken).toBeGreaterThan(1);
});

it('keep to the rate by themselves where turns can’t be given', async () => {
  const { left, a } = setUp((budget) => ({ ...budget, take: () => Promise.resolve(undefined) }));
  for (let n = 0; n < 45; n += 1) void a.run(`a${n}`);
  await settle();
  expect(left).toHaveLength(40);
});
