/** Text for Slack: escaping, cleaning, cutting, dates and spans. Lengths are UTF-16 units, the strictest way to count. */
import { punctuation } from '../../messages/locale.ts';
import type { Ms } from '../../recording/recording.ts';

/** Makes text literal in mrkdwn as far as mentions and links go. The order matters, and it must be done once only. */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Controls, marks that turn the writing direction, and characters that nobody sees. Line breaks are controls too. */
const unseen = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Untrusted text as one visible line: what cannot be seen becomes a space or is dropped; never empty. */
export function clean(text: string): string {
  const line = text
    .toWellFormed()
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/gu, ' ')
    .replace(unseen, '');
  return line === '' ? '(empty)' : line;
}

/** At most `most` units, whole code points, with `…` where something was left out. `most` is 1 or more. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most - 1);
  return `${/[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head}…`;
}

/** Pieces of at most `most` units that together are exactly `text`; no pair of surrogates is torn. */
export function pieces(text: string, most: number): string[] {
  const all: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const tears = /[\ud800-\udbff]/.test(rest.charAt(most - 1)) && /[\udc00-\udfff]/.test(rest.charAt(most));
    const end = tears ? most - 1 : most;
    all.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  if (rest !== '') all.push(rest);
  return all;
}

/** Untrusted text as a code span of mrkdwn. A backtick would end the span and has no escape, so it becomes a look-alike. */
export function codeSpan(text: string, most = 100): string {
  return `\`${escape(cut(clean(text), most).replaceAll('`', 'ˋ'))}\``;
}

/** A mention, if it is shaped like a user id; else its text. */
export function mention(user: string): string {
  return isUserId(user) ? `<@${user}>` : codeSpan(user);
}

export function isUserId(user: string): boolean {
  return /^[UW][A-Z0-9]{1,30}$/.test(user);
}

export function isGroupId(group: string): boolean {
  return /^S[A-Z0-9]{1,30}$/.test(group);
}

export function isChannelId(channel: string): boolean {
  return /^[CGD][A-Z0-9]{1,30}$/.test(channel);
}

// Slack shows no date after the year 2100.
const latest: Ms = 4_102_444_800_000;

/** Whole seconds that Slack accepts as a date. */
export function seconds(at: Ms): number {
  return Number.isFinite(at) ? Math.floor(Math.min(Math.max(at, 0), latest) / 1000) : 0;
}

/** `2026-11-14 22:13 UTC` */
export function utc(at: Ms): string {
  return `${new Date(seconds(at) * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A moment in the reader's time zone. */
export function slackDate(at: Ms): string {
  return `<!date^${seconds(at)}^${punctuation().date}|${utc(at)}>`;
}
