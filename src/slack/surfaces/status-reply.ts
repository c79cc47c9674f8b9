/** How a recording is doing, for one person who asks. */
import { format, formatAny, type MessageId } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import { cardView } from '../../recording/card-view.ts';
import { isLive, type Ms, orphansOf, type Recording } from '../../recording/recording.ts';
import { type Message, say } from './blocks.ts';
import { headlineOf } from './card-headline.ts';
import {
  filesWords,
  joined,
  layoutWords,
  named,
  noFilesWords,
  statusWords,
  subscriptionWords,
  theCard,
} from './words.ts';

/** The word of the state as the card has it. */
export function stateWords(r: Recording): Part[] {
  return formatAny(`state.${r.phase === 'confirming' ? 'starting' : r.phase}` as MessageId);
}

/** `silent`: Agora was queried and did not respond. */
export function statusReply(r: Recording, now: Ms, silent: boolean, link?: string): Message {
  const head = format('reply.status', {
    name: named(r),
    id: { code: r.id },
    state: stateWords(r),
    by: { user: r.startedBy },
    at: { at: r.createdAt },
  });
  const rest = isLive(r) ? liveStatus(r, silent) : headlineOf(r, cardView(r), now).line;
  const orphan = !isLive(r) && orphansOf(r).length > 0 ? format('reply.status.orphan') : [];
  const more = link === undefined ? [] : format('reply.status.more', { card: theCard(link) });
  return say(...joined(head, rest, orphan, more));
}

function liveStatus(r: Recording, silent: boolean): Part[] {
  const { lastStatus, notFound } = r.health;
  const lines: Part[][] = [];
  if (silent) lines.push(format('reply.status.silent'));
  if (notFound !== undefined) lines.push(format('reply.status.contactLost', { at: { at: notFound.since } }));
  if (lastStatus !== undefined) {
    const about = { words: statusWords(r, lastStatus.status), at: { at: lastStatus.at } };
    lines.push(format(silent || notFound !== undefined ? 'reply.status.last' : 'reply.status.checked', about));
    const files = lastStatus.files.filter((name) => name !== '').length;
    lines.push(files === 0 ? noFilesWords(r, false) : format('reply.status.files', { files: filesWords(files) }));
  } else if (!silent && r.phase !== 'stopping') lines.push(format('reply.status.notYet'));
  lines.push(...settingLines(r));
  return joined(...lines);
}

/** What can be changed, as it is in force; whom it records only where that is not everyone. */
function settingLines({ mode }: Recording): Part[][] {
  if (mode.kind === 'web') return mode.hold.current ? [format('reply.status.paused')] : [];
  const { audio, video } = mode.subscription.current;
  const value = subscriptionWords(mode.subscription.current);
  const isEverything = audio === 'all' && video === 'all';
  return [
    ...(mode.kind === 'mix' ? [format('reply.status.layout', { layout: layoutWords(mode.layout.current) })] : []),
    ...(isEverything ? [] : [format('reply.status.subscription', { value })]),
  ];
}
