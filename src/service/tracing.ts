/** Traces: what one command or click leads to, its commits and its jobs, over restarts and processes. */
import type { Transition } from '../recording/effects.ts';
import type { ErrorCode } from '../recording/error-codes.ts';
import type { Event } from '../recording/events.ts';
import { type Call, priority, type Queue } from '../recording/jobs.ts';

/** Names of people and channels are not among them, nor is anything secret. `status`: of HTTP. */
export type SpanAttributes = Readonly<{
  recording?: string;
  verb?: string;
  event?: Event['type'];
  queue?: Queue;
  call?: Call;
  outcome?: string;
  errorCode?: ErrorCode | 'internal';
  status?: number;
}>;

export interface Tracing {
  /** Runs the task in a span that begins a trace. */
  begin<T>(name: string, about: SpanAttributes, task: () => Promise<T>): Promise<T>;
  /** Runs the task in a span of the current trace. Without one, the task just runs. */
  span<T>(name: string, about: SpanAttributes, task: () => Promise<T>): Promise<T>;
  /** Runs the task in a span of this trace, whatever the current one is. Undefined: in none. */
  resume<T>(trace: string | undefined, name: string, about: SpanAttributes, task: () => Promise<T>): Promise<T>;
  /** Adds to the current span. */
  annotate(about: SpanAttributes): void;
  /** The current trace, as its jobs keep it. */
  current(): string | undefined;
  /** At the end of the process: exports what is left, for a moment. */
  end(): Promise<void>;
}

/** For a bot whose traces nobody collects. */
export const untraced: Tracing = {
  begin: (_name, _about, task) => task(),
  span: (_name, _about, task) => task(),
  resume: (_trace, _name, _about, task) => task(),
  annotate: () => undefined,
  current: () => undefined,
  end: async () => undefined,
};

/** The jobs belong to the trace, but for those that recur as long as the recording does: timers, and watching it. */
export function withTrace(transition: Transition, trace: string | undefined): Transition {
  if (trace === undefined) return transition;
  const jobs = transition.jobs.map((job) =>
    job.payload.queue === 'timer' || job.priority === priority.watch ? job : { ...job, trace },
  );
  return { ...transition, jobs };
}
