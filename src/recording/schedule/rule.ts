/** When a schedule is due: what people write, and the moments that follow from it in their time zone. */
import { Cron } from 'croner';
import type { Ms } from '../primitives.ts';

/** Sunday is 0. */
export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/**
 * `once`: a local date and time, `2026-12-01T09:00`. `weekly`: on these weekdays, in the order of the week from Monday on, at `time`
 * (`09:00`). `cron`: an expression of five fields.
 */
export type Rule = Readonly<
  | { kind: 'once'; at: string }
  | { kind: 'weekly'; days: readonly number[]; time: string }
  | { kind: 'cron'; expression: string }
>;

const dateAndTime = /^(\d{4})-(\d\d?)-(\d\d?)[T ]+(\d\d?)(?::|\.|h)(\d\d)(?::00)?$/iu;

/** `2026-12-01 09:00`; undefined for any other text, and for days that no calendar has. */
export function parseAt(text: string): Rule | undefined {
  const [, year = '', month = '', day = '', hours = '', minutes = ''] = dateAndTime.exec(text.trim()) ?? [];
  const time = timeOf(hours, minutes);
  if (time === undefined) return undefined;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const utc = new Date(`${date}T00:00:00Z`);
  const isThere = !Number.isNaN(utc.getTime()) && utc.toISOString().startsWith(date);
  return isThere ? { kind: 'once', at: `${date}T${time}` } : undefined;
}

/** `mon,wed,fri 09:00`, `mon-fri 9:00`, `daily 09:00`, or a cron expression of five fields; undefined for any other text. */
export function parseEvery(text: string): Rule | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .replaceAll(/\s*([,-])\s*/gu, '$1')
    .split(/\s+/u);
  const [days = '', clock = ''] = words.filter((word) => word !== 'at');
  if (words.length <= 3 && /^\d\d?[:.h]\d\d$/u.test(clock)) {
    const [hours = '', minutes = ''] = clock.split(/[:.h]/u);
    const time = timeOf(hours, minutes);
    const listed = daysOf(days);
    return time === undefined || listed === undefined ? undefined : { kind: 'weekly', days: listed, time };
  }
  const expression = text.trim().replaceAll(/\s+/gu, ' ');
  return expression.split(' ').length === 5 && cronOf(expression, 'UTC') !== undefined
    ? { kind: 'cron', expression }
    : undefined;
}

function timeOf(hours: string, minutes: string): string | undefined {
  const isTime = hours !== '' && minutes !== '' && Number(hours) < 24 && Number(minutes) < 60;
  return isTime ? `${hours.padStart(2, '0')}:${minutes}` : undefined;
}

const groups: Readonly<Record<string, string>> = {
  daily: 'mon-sun',
  day: 'mon-sun',
  weekdays: 'mon-fri',
  weekday: 'mon-fri',
  weekends: 'sat-sun',
  weekend: 'sat-sun',
};

/** `mon`, `mon,wed`, `mon-fri`, `mondays`; undefined where one of them is no day. */
function daysOf(text: string): number[] | undefined {
  const found = new Set<number>();
  for (const part of (groups[text] ?? text).split(',')) {
    const [from = '', to = from, ...more] = part.split('-');
    const [first, last] = [dayOf(from), dayOf(to)];
    if (first === undefined || last === undefined || more.length > 0) return undefined;
    for (let day = first; ; day = (day + 1) % 7) {
      found.add(day);
      if (day === last) break;
    }
  }
  const fromMonday = (day: number) => (day + 6) % 7;
  return [...found].sort((a, b) => fromMonday(a) - fromMonday(b));
}

const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function dayOf(text: string): number | undefined {
  const name = text.replace(/s$/u, '');
  const at = dayNames.findIndex((day) => name.length >= 3 && (day.startsWith(name) || day === name));
  // `tues` and `thurs` lose their last letter above.
  return at < 0 ? undefined : at;
}

/**
 * The first moment after `after`, in the time zone; undefined where there is none. A time that the change to summer time leaves out
 * becomes one right after the change; a time that comes twice at the change back counts once, the first time.
 */
export function nextAfter(rule: Rule, timeZone: string, after: Ms): Ms | undefined {
  return cronOf(patternOf(rule), timeZone)?.nextRun(new Date(after))?.getTime();
}

/** The moments after `after` and up to `until`, the first `most` of them. */
export function momentsBetween(rule: Rule, timeZone: string, after: Ms, until: Ms, most: number): Ms[] {
  const found: Ms[] = [];
  for (let at = nextAfter(rule, timeZone, after); at !== undefined && at <= until && found.length < most; ) {
    found.push(at);
    at = nextAfter(rule, timeZone, at);
  }
  return found;
}

/** So many times are enough to find the shortest interval: two days of every quarter of an hour, years of every week. */
const momentsCompared = 200;

/** The shortest time between two moments; undefined where there is only one. */
export function shortestInterval(rule: Rule, timeZone: string, from: Ms): Ms | undefined {
  const moments = momentsBetween(rule, timeZone, from, Number.MAX_SAFE_INTEGER, momentsCompared);
  const intervals = moments.slice(1).map((at, n) => at - (moments[n] ?? 0));
  return intervals.length === 0 ? undefined : Math.min(...intervals);
}

function patternOf(rule: Rule): string {
  switch (rule.kind) {
    case 'once':
      return `${rule.at}:00`;
    case 'weekly': {
      const [hours, minutes] = rule.time.split(':').map(Number);
      return `${minutes} ${hours} * * ${rule.days.join(',')}`;
    }
    case 'cron':
      return rule.expression;
  }
}

/** Never started: it only tells times. Undefined where croner can't read the pattern. */
function cronOf(pattern: string, timezone: string): Cron | undefined {
  try {
    return new Cron(pattern, { timezone, paused: true });
  } catch {
    return undefined;
  }
}

/** Whether this is a time zone by its IANA name. */
export function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
