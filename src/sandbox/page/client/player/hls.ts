/** Plays a playlist in a video element. hls.js is large, and loaded only when something is played. */

/** Returns how to stop it. `onProblem`: the status of the response that ended it, if it was one. */
export function playHls(
  video: HTMLVideoElement,
  url: string,
  onProblem: (status: number | undefined) => void,
): () => void {
  let stop: () => void = () => {};
  let isStopped = false;
  const start = async () => {
    const { default: Hls } = await import('hls.js');
    if (isStopped) return;
    // Browsers that play playlists themselves differ in what they accept: that is for those that can't do otherwise.
    if (!Hls.isSupported()) {
      video.src = url;
      return;
    }
    // The media are small, and a worker would need a script from a blob.
    const hls = new Hls({ enableWorker: false });
    hls.on(Hls.Events.ERROR, (_, { fatal, response }) => {
      if (fatal) onProblem(response?.code);
    });
    hls.loadSource(url);
    hls.attachMedia(video);
    stop = () => hls.destroy();
  };
  start().catch(() => onProblem(undefined));
  return () => {
    isStopped = true;
    stop();
  };
}
