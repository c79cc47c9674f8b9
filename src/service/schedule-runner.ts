/** Transition and commit of schedules: the one way in which an event reaches one. */
import type { Transition } from '../recording/effects.ts';
import { shortId } from '../recording/ids.ts';
import { type Catalogue, type Resolved, resolveSpec } from '../recording/resolve.ts';
import type { NotStarted, Schedule } from '../recording/schedule/schedule.ts';
import { type ScheduleEvent, type ScheduleTransition, scheduleTransition } from '../recording/schedule/transition.ts';
import { transition } from '../recording/transition.ts';
import { type OnAudit, recordingAudit, scheduleAudit } from './audit.ts';
import type { Clock } from './ports.ts';
import type {
  BeginRecording,
  RecordingsRead,
  ScheduleApplied,
  ScheduleJobRef,
  ScheduleStore,
} from './schedule-ports.ts';
import type { TransitionRunner } from './transition-runner.ts';

export type ScheduleRunner = Readonly<{
  create(first: ScheduleTransition, request: string): ReturnType<ScheduleStore['createSchedule']>;
  /** `refusal`: why the person who made it may start nothing just now. */
  apply(
    id: string,
    event: ScheduleEvent,
    about?: { done?: ScheduleJobRef; request?: string; refusal?: NotStarted | undefined },
  ): Promise<ScheduleApplied>;
  /** What it asks for, as the configuration is today. */
  resolve(s: Schedule): Resolved;
  /** Calls `wake` after every commit of a schedule; returns the end of it. */
  onCommitted(wake: () => void): () => void;
}>;

export type ScheduleRunnerOptions = Readonly<{
  store: Pick<ScheduleStore, 'createSchedule' | 'applySchedule'>;
  /** Makes the environment of a recording that begins, and is notified of new jobs. */
  recordings: Pick<TransitionRunner, 'env' | 'committed'>;
  clock: Pick<Clock, 'now'>;
  catalogue: Catalogue;
  random: (below: number) => number;
  /** Called with every audit entry, after it is committed. */
  onAudit?: OnAudit;
}>;

export function createScheduleRunner(options: ScheduleRunnerOptions): ScheduleRunner {
  const { store, recordings, clock, catalogue, random, onAudit } = options;
  const wakes = new Set<() => void>();
  const committed = () => {
    for (const wake of wakes) wake();
  };
  const resolve = ({ wanted, cname, duration }: Schedule): Resolved =>
    resolveSpec({ ...wanted, cname, duration }, catalogue, clock.now());

  return {
    async create(first, request) {
      const created = await store.createSchedule(first, request);
      if (created.kind === 'created' && first.audit !== undefined) {
        onAudit?.(scheduleAudit(first.next, first.audit, request));
      }
      committed();
      return created;
    },
    async apply(id, event, { refusal, ...about } = {}) {
      let started: Transition | undefined;
      const begin: BeginRecording = (start) => {
        started = transition(undefined, { type: 'startRequested', id: shortId(random), start }, recordings.env());
        return started;
      };
      const applied = await store.applySchedule(
        id,
        {
          reads: (s) => recordingsOf(s, resolve(s)),
          decide: (s, found) =>
            scheduleTransition(s, event, {
              now: clock.now(),
              resolve,
              active: () => found.active,
              find: () => found.byId,
              refusal: () => refusal,
            }),
        },
        begin,
        about,
      );
      if (applied.kind === 'applied') {
        const { next, audit } = applied.transition;
        if (audit !== undefined) onAudit?.(scheduleAudit(next, audit, about.request));
        if (started?.audit !== undefined) onAudit?.(recordingAudit(started.next, started.audit));
      }
      committed();
      if (applied.kind === 'applied' && applied.transition.start !== undefined) recordings.committed();
      return applied;
    },
    resolve,
    onCommitted(wake) {
      wakes.add(wake);
      return () => wakes.delete(wake);
    },
  };
}

/** Those that may be in its way. */
function recordingsOf({ blocked, cname }: Schedule, resolved: Resolved): RecordingsRead {
  return {
    ...(blocked !== undefined && { id: blocked.recordingId }),
    ...(resolved.ok && { active: { appId: resolved.spec.appId, cname } }),
  };
}
