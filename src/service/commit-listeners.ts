/** Who waits for a change of which recording, also where another replica makes it. */
import type { Event } from '../recording/events.ts';
import type { Recording } from '../recording/recording.ts';
import { type Commit, type CommittedEvent, committedEvent } from './commits.ts';
import type { Store } from './ports.ts';

/** `event` is absent where it was missed: several may have happened. */
export type Listener = (r: Recording, event: CommittedEvent | undefined) => void;

type Options = Readonly<{
  store: Pick<Store, 'find'>;
  /** A recording that somebody waits for could not be read after another replica had changed it. */
  onError?: ((error: unknown) => void) | undefined;
}>;

export function createCommitListeners({ store, onError = () => {} }: Options) {
  const listeners = new Map<string, Set<Listener>>();
  // What is looked up for a recording, so that its changes are reported in their order.
  const lookups = new Map<string, Promise<void>>();

  const notify = (r: Recording, event: CommittedEvent | undefined) => {
    for (const listener of listeners.get(r.id) ?? []) listener(r, event);
  };

  async function lookUp(id: string, event: CommittedEvent | undefined): Promise<void> {
    try {
      const r = await store.find(id);
      if (r !== undefined) notify(r, event);
    } catch (error) {
      onError(error);
    }
  }

  async function notifyInOrder(id: string, event: CommittedEvent | undefined): Promise<void> {
    const before = lookups.get(id);
    const mine = before === undefined ? lookUp(id, event) : before.then(() => lookUp(id, event));
    lookups.set(id, mine);
    await mine;
    if (lookups.get(id) === mine) lookups.delete(id);
  }

  return {
    listen(id: string, listener: Listener): () => void {
      const own = listeners.get(id) ?? new Set();
      listeners.set(id, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0 && listeners.get(id) === own) listeners.delete(id);
      };
    },
    /** This process has committed it. */
    committed: (r: Recording, event: Event) => notify(r, committedEvent(event)),
    /** Another replica has committed it: the recording is read where anybody waits for it. */
    async received({ id, event }: Pick<Commit, 'id' | 'event'>): Promise<void> {
      if (listeners.has(id)) await notifyInOrder(id, event);
    },
    /** Commits of other replicas may have been missed. */
    async missed(): Promise<void> {
      await Promise.all([...listeners.keys()].map((id) => notifyInOrder(id, undefined)));
    },
  };
}
