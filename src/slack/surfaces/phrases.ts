/** Words that the card, its thread and private answers share. */
import { type ErrorCode, type ErrorInfo, problems } from '../../recording/error-codes.ts';
import {
  currentRecorder,
  type Layout,
  type Phase,
  predictedFile,
  type Recording,
  type Uploading,
} from '../../recording/recording.ts';
import type { Part } from './blocks.ts';

/** The state of a recording as people know it. */
export const stateWords: Readonly<Record<Phase, string>> = {
  starting: 'Starting',
  confirming: 'Starting',
  recording: 'Recording',
  stopping: 'Stopping',
  uploading: 'Uploading',
  finished: 'Finished',
  failed: 'Failed',
  lost: 'Lost',
};

const statusWords: Readonly<Record<number, string>> = {
  0: 'not started yet',
  1: 'initialised',
  2: 'the recorder is starting',
  3: 'the uploader is ready',
  4: 'the recorder is ready and in the channel',
  5: 'recording, and files are being uploaded',
  6: 'asked to stop',
  7: 'everything has stopped',
  8: 'the recorder has left',
  20: 'the recorder ended abnormally',
};

/** Agora's `status` in words, with its number. */
export function agoraStatus(status: number): string {
  return `${statusWords[status] ?? 'a state that Agora has not documented'} (status ${status})`;
}

/** What Agora's word on the upload means. Comes after the word itself. */
const uploadMeanings: Readonly<Record<Uploading, string>> = {
  uploaded: 'all files are in the bucket.',
  backuped:
    'Agora could not put everything into the bucket and keeps the rest in its own backup. It moves the files later by itself: ' +
    'look into the bucket again in some minutes. If files are still missing after an hour, check the storage settings and ' +
    'write to Agora’s support soon, because the backup is kept for about three days.',
  unknown: 'Agora did not say whether all files have arrived.',
};

/** `uploadingStatus` as Agora gave it, and what it means. */
export function uploadWords(r: Recording, uploading: Uploading): Part[] {
  if (uploading === 'unknown' && r.files?.names.length === 0 && !r.files.predicted) {
    return ['Upload: ', { code: uploading }, ' – there was nothing to upload.'];
  }
  const said: Part[] = ['Upload: ', { code: uploading }, ` – ${uploadMeanings[uploading]}`];
  if (uploading !== 'unknown') return said;
  const name = mainFile(r);
  const look = ' Uploads are usually complete within 20 minutes. Then look into the bucket';
  return name === undefined ? [...said, `${look}.`] : [...said, `${look} for `, { code: name }, '.'];
}

/** The file to look for: Agora's first name, or the one that its naming rule gives. */
function mainFile(r: Recording): string | undefined {
  const { sid } = currentRecorder(r);
  return r.files?.names[0] ?? (sid === undefined ? undefined : predictedFile(sid, r.cname));
}

export const predictedNote = 'Agora gave no file name. By its naming rule the file should be called:';

/** `grid`, or `vertical, uid 527841 in the large window, background #1D1C1D`. */
export function layoutWords(layout: Layout): Part[] {
  return [
    { bold: layout.name },
    ...(layout.uid === undefined ? [] : [', uid ', { code: layout.uid }, ' in the large window']),
    ...(layout.background === undefined ? [] : [', background ', { code: layout.background }]),
  ];
}

/** What happened and what to do. Rows of another version may hold a code that this one does not know. */
export function errorInfoOf(code: ErrorCode): ErrorInfo {
  const known: Readonly<Record<string, ErrorInfo>> = problems;
  return known[code] ?? { what: 'Something went wrong that I have no words for.', todo: 'Look into the bot’s log.' };
}

/** `standup (r7k2m)` */
export function named(r: Recording): Part[] {
  return [{ code: r.cname }, ' (', { code: r.id }, ')'];
}

/** The card as a link where its address is known. */
export function theCard(link: string | undefined, as = 'the card'): Part {
  return link === undefined ? as : { link, as };
}
