import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type Window, windowLabels, windowsOf } from '../../../src/recording/layout/geometry.ts';
import type { Layout } from '../../../src/recording/layout/layout.ts';
import { anyCustomLayout, anyLayout } from './arbitrary.ts';

const users = fc.integer({ min: 1, max: 17 });
const counts = Array.from({ length: 17 }, (_, n) => n + 1);
/** What is lost when fractions are added. */
const epsilon = 1e-9;

function overlap(a: Window, b: Window): boolean {
  const meet = (start: number, size: number, other: number, otherSize: number) =>
    Math.min(start + size, other + otherSize) - Math.max(start, other) > epsilon;
  return meet(a.x, a.width, b.x, b.width) && meet(a.y, a.height, b.y, b.height);
}

function overlapping(windows: readonly Window[]): Window[][] {
  return windows.flatMap((a, n) => windows.slice(n + 1).flatMap((b) => (overlap(a, b) ? [[a, b]] : [])));
}

/** Rounded, as `x y width height`. */
const placesOf = (windows: readonly Window[]) =>
  windows.map(({ x, y, width, height }) => [x, y, width, height].map((value) => Number(value.toFixed(3))).join(' '));

test('every window lies within the canvas', () => {
  fc.assert(
    fc.property(anyLayout, users, (layout, count) => {
      for (const { x, y, width, height, alpha } of windowsOf(layout, count)) {
        expect(Math.min(x, y, alpha)).toBeGreaterThanOrEqual(0);
        expect(Math.min(width, height)).toBeGreaterThan(0);
        expect(Math.max(x + width, y + height)).toBeLessThanOrEqual(1 + epsilon);
        expect(alpha).toBeLessThanOrEqual(1);
      }
    }),
  );
});

describe.each(counts)('%d participants', (count) => {
  it.each(['float', 'grid', 'vertical'] as const)('in %s have a window each, in their order', (kind) => {
    const windows = windowsOf({ kind }, count);
    expect(windows.map(({ user, z }) => [user, z])).toEqual(Array.from({ length: count }, (_, n) => [n, n]));
    expect(windows.every(({ isEmpty, fit, alpha }) => !isEmpty && !fit && alpha === 1)).toBe(true);
  });

  it.each(['grid', 'vertical'] as const)('in %s do not hide each other', (kind) => {
    expect(overlapping(windowsOf({ kind }, count))).toEqual([]);
  });

  it('in float hide only the first one', () => {
    const [large, ...small] = windowsOf({ kind: 'float' }, count);
    expect(large).toMatchObject({ x: 0, y: 0, width: 1, height: 1, z: 0 });
    expect(overlapping(small)).toEqual([]);
  });
});

test('float: rows from the bottom', () => {
  expect(placesOf(windowsOf({ kind: 'float' }, 6))).toEqual([
    '0 0 1 1',
    '0.012 0.753 0.235 0.235',
    '0.259 0.753 0.235 0.235',
    '0.506 0.753 0.235 0.235',
    '0.753 0.753 0.235 0.235',
    '0.012 0.506 0.235 0.235',
  ]);
  expect(placesOf(windowsOf({ kind: 'float' }, 17)).at(-1)).toBe('0.753 0.012 0.235 0.235');
});

test.each<[number, string]>([
  [1, '0 0 1 1'],
  [2, '0.5 0 0.5 1'],
  [3, '0 0.5 0.5 0.5'],
  [4, '0.5 0.5 0.5 0.5'],
  [5, '0.333 0.333 0.333 0.333'],
  [9, '0.667 0.667 0.333 0.333'],
  [10, '0.25 0.5 0.25 0.25'],
  [16, '0.75 0.75 0.25 0.25'],
  [17, '0.4 0.8 0.2 0.2'],
])('grid: the last of %d', (count, place) => {
  expect(placesOf(windowsOf({ kind: 'grid' }, count)).at(-1)).toBe(place);
});

test.each<[number, string, string]>([
  [1, '0 0 1 1', '0 0 1 1'],
  [2, '0 0 0.8 1', '0.8 0 0.2 0.25'],
  [5, '0 0 0.8 1', '0.8 0.75 0.2 0.25'],
  [6, '0 0 0.857 1', '0.857 0.667 0.143 0.167'],
  [9, '0 0 0.889 1', '0.889 0.875 0.111 0.125'],
  [10, '0 0 0.8 1', '0.9 0 0.1 0.125'],
  [17, '0 0 0.8 1', '0.9 0.875 0.1 0.125'],
])('vertical: the first and the last of %d', (count, first, last) => {
  const places = placesOf(windowsOf({ kind: 'vertical' }, count));
  expect([places.at(0), places.at(-1)]).toEqual([first, last]);
});

test('vertical: the large window has a uid where one was given', () => {
  const windows = windowsOf({ kind: 'vertical', largeUid: '527841' }, 3);
  expect(windows.map(({ uid }) => uid)).toEqual(['527841', undefined, undefined]);
  expect(windowLabels(windows)).toEqual(['527841', '1', '2']);
});

describe('custom', () => {
  it('has the regions themselves', () => {
    fc.assert(
      fc.property(anyCustomLayout, users, (layout, count) => {
        const places = windowsOf(layout, count).map(({ x, y, width, height }) => [x, y, width, height]);
        expect(places).toEqual(layout.regions.map(({ x, y, width, height }) => [x, y, width, height]));
      }),
    );
  });

  const layout: Layout = {
    kind: 'custom',
    regions: [
      { x: 0, y: 0, width: 1, height: 1 },
      { x: 0, y: 0, width: 0.25, height: 0.25, uid: '7', alpha: 0.5 },
      { x: 0.75, y: 0, width: 0.25, height: 0.25, fit: true },
    ],
  };

  it('keeps what the regions say, later ones over earlier ones', () => {
    expect(windowsOf(layout, 3)).toMatchObject([
      { user: 0, alpha: 1, fit: false, z: 0 },
      { user: 1, uid: '7', alpha: 0.5, fit: false, z: 1 },
      { user: 2, alpha: 1, fit: true, z: 2 },
    ]);
    expect(windowLabels(windowsOf(layout, 3))).toEqual(['1', '7', '2']);
  });

  it.each<[number, boolean[]]>([
    [1, [true, false, true]],
    [2, [false, false, true]],
    [3, [false, false, false]],
    [17, [false, false, false]],
  ])('%d participants: %o are empty', (count, empty) => {
    expect(windowsOf(layout, count).map(({ isEmpty }) => isEmpty)).toEqual(empty);
  });
});

test('there are at least one and at most 17 participants', () => {
  expect([0, -3, 0.5, 18, 1000].map((count) => windowsOf({ kind: 'grid' }, count).length)).toEqual([1, 1, 1, 17, 17]);
});
