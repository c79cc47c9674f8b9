/** The App Home of one person: what runs, what is scheduled, and what is over, a page of each. */
import type { ActionsBlock, Button as ButtonElement, HomeView, InputBlock, KnownBlock } from '@slack/types';
import { type FixedMessageId, format, formatAny, label } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import { cardView } from '../../recording/card-view.ts';
import { outcomeOf } from '../../recording/outcome.ts';
import type { Ms, Recording } from '../../recording/recording.ts';
import { type HomeContents, type HomePosition, homePages, homeStart } from '../../service/home.ts';
import { type Message, paragraph, plainText } from './blocks.ts';
import { cardButtons } from './card.ts';
import { headlineOf } from './card-headline.ts';
import { cardLink } from './card-link.ts';
import { outcomeWords } from './outcome.ts';
import { scheduleBlocks } from './schedule.ts';
import { stateWords } from './status-reply.ts';
import { named } from './words.ts';

export const homeActions = {
  search: 'home:search',
  clear: 'home:clear',
  start: 'home:start',
} as const;

/** As long as a name can be. */
export const longestSearch = 64;

type Kind = keyof typeof homePages;

/** Another page of this kind; `value` says where it begins. */
const pageActions = { live: 'home:page:live', scheduled: 'home:page:scheduled', ended: 'home:page:ended' } as const;
const pageAction = /^home:page:(live|scheduled|ended):(?:before|after)$/u;

/** The kind whose page a button turns; undefined for any other button. */
export function turnedKind(actionId: string): Kind | undefined {
  const [, kind] = pageAction.exec(actionId) ?? [];
  return kind as Kind | undefined;
}

export function searched(value: string): string {
  return value.trim().slice(0, longestSearch);
}

export type HomeOptions = Readonly<{ now: Ms; teamUrl: string | undefined; note?: Message | undefined }>;

export function renderHome(contents: HomeContents, options: HomeOptions): HomeView {
  const { position, live, schedules, ended } = contents;
  const isEmpty = live.items.length + schedules.items.length + ended.items.length === 0;
  const { search } = position;
  const note = options.note === undefined ? [] : [...options.note.blocks, divider];
  if (isEmpty && search === '') return view(position, [...note, ...emptyBlocks()]);
  const found = isEmpty ? 'home.search.none' : 'home.search.found';
  return view(position, [
    ...note,
    startBlock(),
    searchField(search),
    ...(search === '' ? [] : [paragraph(...format(found, { search: { bold: search } })), clearBlock()]),
    ...(isEmpty
      ? []
      : [...liveBlocks(contents, options), ...scheduledBlocks(contents), ...endedBlocks(contents, options)]),
  ]);
}

/** For somebody who may see nothing. */
export function renderClosedHome(message: Message): HomeView {
  return view(homeStart, message.blocks);
}

const divider: KnownBlock = { type: 'divider' };

function view(position: HomePosition, blocks: KnownBlock[]): HomeView {
  // A press brings it back: nothing about the person need be kept for it.
  return { type: 'home', private_metadata: JSON.stringify(position), blocks };
}

function emptyBlocks(): KnownBlock[] {
  return [paragraph(...format('home.empty')), startBlock()];
}

function startBlock(): ActionsBlock {
  const text = plainText(label('home.start'), 75);
  const button: ButtonElement = { type: 'button', action_id: homeActions.start, text, style: 'primary' };
  return { type: 'actions', block_id: 'start', elements: [button] };
}

/** Slack keeps what somebody is typing for as long as the block is the same one. */
function searchField(search: string): InputBlock {
  return {
    type: 'input',
    block_id: `search:${search}`,
    dispatch_action: true,
    optional: true,
    label: plainText(label('home.search'), 2_000),
    element: {
      type: 'plain_text_input',
      action_id: homeActions.search,
      max_length: longestSearch,
      placeholder: plainText(label('home.search.placeholder'), 150),
      dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] },
      ...(search === '' ? {} : { initial_value: search }),
    },
  };
}

function clearBlock(): ActionsBlock {
  const text = plainText(label('home.search.clear'), 75);
  return { type: 'actions', block_id: 'clear', elements: [{ type: 'button', action_id: homeActions.clear, text }] };
}

