import { expect, test } from 'vitest';
import { requestStatusPosts } from '../../src/service/status-posts.ts';

test('a tick of thousands yields to commands between its writes', async () => {
  const ids = Array.from({ length: 1_000 }, (_, n) => `r${n}`);
  const ticked: string[] = [];
  let inFlight = 0;
  let most = 0;
  const apply = async (id: string) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    await Promise.resolve();
    inFlight -= 1;
    ticked.push(id);
    return { kind: 'duplicate' } as const;
  };
  const store = { listRecordingIds: async () => ids, claim: async () => true };
  expect(await requestStatusPosts(store, { apply }, 7)).toBe(true);
  expect(ticked).toEqual(ids);
  expect(most).toBeLessThanOrEqual(200);
});

test('a tick is left to the replica that claims it', async () => {
  const claimed: unknown[] = [];
  const store = {
    listRecordingIds: () => Promise.reject(new Error('it is left to another')),
    claim: async (...claim: unknown[]) => {
      claimed.push(claim);
      return false;
    },
  };
  const apply = () => Promise.reject(new Error('it is left to another'));
  expect(await requestStatusPosts(store, { apply }, 7)).toBe(false);
  expect(claimed).toEqual([['status posts', 7]]);
});
