import { cardLinkTimeout } from '../../recording/policy.ts';
import { isLive, type Ms, type Recording } from '../../recording/recording.ts';
import type { Listener } from '../../service/commit-listeners.ts';
import type { HandlerTools } from './handler.ts';

type WatchTools = Pick<HandlerTools, 'service' | 'clock' | 'signal'>;

/** `seen` resolves with the first state that was wanted, or with nothing when time is up. `end` ends the waiting. */
export type Watch = Readonly<{ seen: Promise<Recording | undefined>; end: () => void }>;

/** Listens to a recording from now on. */
export function watchRecording(
  { service, clock, signal }: WatchTools,
  id: string,
  timeout: Ms,
  wanted: (...change: Parameters<Listener>) => boolean,
): Watch {
  const found = Promise.withResolvers<Recording | undefined>();
  const ended = new AbortController();
  const unlisten = service.listen(id, (r, event) => {
    if (wanted(r, event)) found.resolve(r);
  });
  void clock.until(clock.now() + timeout, AbortSignal.any([signal, ended.signal])).then(() => {
    found.resolve(undefined);
  });
  const end = () => {
    unlisten();
    ended.abort();
  };
  return { seen: found.promise.finally(end), end };
}

/** The recording as it stands now. Somebody may be recording a channel that is called like its id. */
export async function latest(r: Recording, { service }: Pick<HandlerTools, 'service'>): Promise<Recording> {
  const now = await service.find(r.card.teamId, r.id);
  return now?.id === r.id ? now : r;
}

/** The recording once its card is posted, so that it can be linked to; after a while without. */
export async function withCard(r: Recording, tools: WatchTools): Promise<Recording> {
  const isReady = (now: Recording) => now.card.ts !== undefined || !isLive(now);
  if (isReady(r)) return r;
  const { seen, end } = watchRecording(tools, r.id, cardLinkTimeout, isReady);
  // It may have been posted before we listened.
  const now = await latest(r, tools);
  if (!isReady(now)) return (await seen) ?? now;
  end();
  return now;
}
