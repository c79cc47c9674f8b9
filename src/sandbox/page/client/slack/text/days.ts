/** When a message was sent, for people: the clock is the demo's, the time zone the browser's. */
import { dateFormat } from '../../../../date-format.ts';
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

/** Equal for times of the same day. */
export function dayOf(seconds: number, timeZone: string): string {
  return dateFormat('sv-SE', { timeZone }).format(seconds * 1000);
}

export const browserTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
