/** How a recording that recorded is said to be over. */
import type { KnownBlock } from '@slack/types';
import type { ErrorCode } from '../../recording/error-codes.ts';
import type { Ending, Recording } from '../../recording/recording.ts';
import type { ThreadMessageOf } from '../../recording/thread-message.ts';
import { fileBlocks, flat, type Message, type Part, paragraph, say } from './blocks.ts';
import { errorInfoOf, predictedNote, uploadWords } from './phrases.ts';
import { count } from './text.ts';

/** It is over, and the fate of its files will be told. */
export function uploading(r: Recording, line: ThreadMessageOf<'uploading'>): Message {
  return say(
    'The recording of ',
    { code: r.cname },
    ` ${endings[line.why]}${becauseOf(line.why, line.cause)} Agora is still uploading files. Their names and whether all have arrived follow here ` +
      'as soon as Agora tells, within 24 hours at the latest.',
  );
}

const endings: Readonly<Record<Ending, string>> = {
  stopped: 'is over.',
  endedByItself: 'has ended by itself.',
  nothingRecorded:
    'is over, but Agora recorded nothing. Usually nobody had a camera or microphone on, the channel’s name was another one ' +
    '(capitals count), or AGORA_CHANNEL_TYPE does not fit the app.',
};

/** One message with every file name exactly as Agora gave it, and Agora’s word on the upload. */
export function finished(r: Recording, { why, cause, files, uploading }: ThreadMessageOf<'finished'>): Message {
  const ending = why === 'stopped' ? 'is finished.' : endings[why];
  const sign = why === 'stopped' ? 'white_check_mark' : 'warning';
  const head: Part[] = [{ emoji: sign }, ' The recording of ', { code: r.cname }, ` ${ending}${becauseOf(why, cause)}`];
  const names = files.names.filter((name) => name !== '');
  const upload = uploadWords({ ...r, files }, uploading);
  const fileHead = files.predicted ? predictedNote : `${count(names.length, 'file')}:`;
  const blocks: KnownBlock[] = [paragraph(...head)];
  if (names.length === 0)
    blocks.push(paragraph(why === 'nothingRecorded' ? 'There are no files.' : 'Agora named no files.'));
  else {
    const listed = fileBlocks(names, filesMost);
    blocks.push(paragraph(fileHead), ...listed.blocks);
    if (listed.left > 0)
      blocks.push(paragraph(`… and ${listed.left} more, which one message can’t hold. They are in the bucket.`));
  }
  blocks.push(paragraph(...upload));
  const inText: Part[] =
    names.length === 0 ? [] : [` ${fileHead} `, ...names.flatMap((name): Part[] => [{ code: name }, ' '])];
  return { text: flat(...head, ' ', ...upload, ...inText), blocks };
}

/** Blocks that are left for file names beside the sentences around them. */
const filesMost = 45;

/** Why it ended though nobody asked, and what to do about it. */
function becauseOf(why: Ending, cause: ErrorCode | undefined): string {
  if (why !== 'endedByItself') return '';
  if (cause === undefined)
    return ' Agora has no recorder for it any more; that happens when everybody has left the channel. Start it again if the session goes on.';
  const { what, todo, afterwards = todo } = errorInfoOf(cause);
  return ` ${what} ${afterwards}`;
}