function liveBlocks({ live, liveCount, position }: HomeContents, options: HomeOptions): KnownBlock[] {
  const title = plainText(headOf(liveCount), 150);
  const entries = live.items.flatMap((r): KnownBlock[] => {
    const view = cardView(r);
    const { mark, headline, line } = headlineOf(r, view, options.now);
    // When it was checked last is no news, and neither is for how long it runs: the start says that.
    const isTrouble = view.attention !== undefined || view.waiting === true;
    const buttons = cardButtons(view);
    return [
      paragraph(
        ...(isTrouble
          ? [...entry(r, { mark, headline }, options), '\n', ...line]
          : entry(r, { mark, state: stateWords(r) }, options)),
      ),
      ...(buttons.length === 0 ? [] : [{ type: 'actions' as const, block_id: `live:${r.id}`, elements: buttons }]),
    ];
  });
  return [{ type: 'header', text: title }, ...entries, ...pager('live', position.live, live.more)];
}

function headOf(count: number): string {
  const parts =
    count === 0
      ? format('home.live.none')
      : count >= mostCounted
        ? format('home.live.many', { count: mostCounted - 1 })
        : format('home.live', { count });
  return plain(parts);
}

const mostCounted = 1_000;

function scheduledBlocks({ schedules, position }: HomeContents): KnownBlock[] {
  if (schedules.items.length === 0) return [];
  const title = plainText(label('home.schedules'), 150);
  const pages = pager('scheduled', position.scheduled, schedules.more);
  return [{ type: 'header', text: title }, ...schedules.items.flatMap(scheduleBlocks), ...pages];
}

function endedBlocks({ ended, position }: HomeContents, options: HomeOptions): KnownBlock[] {
  if (ended.items.length === 0) return [];
  const title = plainText(label('home.ended'), 150);
  const entries = ended.items.flatMap((r): KnownBlock[] => {
    const view = cardView(r);
    const outcome = outcomeOf(r);
    const { mark } = headlineOf(r, view, options.now);
    const state =
      outcome === undefined || r.phase === 'uploading' ? stateWords(r) : formatAny(outcomeWords(r, outcome).state);
    const buttons = cardButtons(view);
    return [
      paragraph(...entry(r, { mark, state }, options)),
      ...(buttons.length === 0 ? [] : [{ type: 'actions' as const, block_id: `ended:${r.id}`, elements: buttons }]),
    ];
  });
  return [{ type: 'header', text: title }, ...entries, ...pager('ended', position.ended, ended.more)];
}

type Told = Readonly<{ mark: string } & ({ state: readonly Part[] } | { headline: readonly Part[] })>;

/** The headline names the channel itself. */
function entry(r: Recording, told: Told, { teamUrl }: HomeOptions): Part[] {
  const at = r.ending?.endedAt ?? r.createdAt;
  const about = { by: { user: r.startedBy }, at: { at }, id: { code: r.id } };
  const words =
    'headline' in told
      ? format('home.entry.trouble', { ...about, ...told })
      : format('home.entry', { ...about, ...told, name: named(r) });
  const link = cardLink(r, teamUrl);
  return [...words, ...(link === undefined ? [] : [' · ', { link, as: label('home.card') }])];
}

const pageLabels = {
  live: ['home.page.newer', 'home.page.older'],
  scheduled: ['home.page.sooner', 'home.page.later'],
  ended: ['home.page.newer', 'home.page.older'],
} as const satisfies Readonly<Record<Kind, readonly [FixedMessageId, FixedMessageId]>>;

function pager(kind: Kind, from: number, more: boolean): ActionsBlock[] {
  const size = homePages[kind];
  const [before, after] = pageLabels[kind];
  const button = (where: 'before' | 'after', id: FixedMessageId, to: number): ButtonElement => ({
    type: 'button',
    action_id: `${pageActions[kind]}:${where}`,
    value: String(to),
    text: plainText(label(id), 75),
  });
  const elements = [
    ...(from > 0 ? [button('before', before, Math.max(0, from - size))] : []),
    ...(more ? [button('after', after, from + size)] : []),
  ];
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: pageActions[kind], elements }];
}

function plain(parts: readonly Part[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : '')).join('');
}
