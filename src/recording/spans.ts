/** Spans of time as people type them. */
import type { Ms } from './primitives.ts';

export const second: Ms = 1_000;
export const minute: Ms = 60 * second;
export const hour: Ms = 60 * minute;
export const day: Ms = 24 * hour;

const withUnits = /^(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m(?:in)?)?(?:(\d{1,8})s)?$/iu;
const clock = /^(\d{1,4}):([0-5]\d)$/u;

/** `2h`, `1h30m`, `90s`, `30d`, largest unit first; `1:30` is an hour and a half. Undefined for any other text and for no time at all. */
export function parseSpan(text: string): Ms | undefined {
  const given = text.replaceAll(/\s+/gu, '');
  const [, hours, minutes] = clock.exec(given) ?? [];
  const [, d = 0, h = hours ?? 0, m = minutes ?? 0, s = 0] = withUnits.exec(given) ?? [];
  const span = Number(d) * day + Number(h) * hour + Number(m) * minute + Number(s) * second;
  return span > 0 ? span : undefined;
}

/** The shortest text that `parseSpan` reads as this span, which is rounded down to whole seconds. */
export function formatSpan(span: Ms): string {
  const units: [Ms, string][] = [
    [day, 'd'],
    [hour, 'h'],
    [minute, 'm'],
    [second, 's'],
  ];
  let rest = span;
  const parts = units.map(([unit, letter]) => {
    // A day is better known as 24 hours.
    const count = unit === day && rest < 2 * day ? 0 : Math.floor(rest / unit);
    rest -= count * unit;
    return count === 0 ? '' : `${count}${letter}`;
  });
  return parts.join('') || '0s';
}
