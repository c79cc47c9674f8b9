/** Requests whose turns other replicas share. */
import { expect, it } from 'vitest';
import type { Budget, Limit } from '../../src/service/budget.ts';
import { json, never, payload, recording, serve, setUp } from './client.support.ts';

/** Budgets that give a turn at once, which is over as soon as `isOver`. */
function turns(isOver: () => boolean = () => false) {
  const asked: [string, Limit][] = [];
  const patience: (number | undefined)[] = [];
  let released = 0;
  const budget: Budget = {
    take: (_priority, _signal, longest) => {
      patience.push(longest);
      return Promise.resolve({ isValid: () => !isOver(), release: () => (released += 1) });
    },
    inUse: () => 4,
    waiting: () => 2,
  };
  const sharedBudgets = (key: string, limit: Limit) => {
    asked.push([key, limit]);
    return budget;
  };
  return { sharedBudgets, asked, patience, released: () => released };
}

it('are asked for by App ID: ten in any second, from the answer on, and for as long as the call may take', async () => {
  const { url } = await serve(json(200, { serverResponse: { status: 5 } }));
  const { sharedBudgets, asked, patience, released } = turns();
  const { recorder } = setUp([url], { sharedBudgets });
  await recorder.call(payload('query'), recording, never);
  await recorder.call(payload('start'), recording, never);
  const key = `agora:${recording.spec.appId}`;
  expect(asked).toEqual([[key, { shares: [10, 10, 10, 10], window: 1_000, from: 'answer' }]]);
  expect(patience).toEqual([5_000, 15_000]);
  expect(released()).toBeGreaterThanOrEqual(2);
  expect(recorder.load(recording.spec.appId)).toEqual({ inUse: 4, waiting: 2 });
});

it('that are over when the connection is there are not used: nothing arrives', async () => {
  const { url, got } = await serve(json(200, {}));
  const { recorder } = setUp(
    [url],
    turns(() => true),
  );
  expect(await recorder.call(payload('stop'), recording, never)).toMatchObject({ kind: 'notSent' });
  expect(got).toEqual([]);
});

it('that can’t be given leave the request unsent', async () => {
  const { url, got } = await serve(json(200, {}));
  const budget: Budget = { take: () => Promise.resolve(undefined), inUse: () => 0, waiting: () => 1 };
  const { recorder } = setUp([url], { sharedBudgets: () => budget });
  expect(await recorder.call(payload('query'), recording, never)).toMatchObject({ kind: 'notSent' });
  expect(got).toEqual([]);
});
