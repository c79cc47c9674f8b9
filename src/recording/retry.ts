import type { CallOutcome } from './call-outcome.ts';
import type { Call } from './jobs.ts';
import type { Ms } from './recording.ts';

type Uncertain = Extract<CallOutcome, { kind: 'notSent' | 'indeterminate' }>;

const second = 1000;

/**
 * How long to wait before the same call is sent again, by how often it has failed in a row; the last wait repeats where `endless`.
 * Agora's best-practice pages give 1, 3, 6 s for transport errors, 3, 6, 9 s for a start, and 5, 10, 15, 30 s for a query.
 */
const waits: Record<Call, Record<Uncertain['kind'], { waits: readonly Ms[]; endless: boolean }>> = {
  acquire: {
    notSent: { waits: [1, 3, 6, 10, 15, 15, 30, 30, 30, 30].map(seconds), endless: false },
    indeterminate: { waits: [3, 6, 9, 15, 15].map(seconds), endless: false },
  },
  start: {
    // The reservation ends this by itself after five minutes.
    notSent: { waits: [1, 3, 6, 15].map(seconds), endless: true },
    indeterminate: { waits: [3, 6, 9].map(seconds), endless: false },
  },
  query: {
    notSent: { waits: [5, 10, 15, 30].map(seconds), endless: true },
    indeterminate: { waits: [5, 10, 15, 30].map(seconds), endless: true },
  },
  updateLayout: {
    notSent: { waits: [1, 3, 6].map(seconds), endless: false },
    indeterminate: { waits: [3, 6, 9].map(seconds), endless: false },
  },
  stop: {
    notSent: { waits: [1, 2, 4, 8, 15].map(seconds), endless: true },
    indeterminate: { waits: [3, 6, 9, 15].map(seconds), endless: true },
  },
};

/** Agora documents no Retry-After for 429, so the waits double. */
const limited: readonly Ms[] = [1, 2, 4, 8, 16, 30].map(seconds);
/** About three minutes of them. */
const mostLimited = 10;

/**
 * Milliseconds until the same call may be sent again, or `undefined` to give it up.
 * @param tries how often this call has failed in a row before this answer
 * @param chance from 0 to below 1: what was limited together must not come back together
 */
export function retryAfter(call: Call, outcome: Uncertain, failedAttempts: number, jitter: number): Ms | undefined {
  if (outcome.errorCode === 'agora_rate_limited') {
    // Whoever waits for a recording to begin must hear that it does not; what runs is never given up for this.
    if ((call === 'acquire' || call === 'start') && failedAttempts >= mostLimited) return undefined;
    const wait = limited[Math.min(failedAttempts, limited.length - 1)] ?? 30 * second;
    const asked = outcome.kind === 'notSent' ? (outcome.retryAfter ?? 0) : 0;
    return Math.round(Math.max(wait, asked) + (jitter * wait) / 2);
  }
  // 206 code 65 on `start`: Agora asks for the same request after 3 and 6 s, then for a new one.
  if (call === 'start' && outcome.errorCode === 'agora_incomplete' && failedAttempts >= 2) return undefined;
  const rule = waits[call][outcome.kind];
  return rule.waits[failedAttempts] ?? (rule.endless ? rule.waits.at(-1) : undefined);
}

/** What Agora refuses, somebody has to mend first: the same call is sent again after this long. */
export const rejectedInterval: Ms = 60_000;

/** Waits between questions while Agora finds no recorder: 5, 10, 15 s, then every 15 s. */
export function notFoundInterval(missingFor: Ms): Ms {
  if (missingFor < 5 * second) return 5 * second;
  return missingFor < 15 * second ? 10 * second : 15 * second;
}

/** Waits between questions while a start is to be confirmed. */
export function confirmInterval(sinceStart: Ms): Ms {
  return sinceStart < 30 * second ? 5 * second : 10 * second;
}

/** Waits between questions to a recorder that is there: often until its first file, then about every two minutes. */
export function queryInterval(status: number, quietFor: Ms): Ms {
  return status === 4 && quietFor < 120 * second ? 10 * second : 120 * second;
}

function seconds(n: number): Ms {
  return n * second;
}
