import { expect, test } from 'vitest';
import type { Store } from '../../../src/service/ports.ts';
import { tick } from '../../../src/service/recording-service.ts';
import type { TransitionRunner } from '../../../src/service/transition-runner.ts';

test('a tick of thousands leaves room between its writes for what people order', async () => {
  const ids = Array.from({ length: 1_000 }, (_, n) => `r${n}`);
  const ticked: string[] = [];
  let underWay = 0;
  let most = 0;
  const apply: TransitionRunner['apply'] = async (id) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await Promise.resolve();
    underWay -= 1;
    ticked.push(id);
    return { kind: 'duplicate' };
  };
  await tick({ recordingIds: async () => ids } as unknown as Store, { apply } as unknown as TransitionRunner);
  expect(ticked).toEqual(ids);
  expect(most).toBeLessThanOrEqual(200);
});
