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
  await requestStatusPosts({ listRecordingIds: async () => ids }, { apply });
  expect(ticked).toEqual(ids);
  expect(most).toBeLessThanOrEqual(200);
});
