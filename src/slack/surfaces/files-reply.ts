/** The files of a recording with links, for the one person who asks. The links are nowhere else: not in `text`, which notifications show. */

import type { ActionsBlock, Button } from '@slack/types';
import { format, formatAny, label } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import type { RecordedFile } from '../../recording/files.ts';
import { namePrefixes } from '../../recording/files.ts';
import { uploadUsuallyWithin } from '../../recording/policy.ts';
import { isLive, type Recording } from '../../recording/recording.ts';
import type { FileLink } from '../../service/buckets.ts';
import type { KnownFiles, LinkedFile } from '../../service/recording-files.ts';
import { blocksOf, bullets, type Message, paragraph, plainText, say } from './blocks.ts';
import { kindLabels } from './file-groups.ts';
import { slackLimits } from './limits.ts';
import { filesWords, named } from './words.ts';

/** Links are made for so many at a time, so that the answer comes quickly. */
export const filesOnPage = 10;

/** What a button of another page does: `files:20` shows those from the 21st on. */
export const filesAction = (from: number): string => `files:${from}`;

export type FilesPage = Readonly<{
  known: KnownFiles;
  /** Those of this page, and how many come before them. */
  linked: readonly LinkedFile[];
  from: number;
}>;

const minutes = uploadUsuallyWithin / 60_000;

export function filesReply(r: Recording, { known, linked, from }: FilesPage): Message {
  const total = known.files.length;
  if (total === 0) return noFiles(r, known);
  const head = headOf(r, from, linked.length, total);
  const notes = [...sourceNotes(r, known), ...linkNotes(r, known, linked)];
  const buttons = buttonsOf(r, from, total);
  const names = linked.flatMap(({ file }): Part[] => [' · ', ...whatOf(file), ' ', { code: file.name }]);
  return blocksOf(
    [...head, ...names],
    [
      paragraph(...head),
      bullets(linked.map(lineOf)),
      ...notes.map((note) => paragraph(...note)),
      ...(buttons === undefined ? [] : [buttons]),
    ],
  );
}

function noFiles(r: Recording, { isListed }: KnownFiles): Message {
  const name = named(r);
  if (isLive(r)) return say(...format('files.none.recording', { name }));
  if (r.ending?.result === 'nothingRecorded') return say(...format('files.none.nothing', { name }));
  const [prefix] = namePrefixes(r);
  if (prefix === undefined) return say(...format('files.none.notRecorded', { name }));
  if (isListed) return say(...format('files.none.found', { name, minutes }));
  return say(...format('files.none.unknown', { name, prefix: { code: prefix } }));
}

function headOf(r: Recording, from: number, shown: number, total: number): Part[] {
  const of = { name: named(r), id: { code: r.id } };
  if (shown === total) return format('files.head', { ...of, files: filesWords(total) });
  return format('files.headRange', { ...of, first: from + 1, last: from + shown, total });
}

function sourceNotes(r: Recording, { source, more }: KnownFiles): Part[][] {
  return [
    ...(source === 'found' ? [format('files.head.found')] : []),
    ...(source === 'predicted' ? [format('files.head.expected')] : []),
    ...(more ? [format('files.head.notListed')] : []),
    ...(isLive(r) ? [format('files.head.recording')] : []),
  ];
}

/** Kind and user, the start, and the name as a link. */
function lineOf({ file, link }: LinkedFile): Part[] {
  const { startedAt } = file;
  const about = { what: whatOf(file), file: placeOf(file, link) };
  return startedAt === undefined
    ? format('files.file', about)
    : format('files.file.since', { ...about, at: { at: startedAt } });
}

function whatOf({ kind, uid, medium }: RecordedFile): Part[] {
  if (uid === undefined || (kind !== 'track' && kind !== 'snapshot')) return [label(kindLabels[kind])];
  if (kind === 'snapshot') return format('files.kind.snapshotOf', { uid: { code: uid } });
  return format('files.kind.trackOf', { uid: { code: uid }, medium: label(`files.medium.${medium ?? 'unknown'}`) });
}

function placeOf({ name }: RecordedFile, link: FileLink): Part[] {
  if (link.kind !== 'path') return [{ link: link.url, as: name }];
  const path: Part = { code: link.path };
  return link.because === 'missing' ? format('files.file.missing', { file: path }) : [path];
}

/** Until when the links work, why there are none, and what to do: each once. */
function linkNotes(r: Recording, known: KnownFiles, linked: readonly LinkedFile[]): Part[][] {
  const links = linked.map(({ link }) => link);
  const expiries = links.flatMap((link) => (link.kind === 'presigned' ? [link.expiresAt] : []));
  const reasons = new Set(links.flatMap((link) => (link.kind === 'path' ? [link.because] : [])));
  return [
    ...(expiries.length > 0 ? [format('files.until', { at: { at: Math.min(...expiries) } })] : []),
    ...(links.some(({ kind }) => kind === 'public') ? [format('files.public')] : []),
    ...[...reasons].map((because) =>
      formatAny(`files.because.${because}`, { minutes, storage: { code: r.spec.storage } }),
    ),
    ...(linked.some(isSilentPlaylist) ? [playlistNote(r, known)] : []),
  ];
}

/** What a playlist plays has no signature in it. */
function isSilentPlaylist({ file, link }: LinkedFile): boolean {
  return link.kind === 'presigned' && /\.(?:m3u8|mpd)$/iu.test(file.name);
}

function playlistNote({ mode }: Recording, { files }: KnownFiles): Part[] {
  if (files.some(({ kind }) => kind === 'mp4')) return format('files.hls.mp4');
  return format(mode.kind === 'individual' ? 'files.hls.tracks' : 'files.hls.preset');
}

function buttonsOf({ id }: Recording, from: number, total: number): ActionsBlock | undefined {
  const button = (first: number, text: string): Button => ({
    type: 'button',
    action_id: filesAction(first),
    value: id,
    text: plainText(text, slackLimits.buttons.text),
  });
  const elements = [
    ...(from > 0 ? [button(Math.max(0, from - filesOnPage), label('files.button.previous'))] : []),
    ...(from + filesOnPage < total ? [button(from + filesOnPage, label('files.button.next'))] : []),
  ];
  return elements.length === 0 ? undefined : { type: 'actions', block_id: 'pages', elements };
}
