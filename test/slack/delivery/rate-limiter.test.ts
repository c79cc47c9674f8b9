import { expect, it } from 'vitest';
import { MovableClock } from '../../../src/sandbox/movable-clock.ts';
import type { SendOutcome } from '../../../src/service/ports.ts';
import type { OutboundMessage, SendResult } from '../../../src/slack/delivery/outbound.ts';
import { createRateLimiter } from '../../../src/slack/delivery/rate-limiter.ts';
import { messagePriority } from '../../../src/slack/delivery/rates.ts';
import { settle } from '../inbound/support.ts';

const sent: SendOutcome = { kind: 'sent', ts: '1' };

function setUp() {
  const clock = new MovableClock(1_000_000);
  const rateLimiter = createRateLimiter(clock);
  const left: string[] = [];
  const never = new AbortController().signal;
  const run = (name: string, outbound: Partial<OutboundMessage> = {}, signal = never) =>
    rateLimiter.run(
      {
        method: 'chat.postMessage',
        channel: 'C1',
        priority: messagePriority.change,
        orderingKey: name,
        send: () => {
          left.push(name);
          return Promise.resolve({ sent });
        },
        ...outbound,
      },
      signal,
    );
  const forward = async (ms: number) => {
    clock.advance(ms);
    await settle();
  };
  return { clock, rateLimiter, left, run, forward };
}

it('posts once a second in a channel, and at the same time in another', async () => {
  const { left, run, forward } = setUp();
  void run('a');
  void run('b');
  void run('elsewhere', { channel: 'C2' });
  await settle();
  expect(left).toEqual(['a', 'elsewhere']);
  await forward(999);
  expect(left).toEqual(['a', 'elsewhere']);
  await forward(1);
  expect(left).toEqual(['a', 'elsewhere', 'b']);
});

it('lets a person’s message overtake, but never within an ordering key', async () => {
  const { left, run, forward } = setUp();
  void run('first');
  void run('background', { priority: messagePriority.background });
  void run('thread 1', { orderingKey: 'thread', priority: messagePriority.background });
  void run('thread 2', { orderingKey: 'thread', priority: messagePriority.person });
  void run('person', { priority: messagePriority.person });
  for (let second = 0; second < 5; second += 1) await forward(1_000);
  expect(left).toEqual(['first', 'person', 'background', 'thread 1', 'thread 2']);
});

it('sends one after the other within an ordering key, even below the rate limit', async () => {
  const { left, run, forward } = setUp();
  const first = Promise.withResolvers<SendResult>();
  void run('slow', { orderingKey: 'thread', send: () => first.promise });
  void run('next', { orderingKey: 'thread' });
  await forward(5_000);
  expect(left).toEqual([]);
  first.resolve({ sent });
  await settle();
  expect(left).toEqual(['next']);
});

it('replaces a waiting card, and resolves both callers with the outcome of the newer one', async () => {
  const { left, run, forward, rateLimiter } = setUp();
  void run('busy');
  const card = { orderingKey: 'card', dedupeKey: 'card' };
  const old = run('old', card);
  const fresh = run('new', card);
  expect(rateLimiter.waiting()).toBe(1);
  await forward(1_000);
  expect(left).toEqual(['busy', 'new']);
  expect(await Promise.all([old, fresh])).toEqual([sent, sent]);
});

it('does not count skipped messages', async () => {
  const { left, run } = setUp();
  expect(await run('a', { skipIf: () => sent })).toEqual(sent);
  void run('b');
  await settle();
  expect(left).toEqual(['b']);
});

it('keeps ten updates a minute for people', async () => {
  const { left, run, forward } = setUp();
  const update = { method: 'chat.update' as const };
  for (let index = 0; index < 45; index += 1)
    void run(`b${index}`, { ...update, priority: messagePriority.background });
  await settle();
  expect(left).toHaveLength(40);
  void run('click', { ...update, priority: messagePriority.person });
  await settle();
  expect(left.at(-1)).toBe('click');
  await forward(61_000);
  expect(left).toHaveLength(46);
});

it('after a 429 pauses only that method, and for posts only that channel', async () => {
  const { left, run, forward } = setUp();
  const limited = await run('limited', {
    send: () => Promise.resolve({ sent: { kind: 'later', after: 30_000 }, limitedFor: 30_000 }),
  });
  expect(limited).toEqual({ kind: 'later', after: 30_000 });
  void run('same channel');
  void run('other channel', { channel: 'C2' });
  void run('other method', { method: 'chat.update' });
  await forward(29_999);
  expect(left).toEqual(['other channel', 'other method']);
  await forward(1);
  expect(left).toEqual(['other channel', 'other method', 'same channel']);
});

it('drops waiting messages when the signal aborts, and waits for those in flight', async () => {
  const { left, run, forward, rateLimiter } = setUp();
  const end = new AbortController();
  const answer = Promise.withResolvers<SendResult>();
  const inFlight = run('a', { send: () => answer.promise }, end.signal);
  const waiting = run('b', {}, end.signal);
  end.abort();
  expect(await waiting).toEqual({ kind: 'later', after: 1_000 });
  expect(await run('c', {}, end.signal)).toEqual({ kind: 'later', after: 1_000 });
  answer.resolve({ sent });
  expect(await inFlight).toEqual(sent);
  await forward(10_000);
  expect(left).toEqual([]);
  expect(rateLimiter.waiting()).toBe(0);
});

it('waits at most one second for messages in flight after the signal', async () => {
  const { run, forward } = setUp();
  const end = new AbortController();
  const hanging = run('a', { send: () => new Promise(() => undefined) }, end.signal);
  end.abort();
  await forward(1_000);
  expect(await hanging).toEqual({ kind: 'later', after: 1_000 });
});

it('survives a message whose `send` rejects against its contract', async () => {
  const { left, run, forward } = setUp();
  expect(await run('a', { send: () => Promise.reject(new Error('broken')) })).toEqual({ kind: 'later', after: 1_000 });
  void run('b');
  await forward(1_000);
  expect(left).toEqual(['b']);
});
