/** When homes are published, and what becomes of those that Slack does not take. */
import type { HomeView } from '@slack/types';
import { beforeEach, expect, test, vi } from 'vitest';
import { MovableClock } from '../../../src/sandbox/movable-clock.ts';
import { homeStart } from '../../../src/service/home.ts';
import { createHomePublisher, openFor } from '../../../src/slack/delivery/home-publisher.ts';
import { settle } from '../inbound/support.ts';
import { aWorkspace, outward } from '../support.ts';

const minute = 60_000;

let state: string;
let isBroken: boolean;
let draws: number;
beforeEach(() => {
  state = 'one';
  isBroken = false;
  draws = 0;
});

async function setUp() {
  const clock = new MovableClock(1_700_000_000_000);
  const workspace = await aWorkspace({ clock });
  const { slack, ana } = workspace;
  const out = outward(workspace, clock);
  const end = new AbortController();
  const publisher = createHomePublisher({
    ...out,
    clock,
    signal: end.signal,
    onRateLimited: (method) => out.limited.push(method),
    draw: (_user, _position, note) => {
      draws += 1;
      if (isBroken) return Promise.reject(new Error('the database fails'));
      const said = note === undefined ? state : `${state} ${note.text}`;
      const view: HomeView = { type: 'home', blocks: [{ type: 'section', text: { type: 'plain_text', text: said } }] };
      return Promise.resolve(view);
    },
  });
  const idle = async () => {
    await settle();
    await vi.waitUntil(() => out.inFlight() === 0, { interval: 1 });
    await settle();
  };
  /** In steps of a second. */
  const pass = async (ms: number) => {
    await idle();
    for (let passed = 0; passed < ms; passed += 1_000) {
      clock.advance(1_000);
      await idle();
    }
  };
  const show = async (more: object = {}) => {
    publisher.show(ana.id, { position: homeStart, hash: slack.home(ana)?.hash, ...more });
    await idle();
  };
  const change = async (to: string) => {
    state = to;
    publisher.changed();
    await idle();
  };
  const calls = () => slack.calls('views.publish');
  const shown = () => slack.renderHome(ana).trim();
  return { ...workspace, ...out, publisher, clock, end, pass, show, change, calls, shown };
}

test('shown at once; changes at most every five seconds, the last one wins', async () => {
  const { show, change, pass, calls, shown } = await setUp();
  await show();
  expect(shown()).toBe('one');
  await change('two');
  await change('three');
  expect(shown()).toBe('one');
  await pass(5_000);
  expect(shown()).toBe('three');
  expect(calls()).toHaveLength(2);
});

test('an unchanged view is not published again, unless the person sees another one', async () => {
  const { show, change, pass, calls, ana, slack } = await setUp();
  await show();
  await change('one');
  await pass(10_000);
  await show();
  expect(draws).toBeGreaterThan(2);
  expect(calls()).toHaveLength(1);
  await show({ hash: 'of another process' });
  // Slack refuses that hash; the next one is sent without.
  await pass(1_000);
  expect(calls().map(({ error }) => error)).toEqual([undefined, 'hash_conflict', undefined]);
  expect(slack.home(ana)?.hash).toBeDefined();
});

test('nothing is published for people who opened it more than ten minutes ago', async () => {
  const { show, change, pass, shown } = await setUp();
  await show();
  await pass(openFor - minute);
  await change('two');
  expect(shown()).toBe('two');
  await pass(2 * minute);
  const before = draws;
  await change('three');
  await pass(minute);
  expect(draws).toBe(before);
  await show();
  expect(shown()).toBe('three');
});

test('a note stays during other changes, until the person acts again', async () => {
  const { show, change, pass, shown } = await setUp();
  await show({ note: { text: 'no', blocks: [] } });
  expect(shown()).toBe('one no');
  await pass(5_000);
  await change('two');
  expect(shown()).toBe('two no');
  await show();
  expect(shown()).toBe('two');
});

test.each([
  ['answers 429', { retryAfter: 30 }, 30_000],
  ['answers 500', { status: 500 }, 1_000],
  ['loses the response', 'loseResponse', 1_000],
  ['takes no token', { error: 'token_revoked' }, 60_000],
] as const)('Slack %s: the last state is published afterwards', async (_, kind, after) => {
  const { slack, show, pass, calls, shown, clock } = await setUp();
  slack.fault({ method: 'views.publish', kind });
  await show();
  const at = clock.now();
  expect(calls()).toHaveLength(1);
  state = 'two';
  await pass(after);
  expect(shown()).toBe('two');
  expect((calls()[1]?.at ?? 0) - at).toBeGreaterThanOrEqual(after);
});

test('a 429 is counted, and pauses publishing for everybody', async () => {
  const { slack, publisher, show, pass, limited, calls } = await setUp();
  const ben = slack.addUser('ben');
  slack.fault({ method: 'views.publish', kind: { retryAfter: 30 } });
  await show();
  publisher.show(ben.id, { position: homeStart });
  await pass(20_000);
  expect(calls()).toHaveLength(1);
  await pass(11_000);
  expect(calls()).toHaveLength(3);
  expect(limited).toEqual(['views.publish']);
});

test.each(['not_enabled', 'user_not_found', 'invalid_arguments', 'view_too_large'])(
  'Slack rejects with %s: logged, and not retried until it is opened again',
  async (error) => {
    const { slack, show, change, pass, calls, log, shown } = await setUp();
    slack.fault({ method: 'views.publish', kind: { error } });
    await show();
    await change('two');
    await pass(minute);
    expect(calls()).toHaveLength(1);
    expect(log.lines.join()).toContain(error);
    await show();
    expect(shown()).toBe('two');
  },
);

test('a view that fails to render is retried', async () => {
  const { show, pass, shown, log } = await setUp();
  isBroken = true;
  await show();
  expect(log.lines.join()).toContain('the database fails');
  isBroken = false;
  await pass(5_000);
  expect(shown()).toBe('one');
});

test('continues after a restart, for the rest of the ten minutes', async () => {
  const { ana, publisher, change, pass, shown, clock } = await setUp();
  publisher.resume([{ teamId: 'T1', user: ana.id, openedAt: clock.now() - 9 * minute, position: homeStart }]);
  await pass(5_000);
  expect(shown()).toBe('one');
  await pass(minute);
  await change('two');
  await pass(minute);
  expect(shown()).toBe('one');
});

test('shutdown ends the waiting', async () => {
  const { show, change, pass, calls, end, clock } = await setUp();
  await show();
  await change('two');
  expect(clock.next()).toBeDefined();
  end.abort();
  expect(clock.next()).toBeUndefined();
  await pass(minute);
  expect(calls()).toHaveLength(1);
});
