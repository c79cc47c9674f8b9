/** The media of every recording: 12 s of a test picture and a tone, as media/make.sh makes them. */
import { readFile } from 'node:fs/promises';

/** What a file holds. */
export type Track = 'audio' | 'video' | 'audio_and_video';

/** `ms`: how long it is. */
type Segment = Readonly<{ bytes: Uint8Array; ms: number }>;

/** The segments of a track, and its playlist with other names for them. Both end. */
export type Media = Readonly<{
  segments: readonly Segment[];
  /** `names`: one for each segment. */
  playlist: (names: readonly string[]) => string;
  mp4: Uint8Array;
}>;

const at = (name: string) => new URL(`./media/${name}`, import.meta.url);

export async function readMedia(track: Track): Promise<Media> {
  const lines = (await readFile(at(`${track}.m3u8`), 'utf8')).trimEnd().split('\n');
  const isSegment = (line: string) => !line.startsWith('#');
  const segments = await Promise.all(
    lines.flatMap((line, index) => {
      if (!isSegment(line)) return [];
      const seconds = Number.parseFloat((lines[index - 1] ?? '').replace('#EXTINF:', ''));
      return [readFile(at(line)).then((bytes) => ({ bytes, ms: Math.round(seconds * 1_000) }))];
    }),
  );
  return {
    segments,
    playlist(names) {
      const rest = [...names];
      return lines.map((line) => `${isSegment(line) ? (rest.shift() ?? line) : line}\n`).join('');
    },
    mp4: await readFile(at(`${track}.mp4`)),
  };
}

export const readSnapshot = (): Promise<Uint8Array> => readFile(at('snapshot.jpg'));
