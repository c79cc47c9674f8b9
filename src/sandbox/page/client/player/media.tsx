/** The video or the picture in the player. */
import { useEffect, useRef } from 'preact/hooks';
import type { PageFile } from '../../protocol.ts';
import { playHls } from './hls.ts';
import { nameOf } from './links.ts';
import { texts } from './texts.ts';

/** `onProblem`: the status of the response, where it is known. */
type Props = Readonly<{ file: PageFile; onProblem: (status?: number) => void }>;

export function Media({ file, onProblem }: Props) {
  if (file.kind === 'image')
    return <img class="player-media" src={file.url} alt={texts.picture(nameOf(file))} onError={() => onProblem()} />;
  return <Video file={file} onProblem={onProblem} />;
}

function Video({ file, onProblem }: Props) {
  const ref = useRef<HTMLVideoElement>(null);
  const { url, kind } = file;
  useEffect(() => {
    const video = ref.current;
    if (video === null) return undefined;
    if (kind === 'hls') return playHls(video, url, onProblem);
    video.src = url;
    return undefined;
    // A later `onProblem` does the same as the first.
  }, [url, kind]);
  return (
    // What is recorded is a test picture and a tone.
    <video
      ref={ref}
      class="player-media"
      aria-label={nameOf(file)}
      controls
      autoPlay
      playsInline
      onError={() => onProblem()}
    />
  );
}
