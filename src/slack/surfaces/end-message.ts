/** The last message of a thread: how it ended, every file exactly as Agora gave it, and Agora's word on the upload. */
import type { KnownBlock } from '@slack/types';
import { format } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import { uploadTimeout, uploadUsuallyWithin } from '../../recording/policy.ts';
import type { Recording } from '../../recording/recording.ts';
import type { ThreadMessageOf } from '../../recording/thread-message.ts';
import { blocksOf, type Message, paragraph, say } from './blocks.ts';
import { fileGroups } from './file-groups.ts';
import { isTrouble, outcomeWords } from './outcome.ts';
import { joined, named, noFilesWords, reportsFiles, snapshotWords } from './words.ts';

/** It is over, and the result of the upload will be reported. */
export function uploadingMessage(r: Recording, { outcome }: ThreadMessageOf<'uploading'>): Message {
  const { emoji, thread } = outcomeWords(r, outcome);
  const head: Part[] = isTrouble(outcome) ? [{ emoji }, ' ', ...thread] : thread;
  return say(...joined(head, format('thread.uploading', { hours: uploadTimeout / 3_600_000 })));
}

export function endMessage(r: Recording, message: ThreadMessageOf<'finished'>): Message {
  const { outcome, files } = message;
  const { emoji, thread } = outcomeWords(r, outcome);
  // The starter was mentioned when it ended, and nothing new is wrong.
  const words = isNewTrouble(message) || !isTrouble(outcome) ? thread : format('end.announced', { name: named(r) });
  const head: Part[] = [{ emoji }, ' ', ...words];
  const names = files.names.filter((name) => name !== '');
  const upload = uploadWords(r, message);
  if (names.length === 0) {
    const { count, unposted } = r.snapshots ?? { count: 0, unposted: [] };
    const screenshots = count === 0 ? noFilesWords(r, true) : snapshotWords(count, unposted);
    const said = outcome.kind === 'nothingRecorded' ? head : joined(head, screenshots);
    return blocksOf(joined(said, upload), [paragraph(...said), paragraph(...upload)]);
  }
  const { following = 0 } = message;
  const count = names.length + following;
  const fileHead = files.predicted ? format('card.line.expected') : format('files.countColon', { count });
  const blocks: KnownBlock[] = [paragraph(...head), paragraph(...fileHead), ...fileGroups(r, names)];
  if (following > 0) blocks.push(paragraph(...format('files.following', { count: following })));
  if (r.snapshots !== undefined) blocks.push(paragraph(...snapshotWords(r.snapshots.count, r.snapshots.unposted)));
  blocks.push(paragraph(...upload));
  const inText = names.flatMap((name): Part[] => [{ code: name }, ' ']);
  return blocksOf([...joined(head, upload, fileHead), ' ', ...inText], blocks);
}

/** The names that the last message had no room for. */
export function moreFilesMessage(r: Recording, { names, first, total }: ThreadMessageOf<'moreFiles'>): Message {
  const head = format('files.range', { first, last: first + names.length - 1, total });
  const inText = names.flatMap((name): Part[] => [' ', { code: name }]);
  return blocksOf([...head, ...inText], [paragraph(...head), ...fileGroups(r, names)]);
}

/** A failure is reported to everybody, once. */
export function isNewTrouble({ outcome, announced }: ThreadMessageOf<'finished'>): boolean {
  return isTrouble(outcome) && announced !== true;
}

/** `uploadingStatus` as Agora gave it, and what it means. */
function uploadWords(r: Recording, message: ThreadMessageOf<'finished'>): Part[] {
  return format('thread.upload', { value: { code: message.uploading }, meaning: meaningOf(r, message) });
}

function meaningOf(r: Recording, { outcome, files, uploading }: ThreadMessageOf<'finished'>): Part[] {
  const [file] = files.names;
  if (uploading === 'backuped') return format('thread.upload.backuped');
  if (outcome.kind === 'nothingRecorded') return format('thread.upload.nothing');
  if (uploading === 'unknown') {
    const minutes = uploadUsuallyWithin / 60_000;
    if (file === undefined) return format('thread.upload.unknown', { minutes });
    return format('thread.upload.unknownFile', { minutes, file: { code: file } });
  }
  // "All files are in the bucket" would contradict that Agora reported none.
  if (file === undefined && reportsFiles(r)) return format('thread.upload.uploadedUnnamed');
  if (file !== undefined && files.predicted) return format('thread.upload.uploadedExpected', { file: { code: file } });
  return format('thread.upload.uploaded');
}
