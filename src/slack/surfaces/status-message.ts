/** The status post: how long it has recorded, Agora's status in words, and the files so far. */
import { format } from '../../messages/format.ts';
import type { Part } from '../../messages/rich-text.ts';
import type { Recording } from '../../recording/recording.ts';
import type { ThreadMessageOf } from '../../recording/thread-message.ts';
import { type Message, say } from './blocks.ts';
import { joined, listed, noFilesWords, snapshotWords, spanWords, statusWords } from './words.ts';

/** The number of the latest names that are listed. */
const namesShown = 3;

export function statusMessage(r: Recording, message: ThreadMessageOf<'status'>): Message {
  const { elapsed, status, statusAt, silent, notFound } = message;
  const span: Part = { bold: spanWords(elapsed) };
  const files = joined(filesSoFar(r, message.files), snapshotsSoFar(message.snapshots));
  if (status === undefined)
    return say(...format(silent ? 'thread.status.silentUnknown' : 'thread.status.none', { span, files }));
  const isPaused = r.mode.kind === 'web' && r.mode.hold.current;
  const words = isPaused ? format('status.paused') : statusWords(r, status);
  if (!silent && notFound !== true) return say(...format('thread.status', { span, words, files }));
  const at: Part = statusAt === undefined ? '–' : { at: statusAt };
  return say(
    ...format(notFound === true ? 'thread.status.notFound' : 'thread.status.silent', { span, words, at, files }),
  );
}

function filesSoFar(r: Recording, all: readonly string[]): Part[] {
  const files = all.filter((name) => name !== '');
  if (files.length === 0) return noFilesWords(r, false);
  const shown = files.slice(-namesShown);
  return format('thread.filesSoFar', { count: files.length, names: listed(shown.map((code) => ({ code }))) });
}

function snapshotsSoFar(snapshots: ThreadMessageOf<'status'>['snapshots']): Part[] {
  return snapshots === undefined ? [] : snapshotWords(snapshots.count, snapshots.names);
}
