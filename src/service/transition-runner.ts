/** Transition and commit: the one way in which an event reaches a recording. */
import type { Env } from '../recording/effects.ts';
import type { Event, EventOf } from '../recording/events.ts';
import type { Recording, Uid } from '../recording/recording.ts';
import { transition } from '../recording/transition.ts';
import { type OnAudit, recordingAudit } from './audit.ts';
import type { About, Applied, Clock, Created, Store } from './ports.ts';

export type Listener = (r: Recording, event: Event) => void;

/** As the store says, with the recording where there is one now. */
export type RunnerCreated = Exclude<Created, { kind: 'created' }> | Readonly<{ kind: 'created'; recording: Recording }>;

export type TransitionRunner = Readonly<{
  /** Makes a recording. `request`: the id that makes it count once. */
  create(event: EventOf<'startRequested'>, request: string): Promise<RunnerCreated>;
  /** Applies an event in one transaction. */
  apply(id: string, event: Event, about?: About): Promise<Applied>;
  /** Calls `listener` after every committed event of the recording; returns the end of it. */
  listen(id: string, listener: Listener): () => void;
  /** What a transition may read just now, for one that is committed by others; `committed` says that it was. */
  env(): Env;
  committed(): void;
  /** Calls `wake` after every commit that may have added jobs; returns the end of it. */
  onCommitted(wake: () => void): () => void;
}>;

export type TransitionRunnerOptions = Readonly<{
  store: Pick<Store, 'create' | 'apply'>;
  clock: Clock;
  newUid: () => Uid;
  /** Whether Agora's notification service may reach us. */
  notifications: boolean;
  /** From 0 to below 1. */
  jitter: () => number;
  /** Called on every change of phase, after it is committed. */
  onPhase?: (r: Recording, before: Recording['phase']) => void;
  /** Called with every audit entry, after it is committed. */
  onAudit?: OnAudit;
}>;

export function createTransitionRunner(options: TransitionRunnerOptions): TransitionRunner {
  const { store, clock, newUid, notifications, jitter, onPhase, onAudit } = options;
  const listeners = new Map<string, Set<Listener>>();
  const wakes = new Set<() => void>();
  const env = (): Env => ({ now: clock.now(), newUid: newUid(), notifications, jitter: jitter() });
  const committed = () => {
    for (const wake of wakes) wake();
  };
  return {
    env,
    committed,
    async create(event, request) {
      const first = transition(undefined, event, env());
      const created = await store.create(first, request);
      const by = event.start.actor.userId;
      // What another workspace has is none of this one's audit, nor the other way round.
      if (created.kind === 'active' && created.recording.card.teamId === first.next.card.teamId) {
        const entry = { actor: by, action: 'start rejected', detail: 'active' };
        onAudit?.(recordingAudit(created.recording, entry, request));
      }
      if (created.kind !== 'created') return created;
      onAudit?.(recordingAudit(first.next, first.audit ?? { actor: by, action: 'start' }, request));
      committed();
      return { kind: 'created', recording: first.next };
    },
    async apply(id, event, about) {
      let before: Recording['phase'] | undefined;
      const applied = await store.apply(
        id,
        (r) => {
          before = r.phase;
          return transition(r, event, env());
        },
        about,
      );
      if (applied.kind === 'applied') {
        const { next, audit } = applied.transition;
        if (audit !== undefined) onAudit?.(recordingAudit(next, audit, about?.request));
        if (before !== undefined && next.phase !== before) onPhase?.(next, before);
        for (const listener of listeners.get(id) ?? []) listener(next, event);
      }
      committed();
      return applied;
    },
    listen(id, listener) {
      const own = listeners.get(id) ?? new Set();
      listeners.set(id, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0) listeners.delete(id);
      };
    },
    onCommitted(wake) {
      wakes.add(wake);
      return () => wakes.delete(wake);
    },
  };
}
