/** What every `Store` must keep of what was asked for, in each mode. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beginMode } from '../../src/recording/modes/index.ts';
import type { StoreUnderTest } from './contract.ts';
import { asked, first, fullIndividual, fullPage, recordingOf, spec } from './fixtures.ts';

export function modesContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`modes in ${name}`, () => {
    let under: StoreUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.end());

    it.each([fullIndividual, fullPage])('returns every option of mode $mode', async (options) => {
      const r = recordingOf('rmode2', { spec: { ...spec, ...asked, options }, mode: beginMode(options) });
      await under.store.create(first(r), 'q');
      expect(await under.store.find('rmode2')).toStrictEqual(r);
    });
  });
}
