/**
 * Where Agora puts participants on the canvas. It documents how its own layouts are arranged, but no numbers: windows are as
 * large as its pictures show them. (Agora: Cloud Recording, "Set video layout")
 */
import type { Layout } from './rules.ts';

/** Shares of the canvas, measured from its top left corner. */
type Area = Readonly<{ x: number; y: number; width: number; height: number }>;

/** A participant, and where they are. Later ones lie over earlier ones. */
export type Tile = Area & Readonly<{ uid: string }>;

/** No more are shown in any layout. */
const mostTiles = 17;

export const layoutNames = ['Float', 'Grid', 'Vertical', 'Custom'] as const;

/** `uids`: in the order in which they joined. */
export function tilesOf(layout: Layout, uids: readonly string[]): Tile[] {
  if (layout.mixedVideoLayout === 3) return custom(layout.layoutConfig ?? [], uids);
  const shown = uids.slice(0, mostTiles);
  if (layout.mixedVideoLayout === 0) return shown.map((uid, index) => ({ uid, ...float(index) }));
  if (layout.mixedVideoLayout === 1) return gridOf(shown);
  const large = uids.find((uid) => uid === layout.maxResolutionUid) ?? uids[0];
  const ordered = uids.filter((uid) => uid !== large).slice(0, mostTiles - 1);
  return large === undefined ? [] : vertical([large, ...ordered]);
}

/** One fills the canvas; the others lie over it in rows of four, from the bottom left corner. */
function float(index: number): Area {
  if (index === 0) return { x: 0, y: 0, width: 1, height: 1 };
  const size = 0.235;
  const gap = (1 - 4 * size) / 5;
  const [column, row] = [(index - 1) % 4, Math.floor((index - 1) / 4)];
  return { x: gap + column * (size + gap), y: 1 - (row + 1) * (size + gap), width: size, height: size };
}

/** All of one size. Two share the canvas; then there are as many columns as rows, and the last of 17 has a row of its own. */
export function gridOf(uids: readonly string[]): Tile[] {
  if (uids.length === 2) return uids.map((uid, index) => ({ uid, x: index / 2, y: 0, width: 1 / 2, height: 1 }));
  const columns = Math.min(4, Math.ceil(Math.sqrt(uids.length)));
  const rows = Math.max(columns, Math.ceil(uids.length / columns));
  const size = 1 / rows;
  const margin = (1 - columns * size) / 2;
  return uids.map((uid, index) => {
    const x = index === mostTiles - 1 ? (1 - size) / 2 : margin + (index % columns) * size;
    return { uid, x, y: Math.floor(index / columns) * size, width: size, height: size };
  });
}

/** A large one at the left, and at the right up to two columns of eight. */
function vertical(uids: readonly string[]): Tile[] {
  const small = uids.length - 1;
  const rows = Math.min(8, Math.max(4, small + (small % 2)));
  const columns = Math.ceil(small / 8);
  const width = 1 / (rows + columns);
  const left = 1 - columns * width;
  return uids.map((uid, index) => {
    if (index === 0) return { uid, x: 0, y: 0, width: left, height: 1 };
    const [column, row] = [Math.floor((index - 1) / rows), (index - 1) % rows];
    return { uid, x: left + column * width, y: row / rows, width, height: 1 / rows };
  });
}

/** A region with a uid waits for that participant; the others are filled in the order of joining. */
function custom(regions: NonNullable<Layout['layoutConfig']>, uids: readonly string[]): Tile[] {
  const named = new Set(regions.map(({ uid }) => uid));
  const others = uids.filter((uid) => !named.has(uid));
  return regions.flatMap(({ uid: own, x_axis: x, y_axis: y, width, height }) => {
    const uid = own === undefined ? others.shift() : uids.find((one) => one === own);
    return uid === undefined ? [] : [{ uid, x, y, width, height }];
  });
}
