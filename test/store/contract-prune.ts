/** What every `Store` must delete, and what it must keep. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transitionTo } from '../../src/recording/effects.ts';
import { endPhases, livePhases, type Phase, type Recording } from '../../src/recording/recording.ts';
import type { Change, Store } from '../../src/service/ports.ts';
import type { StoreUnderTest } from './contract.ts';
import { first, fullRecorder, fullRecording, message, recordingOf, t0 } from './fixtures.ts';

const viewer = { teamId: 'T1', userId: 'U1', channelId: 'C1' };
const same: Change = (next) => transitionTo(next);

export function pruneContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`prune of ${name}`, () => {
    let under: StoreUnderTest;
    let store: Store;
    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.end());

    const over = (id: string, endedAt: number, more: Partial<Recording> = {}) =>
      store.create(
        first(recordingOf(id, { phase: 'finished', ending: { endedAt }, ...more }), [message(t0)]),
        `request ${id}`,
      );
    const left = async () => (await store.listEnded(viewer, 99)).recordings.map((r) => r.id);

    it('deletes what ended before, the oldest first, no more than the limit, with jobs and requests', async () => {
      for (const [i, id] of ['r3', 'r1', 'r4', 'r2'].entries()) await over(id, t0 + ([3, 1, 4, 2][i] ?? 0));
      await store.apply('r1', same, { request: 'click' });
      expect(await store.prune(t0 + 4, 2)).toBe(2);
      expect(await left()).toEqual(['r4', 'r3']);
      expect(await store.prune(t0 + 4, 2)).toBe(1);
      expect(await store.prune(t0 + 4, 2)).toBe(0);
      expect(await left()).toEqual(['r4']);
      expect(await store.counts()).toMatchObject({ jobs: { thread: 1 }, live: {}, orphans: 0 });
      expect(await store.find('r1')).toBeUndefined();
      expect(await store.apply('r1', same, { request: 'click' })).toEqual({ kind: 'notFound' });
      expect(await store.create(first(recordingOf('r1')), 'request r1')).toEqual({ kind: 'created' });
      expect(await store.find('r1')).toEqual(recordingOf('r1'));
    });

    it.each<Phase>([...livePhases, 'uploading'])('keeps what is %s', async (phase) => {
      await over('rkeep2', t0, { phase });
      expect(await store.prune(t0 + 1, 9)).toBe(0);
      expect(await store.find('rkeep2')).toBeDefined();
    });

    it.each<Phase>([...endPhases])('deletes what is %s', async (phase) => {
      await over('rgone2', t0, { phase });
      expect(await store.prune(t0 + 1, 9)).toBe(1);
      expect(await store.find('rgone2')).toBeUndefined();
    });

    it('keeps a recording with a more recent orphan', async () => {
      const recorders = [{ ...fullRecorder, status: 'orphan', startedAt: t0 + 2 }, fullRecording.recorders[0]] as const;
      await over('rorph2', t0, { phase: 'lost', recorders });
      expect(await store.prune(t0 + 2, 9)).toBe(0);
      expect(await store.prune(t0 + 3, 9)).toBe(1);
    });
  });
}
