/** The live recordings, those with a recorder that may still run, and the latest ended ones. */
import type { KnownBlock } from '@slack/types';
import { format, formatAny, label } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import { outcomeOf } from '../../recording/outcome.ts';
import { isLive, orphansOf, type Recording } from '../../recording/recording.ts';
import type { Page } from '../../service/ports.ts';
import { blocksOf, bullets, type Message, paragraph } from './blocks.ts';
import { cardLink } from './card-link.ts';
import { outcomeWords } from './outcome.ts';
import { stateWords } from './status-reply.ts';
import { joined, named } from './words.ts';

export function listReply(
  { live, orphans, ended }: Readonly<{ live: Page; orphans: Page; ended: Page }>,
  teamUrl: string | undefined,
): Message {
  const now = live.total === 0 ? format('list.noneLive') : format('list.live', { count: live.total });
  const isEmpty = live.total + orphans.total + ended.total === 0;
  const latest = [live, orphans, ended].flatMap(({ recordings }) => recordings).slice(0, 10);
  const text = latest.map((r) => format('list.state', { name: named(r), state: stateWords(r) }));
  return blocksOf(joined(now, ...text), [
    paragraph(...now),
    ...listed(live, teamUrl),
    ...headed(format('list.orphans'), orphans, teamUrl),
    ...headed(format('list.ended'), ended, teamUrl),
    ...(isEmpty ? [paragraph(...format('list.how'))] : []),
  ]);
}

function headed(head: readonly Part[], page: Page, teamUrl: string | undefined): KnownBlock[] {
  return page.recordings.length === 0 ? [] : [paragraph(...head), ...listed(page, teamUrl)];
}

function listed({ recordings, total }: Page, teamUrl: string | undefined): KnownBlock[] {
  if (recordings.length === 0) return [];
  const entries = recordings.map((r) => entry(r, cardLink(r, teamUrl)));
  const left = total - recordings.length;
  return [bullets(left > 0 ? [...entries, format('list.more', { count: left })] : entries)];
}

/** Id, channel, state, who, when, and the card. */
function entry(r: Recording, link: string | undefined): Part[] {
  const outcome = outcomeOf(r);
  const state =
    outcome === undefined || r.phase === 'uploading' ? stateWords(r) : formatAny(outcomeWords(r, outcome).state);
  const about = {
    id: { code: r.id },
    name: named(r),
    state,
    by: { user: r.startedBy },
    at: { at: r.createdAt },
  };
  const { endedAt } = r.ending ?? {};
  return [
    ...format('list.entry', about),
    ...(endedAt === undefined ? [] : format('list.ended.at', { at: { at: endedAt } })),
    ...(isLive(r) && orphansOf(r).length > 0 ? format('list.orphanBeside') : []),
    ...(link === undefined ? [] : [' · ', { link, as: label('list.card') }]),
  ];
}
