/** The names of files in the thread: exactly as Agora gave them, under what is known of them. */
import type { KnownBlock } from '@slack/types';
import { format, label } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import { describeFiles, type RecordedFile } from '../../recording/files.ts';
import type { Ms, Recording } from '../../recording/recording.ts';
import { groupedNames, paragraph } from './blocks.ts';

/** Of a message that has sentences, too. More than these hold only what a former version has queued. */
const blocksForNames = 40;

type Group = { heading: readonly Part[]; names: string[]; key: string };

/** `names`: some of those of the recording. Files of one kind, user and start stand together; a start is shown to the minute. */
export function fileGroups(r: Recording, names: readonly string[]): KnownBlock[] {
  const groups: Group[] = [];
  for (const file of describeFiles(r, names)) {
    const { kind, uid, startedAt } = file;
    const key = JSON.stringify([kind, uid, minuteOf(startedAt)]);
    const last = groups.at(-1);
    if (last?.key === key) last.names.push(file.name);
    else groups.push({ heading: headingOf(file), names: [file.name], key });
  }
  const { blocks, left } = groupedNames(groups, blocksForNames);
  return left === 0 ? blocks : [...blocks, paragraph(...format('files.left', { count: left }))];
}

function headingOf({ kind, uid, startedAt }: RecordedFile): Part[] {
  const what: Part | Part[] =
    uid === undefined ? label(kindLabels[kind]) : format('files.group.ofUser', { uid: { code: uid } });
  const parts = typeof what === 'string' ? [what] : what;
  return startedAt === undefined ? parts : format('files.group.since', { what: parts, at: { at: startedAt } });
}

export const kindLabels = {
  playlist: 'files.kind.playlist',
  mp4: 'files.kind.mp4',
  track: 'files.kind.track',
  snapshot: 'files.kind.snapshot',
  other: 'files.kind.other',
  slice: 'files.kind.other',
} as const satisfies Readonly<Record<RecordedFile['kind'], string>>;

function minuteOf(at: Ms | undefined): number | undefined {
  return at === undefined ? undefined : Math.floor(at / 60_000);
}
