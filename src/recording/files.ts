/** What the name of a file tells: which kind it is, of whom, and since when. (Agora: Cloud Recording, "Manage recorded files") */
import { webLabel } from './modes/web/web.ts';
import { filesInMessage } from './policy.ts';
import type { Ms, Uid } from './primitives.ts';
import { currentRecorder, type Recording } from './recording.ts';

/**
 * `playlist` of everyone or of a page, `mp4`, `track` the playlist of one participant, `snapshot` a screenshot, `slice` a piece that a
 * playlist plays, `other` what no rule names. In the order in which they are shown.
 */
export const fileKinds = ['playlist', 'mp4', 'track', 'snapshot', 'other', 'slice'] as const;
export type FileKind = (typeof fileKinds)[number];

export type Medium = 'audio' | 'video' | 'audioVideo';

export type RecordedFile = Readonly<{
  /** As Agora gave it. */
  name: string;
  kind: FileKind;
  /** The participant of a track or a screenshot, and the medium of a track. */
  uid?: Uid;
  medium?: Medium;
  /** When it begins, as far as its name, Agora, or its recorder shows. */
  startedAt?: Ms;
}>;

type OfRecording = Pick<Recording, 'cname' | 'mode' | 'recorders' | 'fileStarts'>;

/** The files by kind, participant, medium and start. Those of the same rank keep their order. */
export function describeFiles(r: OfRecording, names: readonly string[]): RecordedFile[] {
  return names
    .filter((name) => name !== '')
    .map((name) => describeFile(r, name))
    .sort(compareFiles);
}

export function describeFile(r: OfRecording, name: string): RecordedFile {
  const { rest, tail, sid, isFirst } = partsOf(r, name);
  const own = { name, ...(r.mode.kind === 'individual' ? trackOf(rest) : wholeOf(tail)) };
  const { kind } = own;
  // What comes after a fail-over, or after another part, begins later than its recorder.
  const isWhole = isFirst && (kind === 'playlist' || (kind === 'mp4' && /_0\.mp4$/iu.test(tail)));
  const recorder = (sid === undefined ? undefined : r.recorders.find((one) => one.sid === sid)) ?? currentRecorder(r);
  const startedAt = startInName(kind, tail) ?? r.fileStarts?.[name] ?? (isWhole ? recorder.startedAt : undefined);
  return { ...own, ...(startedAt === undefined ? {} : { startedAt }) };
}

/** `folders` where Agora gave the name with some in front of it. */
export function splitName(name: string): { folders: readonly string[]; base: string } {
  const parts = name.split('/');
  return { folders: parts.slice(0, -1).filter((part) => part !== ''), base: parts.at(-1) ?? '' };
}

/** What the names begin with that Agora gives to the files of this recording, before and after its first fail-over. */
export function namePrefixes({ recorders }: Pick<Recording, 'recorders'>): string[] {
  return recorders.flatMap(({ sid }) => (sid === undefined ? [] : [`${sid}_`, `bak0_${sid}_`]));
}

/** All names as they are shown, in as many parts as messages are needed for them. */
export function namesByMessage(r: OfRecording, names: readonly string[]): string[][] {
  const parts: string[][] = [];
  let left = 0;
  for (const { name } of describeFiles(r, names)) {
    const part = parts.at(-1);
    left -= name.length;
    if (part === undefined || part.length >= filesInMessage.count || left < 0) {
      parts.push([name]);
      left = filesInMessage.characters - name.length;
    } else part.push(name);
  }
  return parts;
}

/** `rest`: what follows the sid; `tail`: what follows the channel, or the same where that does not follow. */
function partsOf({ cname, mode, recorders }: OfRecording, name: string) {
  const { base } = splitName(name);
  const plain = base.replace(/^bak\d+_/u, '');
  const known = recorders.find(({ sid }) => sid !== undefined && plain.startsWith(`${sid}_`))?.sid;
  const sid = known ?? /^([0-9a-f]{32})_/iu.exec(plain)?.[1];
  const rest = sid === undefined ? plain : plain.slice(sid.length + 1);
  const label = mode.kind === 'web' ? webLabel(cname) : cname;
  const tail = rest.startsWith(label) ? rest.slice(label.length) : rest;
  return { rest, tail, sid, isFirst: plain === base };
}

/** Of a mixed recording or a page: nothing in these names is about one participant, whatever the channel is called. */
function wholeOf(tail: string): Pick<RecordedFile, 'kind'> {
  if (/\.(?:m3u8|mpd)$/iu.test(tail)) return { kind: 'playlist' };
  if (/\.mp4$/iu.test(tail)) return { kind: 'mp4' };
  return { kind: /\.(?:ts|webm)$/iu.test(tail) ? 'slice' : 'other' };
}

/** A channel may itself be called `a__uid_s_1`: the last marks are Agora's. */
const marks = /.*__uid_s_(?<uid>\d+)__uid_e_(?<medium>audio_and_video|audio|video)?(?<end>.*)$/u;
const media: Readonly<Record<string, Medium>> = { audio: 'audio', video: 'video', audio_and_video: 'audioVideo' };

function trackOf(rest: string): Omit<RecordedFile, 'name'> {
  const { uid, medium = '', end = rest } = marks.exec(rest)?.groups ?? {};
  const of = {
    ...(uid === undefined ? {} : { uid }),
    ...(media[medium] === undefined ? {} : { medium: media[medium] }),
  };
  if (/\.(?:m3u8|mpd|mp4)$/iu.test(end)) return { kind: 'track', ...of };
  if (/\.jpe?g$/iu.test(end)) return { kind: 'snapshot', ...(uid === undefined ? {} : { uid }) };
  return { kind: /\.(?:ts|webm)$/iu.test(end) ? 'slice' : 'other', ...of };
}

/** `yyyyMMddHHmmssSSS` in UTC, in the names of screenshots and slices alone: other names may end in digits of the channel. */
function startInName(kind: FileKind, tail: string): Ms | undefined {
  if (kind !== 'snapshot' && kind !== 'slice') return undefined;
  const digits = /_(\d{17})\.\w+$/u.exec(tail)?.[1];
  const [, y, mo, d, h, mi, s, ms] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/u.exec(digits ?? '') ?? [];
  const at = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}.${ms}Z`);
  return Number.isNaN(at) ? undefined : at;
}

function compareFiles(a: RecordedFile, b: RecordedFile): number {
  const byKind = fileKinds.indexOf(a.kind) - fileKinds.indexOf(b.kind);
  if (byKind !== 0 || (a.kind !== 'track' && a.kind !== 'snapshot')) return byKind;
  const byUser = Number(a.uid ?? 0) - Number(b.uid ?? 0);
  return byUser !== 0 || a.kind === 'track' ? byUser : (a.startedAt ?? 0) - (b.startedAt ?? 0);
}
