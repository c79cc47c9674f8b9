/** Decide and commit: the one way in which an event reaches a recording. */

import type { Event } from '../recording/events.ts';
import type { JobRef } from '../recording/jobs.ts';
import type { Uid } from '../recording/recording.ts';
import { transition } from '../recording/transition.ts';
import type { Applied, Clock, Store } from './ports.ts';
import type { Listener } from './recording-service.ts';

export type TransitionRunner = {
  /** Applies an event in one transaction; `done` is the job that brought it, `request` the id that makes it count once. */
  apply(id: string, event: Event, about?: { done?: JobRef; request?: string }): Promise<Applied>;
  /** Calls `listener` after every committed event of the recording; returns the end of it. */
  listen(id: string, listener: Listener): () => void;
  /** Calls `wake` after every commit that may have added jobs; returns the end of it. */
  onCommitted(wake: () => void): () => void;
  committed(): void;
};

export type TransitionRunnerOptions = Readonly<{
  store: Store;
  clock: Clock;
  newUid: () => Uid;
  /** Whether Agora's notification service may reach us. */
  notifications: boolean;
  /** From 0 to below 1. */
  jitter: () => number;
}>;

export function createTransitionRunner({
  store,
  clock,
  newUid,
  notifications,
  jitter,
}: TransitionRunnerOptions): TransitionRunner {
  const listeners = new Map<string, Set<Listener>>();
  const wakes = new Set<() => void>();
  const committed = () => {
    for (const wake of wakes) wake();
  };
  return {
    async apply(id, event, about) {
      const env = () => ({ now: clock.now(), newUid: newUid(), notifications, jitter: jitter() });
      const applied = await store.apply(id, (r) => transition(r, event, env()), about);
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
    onCommitted(wake) {
      wakes.add(wake);
      return () => wakes.delete(wake);
    },
    committed,
  };
}
