/**
 * Where participants appear in a layout. Agora documents how its own layouts are arranged, but no numbers: windows of
 * those are as large as its pictures show them. The regions of a custom layout are the numbers that Agora is sent.
 */
import type { Uid } from '../primitives.ts';
import { limits } from '../validate.ts';
import { type Layout, largeUidOf, type Region } from './layout.ts';

/** Fractions of the canvas, measured from its top left corner. */
type Area = Pick<Region, 'x' | 'y' | 'width' | 'height'>;

export type Window = Area &
  Readonly<{
    /** Which of the windows, from 0: windows are filled in the order in which participants join. */
    user: number;
    /** Who is shown there, where it is known. */
    uid?: Uid;
    /** From 0, not seen, to 1, opaque. */
    alpha: number;
    /** The whole picture with bars beside it, instead of one that is cropped. */
    fit: boolean;
    /** Windows with a higher number lie over others. */
    z: number;
    /** There are fewer participants than windows. */
    isEmpty: boolean;
  }>;

/** @param users how many participants there are; the windows of a custom layout are always all of its regions */
export function windowsOf(layout: Layout, users: number): Window[] {
  const { from, to } = limits.regions;
  const count = Math.min(to, Math.max(from, Math.trunc(users)));
  switch (layout.kind) {
    case 'float':
      return float(count).map(window);
    case 'grid':
      return grid(count).map(window);
    case 'vertical':
      return vertical(count).map((area, user) => withLargeUid(window(area, user), largeUidOf(layout)));
    case 'custom':
      return custom(layout.regions, count);
  }
}

/** The uid, or the number in the order in which those joined who have no window of their own. */
export function windowLabels(windows: readonly Window[]): string[] {
  let joined = 0;
  return windows.map(({ uid }) => {
    if (uid !== undefined) return uid;
    joined += 1;
    return String(joined);
  });
}

function window(area: Area, user: number): Window {
  return { ...area, user, alpha: 1, fit: false, z: user, isEmpty: false };
}

function withLargeUid(large: Window, uid: Uid | undefined): Window {
  return large.user === 0 && uid !== undefined ? { ...large, uid } : large;
}

function custom(regions: readonly Region[], users: number): Window[] {
  const named = regions.filter(({ uid }) => uid !== undefined).length;
  let free = users - named;
  return regions.map(({ x, y, width, height, uid, alpha = 1, fit = false }, user) => {
    if (uid === undefined) free -= 1;
    const isEmpty = uid === undefined && free < 0;
    return { x, y, width, height, user, ...(uid !== undefined && { uid }), alpha, fit, z: user, isEmpty };
  });
}

const canvas: Area = { x: 0, y: 0, width: 1, height: 1 };

/** One window that fills the canvas, and up to four rows of four small ones over it, from the bottom left corner. */
function float(users: number): Area[] {
  const columns = 4;
  const size = 0.235;
  // Four windows and the gaps between and beside them are as wide as the canvas.
  const gap = (1 - columns * size) / (columns + 1);
  return areas(users, (index) => {
    if (index === 0) return canvas;
    const column = (index - 1) % columns;
    const row = Math.floor((index - 1) / columns);
    return { x: gap + column * (size + gap), y: 1 - (row + 1) * (size + gap), width: size, height: size };
  });
}

/** Windows of one size: halves for two, then as many columns as rows; the last of 17 in a row of its own. */
function grid(users: number): Area[] {
  if (users === 2) return areas(users, (index) => ({ x: index / 2, y: 0, width: 1 / 2, height: 1 }));
  const widest = 4;
  const columns = Math.min(widest, Math.ceil(Math.sqrt(users)));
  const rows = Math.max(columns, Math.ceil(users / columns));
  // Windows keep the shape of the canvas, so five rows leave room on both sides of four columns.
  const size = 1 / rows;
  const margin = (1 - columns * size) / 2;
  const isAlone = (index: number) => users > widest * widest && index === users - 1;
  return areas(users, (index) => ({
    x: isAlone(index) ? (1 - size) / 2 : margin + (index % columns) * size,
    y: Math.floor(index / columns) * size,
    width: size,
    height: size,
  }));
}

/** One large window on the left, and up to two columns of eight small ones on the right. */
function vertical(users: number): Area[] {
  const most = 8;
  const small = users - 1;
  const rows = Math.min(most, Math.max(4, small + (small % 2)));
  const columns = Math.ceil(small / most);
  const width = 1 / (rows + columns);
  const left = 1 - columns * width;
  return areas(users, (index) => {
    if (index === 0) return { ...canvas, width: left };
    const column = Math.floor((index - 1) / rows);
    return { x: left + column * width, y: ((index - 1) % rows) / rows, width, height: 1 / rows };
  });
}

function areas(count: number, areaOf: (index: number) => Area): Area[] {
  return Array.from({ length: count }, (_, index) => areaOf(index));
}
