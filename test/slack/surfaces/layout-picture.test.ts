import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Layout } from '../../../src/recording/layout/layout.ts';
import { layoutPicture } from '../../../src/slack/surfaces/layout-picture.ts';
import { anyLayout } from '../../recording/layout/arbitrary.ts';

const labelsOf = (svg: string) => [...svg.matchAll(/>([^<]+)<\/text>/gu)].map((match) => match[1]);

test('participants are numbered, unless their uid is known', () => {
  expect(labelsOf(layoutPicture({ kind: 'grid' }, 3))).toEqual(['1', '2', '3']);
  expect(labelsOf(layoutPicture({ kind: 'vertical', largeUid: '527841' }, 3))).toEqual(['527841', '1', '2']);
});

test('values of a database row are never markup', () => {
  const odd: Layout = {
    kind: 'custom',
    background: '"/><script>',
    regions: [{ x: 0, y: 0, width: 1, height: 1, uid: '<b>&' }],
  };
  const svg = layoutPicture(odd, 1);
  expect(svg).not.toMatch(/<script|<b>/u);
  expect(labelsOf(svg)).toEqual(['&lt;b&gt;&amp;']);
});

test('any layout yields a picture without NaN', () => {
  fc.assert(
    fc.property(anyLayout, fc.integer({ min: 1, max: 17 }), (layout, users) => {
      const svg = layoutPicture(layout, users);
      expect(svg).not.toMatch(/NaN|undefined|Infinity|="-|\de-/u);
      expect(svg.match(/<rect/gu)?.length).toBeGreaterThanOrEqual(2);
    }),
  );
});
