/** Decide and commit: the one way in which an event reaches a recording. */
import { decide } from './decide.ts';
import type { Listener } from './desk.ts';
import type { Event } from './events.ts';
import type { Applied, Clock, Store } from './ports.ts';
import type { Uid } from './recording.ts';
import type { JobRef } from './work.ts';

export type Journal = {
  /** Applies an event in one transaction; `done` is the job that brought it, `request` the id that makes it count once. */
  apply(id: string, event: Event, about?: { done?: JobRef; request?: string }): Promise<Applied>;
  /** Calls `listener` after every committed event of the recording; returns the end of it. */
  listen(id: string, listener: Listener): () => void;
  /** Calls `wake` after every commit that may have added jobs; returns the end of it. */
  onCommit(wake: () => void): () => void;
  committed(): void;
};

export type JournalOptions = Readonly<{
  store: Store;
  clock: Clock;
  freshUid: () => Uid;
  /** Whether Agora's notification service may reach us. */
  notices: boolean;
  /** From 0 to below 1. */
  chance: () => number;
}>;

export function createJournal({ store, clock, freshUid, notices, chance }: JournalOptions): Journal {
  const listeners = new Map<string, Set<Listener>>();
  const wakes = new Set<() => void>();
  const committed = () => {
    for (const wake of wakes) wake();
  };
  return {
    async apply(id, event, about) {
      const env = () => ({ now: clock.now(), freshUid: freshUid(), notices, chance: chance() });
      const applied = await store.apply(id, (r) => decide(r, event, env()), about);
      if (applied.kind === 'applied') {
        for (const listener of listeners.get(id) ?? []) listener(applied.decision.next, event);
      }
      committed();
      return applied;
    },
    listen(id, listener) {
      const of = listeners.get(id) ?? new Set();
      listeners.set(id, of.add(listener));
      return () => {
        of.delete(listener);
        if (of.size === 0) listeners.delete(id);
      };
    },
    onCommit(wake) {
      wakes.add(wake);
      return () => wakes.delete(wake);
    },
    committed,
  };
}
