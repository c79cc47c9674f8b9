/** What every store must keep of the steps of workflows: what was committed for a request. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transitionTo } from '../../src/recording/effects.ts';
import type { Store } from '../../src/service/ports.ts';
import { type StepStore, stepRequest } from '../../src/service/workflow-steps.ts';
import { first, recordingOf } from './fixtures.ts';

type StoreUnderTest = { store: Store & StepStore; reopen(): Promise<Store & StepStore>; end(): Promise<void> };

export function stepsContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`steps of workflows in ${name}`, () => {
    let under: StoreUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.end());

    const [started, refused, stopped] = [
      stepRequest('record_start', 'Fx1'),
      stepRequest('record_start', 'Fx2'),
      stepRequest('record_stop', 'Fx3'),
    ];

    it('finds what was committed for a step, also after a restart', async () => {
      await under.store.create(first(recordingOf('r1', { cname: 'maths' })), started);
      expect(await under.store.findStep(started)).toMatchObject({
        request: started,
        action: 'start',
        recording: { id: 'r1' },
      });
      expect(await under.store.findStep(refused)).toBeUndefined();
      // The channel is being recorded.
      await under.store.create(first(recordingOf('r2', { cname: 'maths' })), refused);
      expect(await under.store.findStep(refused)).toMatchObject({ action: 'start rejected', recording: { id: 'r1' } });
      const again = await under.reopen();
      expect(await again.findStep(started)).toMatchObject({ action: 'start', recording: { id: 'r1' } });
    });

    it('lists steps, and no other requests, since a moment', async () => {
      const before = Date.now();
      await under.store.create(first(recordingOf('r1')), '1700000000.1.trigger');
      await under.store.create(first(recordingOf('r2')), started);
      await under.store.apply('r2', (r) => transitionTo(r), { request: stopped });
      expect((await under.store.listSteps(before)).map(({ request, action }) => [request, action])).toEqual([
        [started, 'start'],
        [stopped, undefined],
      ]);
      expect(await under.store.listSteps(Date.now() + 60_000)).toEqual([]);
    });
  });
}
