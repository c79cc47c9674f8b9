/** Transition and commit: the one way in which an event reaches a recording. */
import type { Env } from '../recording/effects.ts';
import type { Event, EventOf } from '../recording/events.ts';
import type { Recording, Uid } from '../recording/recording.ts';
import { transition } from '../recording/transition.ts';
import { type OnAudit, recordingAudit } from './audit.ts';
import { createCommitListeners, type Listener } from './commit-listeners.ts';
import { type Commit, committedEvent } from './commits.ts';
import type { About, Applied, Clock, Created, Store } from './ports.ts';
import { type Tracing, untraced, withTrace } from './tracing.ts';

/** As the store says, with the recording where there is one now. */
export type RunnerCreated = Exclude<Created, { kind: 'created' }> | Readonly<{ kind: 'created'; recording: Recording }>;

export type TransitionRunner = Readonly<{
  /** Makes a recording. `request`: the id that makes it count once. */
  create(event: EventOf<'startRequested'>, request: string): Promise<RunnerCreated>;
  /** Applies an event in one transaction. */
  apply(id: string, event: Event, about?: Omit<About, 'event'>): Promise<Applied>;
  /** Calls `listener` after every committed event of the recording, whichever replica has committed it; returns the end of it. */
  listen(id: string, listener: Listener): () => void;
  /** Another replica has committed an event. */
  received(commit: Pick<Commit, 'id' | 'event'>): Promise<void>;
  /** Events of other replicas may have been missed. */
  missed(): Promise<void>;
  /** What a transition may read just now, for one that is committed by others; `committed` says that it was. */
  env(): Env;
  committed(): void;
  /** Calls `wake` after every commit that may have added jobs; returns the end of it. */
  onCommitted(wake: () => void): () => void;
}>;

export type TransitionRunnerOptions = Readonly<{
  store: Pick<Store, 'create' | 'apply' | 'find'>;
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
  /** Called when a recording that somebody waits for could not be read after another replica had changed it. */
  onError?: (error: unknown) => void;
  tracing?: Tracing;
}>;

export function createTransitionRunner(options: TransitionRunnerOptions): TransitionRunner {
  const { store, clock, newUid, notifications, jitter, onPhase, onAudit, tracing = untraced } = options;
  const listeners = createCommitListeners(options);
  const wakes = new Set<() => void>();
  const env = (): Env => ({ now: clock.now(), newUid: newUid(), notifications, jitter: jitter() });
  const committed = () => {
    for (const wake of wakes) wake();
  };
  return {
    env,
    committed,
    async create(event, request) {
      const first = withTrace(transition(undefined, event, env()), tracing.current());
      const about = { recording: event.id, event: event.type };
      const created = await tracing.span('commit', about, () => store.create(first, request));
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
      // The change runs when its turn comes, maybe beside those of others.
      const trace = tracing.current();
      const change = (r: Recording) => {
        before = r.phase;
        return withTrace(transition(r, event, env()), trace);
      };
      const commit = () => store.apply(id, change, { ...about, event: committedEvent(event) });
      const applied = await tracing.span('commit', { recording: id, event: event.type }, commit);
      if (applied.kind === 'applied') {
        const { next, audit } = applied.transition;
        if (audit !== undefined) onAudit?.(recordingAudit(next, audit, about?.request));
        if (before !== undefined && next.phase !== before) onPhase?.(next, before);
        listeners.committed(next, event);
      }
      committed();
      return applied;
    },
    listen: (id, listener) => listeners.listen(id, listener),
    received: (commit) => listeners.received(commit),
    missed: () => listeners.missed(),
    onCommitted(wake) {
      wakes.add(wake);
      return () => wakes.delete(wake);
    },
  };
}
