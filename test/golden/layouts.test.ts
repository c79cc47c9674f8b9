/** Previews of layouts: pictures as SVG, and sketches. */
import { expect, test } from 'vitest';
import type { Layout } from '../../src/recording/layout/layout.ts';
import { layoutPicture } from '../../src/slack/surfaces/layout-picture.ts';
import { sketchLines } from '../../src/slack/surfaces/layout-sketch.ts';
import { golden } from './file.ts';

const layouts: Readonly<Record<string, Layout>> = {
  float: { kind: 'float' },
  grid: { kind: 'grid', background: '#1D1C1D' },
  vertical: { kind: 'vertical' },
  'vertical-with-uid': { kind: 'vertical', largeUid: '527841' },
  custom: {
    kind: 'custom',
    background: '#F0E0C0',
    regions: [
      { x: 0, y: 0, width: 1, height: 0.75, uid: '4294967295', fit: true },
      { x: 0.375, y: 0.3, width: 0.25, height: 0.25, alpha: 0.5 },
      { x: 0.05, y: 0.75, width: 0.3, height: 0.25 },
      { x: 0.35, y: 0.75, width: 0.3, height: 0.25, fit: true },
      { x: 0.65, y: 0.75, width: 0.3, height: 0.25, uid: '12' },
    ],
  },
};
const counts = [1, 2, 5, 17];

const cases = Object.entries(layouts).flatMap(([name, layout]) =>
  counts.map((users) => [`${name}-${users}`, layout, users] as const),
);

test.each(cases)('the picture %s', (name, layout, users) => {
  const svg = layoutPicture(layout, users);
  expect(svg).toBe(golden(`layouts/${name}.svg`, svg));
});

test('the sketches', () => {
  const drawn = cases.map(([name, layout, users]) => [name, ...sketchLines(layout, users)].join('\n'));
  const text = `${drawn.join('\n\n')}\n`;
  expect(text).toBe(golden('layouts/sketches.txt', text));
});
