/** The files of a recording with links, as shown to the requester. */
import { describeFiles } from '../../src/recording/files.ts';
import { beginMode } from '../../src/recording/modes/index.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { FileLink } from '../../src/service/buckets.ts';
import type { KnownFiles } from '../../src/service/recording-files.ts';
import type { Message } from '../../src/slack/surfaces/blocks.ts';
import { filesOnPage, filesReply } from '../../src/slack/surfaces/files-reply.ts';
import { bucketUrl } from '../slack/surfaces/support.ts';
import { individualOptions } from '../support/specs.ts';
import { after, ended, files as given, manyFiles, maths, names, noFiles, now, predicted, running } from './samples.ts';

const presigned: FileLink = {
  kind: 'presigned',
  url: `${bucketUrl}file?X-Amz-Signature=s`,
  expiresAt: now + 3_600_000,
};
const publicLink: FileLink = { kind: 'public', url: `${bucketUrl}file` };
const path = (because: Extract<FileLink, { kind: 'path' }>['because']): FileLink => ({
  kind: 'path',
  path: `recordings/lessons/${names[1] ?? ''}`,
  because,
});

type Sample = {
  r: Recording;
  names?: readonly string[];
  links?: readonly FileLink[];
  from?: number;
  known?: Partial<KnownFiles>;
};

function reply({ r, names: shown = [], links = [presigned], from = 0, known = {} }: Sample): Message {
  const all = describeFiles(r, shown);
  const [first = presigned] = links;
  const linked = all.slice(from, from + filesOnPage).map((file, n) => ({ file, link: links[n] ?? first }));
  return filesReply(r, {
    known: { files: all, source: 'reported', isListed: false, more: false, ...known },
    linked,
    from,
  });
}

const finished = ended({ result: 'stopped', files: given, uploading: 'uploaded' });
const unnamed = ended({ result: 'stopped', files: noFiles, uploading: 'unknown' });
const expected = ended({ result: 'stopped', files: predicted, uploading: 'unknown' });
const [playlist = '', mp4 = ''] = names;
const sid = running.sid;
const track = (uid: number, medium: string) => `${sid}_maths__uid_s_${uid}__uid_e_${medium}.m3u8`;
const apart: Partial<Recording> = {
  mode: beginMode(individualOptions),
  fileStarts: { [track(527_841, 'audio')]: after(2), [track(527_841, 'video')]: after(3) },
};
const shot = `lessons/${sid}_maths__uid_s_527841__uid_e_video_20261116100500000.jpg`;

export const files = (): Readonly<Record<string, Message>> => ({
  'a playlist and an MP4': reply({ r: finished, names }),
  'a playlist alone': reply({ r: finished, names: [playlist] }),
  'an MP4 alone': reply({ r: finished, names: [mp4] }),
  'public links': reply({ r: finished, names, links: [publicLink] }),
  tracks: reply({
    r: ended({ result: 'stopped' }, apart),
    names: [track(527_841, 'video'), track(527_841, 'audio'), track(12, 'audio')],
  }),
  screenshots: reply({
    r: ended({ result: 'stopped' }, apart),
    names: [shot],
    known: { source: 'found', isListed: true, more: true },
  }),
  'the first of several pages': reply({ r: finished, names: manyFiles.names }),
  'a page in between': reply({ r: finished, names: manyFiles.names, from: 20 }),
  'the last page': reply({ r: finished, names: manyFiles.names, from: 50 }),
  'one is not there yet': reply({ r: finished, names, links: [presigned, path('missing')] }),
  'a key that may only write': reply({ r: finished, names: [mp4], links: [path('writeOnly')] }),
  'a vendor without links': reply({ r: finished, names: [mp4], links: [path('noSigning')] }),
  'a bucket that does not respond': reply({ r: finished, names: [mp4], links: [path('unreachable')] }),
  'a storage that is gone': reply({ r: finished, names: [mp4], links: [path('notConfigured')] }),
  'found in the bucket': reply({ r: expected, names, known: { source: 'found', isListed: true } }),
  'expected names': reply({
    r: expected,
    names: [playlist],
    links: [path('writeOnly')],
    known: { source: 'predicted' },
  }),
  'it still records': reply({ r: maths(), names: [playlist], links: [publicLink] }),
  'no files yet': reply({ r: maths() }),
  'nothing recorded': reply({ r: ended({ result: 'nothingRecorded' }) }),
  'not recorded': reply({
    r: ended({}, { phase: 'canceled', recorders: [{ uid: '1', status: 'ended', sendCount: 0 }] }),
  }),
  'none in the bucket': reply({ r: unnamed, known: { source: 'predicted', isListed: true } }),
  'a bucket that can’t be listed': reply({ r: unnamed, known: { source: 'predicted' } }),
});
