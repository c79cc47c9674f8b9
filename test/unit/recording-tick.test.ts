import { expect, test } from 'vitest';
import { tick } from '../../src/recording/desk.ts';
import type { Journal } from '../../src/recording/journal.ts';
import type { Store } from '../../src/recording/ports.ts';

test('a tick of thousands leaves room between its writes for what people order', async () => {
  const ids = Array.from({ length: 1_000 }, (_, n) => `r${n}`);
  const ticked: string[] = [];
  let underWay = 0;
  let most = 0;
  const apply: Journal['apply'] = async (id) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await Promise.resolve();
    underWay -= 1;
    ticked.push(id);
    return { kind: 'seen' };
  };
  await tick({ recordingIds: async () => ids } as unknown as Store, { apply } as unknown as Journal);
  expect(ticked).toEqual(ids);
  expect(most).toBeLessThanOrEqual(200);
});
