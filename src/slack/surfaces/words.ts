/** Words that cards, threads and replies share. */
import { explain, type When } from '../../messages/errors.ts';
import { format, formatAny, label, type MessageId, plainText } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import type { ErrorCode } from '../../recording/error-codes.ts';
import { type Layout, type LayoutKind, largeUidOf } from '../../recording/layout/layout.ts';
import type { Ms, Recording } from '../../recording/recording.ts';

/** The name of a recording's channel. */
export function named(r: Pick<Recording, 'cname'>): Part {
  return { bold: r.cname };
}

/** The card as a link where its address is known. */
export function theCard(link: string | undefined, id: 'reply.theCard' | 'reply.TheCard' = 'reply.theCard'): Part {
  const as = label(id);
  return link === undefined ? as : { link, as };
}

/** Parts one after another, with a space in between. */
export function joined(...all: readonly (readonly Part[])[]): Part[] {
  return all.filter((parts) => parts.length > 0).flatMap((parts, n) => (n === 0 ? parts : [' ', ...parts]));
}

const layoutLabels: Readonly<Record<LayoutKind, 'layout.float' | 'layout.grid' | 'layout.vertical'>> = {
  float: 'layout.float',
  grid: 'layout.grid',
  vertical: 'layout.vertical',
};

/** `Vertical (large window: 527841, background #1D1C1D)` */
export function layoutWords(layout: Layout): Part[] {
  const uid = largeUidOf(layout);
  const { background } = layout;
  const details: Part[][] = [
    ...(uid === undefined ? [] : [format('layout.large', { uid: { code: uid } })]),
    ...(background === undefined ? [] : [format('layout.background', { color: { code: background } })]),
  ];
  const kind: Part = { bold: layoutLabel(layout.kind) };
  if (details.length === 0) return [kind];
  return [kind, ' (', ...details.flatMap((parts, n) => (n === 0 ? parts : [', ', ...parts])), ')'];
}

export function layoutLabel(kind: LayoutKind): string {
  return label(layoutLabels[kind]);
}

const minute: Ms = 60_000;
const hour: Ms = 60 * minute;
/** From an hour on, minutes are told in steps of this many: a card is no clock. */
const coarseStep = 5;

/** A span in coarse steps: `under 1 min`, `18 min`, `1 h 20 min`, `26 h`. */
export function spanWords(span: Ms): string {
  const whole = Number.isFinite(span) ? Math.max(0, span) : 0;
  if (whole < minute) return label('span.underMinute');
  if (whole < hour) return plainText(format('span.minutes', { minutes: Math.floor(whole / minute) }));
  const hours = Math.floor(whole / hour);
  const minutes = Math.floor((whole % hour) / minute / coarseStep) * coarseStep;
  return plainText(minutes === 0 ? format('span.hours', { hours }) : format('span.hoursMinutes', { hours, minutes }));
}

const knownStatuses = new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 20]);

/** Agora's `status` in words. */
export function statusWords(status: number): Part[] {
  if (!knownStatuses.has(status)) return format('status.unknown', { status });
  return formatAny(`status.${status}` as MessageId);
}

/** What happened and what to do, as two values of a message. */
export function explained(code: ErrorCode, when: When): { summary: readonly Part[]; remedy: readonly Part[] } {
  return explain(code, when);
}

export function filesWords(count: number): Part[] {
  return format('files.count', { count });
}
