/** When a message was sent, for people: the clock is the demo's, the time zone the browser's. */
import { readDate } from '../../../../slack/mrkdwn.ts';

export type Clock = Readonly<{ now: number; timeZone: string }>;

/** A date in Slack's format, such as `{date_short_pretty} at {time}`. Undefined for an invalid one. */
export function formatDate(seconds: number, format: string, clock: Clock): string | undefined {
  return readDate(seconds, format, { ...clock, user: () => undefined, channel: () => undefined });
}

/** The day of a message as a divider shows it: `Today`, `Yesterday`, or the date. */
export function dayTitle(seconds: number, clock: Clock): string {
  const day = formatDate(seconds, '{day_divider_pretty}', clock) ?? '';
  return day.charAt(0).toUpperCase() + day.slice(1);
}

/** Equal for times of the same day. A list needs many at once, and making a format takes longer than using it. */
export function daysOf(timeZone: string): (seconds: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone });
  return (seconds) => format.format(seconds * 1000);
}

export function browserTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
