import { expect, test } from 'vitest';
import type { Layout } from '../../../src/recording/layout/layout.ts';
import { layoutFields } from '../../../src/recording/layout/request.ts';

test.each<[Layout, object]>([
  [{ kind: 'float' }, { mixedVideoLayout: 0, backgroundColor: '#000000' }],
  [
    { kind: 'grid', background: '#ffffff' },
    { mixedVideoLayout: 1, backgroundColor: '#ffffff' },
  ],
  [{ kind: 'vertical' }, { mixedVideoLayout: 2, backgroundColor: '#000000' }],
  [
    { kind: 'vertical', largeUid: '5' },
    { mixedVideoLayout: 2, backgroundColor: '#000000', maxResolutionUid: '5' },
  ],
])('updateLayout with %o', (layout, expected) => {
  expect(layoutFields(layout)).toEqual(expected);
});
