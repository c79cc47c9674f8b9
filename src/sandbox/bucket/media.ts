/** The media of every recording: 12 s of a test picture, or of four participants in a layout, and a tone, as media/make.sh makes them. */
import { readFile } from 'node:fs/promises';

/** What a file holds. */
export type Track = 'audio' | 'video' | 'audio_and_video';

/** How participants are arranged in the picture. */
export type Arrangement = 'float' | 'grid' | 'vertical' | 'custom';

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

/** `arrangement`: of a recording that mixes its participants; sound is the same in all of them. */
export async function readMedia(track: Track, arrangement?: Arrangement): Promise<Media> {
  const name = track === 'audio' || arrangement === undefined ? track : `${arrangement}_${track}`;
  const lines = (await readFile(at(`${name}.m3u8`), 'utf8')).trimEnd().split('\n');
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
    mp4: await readFile(at(`${name}.mp4`)),
  };
}

export const readSnapshot = (): Promise<Uint8Array> => readFile(at('snapshot.jpg'));
