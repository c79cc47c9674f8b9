/** Steps of workflows: each is a request like a command, and counts once however often Slack delivers it. */
import type { Ms, Recording } from '../recording/recording.ts';

/** A step that something was committed for. `action`: what the audit has of it, with `rejected` where nothing was changed. */
export type TakenStep = Readonly<{ request: string; recording: Recording; action?: string }>;

export interface StepStore {
  /** Undefined where nothing was committed for the request. */
  findStep(request: string): Promise<TakenStep | undefined>;
  /** Those that were committed since. */
  listSteps(since: Ms): Promise<readonly TakenStep[]>;
}

const prefix = 'step ';

/** What makes the execution of a step count once: `step record_start Fx0123ABC`. */
export function stepRequest(callbackId: string, executionId: string): string {
  return `${prefix}${callbackId} ${executionId}`;
}

export function readStepRequest(request: string): { callbackId: string; executionId: string } {
  const [, callbackId = '', executionId = ''] = request.split(' ');
  return { callbackId, executionId };
}
