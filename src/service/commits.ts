/** What is known of a committed change, in this process and in other replicas. */
import type { CallOutcome } from '../recording/call-outcome.ts';
import type { Event } from '../recording/events.ts';
import { type Call, type NewJob, priority, type Queue } from '../recording/jobs.ts';

/** What those who wait need of an event: little enough for a notification of the database, and nothing that anybody has said. */
export type CommittedEvent = Readonly<{ type: Event['type']; call?: Call; outcome?: CallOutcome['kind'] }>;

/** `urgent`: where a person's command, or a stop, now has a job of this recording, so that what waits there in the background makes way. */
export type Commit = Readonly<{ id: string; version: number; event?: CommittedEvent; urgent: readonly Queue[] }>;

/** `onCommit`: another replica has committed a change. `onMissed`: they are received from now on, and what came before may have been missed. */
export type Following = Readonly<{ onCommit: (commit: Commit) => void; onMissed: () => void }>;

export function committedEvent(event: Event): CommittedEvent {
  const { type } = event;
  if (type !== 'responseReceived') return { type };
  return { type, call: event.payload.call, outcome: event.outcome.kind };
}

export function urgentQueues(jobs: readonly NewJob[]): Queue[] {
  const urgent = jobs.filter((job) => job.priority <= priority.person);
  return [...new Set(urgent.map(({ payload }) => payload.queue))];
}
