/** Words that cards, threads and replies share. */
import { explain, type When } from '../../messages/errors.ts';
import { format, formatAny, label, type MessageId, plainText } from '../../messages/format.ts';
import { punctuation } from '../../messages/locale.ts';
import type { Part } from '../../messages/rich-text.ts';
import type { ErrorCode } from '../../recording/error-codes.ts';
import { orphanDeadline } from '../../recording/expiry.ts';
import { type Layout, type LayoutKind, largeUidOf } from '../../recording/layout/layout.ts';
import { maxIdleOf } from '../../recording/modes/index.ts';
import { currentRecorder, type Ms, type Recording } from '../../recording/recording.ts';
import type { Setting } from '../../recording/setting.ts';
import type { Subscription, UidList } from '../../recording/spec.ts';

/** The name of a recording's channel. */
export function named(r: Pick<Recording, 'cname'>): Part {
  return { bold: r.cname };
}

/** The card as a link where its address is known. */
export function theCard(link: string | undefined, id: 'reply.theCard' | 'reply.TheCard' = 'reply.theCard'): Part {
  const as = label(id);
  return link === undefined ? as : { link, as };
}

/** Sentences one after another; empty ones are left out. */
export function joined(...all: readonly (readonly Part[])[]): Part[] {
  const { sentences } = punctuation();
  return all.filter((parts) => parts.length > 0).flatMap((parts, n) => (n === 0 ? parts : [sentences, ...parts]));
}

/** `a, b, c` */
export function listed(entries: readonly Part[]): Part[] {
  return entries.flatMap((entry, n) => (n === 0 ? [entry] : [punctuation().list, entry]));
}

/** What is no sentence by itself, such as the entries of a list, as sentences. */
export function asSentences(entries: readonly (readonly Part[])[]): Part[] {
  return entries.flatMap((parts) => [...parts, punctuation().end]);
}

const layoutLabels = {
  float: 'layout.float',
  grid: 'layout.grid',
  vertical: 'layout.vertical',
  custom: 'layout.custom',
} as const satisfies Readonly<Record<LayoutKind, MessageId>>;

/** `Vertical (large window: 527841, background #1D1C1D)` */
export function layoutWords(layout: Layout): Part[] {
  const uid = largeUidOf(layout);
  const { background } = layout;
  const details: Part[][] = [
    ...(uid === undefined ? [] : [format('layout.large', { uid: { code: uid } })]),
    ...(background === undefined ? [] : [format('layout.background', { color: { code: background } })]),
  ];
  const kind: Part = { bold: layout.name ?? layoutLabel(layout.kind) };
  if (details.length === 0) return [kind];
  const { list } = punctuation();
  return format('layout.details', {
    kind,
    details: details.flatMap((parts, n) => (n === 0 ? parts : [list, ...parts])),
  });
}

/** How a recorder ends that nobody stops. */
export function endsByItself(r: Recording): Part[] {
  const idle = maxIdleOf(r.spec);
  if (idle !== undefined) return format('ends.idle', { minutes: idle / 60_000 });
  return format('ends.at', { at: { at: orphanDeadline(r, currentRecorder(r)) } });
}

/** A value of a setting, as part of a sentence. */
export function settingWords(setting: Setting): Part[] {
  switch (setting.type) {
    case 'layout':
      return layoutWords(setting.layout);
    case 'subscription':
      return subscriptionWords(setting.subscription);
    case 'hold':
      return format(setting.paused ? 'setting.paused' : 'setting.running');
  }
}

/** `audio of 12, 13 · video of everyone` */
export function subscriptionWords({ audio, video }: Subscription): Part[] {
  return format('setting.subscription', { audio: uidWords(audio), video: uidWords(video) });
}

function uidWords(list: UidList): Part[] {
  if (list === 'all') return format('uids.all');
  const uids = 'only' in list ? list.only : list.except;
  return format('only' in list ? 'uids.only' : 'uids.except', { uids: listed(uids.map((code) => ({ code }))) });
}

export function layoutLabel(kind: LayoutKind): string {
  return label(layoutLabels[kind]);
}

const minute: Ms = 60_000;
const hour: Ms = 60 * minute;
/** From an hour on, minutes are rounded to this step: a card is not a clock. */
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

/** Agora's `status` in words. A page receives nothing from participants: it is loading where they would be waited for. */
export function statusWords({ mode }: Pick<Recording, 'mode'>, status: number): Part[] {
  if (mode.kind === 'web' && status === 4) return format('status.pageLoading');
  if (!knownStatuses.has(status)) return format('status.unknown', { status });
  return formatAny(`status.${status}` as MessageId);
}

/** What happened to the recording and what to do, as two values of a message. */
export function explained(
  { mode }: Pick<Recording, 'mode'>,
  code: ErrorCode,
  when: When,
): { summary: readonly Part[]; remedy: readonly Part[] } {
  return explain(code, when, mode.kind === 'web');
}

function snapshotsOf({ spec: { options } }: Pick<Recording, 'spec'>) {
  return options.mode === 'individual' ? options.snapshots : undefined;
}

/** Agora reports the files of every recording but one that takes screenshots. */
export function reportsFiles(r: Pick<Recording, 'spec'>): boolean {
  return snapshotsOf(r) === undefined;
}

/** Where Agora has named no file. `isOver`: none will follow. */
export function noFilesWords(r: Pick<Recording, 'spec'>, isOver: boolean): Part[] {
  const snapshots = snapshotsOf(r);
  if (snapshots !== undefined) return format(snapshots.only ? 'files.screenshotsOnly' : 'files.notListed');
  return format(isOver ? 'thread.noFilesReported' : 'thread.noFiles');
}

/** `latest`: names, the latest last. */
export function snapshotWords(count: number, latest: readonly string[]): Part[] {
  const names = listed(latest.map((code) => ({ code })));
  return format('thread.snapshots', {
    count,
    latest: names.length === 0 ? [] : format('thread.snapshots.latest', { names }),
  });
}

export function filesWords(count: number): Part[] {
  return format('files.count', { count });
}
