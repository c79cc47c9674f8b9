/** Where the label of a window stands in a preview of a layout, so that other windows do not hide it. */
import type { Window } from '../../recording/layout/geometry.ts';

type Point = Readonly<{ x: number; y: number }>;
type Size = Readonly<{ width: number; height: number }>;

/** Of the free room in a window, how much is left of and above its label: its middle first, then its edges and corners. */
const places: readonly Point[] = [
  { x: 0.5, y: 0.5 },
  { x: 0.5, y: 0 },
  { x: 0, y: 0.5 },
  { x: 1, y: 0.5 },
  { x: 0.5, y: 1 },
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: 1, y: 1 },
];

/** The middle of a label of this size, all in fractions of the canvas; undefined where every place is hidden. */
export function labelPoint(window: Window, windows: readonly Window[], { width, height }: Size): Point | undefined {
  const over = windows.filter((other) => other.z > window.z);
  const points = places.map(({ x, y }) => ({
    x: window.x + width / 2 + Math.max(0, window.width - width) * x,
    y: window.y + height / 2 + Math.max(0, window.height - height) * y,
  }));
  const isSeen = ({ x, y }: Point) =>
    !over.some(
      (other) =>
        Math.abs(x - (other.x + other.width / 2)) < (width + other.width) / 2 &&
        Math.abs(y - (other.y + other.height / 2)) < (height + other.height) / 2,
    );
  return points.find(isSeen);
}
