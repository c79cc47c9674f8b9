import { expect, test } from 'vitest';
import { tick } from '../../src/recording/desk.ts';
import type { Journal } from '../../src/recording/journal.ts';
import type { Store } from '../../src/recording/ports.ts';
import { recordingOf } from '../support/store-fixtures.ts';

test('a tick of thousands leaves room between its writes for what people order', async () => {
  const phases = ['recording', 'starting', 'recording', 'stopping'] as const;
  const live = Array.from({ length: 2_000 }, (_, n) => recordingOf(`r${n}`, { phase: phases[n % 4] ?? 'recording' }));
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
  await tick({ live: async () => live } as unknown as Store, { apply } as unknown as Journal);
  expect(ticked).toEqual(live.filter(({ phase }) => phase === 'recording').map(({ id }) => id));
  expect(most).toBeLessThanOrEqual(200);
});
