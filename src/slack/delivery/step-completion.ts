/** Tells Slack how the step of a workflow has ended. */
import type { WebClient } from '@slack/web-api';
import type { Ms } from '../../recording/recording.ts';
import type { Clock } from '../../service/ports.ts';
import { errorText, type Log } from '../sdk-log.ts';
import { sendOutcomeOf } from './slack-errors.ts';

/** Both resolve when Slack knows it, or when it will not take it. Never reject. */
export type StepCompletion = Readonly<{
  succeed(executionId: string, outputs: Readonly<Record<string, string>>): Promise<void>;
  /** `error`: plain text for the person who looks after the workflow. */
  fail(executionId: string, error: string): Promise<void>;
}>;

type Options = Readonly<{ client: Pick<WebClient, 'apiCall'>; clock: Clock; signal: AbortSignal; log: Log }>;

const longestPause: Ms = 60_000;
/** After that nobody waits for the step any more. */
const giveUpAfter: Ms = 3_600_000;
/** It was completed before: the step was delivered twice, or the bot has restarted. */
const alreadyCompleted: ReadonlySet<string> = new Set([
  'execution_not_in_running_state',
  'function_execution_not_found',
]);

/**
 * Needs no scope (https://docs.slack.dev/reference/methods/functions.completeSuccess). The bot's own token is used: the one that
 * comes with the event is revoked when Slack delivers the step again, and would have to be stored for after a restart.
 */
export function createStepCompletion({ client, clock, signal, log }: Options): StepCompletion {
  async function tell(
    method: 'functions.completeSuccess' | 'functions.completeError',
    args: Record<string, unknown>,
  ): Promise<void> {
    const since = clock.now();
    for (let attempt = 0; !signal.aborted && clock.now() - since < giveUpAfter; attempt += 1) {
      try {
        await client.apiCall(method, args);
        return;
      } catch (error) {
        const outcome = sendOutcomeOf(error);
        if (outcome.kind === 'rejected') {
          if (!alreadyCompleted.has(outcome.code))
            log.error({ method, code: outcome.code }, 'failed to complete a step');
          return;
        }
        log.warn({ method, error: errorText(error) }, 'could not complete a step yet');
        const after = outcome.kind === 'later' ? outcome.after : 0;
        await clock.until(clock.now() + Math.max(after, Math.min(1000 * 2 ** attempt, longestPause)), signal);
      }
    }
  }

  return {
    succeed: (executionId, outputs) =>
      tell('functions.completeSuccess', { function_execution_id: executionId, outputs }),
    fail: (executionId, error) => tell('functions.completeError', { function_execution_id: executionId, error }),
  };
}
