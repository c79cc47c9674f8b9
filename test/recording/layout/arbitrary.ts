/** Layouts as people may make them: fractions have as many decimals as Agora reads. */
import * as fc from 'fast-check';
import type { Layout, Region, UserImage } from '../../../src/recording/layout/layout.ts';
import type { CustomLayout } from '../../../src/recording/layout/text-form.ts';

const millionth = 1_000_000;
const uid = fc.integer({ min: 1, max: 4_294_967_295 }).map(String);
const color = fc.stringMatching(/^#[\da-f]{6}$/u);
const url = fc.webUrl({ withFragments: true, withQueryParameters: true }).map((text) => new URL(text).href);
const fit = fc.constant(true as const);

type Area = Pick<Region, 'x' | 'y' | 'width' | 'height'>;

/** A start and a size that end within the canvas. */
const span = fc
  .tuple(fc.integer({ min: 0, max: millionth - 1 }), fc.integer({ min: 1, max: millionth }))
  .map(([start, size]) => [start, Math.min(size, millionth - start)] as const)
  .map(([start, size]) => [start / millionth, size / millionth] as const);

const area = fc.tuple(span, span).map(([[x, width], [y, height]]): Area => ({ x, y, width, height }));

const region: fc.Arbitrary<Region> = fc
  .tuple(
    area,
    fc.record(
      { uid, alpha: fc.integer({ min: 0, max: millionth }).map((value) => value / millionth), fit },
      { requiredKeys: [], noNullPrototype: true },
    ),
  )
  .map(([place, options]) => ({ ...place, ...options }));

const userImage: fc.Arbitrary<UserImage> = fc.record(
  { uid, url, fit },
  { requiredKeys: ['uid', 'url'], noNullPrototype: true },
);

const look = fc.record(
  {
    background: color,
    backgroundImage: url,
    userImage: url,
    userImages: fc.uniqueArray(userImage, { minLength: 1, maxLength: 17, selector: (image) => image.uid }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const regions = fc.uniqueArray(region, {
  minLength: 1,
  maxLength: 17,
  comparator: (a, b) => a.uid !== undefined && a.uid === b.uid,
});

export const anyCustomLayout: fc.Arbitrary<CustomLayout> = fc
  .tuple(look, regions)
  .map(([seen, all]) => ({ kind: 'custom', ...seen, regions: all }));

export const anyLayout: fc.Arbitrary<Layout> = fc.oneof(
  anyCustomLayout,
  fc.tuple(look, fc.constantFrom('float', 'grid')).map(([seen, kind]): Layout => ({ kind, ...seen })),
  fc
    .tuple(look, fc.option(uid))
    .map(([seen, largeUid]): Layout => ({ kind: 'vertical', ...seen, ...(largeUid !== null && { largeUid }) })),
);
