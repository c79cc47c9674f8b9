/** Emoji, which no free font of ours has, and the bot's own sign, drawn in few lines. */
import { element } from './svg.ts';

/** Each is so wide and high. */
export const signSize = 18;

const stroke = { fill: 'none', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' } as const;

const signs: Readonly<Record<string, readonly string[]>> = {
  alarm_clock: [
    element('circle', { cx: 4.4, cy: 4.4, r: 2.6, fill: '#c9364b' }),
    element('circle', { cx: 13.6, cy: 4.4, r: 2.6, fill: '#c9364b' }),
    element('path', { d: 'M4.6 14.2 L3 16.6 M13.4 14.2 L15 16.6', ...stroke, stroke: '#7d2431', 'stroke-width': 1.6 }),
    element('circle', { cx: 9, cy: 9.8, r: 6.4, fill: '#ffffff', stroke: '#c9364b', 'stroke-width': 2 }),
    element('path', { d: 'M9 6.2 V9.8 L11.6 11.2', ...stroke, stroke: '#333333', 'stroke-width': 1.4 }),
  ],
  spiral_calendar_pad: [
    element('rect', { x: 2, y: 3, width: 14, height: 13.4, rx: 1.6, fill: '#ffffff', stroke: '#9a9a9a' }),
    element('path', {
      d: 'M2.5 6.9 V4.6 a1.1 1.1 0 0 1 1.1 -1.1 H14.4 a1.1 1.1 0 0 1 1.1 1.1 V6.9 Z',
      fill: '#d6455a',
    }),
    element('path', {
      d: 'M5 1.6 V4.6 M9 1.6 V4.6 M13 1.6 V4.6',
      ...stroke,
      stroke: '#6b6b6b',
      'stroke-width': 1.3,
    }),
    element('path', {
      d: 'M4.6 9.4 H6.6 M8 9.4 H10 M11.4 9.4 H13.4 M4.6 11.6 H6.6 M8 11.6 H10 M11.4 11.6 H13.4 M4.6 13.8 H6.6 M8 13.8 H10',
      fill: 'none',
      stroke: '#7f8fa6',
      'stroke-width': 1.3,
    }),
  ],
  red_circle: [element('circle', { cx: 9, cy: 9, r: 7.6, fill: '#d92f44' })],
};

/** Those that are part of a text, by their character. */
export const signNames: Readonly<Record<string, string>> = { '🔴': 'red_circle' };

export function signOf(name: string): readonly string[] {
  const drawn = signs[name];
  if (drawn === undefined) throw new Error(`there is no drawing of :${name}: in docs/picture/signs.ts`);
  return drawn;
}

/** A clapperboard, 36 wide and high. */
export const botSign: readonly string[] = [
  element('rect', { width: 36, height: 36, rx: 6, fill: '#1d1c1d' }),
  element('rect', { x: 7, y: 15.5, width: 22, height: 13, rx: 1.6, fill: '#ffffff' }),
  element('path', { d: 'M7 13.6 L28 7.6 L29.1 11.4 L8.1 17.4 Z', fill: '#ffffff' }),
  element('path', {
    d: 'M11.2 12.4 L13.8 15.8 M16.4 10.9 L19 14.3 M21.6 9.4 L24.2 12.8',
    fill: 'none',
    stroke: '#1d1c1d',
    'stroke-width': 2,
  }),
  element('circle', { cx: 18, cy: 22, r: 3, fill: '#d92f44' }),
];
