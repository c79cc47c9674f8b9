/** A layout drawn with characters, for where no picture can be shown. */
import type { RichTextBlock } from '@slack/types';
import { type Window, windowLabels, windowsOf } from '../../recording/layout/geometry.ts';
import type { Layout } from '../../recording/layout/layout.ts';
import { codeBlock } from './blocks.ts';
import { labelPoint } from './layout-labels.ts';
import { cut } from './text.ts';

/** As wide as a phone shows without breaking a line. */
const columns = 36;
const rows = 12;

/** @param users how many participants there are, from 1 to 17 */
export function layoutSketch(layout: Layout, users: number): RichTextBlock {
  return codeBlock(sketchLines(layout, users).join('\n'));
}

export function sketchLines(layout: Layout, users: number): string[] {
  const windows = windowsOf(layout, users);
  const labels = windowLabels(windows);
  const cells: Cells = Array.from({ length: rows }, () => Array.from({ length: columns }, () => ' '));
  for (const [index, window] of windows.entries()) {
    const box = boxOf(window);
    drawBox(cells, box);
    if (!window.isEmpty) drawLabel(cells, box, window, windows, labels[index] ?? '');
  }
  return cells.map((row) => row.join(''));
}

type Cells = string[][];

/** The cells of its border; neighbors share theirs. */
type Box = Readonly<{ left: number; right: number; top: number; bottom: number }>;

function boxOf({ x, y, width, height }: Window): Box {
  // Room for at least one character within.
  const [left, right] = ends(x, width, columns - 1, 2);
  const [top, bottom] = ends(y, height, rows - 1, 1);
  return { left, right, top, bottom };
}

function ends(start: number, size: number, last: number, least: number): [number, number] {
  const first = Math.min(Math.round(start * last), last - least);
  return [first, Math.min(last, Math.max(Math.round((start + size) * last), first + least))];
}

function drawBox(cells: Cells, { left, right, top, bottom }: Box): void {
  for (let row = top; row <= bottom; row += 1) {
    for (let column = left; column <= right; column += 1) {
      const isSide = column === left || column === right;
      const isLevel = row === top || row === bottom;
      put(cells, row, column, isSide && isLevel ? '+' : isSide ? '|' : isLevel ? '-' : ' ');
    }
  }
}

/** Lines that cross become a corner. */
function put(cells: Cells, row: number, column: number, drawn: string): void {
  const line = cells[row];
  if (line === undefined) return;
  const before = line[column] ?? ' ';
  const isCrossing = drawn !== ' ' && /[-|+]/u.test(before) && before !== drawn;
  line[column] = isCrossing ? '+' : drawn;
}

function drawLabel(cells: Cells, box: Box, window: Window, windows: readonly Window[], text: string): void {
  const { left, right, top, bottom } = box;
  const label = cut(text, right - left - 1);
  const point = labelPoint(window, windows, { width: label.length / columns, height: 1 / rows });
  if (point === undefined) return;
  // Windows of one row have their label on the upper border.
  const row = between(Math.round(point.y * rows - 0.5), Math.min(top + 1, bottom - 1), bottom - 1);
  const start = between(Math.round(point.x * columns - label.length / 2), left + 1, right - label.length);
  cells[row]?.splice(start, label.length, ...Array.from(label));
}

function between(value: number, from: number, to: number): number {
  return Math.min(to, Math.max(from, value));
}
