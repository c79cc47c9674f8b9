/** A layout as a picture, in SVG. Images are left out: they are addresses, of which nothing is loaded here. */
import { type Window, windowLabels, windowsOf } from '../../recording/layout/geometry.ts';
import type { Layout } from '../../recording/layout/layout.ts';
import { labelPoint } from './layout-labels.ts';

const canvas = { width: 640, height: 360 };

/** Fills of the windows, one after the other; white text can be read on all of them. */
const fills = ['#3f5b8c', '#7a4a6b', '#3d6e5c', '#8a5a2f', '#5a4f96', '#2f6d7e'] as const;

/** @param users how many participants there are, from 1 to 17 */
export function layoutPicture(layout: Layout, users: number): string {
  const windows = windowsOf(layout, users);
  const labels = windowLabels(windows);
  const drawn = windows.flatMap((window, index) => [...frame(window), ...label(window, labels[index] ?? '', windows)]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${canvas.width}" height="${canvas.height}" viewBox="0 0 ${canvas.width} ${canvas.height}">`,
    element('rect', { width: canvas.width, height: canvas.height, fill: layout.background ?? '#000000' }),
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

type Attributes = Readonly<Record<string, string | number>>;

function element(name: string, attributes: Attributes, content?: string): string {
  const all = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(shown(value))}"`);
  const start = `<${name}${all.join('')}`;
  return content === undefined ? `${start}/>` : `${start}>${escape(content)}</${name}>`;
}

const shown = (value: string | number) => (typeof value === 'number' ? String(Number(value.toFixed(2))) : value);

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A border, so that neighbors differ from each other and from any background. */
const border = { stroke: '#ffffff', 'stroke-width': 2 };
const dashes = { fill: 'none', 'stroke-dasharray': '6 4' };

function frame(window: Window): string[] {
  const area = inset(window, border['stroke-width'] / 2, border['stroke-width'] / 2);
  if (window.isEmpty) return [element('rect', { ...area, ...border, ...dashes, 'stroke-opacity': 0.6 })];
  const fill = fills[window.user % fills.length] ?? fills[0];
  const seen = window.alpha === 1 ? {} : { 'fill-opacity': window.alpha };
  const rect = element('rect', { ...area, fill, ...seen, ...border });
  return window.fit ? [rect, picture(window)] : [rect];
}

/** A picture that is shown whole: between bars, instead of up to the edges. */
function picture(window: Window): string {
  const { width, height } = inset(window, 0, 0);
  return element('rect', { ...inset(window, width / 8, height / 16), ...border, 'stroke-width': 1, ...dashes });
}

/** In pixels, with so much less on each side. */
function inset({ x, y, width, height }: Window, beside: number, above: number) {
  return {
    x: x * canvas.width + beside,
    y: y * canvas.height + above,
    width: Math.max(0, width * canvas.width - 2 * beside),
    height: Math.max(0, height * canvas.height - 2 * above),
  };
}

/** Of digits in DejaVu Sans, as a part of the size of the font. */
const digitWidth = 0.64;

/** With a dark outline, for windows that are transparent and backgrounds that are bright. */
function label(window: Window, text: string, windows: readonly Window[]): string[] {
  const { width, height } = inset(window, 0, 0);
  const size = Math.min(36, Math.max(8, Math.min(height * 0.5, (width * 0.85) / (text.length * digitWidth))));
  const point = labelPoint(window, windows, {
    width: ((text.length + 1) * digitWidth * size) / canvas.width,
    height: (size * 1.2) / canvas.height,
  });
  if (point === undefined) return [];
  const look = { fill: '#ffffff', stroke: '#000000', 'stroke-width': size / 8, 'paint-order': 'stroke' };
  const place = {
    x: point.x * canvas.width,
    // Digits are as high as 0.73 of the size, and stand on the line.
    y: point.y * canvas.height + size * 0.365,
    'font-family': 'DejaVu Sans',
    'font-size': size,
    'text-anchor': 'middle',
  };
  return [element('text', { ...place, ...look, ...(window.isEmpty && { opacity: 0.6 }) }, text)];
}
