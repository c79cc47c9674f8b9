import { expect, test } from 'vitest';
import { type Layout, largeUidOf, sameLayout } from '../../../src/recording/layout/layout.ts';

test.each<[Layout, Layout, boolean]>([
  [{ kind: 'grid' }, { kind: 'grid' }, true],
  [{ kind: 'grid' }, { kind: 'float' }, false],
  [{ kind: 'vertical', largeUid: '5' }, { kind: 'vertical', largeUid: '5' }, true],
  [{ kind: 'vertical', largeUid: '5' }, { kind: 'vertical', largeUid: '6' }, false],
  [{ kind: 'vertical', largeUid: '5' }, { kind: 'vertical' }, false],
  [{ kind: 'grid', background: '#abcdef' }, { kind: 'grid', background: '#ABCDEF' }, true],
  [{ kind: 'grid', background: '#abcdef' }, { kind: 'grid', background: '#abcdee' }, false],
  [{ kind: 'grid', background: '#abcdef' }, { kind: 'grid' }, false],
])('%o and %o look the same: %s', (a, b, expected) => {
  expect([sameLayout(a, b), sameLayout(b, a)]).toEqual([expected, expected]);
});

test('only a vertical layout has a large window', () => {
  expect(largeUidOf({ kind: 'vertical', largeUid: '5' })).toBe('5');
  // As a row of the database may hold it.
  const grid = { kind: 'grid', largeUid: '5' } as Layout;
  expect(largeUidOf(grid)).toBeUndefined();
});
