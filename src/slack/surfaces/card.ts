/** The card of a recording: one message, rendered afresh from its view whenever that changes. */

import type { ActionsBlock, Button as ButtonElement, ContextBlock, KnownBlock } from '@slack/types';
import { format, label } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import { type CardView, cardView } from '../../recording/card-view.ts';
import { selectableLayouts } from '../../recording/layout/layout.ts';
import type { Button } from '../../recording/modes/mode.ts';
import { extensions, uploadUsuallyWithin } from '../../recording/policy.ts';
import type { Ms, Recording } from '../../recording/recording.ts';
import type { Prices } from '../../recording/usage/sums.ts';
import { fileBlocks, flat, type Message, paragraph, plainText, say } from './blocks.ts';
import { headlineOf } from './card-headline.ts';
import { slackLimits } from './limits.ts';
import { cut } from './text.ts';
import { cardUsage } from './usage-words.ts';
import {
  asSentences,
  joined,
  layoutLabel,
  layoutWords,
  listed,
  noFilesWords,
  reportsFiles,
  spanWords,
  theCard,
} from './words.ts';

export type { Message } from './blocks.ts';

/** File names beyond this many blocks are left to the thread. */
const fileBlocksMost = 5;

/** The card as the recording stands at `now`. Posted once, then updated in place. */
export function renderCard(r: Recording, now: Ms, prices?: Prices): Message {
  const view = cardView(r);
  const { mark, headline, line, tellsSpan = false } = headlineOf(r, view, now);
  // A start that goes well is drawn once: many cards share Slack's budget of updates.
  const isStarting = view.state === 'starting' && view.waiting !== true;
  const usage = isStarting ? [] : cardUsage(r, now, prices, tellsSpan);
  const orphans = orphanLine(view);
  const actions = actionsOf(view);
  return {
    text: flat(
      ...(line.length === 0 || (view.attention === undefined && !isOver(view))
        ? headline
        : [...asSentences([headline]), ...line]),
    ),
    blocks: [
      { type: 'header', block_id: 'headline', text: plainText(`${mark} ${plain(headline)}`, slackLimits.headerText) },
      ...(line.length === 0 ? [] : [paragraph(...line)]),
      ...fileLines(r, view),
      ...(orphans.length === 0 ? [] : [paragraph({ emoji: 'warning' }, ' ', ...orphans)]),
      ...(actions === undefined ? [] : [actions]),
      contextOf(view, usage),
    ],
  };
}

/** What an older copy of the card turns into once somebody clicks it: a pointer to the card that counts. */
export function renderStaleCard(r: Recording, link?: string): Message {
  const as = label('card.stale.latest');
  return say(
    ...format('card.stale', { name: { bold: r.cname }, card: link === undefined ? theCard(undefined) : { link, as } }),
  );
}

function isOver({ outcome }: CardView): boolean {
  return outcome !== undefined;
}

/** The words of a headline, for a block that takes plain text only. */
function plain(parts: readonly Part[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : 'plain' in part ? part.plain : '')).join('');
}

/** At the end: the files, and what Agora says of their upload. */
function fileLines(r: Recording, { files, uploading, outcome, state }: CardView): KnownBlock[] {
  const names = files?.names.filter((name) => name !== '') ?? [];
  if (files === undefined || outcome === undefined || outcome.kind === 'nothingRecorded') return [];
  const listed = fileBlocks(names, fileBlocksMost);
  const isReported = !files.predicted && (names.length > 0 || !reportsFiles(r));
  const head = files.predicted ? format('card.line.expected') : format('files.countColon', { count: names.length });
  const upload =
    state === 'uploading' || uploading === undefined ? [] : [paragraph(...uploadLine(uploading, isReported))];
  const more = listed.left > 0 ? [paragraph(...format('card.line.moreFiles', { count: listed.left }))] : [];
  if (names.length === 0) return [paragraph(...noFilesWords(r, true)), ...upload];
  return [paragraph(...head), ...listed.blocks, ...more, ...upload];
}

/** `isReported`: Agora named the files, or never does. */
function uploadLine(uploading: NonNullable<CardView['uploading']>, isReported: boolean): Part[] {
  if (uploading === 'unknown') return format('card.line.unknown', { minutes: uploadUsuallyWithin / 60_000 });
  return format(uploading === 'uploaded' && !isReported ? 'card.line.uploadedUnnamed' : `card.line.${uploading}`);
}

