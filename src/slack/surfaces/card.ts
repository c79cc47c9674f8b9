/** The card of a recording: one message, rendered afresh from the recording whenever it changes. */
import type { ActionsBlock, Button, KnownBlock, MrkdwnElement } from '@slack/types';
import {
  currentRecorder,
  isLive,
  type LayoutName,
  layoutNames,
  type Phase,
  type RecorderInstance,
  type Recording,
  sameLayout,
} from '../../recording/recording.ts';
import { orphanDeadline } from '../../recording/transitions/orphan.ts';
import { fileBlocks, flat, type Message, type Part, paragraph, plainText, say } from './blocks.ts';
import {
  agoraStatus,
  errorInfoOf,
  layoutWords,
  named,
  predictedNote,
  stateWords,
  theCard,
  uploadWords,
} from './phrases.ts';
import { codeSpan, count, cut, mention, slackDate } from './text.ts';

export type { Message } from './blocks.ts';

const marks: Readonly<Record<Phase, string>> = {
  starting: ':hourglass_flowing_sand:',
  confirming: ':hourglass_flowing_sand:',
  recording: ':red_circle:',
  stopping: ':hourglass_flowing_sand:',
  uploading: ':hourglass_flowing_sand:',
  finished: ':white_check_mark:',
  failed: ':x:',
  lost: ':warning:',
};

/** File names beyond this many blocks are left to the thread. */
const fileBlocksMost = 10;

/** The card as the recording stands now. Posted once, then updated in place. */
export function renderCard(r: Recording): Message {
  const state = stateWords[r.phase];
  return {
    text: flat(
      ...named(r),
      ` – ${state}. Started by `,
      { user: r.startedBy },
      ', ',
      { at: r.createdAt },
      '. Layout: ',
      ...layoutInForce(r),
      '.',
    ),
    blocks: [
      { type: 'header', block_id: 'title', text: plainText(`${cut(r.cname, 120)} · ${state}`, 150) },
      { type: 'section', block_id: 'facts', fields: facts(r) },
      ...notes(r).map((parts) => paragraph(...parts)),
      ...result(r),
      ...(hasButtons(r.phase) ? [buttons(r)] : []),
    ],
  };
}

/** What an older twin of the card turns into once somebody clicks it: a pointer to the card that counts. */
export function renderStaleCard(r: Recording, link?: string): Message {
  return say('This card of ', ...named(r), ' is out of date. Look at ', theCard(link, 'its newer card'), ' instead.');
}

function facts(r: Recording): MrkdwnElement[] {
  return [
    field('State', `${marks[r.phase]} ${stateWords[r.phase]}`),
    field('Layout', flat(...layoutInForce(r))),
    field('Started by', mention(r.startedBy)),
    field('Started', slackDate(r.createdAt)),
    ...(r.stopping?.by === undefined ? [] : [field('Stop asked by', mention(r.stopping.by))]),
    ...(r.endedAt === undefined ? [] : [field('Ended', slackDate(r.endedAt))]),
    field('Id', codeSpan(r.id)),
  ];
}

function field(name: string, value: string): MrkdwnElement {
  return { type: 'mrkdwn', text: `*${name}*\n${value}`, verbatim: true };
}

/** The layout that Agora has accepted; where another one is wanted, that is said beside it. */
function layoutInForce(r: Recording): Part[] {
  const { applied, wanted } = r.layout;
  const switching = hasButtons(r.phase) && !sameLayout(applied, wanted);
  return [...layoutWords(applied), ...(switching ? [' – switching to ', ...layoutWords(wanted)] : [])];
}

