/** Where the simulated Agora puts participants. */
import { describe, expect, test } from 'vitest';
import { windowsOf } from '../../src/recording/layout/geometry.ts';
import { gridOf, tilesOf } from '../../src/sandbox/agora/tiles.ts';

const uids = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));
const look = { backgroundColor: '#000000' };
const area = ({ x, y, width, height }: Record<'x' | 'y' | 'width' | 'height', number>) => [x, y, width, height];

describe('layouts of Agora', () => {
  test.each([
    [0, 'float'],
    [1, 'grid'],
    [2, 'vertical'],
  ] as const)('%i is arranged as the preview of the bot for %s shows it', (mixedVideoLayout, kind) => {
    for (const count of [1, 2, 3, 5, 9, 10, 16, 17]) {
      const tiles = tilesOf({ mixedVideoLayout, ...look }, uids(count));
      const preview = windowsOf({ kind }, count).map(area).flat();
      const shown = tiles.map(area).flat();
      expect(tiles.map(({ uid }) => uid)).toEqual(uids(count));
      expect(shown).toHaveLength(preview.length);
      shown.forEach((length, index) => expect(length, `${count}`).toBeCloseTo(preview[index] ?? 0));
    }
  });

  test.each([0, 1, 2] as const)('%i shows nobody where nobody is, and 17 of 18', (mixedVideoLayout) => {
    expect(tilesOf({ mixedVideoLayout, ...look }, [])).toEqual([]);
    expect(tilesOf({ mixedVideoLayout, ...look }, uids(18)).map(({ uid }) => uid)).toEqual(uids(17));
  });

  test('vertical has the chosen participant in the large window, and the first where they are not there', () => {
    const large = (maxResolutionUid: string) =>
      tilesOf({ mixedVideoLayout: 2, maxResolutionUid, ...look }, uids(3)).map(({ uid }) => uid);
    expect(large('3')).toEqual(['3', '1', '2']);
    expect(large('9')).toEqual(['1', '2', '3']);
  });

  test('two share the canvas of a grid', () => {
    expect(gridOf(['1', '2']).map(area)).toEqual([
      [0, 0, 0.5, 1],
      [0.5, 0, 0.5, 1],
    ]);
  });
});

test('regions of a custom layout wait for their own, or take who joined next', () => {
  const region = (x_axis: number, uid?: string) => ({
    x_axis,
    y_axis: 0,
    width: 0.25,
    height: 1,
    alpha: 1,
    render_mode: 0 as const,
    ...(uid !== undefined && { uid }),
  });
  const layoutConfig = [region(0), region(0.25, '2'), region(0.5, '9'), region(0.75)];
  const tiles = tilesOf({ mixedVideoLayout: 3, layoutConfig, ...look }, uids(3));
  expect(tiles.map(({ uid, x }) => [uid, x])).toEqual([
    ['1', 0],
    ['2', 0.25],
    ['3', 0.75],
  ]);
});
