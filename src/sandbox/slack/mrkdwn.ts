/** Slack's markup as plain text for a terminal. */
import { dateFormat } from '../date-format.ts';

export type Names = {
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
  /** What `{ago}`, "today" and "yesterday" are relative to, in milliseconds. */
  readonly now: number;
  /** IANA name of the reader's time zone. */
  readonly timeZone: string;
};

// Those that bots often use; other short codes are left as they are.
const emoji: Record<string, string> = {
  red_circle: '🔴',
  large_green_circle: '🟢',
  large_yellow_circle: '🟡',
  large_blue_circle: '🔵',
  white_circle: '⚪',
  black_circle: '⚫',
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  warning: '⚠️',
  x: '❌',
  no_entry: '⛔',
  rotating_light: '🚨',
  alarm_clock: '⏰',
  spiral_calendar_pad: '🗓️',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  arrows_counterclockwise: '🔄',
  arrow_up: '⬆️',
  outbox_tray: '📤',
  black_square_for_stop: '⏹️',
  record_button: '⏺️',
  clapper: '🎬',
  movie_camera: '🎥',
  file_folder: '📁',
  link: '🔗',
  mag: '🔍',
  question: '❓',
  grey_question: '❔',
  information_source: 'ℹ️',
  wave: '👋',
  tada: '🎉',
  bulb: '💡',
  ghost: '👻',
};

export function emojiOf(name: string): string {
  return Object.hasOwn(emoji, name) ? (emoji[name] ?? '') : `:${name}:`;
}

export function emojify(text: string): string {
  return text.replaceAll(/:([a-z0-9_+-]+):/gu, (_, name: string) => emojiOf(name));
}

export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** mrkdwn with mentions, dates and links resolved. Bold, italic and code keep their markup. */
export function readMrkdwn(text: string, names: Names): string {
  const spelled = text.replaceAll(/<([^<>]+)>/gu, (_, inner: string) => readAngle(inner, names));
  return unescapeText(emojify(spelled));
}

function readAngle(inner: string, names: Names): string {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? '' : inner.slice(bar + 1);
  if (target.startsWith('@')) return `@${names.user(target.slice(1)) ?? (label || target.slice(1))}`;
  if (target.startsWith('#')) return `#${names.channel(target.slice(1)) ?? (label || target.slice(1))}`;
  if (target.startsWith('!date^')) {
    const [, seconds = '', format = ''] = target.split('^');
    return readDate(Number(seconds), format, names) ?? label;
  }
  if (target.startsWith('!subteam^')) return label || '@group';
  if (target.startsWith('!')) return `@${target.slice(1)}`;
  const url = target.replace(/^mailto:/u, '');
  return label === '' || label === url ? url : `${label} (${url})`;
}

/** Slack's date format with its tokens replaced. Undefined for an invalid time or token: Slack then shows the fallback. */
export function readDate(seconds: number, format: string, names: Names): string | undefined {
  if (!Number.isFinite(seconds) || format === '') return undefined;
  let known = true;
  const text = format.replaceAll(/\{(\w+)\}/gu, (_, token: string) => {
    const shown = dateToken(token, seconds * 1000, names);
    if (shown === undefined) known = false;
    return shown ?? '';
  });
  return known ? text : undefined;
}

function dateToken(token: string, at: number, names: Names): string | undefined {
  const show = (options: Intl.DateTimeFormatOptions, locale = 'en-US') =>
    dateFormat(locale, { timeZone: names.timeZone, ...options }).format(at);
  const pretty = /^(.+)_pretty$/u.exec(token)?.[1];
  if (pretty !== undefined) return nearDay(at, names) ?? dateToken(pretty, at, names);
  switch (token) {
    case 'date_num':
      return show({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv-SE');
    case 'date_slash':
      return show({ year: 'numeric', month: '2-digit', day: '2-digit' });
    case 'date':
      return show({ year: 'numeric', month: 'long', day: 'numeric' });
    case 'date_short':
      return show({ year: 'numeric', month: 'short', day: 'numeric' });
    case 'date_long':
    case 'date_long_full':
    case 'day_divider':
      return show({ weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
    case 'time':
      return show({ hour: '2-digit', minute: '2-digit' }, 'en-GB');
    case 'time_secs':
      return show({ hour: '2-digit', minute: '2-digit', second: '2-digit' }, 'en-GB');
    case 'ago':
      return ago(names.now - at);
    default:
      return undefined;
  }
}

function nearDay(at: number, names: Names): string | undefined {
  const day = (time: number) => dateFormat('sv-SE', { timeZone: names.timeZone }).format(time);
  if (day(at) === day(names.now)) return 'today';
  if (day(at) === day(names.now - 86_400_000)) return 'yesterday';
  return day(at) === day(names.now + 86_400_000) ? 'tomorrow' : undefined;
}

function ago(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const [count, unit] =
    minutes < 60
      ? [minutes, 'minute']
      : minutes < 1440
        ? [Math.round(minutes / 60), 'hour']
        : [Math.round(minutes / 1440), 'day'];
  if (count === 0) return 'just now';
  const span = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return ms < 0 ? `in ${span}` : `${span} ago`;
}
