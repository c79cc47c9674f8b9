/** What every `Store` must count for the metrics. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keys } from '../../src/recording/effects.ts';
import { type NewJob, priority } from '../../src/recording/jobs.ts';
import { uploadTimeout } from '../../src/recording/policy.ts';
import type { Ms, Recording } from '../../src/recording/recording.ts';
import type { Store } from '../../src/service/ports.ts';
import type { StoreUnderTest } from './contract.ts';
import { first, message, query, recordingOf, t0 } from './fixtures.ts';

export function countsContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`counts of ${name}`, () => {
    let under: StoreUnderTest;
    let store: Store;
    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.end());

    const begin = (id: string, jobs: readonly NewJob[] = [], more: Partial<Recording> = {}) =>
      store.create(first(recordingOf(id, more), jobs), `request ${id}`);

    it('counts jobs by queue and live recordings by phase', async () => {
      expect(await store.counts()).toEqual({ jobs: {}, live: {}, orphans: 0, notStopping: 0 });
      await begin('rcnt22', [query(t0), message(t0), message(t0)]);
      await begin('rcnt23', [query(t0)], { phase: 'recording' });
      await begin('rcnt24', [], { phase: 'finished', ending: { endedAt: t0 } });
      expect(await store.counts()).toEqual({
        jobs: { agora: 2, thread: 2 },
        live: { starting: 1, recording: 1 },
        orphans: 0,
        notStopping: 0,
        earliestDue: t0,
      });
    });

    it('counts what can’t be stopped', async () => {
      await begin('rstop2', [], { phase: 'stopping' });
      await begin('rstop3', [], {
        phase: 'stopping',
        health: { problem: { since: t0, errorCode: 'agora_timeout' } },
      });
      expect((await store.counts()).notStopping).toBe(1);
    });

    it('says when the earliest job is due, and when the earliest upload began', async () => {
      const timeout = (dueAt: Ms): NewJob => ({
        key: keys.uploadTimeout,
        dueAt,
        priority: priority.watch,
        payload: { queue: 'timer', timer: 'uploadTimeout' },
      });
      await begin('rdue22', [query(t0 + 5)], { phase: 'recording' });
      await begin('rdue23', [timeout(t0 + uploadTimeout + 3)], { phase: 'uploading' });
      await begin('rdue24', [timeout(t0 + uploadTimeout + 1)], { phase: 'uploading' });
      expect(await store.counts()).toMatchObject({ earliestDue: t0 + 5, earliestUpload: t0 + 1 });
    });
  });
}