/** What is to be said beyond the facts, a paragraph each. */
function notes(r: Recording): Part[][] {
  const said: Part[][] = [];
  if (hasButtons(r.phase)) {
    if (r.quiet?.told === true)
      said.push(['It receives nothing: nobody seems to publish. The thread says what to check.']);
    if (r.missing !== undefined)
      said.push(['Agora has been looking for the recorder since ', { at: r.missing.since }, '.']);
    if (r.seen !== undefined) {
      const files = r.seen.files.length === 0 ? '' : `, ${count(r.seen.files.length, 'file')} so far`;
      said.push([`Agora: ${agoraStatus(r.seen.status)}${files}, as of `, { at: r.seen.at }, '.']);
    }
  }
  if (r.phase === 'stopping' && r.stopping?.because !== undefined) said.push([errorInfoOf(r.stopping.because).what]);
  if (r.phase === 'failed' || r.phase === 'lost') {
    const { what, todo, afterwards = todo } = errorInfoOf(r.errorCode ?? 'agora_strange');
    said.push([what], [{ bold: 'What to do:' }, ' ', afterwards]);
  }
  if (r.phase === 'uploading') {
    const { share } = r.upload ?? {};
    const done = share === undefined ? '' : ` (${Math.floor(share * 100)} % so far)`;
    said.push([`Agora is uploading the last files${done}.`]);
  }
  if (r.over === 'endedByItself')
    said.push(['It ended by itself.', ...(r.cause === undefined ? [] : [` ${errorInfoOf(r.cause).what}`])]);
  const orphans = r.recorders.filter((recorder) => recorder.status === 'orphan');
  if (orphans.length > 0) said.push(orphanNote(r, orphans));
  return said;
}

function orphanNote(r: Recording, orphans: readonly RecorderInstance[]): Part[] {
  const bound = r.tokens === true ? Math.max(...orphans.map((orphan) => orphanDeadline(r, orphan))) : undefined;
  const uids = orphans.slice(-5).flatMap((orphan, index): Part[] => [index === 0 ? '' : ', ', { code: orphan.uid }]);
  const more = orphans.length > 5 ? ` and ${orphans.length - 5} more` : '';
  const other = orphans.includes(currentRecorder(r)) ? '' : ' beside this one';
  return [
    { emoji: 'warning' },
    ` ${orphans.length === 1 ? 'A recorder' : 'Recorders'}${other} may be running out of control (uid `,
    ...uids,
    `${more}). It ends by itself five minutes after the last participant has left the channel`,
    ...(!isLive(r) && r.errorCode !== 'control_expired' && orphans.some(({ sid }) => sid !== undefined)
      ? [', or with ', { code: `/record stop ${r.id}` }]
      : []),
    ...(bound === undefined ? ['.'] : [', and at the latest ', { at: bound }, ', when its token has run out.']),
  ];
}

/** At the end: the files, and what Agora says of their upload. */
function result(r: Recording): KnownBlock[] {
  if (r.phase !== 'uploading' && r.phase !== 'finished' && r.phase !== 'lost') return [];
  const blocks: KnownBlock[] = [];
  const names = r.files?.names.filter((name) => name !== '') ?? [];
  if (names.length > 0) {
    const listed = fileBlocks(names, fileBlocksMost);
    blocks.push(
      paragraph(r.files?.predicted === true ? predictedNote : `${count(names.length, 'file')}:`),
      ...listed.blocks,
    );
    if (listed.left > 0) blocks.push(paragraph(`… and ${listed.left} more; the thread names them all.`));
  } else if (r.phase === 'finished') blocks.push(paragraph('There are no files.'));
  if (r.uploading !== undefined && r.phase !== 'uploading') blocks.push(paragraph(...uploadWords(r, r.uploading)));
  return blocks;
}

function hasButtons(phase: Phase): boolean {
  return phase === 'starting' || phase === 'confirming' || phase === 'recording';
}

const layoutLabels: Readonly<Record<LayoutName, string>> = { float: 'Float', grid: 'Grid', vertical: 'Vertical' };

function buttons(r: Recording): ActionsBlock {
  const stop: Button = {
    ...button(r, 'stop', 'Stop'),
    style: 'danger',
    confirm: {
      title: plainText('Stop this recording?', 100),
      text: plainText(`The recording of “${cut(r.cname, 120)}” ends for everyone and can’t be resumed.`, 300),
      confirm: plainText('Stop', 30),
      deny: plainText('Keep going', 30),
      style: 'danger',
    },
  };
  return {
    type: 'actions',
    block_id: 'controls',
    elements: [
      ...layoutNames.map((name) => button(r, `layout:${name}`, layoutLabels[name])),
      button(r, 'refresh', 'Refresh'),
      stop,
    ],
  };
}

function button(r: Recording, action: string, label: string): Button {
  return { type: 'button', action_id: action, value: r.id, text: plainText(label, 75) };
}
