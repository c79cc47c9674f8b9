/** Plays the files whose links are clicked, in messages and in the list of the bucket. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PageFile } from '../../protocol.ts';
import { useApp, usePage } from '../context.ts';
import { fileOfLink, nameOf, type Problem, problemOf } from './links.ts';
import { Media } from './media.tsx';
import { texts } from './texts.ts';

export function Player() {
  const { store } = useApp();
  const playing = usePage((state) => state.playing);
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      // A click with a key opens a tab, as everywhere.
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      const link = event.target instanceof Element ? event.target.closest('a.link') : null;
      if (!(link instanceof HTMLAnchorElement)) return;
      const file = fileOfLink(link.href, store.get().agora?.files ?? []);
      if (file === undefined) return;
      event.preventDefault();
      store.update((state) => ({ ...state, playing: file }));
    };
    document.addEventListener('click', onClick);
    return () => document.removeEventListener('click', onClick);
  }, [store]);
  if (playing === undefined) return null;
  // A dialog reports that it was closed when another file may be open already.
  const close = () => store.update((state) => (state.playing === playing ? { ...state, playing: undefined } : state));
  return <PlayerDialog key={playing.url} file={playing} onClose={close} />;
}

function PlayerDialog({ file, onClose }: Readonly<{ file: PageFile; onClose: () => void }>) {
  const ref = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => ref.current?.showModal(), []);
  const onProblem = (status?: number) => {
    if (status !== undefined && status >= 400) setProblem(problemOf(status));
    else void statusOf(file.url).then((found) => setProblem(problemOf(found)));
  };
  return (
    <dialog ref={ref} class="player" aria-labelledby="player-name" onClose={onClose}>
      <header class="player-head">
        <h2 id="player-name">{nameOf(file)}</h2>
        <a class="player-link" href={file.url} target="_blank" rel="noreferrer">
          {texts.open}
        </a>
        <button type="button" class="player-close" onClick={() => ref.current?.close()}>
          {texts.close}
        </button>
      </header>
      {problem === undefined ? (
        <Media file={file} onProblem={onProblem} />
      ) : (
        <p class="player-problem" role="alert">
          {texts.problems[problem]}
        </p>
      )}
    </dialog>
  );
}

/** A video element says nothing of the response that it got. */
async function statusOf(url: string): Promise<number | undefined> {
  try {
    const { status, body } = await fetch(url, { headers: { range: 'bytes=0-0' } });
    await body?.cancel();
    return status;
  } catch {
    return undefined;
  }
}