function orphanLine({ id, orphans }: CardView): Part[] {
  if (orphans === undefined) return [];
  const shown: Part[] = ['uid ', ...listed(orphans.uids.slice(-5).map((code) => ({ code })))];
  const first = format(orphans.besideAnother ? 'card.orphan.beside' : 'card.orphan.itself', { uids: shown });
  const ends = orphanEnds(orphans);
  const stop = orphans.stoppable ? format('card.orphan.stop', { command: { code: `/record stop ${id}` } }) : [];
  return joined(first, ends, stop);
}

function orphanEnds({ idle, endBy }: NonNullable<CardView['orphans']>): Part[] {
  if (idle === undefined) return endBy === undefined ? [] : format('ends.at', { at: { at: endBy } });
  const minutes = idle / 60_000;
  if (endBy === undefined) return format('ends.idle', { minutes });
  return format('card.orphan.endsBy', { minutes, at: { at: endBy } });
}

function contextOf({ startedBy, createdAt, id, layout, stopAt }: CardView, usage: readonly Part[]): ContextBlock {
  const started = format('card.context.started', { by: { user: startedBy }, at: { at: createdAt }, id: { code: id } });
  const change =
    layout?.desired !== undefined
      ? format('card.context.layout', { layout: layoutWords(layout.desired) })
      : layout?.uncertain === true
        ? format('card.context.layoutUncertain')
        : [];
  const first = usage.length === 0 ? started : [...started, ' · ', ...usage];
  const stops = stopAt === undefined ? [] : format('card.context.stops', { at: { at: stopAt } });
  const texts = [first, stops, change].filter((parts) => parts.length > 0);
  return {
    type: 'context',
    block_id: 'about',
    elements: texts.map((parts) => ({ type: 'mrkdwn', text: flat(...parts), verbatim: true })),
  };
}

function actionsOf(view: CardView): ActionsBlock | undefined {
  const elements = cardButtons(view);
  return elements.length === 0 ? undefined : { type: 'actions', block_id: 'controls', elements };
}

/** The buttons of a recording, wherever they are shown. */
export function cardButtons(view: CardView): ButtonElement[] {
  return view.buttons.map((button) => buttonOf(view, button));
}

function buttonOf({ id, cname, layout }: CardView, button: Button): ButtonElement {
  const element = (text: string): ButtonElement => ({
    type: 'button',
    action_id: button,
    value: id,
    text: plainText(text, slackLimits.buttons.text),
  });
  switch (button) {
    case 'stop':
      return { ...element(label('card.button.stop')), style: 'danger', confirm: stopDialog(cname) };
    case 'pause':
      return element(label('card.button.pause'));
    case 'resume':
      return element(label('card.button.resume'));
    case 'customLayout': {
      const text = label('card.button.customLayout');
      const isInForce = layout?.current.kind === 'custom' && layout.uncertain !== true;
      return element(isInForce ? plain(format('card.button.inForce', { label: text })) : text);
    }
    case 'refresh':
      return element(label('card.button.refresh'));
    case 'files':
      return element(label('card.button.files'));
    case 'recordAgain':
      return element(label('card.button.recordAgain'));
    case 'tryAgain':
      return element(label('card.button.tryAgain'));
    case 'extend:30m':
    case 'extend:1h':
      return element(
        plain(format('card.button.extend', { span: spanWords(extensions[button === 'extend:30m' ? '30m' : '1h']) })),
      );
    default: {
      const kind = selectableLayouts.find((one) => button === `layout:${one}`) ?? 'grid';
      const name = layoutLabel(kind);
      const isInForce = layout?.current.kind === kind && layout.uncertain !== true;
      return element(isInForce ? plain(format('card.button.inForce', { label: name })) : name);
    }
  }
}

function stopDialog(cname: string): NonNullable<ButtonElement['confirm']> {
  return {
    title: plainText(label('card.confirm.title'), slackLimits.confirm.title),
    text: plainText(plain(format('card.confirm.text', { name: cut(cname, 120) })), slackLimits.confirm.text),
    confirm: plainText(label('card.button.stop'), slackLimits.confirm.button),
    deny: plainText(label('card.confirm.deny'), slackLimits.confirm.button),
    style: 'danger',
  };
}
