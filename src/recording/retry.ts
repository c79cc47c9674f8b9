/** When a call is sent again. */
import type { CallOutcome } from './call-outcome.ts';
import { maxIncompleteStarts, maxRateLimitedStarts, rateLimitedWaits, retryPlans } from './policy.ts';
import type { Call, Ms } from './primitives.ts';

export type RetryableOutcome = Extract<CallOutcome, { kind: 'notSent' | 'indeterminate' }>;

/**
 * Milliseconds until the same call may be sent again, or `undefined` to give it up.
 * @param failedAttempts how often this call has failed in a row before this outcome
 * @param jitter from 0 to below 1: what was limited together must not come back together
 */
export function retryAfter(
  call: Call,
  outcome: RetryableOutcome,
  failedAttempts: number,
  jitter: number,
): Ms | undefined {
  if (outcome.errorCode === 'agora_rate_limited') {
    // People who wait for a recording to start must be notified that it does not; one that runs is never given up for this.
    if ((call === 'acquire' || call === 'start') && failedAttempts >= maxRateLimitedStarts) return undefined;
    const wait = rateLimitedWaits[Math.min(failedAttempts, rateLimitedWaits.length - 1)] ?? 0;
    const asked = outcome.kind === 'notSent' ? (outcome.retryAfter ?? 0) : 0;
    return Math.round(Math.max(wait, asked) + (jitter * wait) / 2);
  }
  if (call === 'start' && outcome.errorCode === 'agora_incomplete' && failedAttempts >= maxIncompleteStarts)
    return undefined;
  const { waits, endless } = retryPlans[call][outcome.kind];
  return waits[failedAttempts] ?? (endless ? waits.at(-1) : undefined);
}
